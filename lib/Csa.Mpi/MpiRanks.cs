using Csa.Data;
using Csa.Data.Ranks;

namespace Csa.Mpi;

/// <summary>The processes that mpirun, mpiexec or srun started together, as MPI's MPI_COMM_WORLD.</summary>
public sealed unsafe class MpiRanks : IRankGroup
{
    private MpiRanks()
    {
        _ = MpiLibrary.MPI_Comm_rank(MpiLibrary.World, out int rank);
        _ = MpiLibrary.MPI_Comm_size(MpiLibrary.World, out int size);
        (Rank, Size) = (rank, size);
    }

    /// <inheritdoc/>
    public int Rank { get; }

    /// <inheritdoc/>
    public int Size { get; }

    /// <summary>The library's version as it reports it: "Open MPI v4.1.4, …".</summary>
    public string Library => MpiLibrary.Version;

    /// <summary>
    /// Joins the other ranks, or returns null if the process was started alone: then no MPI library is looked for.
    /// </summary>
    /// <exception cref="BadInputException">Started by an MPI launcher, but no MPI library is found, or it sees another number of ranks
    /// because it belongs to another MPI.</exception>
    public static MpiRanks? Join()
    {
        if (Launch.Here is not { Size: > 1 } launch) return null;
        MpiLibrary.Start(launch);
        var ranks = new MpiRanks();
        if (ranks.Size == launch.Size) return ranks;
        ranks.Leave();
        throw new BadInputException(
            $"{launch.Variable} says that {launch.Size} ranks were started, {ranks.Library} sees {ranks.Size}: launcher and library are of different MPIs; use the mpirun that belongs to the library, or set CSA_MPI_LIBRARY to the launcher's libmpi.so");
    }

    /// <inheritdoc/>
    public void Sum(Span<float> values)
    {
        fixed (float* first = values) _ = MpiLibrary.MPI_Allreduce(MpiLibrary.InPlace, first, values.Length, MpiLibrary.Float, MpiLibrary.SumOperation, MpiLibrary.World);
    }

    /// <inheritdoc/>
    public void Sum(Span<double> values)
    {
        fixed (double* first = values) _ = MpiLibrary.MPI_Allreduce(MpiLibrary.InPlace, first, values.Length, MpiLibrary.Double, MpiLibrary.SumOperation, MpiLibrary.World);
    }

    /// <inheritdoc/>
    public void Broadcast(Span<byte> bytes, int from)
    {
        fixed (byte* first = bytes) _ = MpiLibrary.MPI_Bcast(first, bytes.Length, MpiLibrary.Byte, from, MpiLibrary.World);
    }

    /// <inheritdoc/>
    public void Abort(int code) => _ = MpiLibrary.MPI_Abort(MpiLibrary.World, code);

    /// <summary>Calls MPI_Finalize, as every rank must; no call may follow.</summary>
    public void Leave() => _ = MpiLibrary.MPI_Finalize();
}
