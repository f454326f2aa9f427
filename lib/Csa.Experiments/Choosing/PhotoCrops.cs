using Csa.Baselines;
using Csa.Data;
using Csa.Data.Files;
using Csa.Data.Images;
using Csa.Data.Masks;
using Csa.Data.Regions;
using Csa.Data.Sources;
using Csa.Inpainting;

namespace Csa.Experiments.Choosing;

/// <summary>A photograph to fine-tune on.</summary>
/// <param name="Image">The photograph.</param>
/// <param name="Hole">Its holes, whose shapes and sizes training uses; one mask, not empty.</param>
/// <param name="Unknown">The pixels that training must not see: its holes, and hidden ones on which methods will be tried; at least one
/// pixel is known.</param>
public sealed record TrainingPhoto(RgbImage Image, HoleMask Hole, HoleMask Unknown);

/// <summary>
/// Training data from photographs: crops of their known pixels, at the scales at which their holes will be filled, and holes of the same shapes.
/// </summary>
/// <remarks>
/// Validation crops are drawn first, and training crops leave their middles out. Unknown pixels show the harmonic fill of the crop. All
/// crops are made in the constructor, so that the photographs need not stay in memory.
/// </remarks>
internal sealed class PhotoCrops : IImageSource, IMaskSource
{
    /// <summary>The number of validation crops.</summary>
    public const int Validation = 12;

    private const int MaxTraining = 768, MinTraining = 96, Places = 12;

    // The most pixels of photographs read for all crops together: large holes have large crops, which are reduced.
    private const long ReadPixels = 300_000_000;

    // A crop with more unknown pixels would show too much of the harmonic fill.
    private const double MaxUnknown = 0.05;

    // In octaves: how much larger or smaller a crop may be than that of the hole.
    private const double ScaleJitter = 0.4;

    private readonly List<RgbImage> training = [], validation = [];
    private readonly List<HoleMask> shapes = [];

    /// <summary>Draws the crops and shapes.</summary>
    /// <param name="photos">At least one.</param>
    /// <param name="side">Height and width of the crops in pixels.</param>
    /// <param name="seed">The seed of all of it.</param>
    /// <param name="cancellation">Stops between crops.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public PhotoCrops(IReadOnlyCollection<TrainingPhoto> photos, int side, ulong seed, CancellationToken cancellation)
    {
        foreach ((int place, TrainingPhoto photo) in photos.Index())
        {
            Random random = Seed.Generator(Seed.Derive(seed, (ulong)place));
            IReadOnlyList<PlannedRegion> regions = Shapes(photo, side);
            byte[] unknown = photo.Unknown.Cells(0).ToArray();
            byte[] alsoHeldOut = [.. unknown];
            for (int i = 0; i < Math.Max(1, Validation / photos.Count); i++)
            {
                PlannedRegion region = regions[random.Next(regions.Count)];
                PixelRectangle? drawn = Place(photo, region, unknown, random, jitter: 0);
                if (drawn is not PixelRectangle rectangle) continue;
                validation.Add(Cut(photo, rectangle, unknown, side));

                // Only its middle, where the hole will lie: whole crops would leave little to train on.
                for (int y = rectangle.Top + (rectangle.Height / 4); y < rectangle.Bottom - (rectangle.Height / 4); y++)
                    alsoHeldOut.AsSpan((y * photo.Image.Width) + rectangle.Left + (rectangle.Width / 4), rectangle.Width / 2).Fill(1);
            }

            if (alsoHeldOut.AsSpan().Count((byte)0) < unknown.AsSpan().Count((byte)0) / 2) alsoHeldOut = unknown; // too small a photograph to hold anything out
            long pixels = regions.Max(region => (long)region.Crop.Width * region.Crop.Height);
            long count = Math.Clamp(ReadPixels / pixels, MinTraining, MaxTraining) / photos.Count;
            for (long i = 0; i < Math.Max(1, count); i++)
            {
                cancellation.ThrowIfCancellationRequested();
                if (Place(photo, regions[random.Next(regions.Count)], alsoHeldOut, random, ScaleJitter) is PixelRectangle rectangle)
                    training.Add(Cut(photo, rectangle, alsoHeldOut, side));
            }
        }
    }

    /// <inheritdoc/>
    public string Description => "the known pixels of the picture";

    string IMaskSource.Description => "its holes";

    string IImageSource.Fingerprint => "";

    string IMaskSource.Fingerprint => "";

    IReadOnlyList<FileProblem> IImageSource.Problems => [];

