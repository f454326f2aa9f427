using Csa.Data.Ranks;
using Csa.Experiments.Training;
using Csa.Mpi;
using TorchSharp;

namespace Csa.Cli.Ranks;

/// <summary>The ranks that mpirun started together, if it did; only rank 0 writes to the terminal.</summary>
internal static class RankSession
{
    private static MpiRanks? joined;

    /// <summary>Silences the other ranks before anything is written: with the same command line they would write the same.</summary>
    public static void Begin()
    {
        if (Launch.Here is { Rank: > 0 }) Terminal.Verbosity = Verbosity.Silent;
    }

    /// <summary>True if several processes were started together.</summary>
    public static bool IsShared => Launch.Here is { Size: > 1 };

    /// <summary>Joins the other processes.</summary>
    /// <returns>Null for a process that was started alone.</returns>
    /// <exception cref="Data.BadInputException">MPI's library is not found, or does not fit the launcher.</exception>
    public static IRankGroup? Join()
    {
        joined ??= MpiRanks.Join();
        if (joined is { Rank: > 0 })
        {
            Terminal.Program += $" (rank {joined.Rank} on {Environment.MachineName})";
            Terminal.Verbosity = Verbosity.Errors;
        }

        return joined;
    }

    /// <summary>Joins the other processes for work other than training, with one thread for each rank where ranks share a machine.</summary>
    /// <returns>Null for a process that was started alone.</returns>
    /// <exception cref="Data.BadInputException">As <see cref="Join"/>'s, or a rank is of another build.</exception>
    public static IRankGroup? JoinToCompute()
    {
        if (Join() is not IRankGroup ranks) return null;
        if (RankPlace.Find(ranks).Threads is int threads && Environment.GetEnvironmentVariable("OMP_NUM_THREADS") is null) torch.set_num_threads(threads);
        return ranks;
    }

    /// <summary>Leaves the group at the end of the work of all ranks.</summary>
    public static void Leave()
    {
        joined?.Leave();
        joined = null;
    }

    /// <summary>Ends all processes because this one failed: the others would wait for it for ever.</summary>
    /// <param name="code">The exit code.</param>
    public static void End(int code) => joined?.Abort(code);
}
