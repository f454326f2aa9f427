namespace Csa.Data.Sources;

/// <summary>What batches are made of.</summary>
public sealed record BatchOptions
{
    /// <summary>Height and width in pixels.</summary>
    public int Side { get; init; } = 256;

    /// <summary>N: samples per batch.</summary>
    public int BatchSize { get; init; } = 1;

    /// <summary>Orders the images and draws flips and masks.</summary>
    public ulong Seed { get; init; }

    /// <summary>Mirror every second image, by chance.</summary>
    public bool Flip { get; init; } = true;

    /// <summary>The part of the data.</summary>
    public Split Split { get; init; } = Split.Train;

    internal void Validate()
    {
        if (Side < 1) throw new ArgumentException($"side: want at least 1 pixel, got {Side}");
        if (BatchSize < 1) throw new ArgumentException($"batch size: want at least 1, got {BatchSize}");
    }
}
