using Csa.Baselines;
using Csa.Data;
using Csa.Data.Files;
using Csa.Data.Images;
using Csa.Data.Masks;
using Csa.Data.Regions;
using Csa.Data.Sources;
using Csa.Inpainting;

namespace Csa.Experiments.Choosing;

/// <summary>A photograph to learn from.</summary>
/// <param name="Image">The photograph.</param>
/// <param name="Hole">Its holes, whose shapes and sizes are learned; one mask, not empty.</param>
/// <param name="Unknown">What must not be looked at: the holes, and what is hidden to try methods on; leaves a known pixel.</param>
public sealed record Lesson(RgbImage Image, HoleMask Hole, HoleMask Unknown);

/// <summary>
/// Crops of what is known of photographs, at the scales at which their holes will be filled, and holes of the same shapes: what a network learns a picture from.
/// </summary>
/// <remarks>
/// Crops for validation are drawn first; what they show belongs to no training crop. Pixels that are not known show the harmonic fill
/// of the crop. Everything is drawn beforehand, so that the photographs need not stay in memory.
/// </remarks>
internal sealed class PictureCrops : IImageSource, IMaskSource
{
    /// <summary>How many crops show how well a training does.</summary>
    public const int Validation = 12;

    private const int MostTraining = 768, LeastTraining = 96, Places = 12;

    // Pixels of photographs that are read for all crops together: large holes are filled at a reduced size, from large crops.
    private const long ReadPixels = 300_000_000;

    // More than this, and what a crop shows is the harmonic fill's more than the picture's.
    private const double MostUnknown = 0.05;

    // A crop is up to this much larger or smaller than that of the hole.
    private const double ScaleJitter = 0.4;

    private readonly List<RgbImage> training = [], validation = [];
    private readonly List<HoleMask> shapes = [];

    /// <summary>Draws crops and shapes.</summary>
    /// <param name="lessons">At least one.</param>
    /// <param name="side">Height and width of the crops that a network sees.</param>
    /// <param name="seed">Draws all of it.</param>
    /// <param name="cancellation">Stops between crops.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public PictureCrops(IReadOnlyCollection<Lesson> lessons, int side, ulong seed, CancellationToken cancellation)
    {
        foreach ((int place, Lesson lesson) in lessons.Index())
        {
            Random random = Seed.Generator(Seed.Derive(seed, (ulong)place));
            IReadOnlyList<PlannedRegion> regions = Shapes(lesson, side);
            byte[] unknown = lesson.Unknown.Cells(0).ToArray();
            byte[] alsoHeldOut = [.. unknown];
            for (int i = 0; i < Math.Max(1, Validation / lessons.Count); i++)
            {
                PlannedRegion region = regions[random.Next(regions.Count)];
                PixelRectangle? drawn = Place(lesson, region, unknown, random, jitter: 0);
                if (drawn is not PixelRectangle rectangle) continue;
                validation.Add(Cut(lesson, rectangle, unknown, side));

                // The middle of it, where the hole lies: a whole crop would leave little to learn from.
                for (int y = rectangle.Top + (rectangle.Height / 4); y < rectangle.Bottom - (rectangle.Height / 4); y++)
                    alsoHeldOut.AsSpan((y * lesson.Image.Width) + rectangle.Left + (rectangle.Width / 4), rectangle.Width / 2).Fill(1);
            }

            if (alsoHeldOut.AsSpan().Count((byte)0) < unknown.AsSpan().Count((byte)0) / 2) alsoHeldOut = unknown; // a picture too small to set anything aside
            long pixels = regions.Max(region => (long)region.Crop.Width * region.Crop.Height);
            long count = Math.Clamp(ReadPixels / pixels, LeastTraining, MostTraining) / lessons.Count;
            for (long i = 0; i < Math.Max(1, count); i++)
            {
                cancellation.ThrowIfCancellationRequested();
                if (Place(lesson, regions[random.Next(regions.Count)], alsoHeldOut, random, ScaleJitter) is PixelRectangle rectangle)
                    training.Add(Cut(lesson, rectangle, alsoHeldOut, side));
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

    /// <summary>One of the shapes, mirrored and moved at random.</summary>
    /// <inheritdoc/>
    public HoleMask Draw(int side, ulong seed)
    {
        Random random = Seed.Generator(seed);
        HoleMask shape = shapes[random.Next(shapes.Count)];
        bool mirrored = random.Next(2) == 1, turned = random.Next(2) == 1;
        PixelRectangle bounds = shape.Bounds(0)!.Value;
        int left = random.Next(side - bounds.Width + 1), top = random.Next(side - bounds.Height + 1);

        // Mostly in the middle, as the hole will be.
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

    // The passes in which the holes will be filled, and what is missing in each.
    private IReadOnlyList<PlannedRegion> Shapes(Lesson lesson, int side)
    {
        const int MostShapes = 64;
        RegionPlan plan = RegionPlan.Of(lesson.Hole, side, side / 2);
        int step = Math.Max(1, plan.Regions.Count / MostShapes);
        PlannedRegion[] regions = [.. plan.Regions.Where((_, i) => i % step == 0)];
        foreach (PlannedRegion region in regions)
        {
            byte[] missing = [.. plan.Labels.Select(label => label == region.Label ? (byte)1 : (byte)0)];
            HoleMask shape = new WorkingCrop(region.Crop, side).Cut(lesson.Image, missing).Hole;
            if (!shape.IsEmpty && shape.HoleCount(0) < side * side) shapes.Add(shape);
        }

        if (shapes.Count == 0) shapes.Add(HoleMask.Create(side, side, (y, x) => y == side / 2 && x == side / 2));
        return regions;
    }

    // Where most is known of a few places.
    private static PixelRectangle? Place(Lesson lesson, PlannedRegion region, byte[] unknown, Random random, double jitter)
    {
        (int imageWidth, int imageHeight) = (lesson.Image.Width, lesson.Image.Height);
        double factor = Math.Pow(2, jitter * ((2 * random.NextDouble()) - 1));
        factor = Math.Min(factor, Math.Min((double)imageWidth / region.Crop.Width, (double)imageHeight / region.Crop.Height));
        int width = Math.Max(1, (int)(region.Crop.Width * factor)), height = Math.Max(1, (int)(region.Crop.Height * factor));
        PixelRectangle? best = null;
        double least = 0.5;
        for (int i = 0; i < Places && least > MostUnknown; i++)
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

    private static RgbImage Cut(Lesson lesson, PixelRectangle rectangle, byte[] unknown, int side)
    {
        WorkingInput cut = new WorkingCrop(rectangle, side).Cut(lesson.Image, unknown);
        if (cut.Hole.IsEmpty) return cut.Image;
        using var smooth = new HarmonicFill();
        using InpaintedImage filled = Inpainter.FillWhole(smooth.Inpaint, cut.Image, cut.Hole);
        return filled.Image;
    }
}
