using System.Buffers.Binary;

namespace Csa.Data.Ranks;

/// <summary>Processes that work together, on one machine or several; each has a rank. Csa.Mpi has them by MPI.</summary>
/// <remarks>Every rank must make the same calls in the same order. A rank that cannot go on calls <see cref="Abort"/>.</remarks>
public interface IRankGroup
{
    /// <summary>This process, 0 … <see cref="Size"/> - 1.</summary>
    int Rank { get; }

    /// <summary>The number of processes.</summary>
    int Size { get; }

    /// <summary>Replaces each value by its sum over all ranks.</summary>
    /// <param name="values">As many on every rank.</param>
    void Sum(Span<float> values);

    /// <summary>Replaces each value by its sum over all ranks.</summary>
    /// <param name="values">As many on every rank.</param>
    void Sum(Span<double> values);

    /// <summary>Replaces the bytes by those of one rank.</summary>
    /// <param name="bytes">As many on every rank.</param>
    /// <param name="from">The rank that has them.</param>
    void Broadcast(Span<byte> bytes, int from);

    /// <summary>Ends the processes of all ranks, this one included, at once.</summary>
    /// <param name="code">The exit code.</param>
    void Abort(int code);
}

/// <summary>What follows from the calls of an <see cref="IRankGroup"/>.</summary>
public static class RankGroupCalls
{
    /// <summary>Gives every rank the bytes of all.</summary>
    /// <param name="ranks">All of them must call.</param>
    /// <param name="own">Those of this rank, of any length.</param>
    /// <returns>In the order of the ranks.</returns>
    public static IReadOnlyList<byte[]> Gather(this IRankGroup ranks, byte[] own) => [.. Enumerable.Range(0, ranks.Size).Select(rank => ranks.Tell(own, rank))];

    /// <summary>Gives every rank the bytes of one.</summary>
    /// <param name="ranks">All of them must call.</param>
    /// <param name="own">Of any length; only those of the rank that tells count.</param>
    /// <param name="from">The rank that tells.</param>
    public static byte[] Tell(this IRankGroup ranks, byte[] own, int from)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, own.Length);
        ranks.Broadcast(length, from);
        byte[] bytes = ranks.Rank == from ? own : new byte[BinaryPrimitives.ReadInt32LittleEndian(length)];
        if (bytes.Length > 0) ranks.Broadcast(bytes, from);
        return bytes;
    }
}
