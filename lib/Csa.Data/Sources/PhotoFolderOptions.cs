namespace Csa.Data.Sources;

/// <summary>How a photograph becomes a square.</summary>
public enum SquareFit
{
    /// <summary>Its central square, scaled: shapes keep their proportions.</summary>
    Crop,

    /// <summary>All of it, scaled along each axis: the official pipeline's choice.</summary>
    Squash,
}

/// <summary>How a folder of photographs is split, ordered and squared.</summary>
public sealed record PhotoFolderOptions
{
    /// <summary>How photographs become squares.</summary>
    public SquareFit Fit { get; init; } = SquareFit.Crop;

    /// <summary>Orders the photographs within each split.</summary>
    public ulong Seed { get; init; }

    /// <summary>The share to learn from, 0 … 1.</summary>
    public double TrainShare { get; init; } = 0.8;

    /// <summary>The share to choose on, 0 … 1; what is left is for testing.</summary>
    public double ValidationShare { get; init; } = 0.1;

    /// <summary>How many bytes of scaled photographs are kept in memory: 512 MB.</summary>
    public long CacheBytes { get; init; } = 512L << 20;

    internal void Validate()
    {
        if (!(TrainShare >= 0 && ValidationShare >= 0 && TrainShare + ValidationShare <= 1))
            throw new ArgumentException($"shares: want 0 or more and at most 1 together, got train {TrainShare} and validation {ValidationShare}");
        if (CacheBytes < 0) throw new ArgumentException($"cache: want 0 or more bytes, got {CacheBytes}");
        if (!Enum.IsDefined(Fit)) throw new ArgumentException($"fit: want Crop or Squash, got {Fit}");
    }
}
