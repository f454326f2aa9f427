using System.Buffers.Binary;

namespace Csa.Data.Ranks;

/// <summary>A group of processes that work together, on one machine or several, each with a rank. Csa.Mpi implements it with MPI.</summary>
/// <remarks>Every rank must make the same calls in the same order. A rank that cannot go on calls <see cref="Abort"/>.</remarks>
public interface IRankGroup
{
    /// <summary>This process, 0 … <see cref="Size"/> - 1.</summary>
    int Rank { get; }

    /// <summary>The number of processes.</summary>
    int Size { get; }

    /// <summary>Replaces each value by its sum over all ranks.</summary>
    /// <param name="values">The same number on every rank.</param>
    void Sum(Span<float> values);

    /// <summary>Replaces each value by its sum over all ranks.</summary>
    /// <param name="values">The same number on every rank.</param>
    void Sum(Span<double> values);

    /// <summary>Replaces the bytes by those of one rank.</summary>
    /// <param name="bytes">The same number on every rank.</param>
    /// <param name="from">The rank whose bytes all get.</param>
    void Broadcast(Span<byte> bytes, int from);

    /// <summary>Ends the processes of all ranks, this one included, at once.</summary>
    /// <param name="code">The exit code.</param>
    void Abort(int code);
}

/// <summary>Further collective calls, made of those of an <see cref="IRankGroup"/>.</summary>
public static class RankGroupCalls
{
    /// <summary>Gives every rank the bytes of all ranks.</summary>
    /// <param name="ranks">All of them must call.</param>
    /// <param name="own">This rank's bytes; lengths may differ.</param>
    /// <returns>One array for each rank, in order.</returns>
    public static IReadOnlyList<byte[]> AllGather(this IRankGroup ranks, byte[] own) => [.. Enumerable.Range(0, ranks.Size).Select(rank => ranks.BroadcastBytes(own, rank))];

    /// <summary>Gives every rank the bytes of one rank, whose number only that rank knows.</summary>
    /// <param name="ranks">All of them must call.</param>
    /// <param name="own">The bytes to send; read only on the sending rank.</param>
    /// <param name="from">The sending rank.</param>
    public static byte[] BroadcastBytes(this IRankGroup ranks, byte[] own, int from)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, own.Length);
        ranks.Broadcast(length, from);
        byte[] bytes = ranks.Rank == from ? own : new byte[BinaryPrimitives.ReadInt32LittleEndian(length)];
        if (bytes.Length > 0) ranks.Broadcast(bytes, from);
        return bytes;
    }
}
