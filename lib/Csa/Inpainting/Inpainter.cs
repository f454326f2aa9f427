using System.Globalization;
using Csa.Data;
using Csa.Data.Images;
using Csa.Data.Masks;
using Csa.Networks;
using Csa.Systems;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Inpainting;

/// <summary>Fills holes of photographs of any size with a system that was trained at one size.</summary>
/// <remarks>
/// Holes are filled one at a time, in crops of the working side with context around them, so that each filled hole is
/// context for the next. A crop is reduced only where a hole is larger than the system was trained for.
/// </remarks>
public sealed class Inpainter : IDisposable
{
    private const string Unchanged = "The mask has no hole: the image is unchanged.";
    private const string Hidden = "The hole is transparent in the image and stays so: what was filled shows once the alpha channel is left out.";

    private readonly IInpaintingSystem system;
    private readonly InpainterOptions options;

    /// <summary>An inpainter that runs a given system.</summary>
    /// <param name="system">The system to run; not disposed with the inpainter.</param>
    /// <param name="options">The sizes it was trained at; the paper's when not set.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public Inpainter(IInpaintingSystem system, InpainterOptions? options = null)
    {
        this.system = system;
        this.options = options ?? new InpainterOptions();
        this.options.Validate();
    }

    /// <summary>An inpainter with a trained model, working at the size that the model was trained at.</summary>
    /// <param name="path">A run folder (its latest checkpoint), a checkpoint, or a file of
    /// <see cref="TrainedModel.ExportWeights"/>.</param>
    /// <param name="device">Where the model works.</param>
    /// <param name="keepAttention">See <see cref="InpainterOptions.KeepAttention"/>.</param>
    /// <param name="catalog">The systems that can be named; <see cref="SystemCatalog.BuiltIn"/> when not set.</param>
    /// <returns>The caller disposes it, and the model with it.</returns>
    /// <exception cref="BadInputException">No such place, no checkpoint yet, a damaged or foreign file, no such device.</exception>
    public static Inpainter Load(string path, DeviceChoice device = DeviceChoice.Auto, bool keepAttention = false, SystemCatalog? catalog = null)
    {
        TrainedModel model = TrainedModel.Load(path, catalog ?? SystemCatalog.BuiltIn, device);
        var options = new InpainterOptions { WorkingSide = model.Record.Config.Training.Side, KeepAttention = keepAttention };
        return new Inpainter(model.System, options) { Model = model };
    }

    /// <summary>The model that <see cref="Load"/> loaded, owned by this inpainter; null for one made from a system.</summary>
    public TrainedModel? Model { get; private init; }

    /// <summary>Fills the holes of an image.</summary>
    /// <param name="image">Any size and aspect ratio; its pixels in the holes are ignored.</param>
    /// <param name="hole">One mask of the image's size.</param>
    /// <param name="progress">Reported after each region; may be null.</param>
    /// <param name="cancellation">Stops between regions.</param>
    /// <returns>The caller disposes it. Known pixels and alpha are the source's bytes; where none of them has a colour, what is filled has none.</returns>
    /// <exception cref="BadInputException">Sizes differ, or nothing is known.</exception>
    /// <exception cref="InvalidOperationException">The system gave a non-finite value.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public InpaintedImage Fill(RgbImage image, HoleMask hole, IProgress<InpaintingProgress>? progress = null, CancellationToken cancellation = default)
    {
        Check(image, hole);
        var filled = new RgbImage(image.Width, image.Height, (byte[])image.Pixels.Clone(), (byte[]?)image.Alpha?.Clone());
        if (hole.IsEmpty) return new InpaintedImage(filled, null, [], [Unchanged]);

        RegionPlan plan = RegionPlan.Of(hole, options.WorkingSide, options.TrainedHole);
        var canvas = new Canvas(filled, hole.Cells(0).ToArray(), plan.Labels, IsGrey(image, hole));
        var regions = new List<InpaintedRegion>();
        try
        {
            foreach (PlannedRegion planned in plan.Regions)
            {
                cancellation.ThrowIfCancellationRequested();
                regions.Add(Fill(planned, canvas));
                progress?.Report(new InpaintingProgress(regions.Count, plan.Regions.Count));
            }
        }
        catch
        {
            regions.ForEach(region => region.Dispose());
            throw;
        }

        List<string> notes = Notes(regions);
        if (HidesHole(image, hole)) notes.Add(Hidden);
        return new InpaintedImage(filled, canvas.Rough, regions, notes);
    }

    /// <summary>Disposes the model that <see cref="Load"/> loaded, but not a system given to the constructor.</summary>
    public void Dispose() => Model?.Dispose();

