namespace Csa.Data.Ranks;

/// <summary>The consecutive images of a batch that one process computes on.</summary>
/// <param name="First">The index of the first one in the batch.</param>
/// <param name="Count">The number of images.</param>
public readonly record struct BatchPart(int First, int Count)
{
    /// <summary>The part of a rank: the parts differ by at most one image.</summary>
    /// <param name="ranks">The ranks that divide the batch; null = the whole batch.</param>
    /// <param name="batchSize">The number of images in the whole batch.</param>
    /// <exception cref="BadInputException">There are more ranks than images.</exception>
    public static BatchPart Of(IRankGroup? ranks, int batchSize)
    {
        if (ranks is null) return new BatchPart(0, batchSize);
        if (ranks.Size > batchSize) throw new BadInputException($"batchSize: want an image for each of {ranks.Size} ranks, got a batch of {batchSize}; start at most {batchSize} ranks");
        int first = FirstOf(ranks.Rank);
        return new BatchPart(first, FirstOf(ranks.Rank + 1) - first);

        int FirstOf(int rank) => (int)((long)batchSize * rank / ranks.Size);
    }
}