    IReadOnlyList<FileProblem> IMaskSource.Problems => [];

    /// <inheritdoc/>
    public int Count(Split split) => Of(split).Count;

    /// <inheritdoc/>
    public string Name(Split split, int index) => FormattableString.Invariant($"crop-{index:D4}");

    /// <inheritdoc/>
    public RgbImage Read(Split split, int index, int side) => Of(split)[index];

    /// <summary>One of the shapes, randomly mirrored and moved.</summary>
    /// <inheritdoc/>
    public HoleMask Draw(int side, ulong seed)
    {
        Random random = Seed.Generator(seed);
        HoleMask shape = shapes[random.Next(shapes.Count)];
        bool mirrored = random.Next(2) == 1, turned = random.Next(2) == 1;
        PixelRectangle bounds = shape.Bounds(0)!.Value;
        int left = random.Next(side - bounds.Width + 1), top = random.Next(side - bounds.Height + 1);

        // Near the middle, where the hole will be.
        left = (left + (side - bounds.Width)) / 3;
        top = (top + (side - bounds.Height)) / 3;
        return HoleMask.Create(side, side, (y, x) =>
        {
            int v = y - top, u = x - left;
            if (v < 0 || u < 0 || v >= bounds.Height || u >= bounds.Width) return false;
            return shape[0, bounds.Top + (turned ? bounds.Height - 1 - v : v), bounds.Left + (mirrored ? bounds.Width - 1 - u : u)];
        });
    }

    private List<RgbImage> Of(Split split) => split == Split.Train ? training : validation;

    // Plans the passes in which the holes will be filled, and adds the hole of each to the shapes.
    private IReadOnlyList<PlannedRegion> Shapes(TrainingPhoto photo, int side)
    {
        const int MaxShapes = 64;
        RegionPlan plan = RegionPlan.Of(photo.Hole, side, side / 2);
        int step = Math.Max(1, plan.Regions.Count / MaxShapes);
        PlannedRegion[] regions = [.. plan.Regions.Where((_, i) => i % step == 0)];
        foreach (PlannedRegion region in regions)
        {
            byte[] missing = [.. plan.Labels.Select(label => label == region.Label ? (byte)1 : (byte)0)];
            HoleMask shape = new WorkingCrop(region.Crop, side).Cut(photo.Image, missing).Hole;
            if (!shape.IsEmpty && shape.HoleCount(0) < side * side) shapes.Add(shape);
        }

        if (shapes.Count == 0) shapes.Add(HoleMask.Create(side, side, (y, x) => y == side / 2 && x == side / 2));
        return regions;
    }

    // Of a few random places the one with the fewest unknown pixels; null if all have too many.
    private static PixelRectangle? Place(TrainingPhoto photo, PlannedRegion region, byte[] unknown, Random random, double jitter)
    {
        (int imageWidth, int imageHeight) = (photo.Image.Width, photo.Image.Height);
        double factor = Math.Pow(2, jitter * ((2 * random.NextDouble()) - 1));
        factor = Math.Min(factor, Math.Min((double)imageWidth / region.Crop.Width, (double)imageHeight / region.Crop.Height));
        int width = Math.Max(1, (int)(region.Crop.Width * factor)), height = Math.Max(1, (int)(region.Crop.Height * factor));
        PixelRectangle? best = null;
        double least = 0.5;
        for (int i = 0; i < Places && least > MaxUnknown; i++)
        {
            var place = new PixelRectangle(random.Next(imageWidth - width + 1), random.Next(imageHeight - height + 1), width, height);
            double share = ShareUnknown(place, unknown, imageWidth);
            if (share < least) (best, least) = (place, share);
        }

        return best;
    }

    private static double ShareUnknown(PixelRectangle place, byte[] unknown, int imageWidth)
    {
        int count = 0;
        for (int y = place.Top; y < place.Bottom; y++) count += unknown.AsSpan((y * imageWidth) + place.Left, place.Width).Count((byte)1);
        return (double)count / (place.Width * place.Height);
    }

    private static RgbImage Cut(TrainingPhoto photo, PixelRectangle rectangle, byte[] unknown, int side)
    {
        WorkingInput cut = new WorkingCrop(rectangle, side).Cut(photo.Image, unknown);
        if (cut.Hole.IsEmpty) return cut.Image;
        using var smooth = new HarmonicFill();
        using InpaintedImage filled = Inpainter.FillWhole(smooth.Inpaint, cut.Image, cut.Hole);
        return filled.Image;
    }
}
