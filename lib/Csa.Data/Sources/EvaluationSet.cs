using Csa.Data.Images;
using Csa.Data.Masks;

namespace Csa.Data.Sources;

/// <summary>Options of an evaluation set.</summary>
public sealed record EvaluationOptions
{
    /// <summary>The split to evaluate on.</summary>
    public Split Split { get; init; } = Split.Validation;

    /// <summary>Height and width in pixels.</summary>
    public int Side { get; init; } = 256;

    /// <summary>At most this many images; fewer when the split is smaller.</summary>
    public int Count { get; init; } = 500;

    /// <summary>Draws the masks.</summary>
    public ulong Seed { get; init; }
}

/// <summary>One image, its hole and its name.</summary>
/// <param name="Name">The image's stable name.</param>
/// <param name="Image">I_gt as bytes; may be shared, do not change its pixels.</param>
/// <param name="Hole">One mask on the pixel grid.</param>
public sealed record EvaluationItem(string Name, RgbImage Image, HoleMask Hole);

/// <summary>A fixed list of images with holes: the same on every machine, for every system that is compared.</summary>
public sealed class EvaluationSet
{
    private readonly IImageSource images;
    private readonly IMaskSource masks;
    private readonly EvaluationOptions options;

    /// <summary>The first images of a split, each with a mask drawn from the seed and its index.</summary>
    /// <param name="images">The images.</param>
    /// <param name="masks">The masks.</param>
    /// <param name="options">Split, size, count and seed; the defaults when not set.</param>
    /// <exception cref="BadInputException">The split has no image.</exception>
    /// <exception cref="ArgumentException">A count or side below 1.</exception>
    public EvaluationSet(IImageSource images, IMaskSource masks, EvaluationOptions? options = null)
    {
        this.images = images;
        this.masks = masks;
        this.options = options ?? new EvaluationOptions();
        if (this.options.Side < 1 || this.options.Count < 1)
            throw new ArgumentException($"evaluation: want a side and a count of at least 1, got {this.options.Side} and {this.options.Count}");
        Count = Math.Min(this.options.Count, images.Count(this.options.Split));
        if (Count == 0)
            throw new BadInputException($"{images.Description}: want images in the {SplitNames.Word(this.options.Split)} split, got none; choose another split or add more images");
    }

    /// <summary>The number of images.</summary>
    public int Count { get; }

    /// <summary>An image with its hole; safe to call from several threads.</summary>
    /// <param name="index">0 … Count-1.</param>
    /// <exception cref="BadInputException">No image of the split can be read.</exception>
    public EvaluationItem At(int index)
    {
        if (index < 0 || index >= Count) throw new ArgumentOutOfRangeException(nameof(index), $"index: want 0 … {Count - 1}, got {index}");
        // Read first: a folder learns by reading which file is bad, and then names the one that stands in.
        RgbImage image = images.Read(options.Split, index, options.Side);
        string name = images.Name(options.Split, index);
        return new EvaluationItem(name, image, masks.DrawFor(name, options.Side, Seed.Derive(options.Seed, (ulong)index)));
    }
}
