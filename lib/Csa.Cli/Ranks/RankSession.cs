using Csa.Data.Ranks;
using Csa.Experiments.Training;
using Csa.Mpi;
using TorchSharp;

namespace Csa.Cli.Ranks;

/// <summary>This process among those that mpirun started together, if it did: rank 0 speaks for all.</summary>
internal static class RankSession
{
    private static MpiRanks? joined;

    /// <summary>Before anything is said: the other ranks have the same command line and would say the same.</summary>
    public static void Begin()
    {
        if (Launch.Here is { Rank: > 0 }) Terminal.Voice = Voice.Silent;
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
            Terminal.Voice = Voice.Errors;
        }

        return joined;
    }

    /// <summary>Joins the other processes in work that computes without training: one thread a rank where ranks share a machine.</summary>
    /// <returns>Null for a process that was started alone.</returns>
    /// <exception cref="Data.BadInputException">As <see cref="Join"/>'s, or a rank is of another build.</exception>
    public static IRankGroup? JoinToCompute()
    {
        if (Join() is not IRankGroup ranks) return null;
        if (RankPlace.Find(ranks).Threads is int threads && Environment.GetEnvironmentVariable("OMP_NUM_THREADS") is null) torch.set_num_threads(threads);
        return ranks;
    }

    /// <summary>Leaves the others at the end of the work that all of them have done.</summary>
    public static void Leave()
    {
        joined?.Leave();
        joined = null;
    }

    /// <summary>Ends all processes if this one has failed: the others would wait for it for ever.</summary>
    /// <param name="code">The exit code.</param>
    public static void End(int code) => joined?.Abort(code);
}
