using Csa.Images;

namespace Csa.Data;

/// <summary>
/// Portraits drawn from a seed at any size: no download, no licence, the same bytes in every process of a machine.
/// </summary>
/// <remarks>
/// A centre hole takes the eyes, nose and mouth; pose, light, skin, hair colour and beard stay visible around it, so that
/// filling it needs to know what a face is. Image i of a split is drawn from a seed of its own.
/// </remarks>
public sealed class BuiltInPortraits : IImageSource
{
    // Training comes back to every drawing many times; at 64 pixels all 5,000 of them take 61 MB.
    private const long CacheBytes = 512L << 20;

    private readonly BoundedCache<PortraitKey, RgbImage> drawn = new(CacheBytes);
    private readonly ulong seed;
    private readonly int[] counts;

    /// <summary>A set of portraits.</summary>
    /// <param name="seed">Another seed, other people.</param>
    /// <param name="trainCount">Portraits to learn from, at least 0.</param>
    /// <param name="validationCount">Portraits to choose on, at least 0.</param>
    /// <param name="testCount">Portraits to report on, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A negative count.</exception>
    public BuiltInPortraits(ulong seed = 0, int trainCount = 4000, int validationCount = 500, int testCount = 500)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(trainCount);
        ArgumentOutOfRangeException.ThrowIfNegative(validationCount);
        ArgumentOutOfRangeException.ThrowIfNegative(testCount);
        this.seed = seed;
        counts = [trainCount, validationCount, testCount];
    }

    /// <inheritdoc/>
    public string Description => "builtin:portraits";

    /// <inheritdoc/>
    public int Count(Split split) => counts[(int)split];

    /// <inheritdoc/>
    public string Name(Split split, int index)
    {
        Check(split, index);
        string part = split switch { Split.Train => "train", Split.Validation => "validation", _ => "test" };
        return $"portrait-{part}-{index:D6}";
    }

    /// <summary>What is decided about a portrait: labels for whoever wants to learn to name them.</summary>
    /// <param name="split">The split.</param>
    /// <param name="index">0 … Count-1.</param>
    public PortraitAttributes Attributes(Split split, int index)
    {
        Check(split, index);
        return PortraitAttributes.Sample(Seed.Derive(seed, (ulong)split, (ulong)index));
    }

    /// <inheritdoc/>
    /// <remarks>Kept in memory, up to half a gigabyte, and shared: do not change its pixels.</remarks>
    public RgbImage Read(Split split, int index, int side) =>
        drawn.Get(new PortraitKey(split, index, side), () => PortraitDrawing.Draw(Attributes(split, index), side), 3L * side * side);

    private void Check(Split split, int index)
    {
        if (index < 0 || index >= Count(split))
            throw new ArgumentOutOfRangeException(nameof(index), index, $"index: want 0 … {Count(split) - 1} in {split}, got {index}");
    }

    private readonly record struct PortraitKey(Split Split, int Index, int Side);
}