    /// <summary>Fills all holes of an image at once and at full size, by a fill that takes any size and looks no further than it must.</summary>
    /// <param name="fill">As <see cref="IInpaintingSystem.Inpaint"/>.</param>
    /// <param name="image">Any size.</param>
    /// <param name="hole">One mask of that size.</param>
    /// <returns>A result without regions; the caller disposes it.</returns>
    /// <exception cref="BadInputException">Sizes differ, or nothing is known.</exception>
    internal static InpaintedImage FillWhole(Func<Tensor, HoleMask, InpaintingResult> fill, RgbImage image, HoleMask hole)
    {
        Check(image, hole);
        var filled = new RgbImage(image.Width, image.Height, (byte[])image.Pixels.Clone(), (byte[]?)image.Alpha?.Clone());
        if (hole.IsEmpty) return new InpaintedImage(filled, null, [], [Unchanged]);
        using var scope = NewDisposeScope();
        using InpaintingResult made = fill(ImageTensor.FromImage(image), hole);
        var whole = new PixelRectangle(0, 0, image.Width, image.Height);
        byte[] missing = hole.Cells(0).ToArray();
        new Canvas(filled, missing, [.. missing.Select(cell => (int)cell)], IsGrey(image, hole)).Paint(new PlannedRegion(1, whole, whole), ImageTensor.ToImage(made.Refined), null);
        return new InpaintedImage(filled, null, [], HidesHole(image, hole) ? [Hidden] : []);
    }

    internal static void Check(RgbImage image, HoleMask hole)
    {
        if (hole.Count != 1) throw new ArgumentException($"hole: want one mask, got {hole.Count}", nameof(hole));
        if (hole.Width != image.Width || hole.Height != image.Height)
        {
            throw new BadInputException(
                $"mask: want the image's size {image.Width}x{image.Height}, got {hole.Width}x{hole.Height}; draw the mask over this image");
        }

        if (hole.HoleCount(0) == hole.Width * hole.Height)
            throw new BadInputException($"mask: want at least one known pixel, got a hole over the whole {hole.Width}x{hole.Height} image; are black and white swapped?");
    }

    private static bool IsGrey(RgbImage image, HoleMask hole)
    {
        ReadOnlySpan<byte> cells = hole.Cells(0), pixels = image.Pixels;
        for (int i = 0; i < cells.Length; i++)
            if (cells[i] == 0 && (pixels[3 * i] != pixels[(3 * i) + 1] || pixels[3 * i] != pixels[(3 * i) + 2])) return false;
        return true;
    }

    // Most of it, because erased edges are soft.
    private static bool HidesHole(RgbImage image, HoleMask hole)
    {
        if (image.Alpha is not byte[] alpha) return false;
        int hidden = 0;
        ReadOnlySpan<byte> cells = hole.Cells(0);
        for (int i = 0; i < cells.Length; i++)
            if (cells[i] != 0 && alpha[i] < 128) hidden++;
        return hidden > hole.HoleCount(0) / 2;
    }

    private InpaintedRegion Fill(PlannedRegion planned, Canvas canvas)
    {
        var crop = new WorkingCrop(planned.Crop, options.WorkingSide);
        WorkingInput input = crop.Cut(canvas.Filled, canvas.Missing);
        using var scope = NewDisposeScope();
        using IDisposable noGradients = no_grad();
        Tensor pixels = ImageTensor.FromImage(input.Image);
        InpaintingResult result = system.Inpaint(pixels, input.Hole);
        try
        {
            RgbImage refined = Composited(result.Refined);
            RgbImage? rough = result.Rough is null ? null : Composited(result.Rough);
            canvas.Paint(planned, crop.Enlarge(refined), rough is null ? null : crop.Enlarge(rough));
            if (options.KeepAttention) return new InpaintedRegion(planned.Bounds, planned.Crop, crop.Content, crop.Scale, result.FeatureHole, refined, result);
            result.Dispose();
            return new InpaintedRegion(planned.Bounds, planned.Crop, crop.Content, crop.Scale, result.FeatureHole, null, null);
        }
        catch
        {
            result.Dispose();
            throw;
        }

        RgbImage Composited(Tensor output)
        {
            Tensor composite = InpaintingResult.Composite(output, pixels, input.Hole);
            if (!composite.isfinite().all().item<bool>())
                throw new InvalidOperationException($"{system.Name} gave a non-finite value in the hole {planned.Bounds}; its weights or its training are broken");
            return ImageTensor.ToImage(composite);
        }
    }

