using Csa.Data.Images;
using Csa.Data.Masks;
using Csa.Data.Ranks;

namespace Csa.Data.Sources;

/// <summary>
/// The endless sequence of training batches: every image once per epoch in a new order, randomly mirrored, each with a mask of its own.
/// </summary>
/// <remarks>
/// A batch depends only on the options and its step number, so a resumed run needs no loader state. Csa.Tensors makes tensors
/// of it.
/// </remarks>
public sealed class Batches
{
    private readonly IImageSource images;
    private readonly IMaskSource masks;
    private readonly BatchOptions options;
    private readonly BatchPart part;
    private readonly ShuffledIndices order;

    /// <summary>Batches of images from one source with holes from another.</summary>
    /// <param name="images">The images.</param>
    /// <param name="masks">The masks.</param>
    /// <param name="options">Sizes, seed, flips and split.</param>
    /// <param name="part">What this process has of each batch, from <see cref="BatchPart.Of"/>; all of it when not set.</param>
    /// <exception cref="BadInputException">The split has no image.</exception>
    /// <exception cref="ArgumentException">Options out of range.</exception>
    public Batches(IImageSource images, IMaskSource masks, BatchOptions options, BatchPart? part = null)
    {
        options.Validate();
        this.part = part ?? BatchPart.Of(null, options.BatchSize);
        this.images = images;
        this.masks = masks;
        this.options = options;
        int count = images.Count(options.Split);
        if (count == 0) throw new BadInputException($"{images.Description}: want images in the {SplitNames.Word(options.Split)} split, got none; add more images");
        order = new ShuffledIndices(count, options.Seed);
    }

    /// <summary>Draws the content of a batch without making a tensor, for a thread that works ahead.</summary>
    internal BatchDrawing Draw(long step)
    {
        if (step < 0) throw new ArgumentOutOfRangeException(nameof(step), $"step: want 0 or more, got {step}");
        var photos = new RgbImage[part.Count];
        var holes = new HoleMask[part.Count];
        for (int i = 0; i < part.Count; i++)
        {
            int k = part.First + i; // the place in the whole batch, so that nothing depends on how it is divided
            ulong seed = Seed.Derive(options.Seed, (ulong)step, (ulong)k);
            int index = order.At((step * options.BatchSize) + k);
            bool flipped = options.Flip && (Seed.Derive(seed, 0) & 1) == 1;
            RgbImage photo = images.Read(options.Split, index, options.Side);
            photos[i] = flipped ? photo.FlipHorizontally() : photo;
            HoleMask hole = masks.DrawFor(images.Name(options.Split, index), options.Side, Seed.Derive(seed, 1));
            holes[i] = flipped && masks.IsPaired ? hole.FlipHorizontally() : hole;
        }

        return new BatchDrawing(photos, holes);
    }
}

/// <summary>Images and holes that become a batch.</summary>
internal sealed record BatchDrawing(RgbImage[] Photos, HoleMask[] Holes);

/// <summary>Options of batches.</summary>
public sealed record BatchOptions
{
    /// <summary>Height and width in pixels.</summary>
    public int Side { get; init; } = 256;

    /// <summary>N: samples per batch.</summary>
    public int BatchSize { get; init; } = 1;

    /// <summary>The seed of the order, the flips and the masks.</summary>
    public ulong Seed { get; init; }

    /// <summary>Mirrors a random half of the images horizontally.</summary>
    public bool Flip { get; init; } = true;

    /// <summary>The split to draw from.</summary>
    public Split Split { get; init; } = Split.Train;

    internal void Validate()
    {
        if (Side < 1) throw new ArgumentException($"side: want at least 1 pixel, got {Side}");
        if (BatchSize < 1) throw new ArgumentException($"batch size: want at least 1, got {BatchSize}");
    }
}
