namespace Csa.Data.Sources;

/// <summary>The endless sequence of a data set's indices: each once per epoch, every epoch in an order of its own.</summary>
/// <remarks>An index depends on the seed and its position alone. Safe to call from several threads.</remarks>
internal sealed class ShuffledIndices(int count, ulong seed)
{
    // The latest permutation: only a saving, the same numbers come out without it.
    private volatile EpochOrder? latest;

    /// <summary>The index at a position.</summary>
    /// <param name="position">From 0; any order of calls gives the same indices.</param>
    public int At(long position)
    {
        long epoch = position / count;
        EpochOrder? order = latest;
        if (order is null || order.Epoch != epoch) latest = order = new EpochOrder(epoch, Permutation(epoch));
        return order.Indices[position % count];
    }

    private int[] Permutation(long epoch)
    {
        int[] indices = [.. Enumerable.Range(0, count)];
        Seed.Generator(Seed.Derive(seed, (ulong)epoch)).Shuffle(indices);
        return indices;
    }

    private sealed record EpochOrder(long Epoch, int[] Indices);
}