    private List<string> Notes(List<InpaintedRegion> regions)
    {
        var notes = new List<string>();
        if (regions.Count > 1) notes.Add($"The holes were filled in {regions.Count} parts, one after the other.");
        InpaintedRegion[] reduced = [.. regions.Where(region => region.Scale < 1).OrderBy(region => region.Scale)];
        if (reduced.Length > 0)
        {
            notes.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"{Holes(reduced)}: larger than the {options.TrainedHole} pixels that {system.Name} was trained for, so filled at a size "
                + $"reduced by {1 / reduced[0].Scale:F1} and enlarged, softer than the rest."));
        }

        InpaintedRegion? padded = regions.Find(region => region.Content.Width < options.WorkingSide || region.Content.Height < options.WorkingSide);
        if (padded is not null)
        {
            notes.Add(
                $"{padded.Content.Width}x{padded.Content.Height} pixels are fewer than the {options.WorkingSide}x{options.WorkingSide} that {system.Name} "
                + "works on: they were continued by reflection.");
        }

        InpaintedRegion[] vanished = [.. regions.Where(region => region.FeatureHole is { VanishedSamples.Count: > 0 })];
        if (vanished.Length > 0) notes.Add($"{Holes(vanished)}: too small for the grid of {system.Name}'s attention, so filled by its convolutions alone.");
        InpaintedRegion[] forced = [.. regions.Where(region => region.FeatureHole is { ForcedKnownSamples.Count: > 0 })];
        if (forced.Length > 0)
        {
            notes.Add(
                $"{Holes(forced)}: leaves no cell of the grid of {system.Name}'s attention known, so the cells with the least hole in them count as known.");
        }

        return notes;
    }

    private static string Holes(InpaintedRegion[] regions) => $"The hole {regions[0].Hole}{(regions.Length > 1 ? $" and {regions.Length - 1} more" : "")}";

    // The image being filled. Known bytes are never written.
    private sealed class Canvas(RgbImage filled, byte[] missing, int[] labels, bool isGrey)
    {
        public RgbImage Filled => filled;

        public byte[] Missing => missing;

        public RgbImage? Rough { get; private set; }

        public void Paint(PlannedRegion region, RgbImage refined, RgbImage? rough)
        {
            if (rough is not null) Rough ??= new RgbImage(filled.Width, filled.Height, (byte[])filled.Pixels.Clone(), (byte[]?)filled.Alpha?.Clone());
            PixelRectangle bounds = region.Bounds;
            for (int y = bounds.Top; y < bounds.Bottom; y++)
            {
                for (int x = bounds.Left; x < bounds.Right; x++)
                {
                    int to = (y * filled.Width) + x;
                    if (labels[to] != region.Label) continue;
                    int from = ((y - region.Crop.Top) * region.Crop.Width) + x - region.Crop.Left;
                    Paint(refined.Pixels.AsSpan(3 * from, 3), filled.Pixels.AsSpan(3 * to, 3));
                    if (rough is not null) Paint(rough.Pixels.AsSpan(3 * from, 3), Rough!.Pixels.AsSpan(3 * to, 3));
                    missing[to] = 0;
                }
            }
        }

        // A grey photograph gets what is bright or dark from a system of colours, and no colour. Rec. 601 luma.
        private void Paint(ReadOnlySpan<byte> from, Span<byte> to)
        {
            if (isGrey) to.Fill((byte)(((299 * from[0]) + (587 * from[1]) + (114 * from[2]) + 500) / 1000));
            else from.CopyTo(to);
        }
    }
}

/// <summary>The progress of an inpainter.</summary>
/// <param name="Done">Regions filled.</param>
/// <param name="Total">All regions of the image.</param>
public sealed record InpaintingProgress(int Done, int Total);

/// <summary>Options of an inpainter: the sizes at which it runs its system. A run's config.json has both.</summary>
public sealed record InpainterOptions
{
    /// <summary>Height and width in pixels of the images that the system was trained on.</summary>
    public int WorkingSide { get; init; } = 256;

    /// <summary>
    /// Height and width in pixels of the largest hole it was trained on, less than the working side; half of the working
    /// side when not set.
    /// </summary>
    public int? LargestHole { get; init; }

    /// <summary>Keeps each region's attention and working picture for overlays; costs the memory of its feature map.</summary>
    public bool KeepAttention { get; init; }

    internal int TrainedHole => LargestHole ?? Math.Max(1, WorkingSide / 2);

    internal void Validate()
    {
        if (WorkingSide < 8) throw new ArgumentException($"WorkingSide: want at least 8 pixels, got {WorkingSide}");
        if (TrainedHole < 1 || TrainedHole >= WorkingSide)
            throw new ArgumentException($"LargestHole: want 1 … {WorkingSide - 1} pixels, less than the working side so that something is known, got {LargestHole}");
    }
}
