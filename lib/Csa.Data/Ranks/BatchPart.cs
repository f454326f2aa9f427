namespace Csa.Data.Ranks;

/// <summary>The images of a batch that one process has: consecutive ones.</summary>
/// <param name="First">The place of the first in the batch.</param>
/// <param name="Count">How many.</param>
public readonly record struct BatchPart(int First, int Count)
{
    /// <summary>The part of a rank: as many images as others have, or one more.</summary>
    /// <param name="ranks">They divide the batch; null = the whole batch.</param>
    /// <param name="batchSize">Images of the whole batch.</param>
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
