using Csa.Images;
using Csa.Masks;
using Csa.Training;

namespace Csa.Data;

/// <summary>
/// The endless sequence of training batches: every image once per epoch in a new order, mirrored by chance, each with a
/// mask of its own.
/// </summary>
/// <remarks>A batch depends on the options and its step number alone, so a resumed run needs no loader state.</remarks>
public sealed class Batches
{
    private readonly IImageSource images;
    private readonly IMaskSource masks;
    private readonly BatchOptions options;
    private readonly ShuffledIndices order;

    /// <summary>Batches of a data set with holes.</summary>
    /// <param name="images">Where images come from.</param>
    /// <param name="masks">Where holes come from.</param>
    /// <param name="options">Sizes, seed, flips and split.</param>
    /// <exception cref="BadInputException">The split has no image.</exception>
    /// <exception cref="ArgumentException">Options out of range.</exception>
    public Batches(IImageSource images, IMaskSource masks, BatchOptions options)
    {
        options.Validate();
        this.images = images;
        this.masks = masks;
        this.options = options;
        int count = images.Count(options.Split);
        if (count == 0) throw new BadInputException($"{images.Description}: want images in the {options.Split} split, got none; add more images");
        order = new ShuffledIndices(count, options.Seed);
    }

    /// <summary>The batch of a step; safe to call from several threads.</summary>
    /// <param name="step">From 0; any order of calls gives the same batches.</param>
    /// <returns>The caller disposes it.</returns>
    public TrainingBatch At(long step) => Draw(step).ToBatch();

    /// <summary>What a batch is made of, without a tensor: for a thread that works ahead.</summary>
    internal BatchDrawing Draw(long step)
    {
        if (step < 0) throw new ArgumentOutOfRangeException(nameof(step), $"step: want 0 or more, got {step}");
        var photos = new RgbImage[options.BatchSize];
        var holes = new HoleMask[options.BatchSize];
        for (int k = 0; k < options.BatchSize; k++)
        {
            ulong seed = Seed.Derive(options.Seed, (ulong)step, (ulong)k);
            RgbImage photo = images.Read(options.Split, order.At((step * options.BatchSize) + k), options.Side);
            photos[k] = options.Flip && (Seed.Derive(seed, 0) & 1) == 1 ? photo.FlipHorizontally() : photo;
            holes[k] = masks.Draw(options.Side, Seed.Derive(seed, 1));
        }

        return new BatchDrawing(photos, holes);
    }
}

/// <summary>Images and holes that become a batch.</summary>
internal sealed record BatchDrawing(RgbImage[] Photos, HoleMask[] Holes)
{
    /// <summary>As tensors of the calling thread's.</summary>
    public TrainingBatch ToBatch() => new(ImageTensor.FromImages(Photos), HoleMask.Batch(Holes));
}
