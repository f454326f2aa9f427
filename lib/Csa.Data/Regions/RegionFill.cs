using System.Globalization;
using Csa.Data.Images;
using Csa.Data.Masks;

namespace Csa.Data.Regions;

/// <summary>Fills holes of photographs of any size with a system that was trained at one size, whatever runs it.</summary>
/// <remarks>
/// Holes are filled one at a time, in crops of the working side with context around them, so that each filled hole is
/// context for the next. A crop is reduced only where a hole is larger than the system was trained for.
/// </remarks>
/// <param name="system">The system's short name, for notes and errors.</param>
/// <param name="workingSide">Height and width in pixels of what the system sees.</param>
/// <param name="trainedHole">Height and width in pixels of the largest hole that it was trained for.</param>
internal sealed class RegionFill(string system, int workingSide, int trainedHole)
{
    private const string Unchanged = "The mask has no hole: the image is unchanged.";
    private const string Hidden = "The hole is transparent in the image and stays so: what was filled shows once the alpha channel is left out.";

    /// <summary>Fills the holes of an image.</summary>
    /// <param name="image">Any size and aspect ratio; its pixels in the holes are ignored.</param>
    /// <param name="hole">One mask of the image's size.</param>
    /// <param name="predict">Runs the system on one crop.</param>
    /// <param name="done">Called after each pass with the composited crop; may be null.</param>
    /// <param name="progress">Reported after each region; may be null.</param>
    /// <param name="cancellation">Stops between regions.</param>
    /// <returns>Known pixels and alpha are the source's bytes; where none of them has a colour, what is filled has none.</returns>
    /// <exception cref="BadInputException">Sizes differ, or nothing is known.</exception>
    /// <exception cref="InvalidOperationException">The system gave a non-finite value.</exception>
    public FilledImage Fill(
        RgbImage image, HoleMask hole, Func<WorkingInput, RegionPrediction> predict, Action<FilledRegion, RgbImage>? done, IProgress<InpaintingProgress>? progress, CancellationToken cancellation)
    {
        Check(image, hole);
        if (hole.IsEmpty) return new FilledImage(Copy(image), null, [], [Unchanged]);

        RegionPlan plan = RegionPlan.Of(hole, workingSide, trainedHole);
        var canvas = new Canvas(Copy(image), hole.Cells(0).ToArray(), plan.Labels, IsGrey(image, hole));
        var regions = new List<FilledRegion>();
        foreach (PlannedRegion planned in plan.Regions)
        {
            cancellation.ThrowIfCancellationRequested();
            var crop = new WorkingCrop(planned.Crop, workingSide);
            WorkingInput input = crop.Cut(canvas.Filled, canvas.Missing);
            RegionPrediction made = predict(input);
            RgbImage refined = Composited(made.Refined, input, planned);
            RgbImage? rough = made.Rough is null ? null : Composited(made.Rough, input, planned);
            canvas.Paint(planned, crop.Enlarge(refined), rough is null ? null : crop.Enlarge(rough));
            regions.Add(new FilledRegion(planned.Bounds, planned.Crop, crop.Content, crop.Scale, made.FeatureHole));
            done?.Invoke(regions[^1], refined);
            progress?.Report(new InpaintingProgress(regions.Count, plan.Regions.Count));
        }

        return new FilledImage(canvas.Filled, canvas.Rough, regions, [.. Notes(regions), .. NotesOnAlpha(image, hole)]);
    }

    /// <summary>Fills all holes of an image at once and at full size, by a method without a working side of its own.</summary>
    /// <param name="image">Any size.</param>
    /// <param name="hole">One mask of that size.</param>
    /// <param name="predict">Makes an image of that size.</param>
    /// <returns>A result without regions.</returns>
    /// <exception cref="BadInputException">Sizes differ, or nothing is known.</exception>
    public static FilledImage FillWhole(RgbImage image, HoleMask hole, Func<RgbImage> predict)
    {
        Check(image, hole);
        if (hole.IsEmpty) return new FilledImage(Copy(image), null, [], [Unchanged]);
        var whole = new PixelRectangle(0, 0, image.Width, image.Height);
        byte[] missing = hole.Cells(0).ToArray();
        var canvas = new Canvas(Copy(image), missing, [.. missing.Select(cell => (int)cell)], IsGrey(image, hole));
        canvas.Paint(new PlannedRegion(1, whole, whole), predict(), null);
        return new FilledImage(canvas.Filled, null, [], [.. NotesOnAlpha(image, hole)]);
    }

    /// <summary>Throws if an image with its hole cannot be filled.</summary>
    /// <exception cref="ArgumentException">Not one mask.</exception>
    /// <exception cref="BadInputException">Sizes differ, or nothing is known.</exception>
    public static void Check(RgbImage image, HoleMask hole)
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

    private static RgbImage Copy(RgbImage image) => new(image.Width, image.Height, (byte[])image.Pixels.Clone(), (byte[]?)image.Alpha?.Clone());

    private RgbImage Composited(float[] planes, WorkingInput input, PlannedRegion planned)
    {
        RgbImage composite = UnitPixels.ToImage(planes, workingSide, workingSide);
        ReadOnlySpan<byte> missing = input.Hole.Cells(0);
        for (int i = 0; i < missing.Length; i++)
        {
            if (missing[i] == 0) input.Image.Pixels.AsSpan(3 * i, 3).CopyTo(composite.Pixels.AsSpan(3 * i));
            else if (!float.IsFinite(planes[i]) || !float.IsFinite(planes[missing.Length + i]) || !float.IsFinite(planes[(2 * missing.Length) + i]))
                throw new InvalidOperationException($"{system} gave a non-finite value in the hole {planned.Bounds}; its weights or its training are broken");
        }

        return composite;
    }

    private static bool IsGrey(RgbImage image, HoleMask hole)
    {
        ReadOnlySpan<byte> cells = hole.Cells(0), pixels = image.Pixels;
        for (int i = 0; i < cells.Length; i++)
            if (cells[i] == 0 && (pixels[3 * i] != pixels[(3 * i) + 1] || pixels[3 * i] != pixels[(3 * i) + 2])) return false;
        return true;
    }

    // Where most of the hole is hidden, because erased edges are soft.
    private static IEnumerable<string> NotesOnAlpha(RgbImage image, HoleMask hole)
    {
        if (image.Alpha is not byte[] alpha) return [];
        int hidden = 0;
        ReadOnlySpan<byte> cells = hole.Cells(0);
        for (int i = 0; i < cells.Length; i++)
            if (cells[i] != 0 && alpha[i] < 128) hidden++;
        return hidden > hole.HoleCount(0) / 2 ? [Hidden] : [];
    }

    private List<string> Notes(List<FilledRegion> regions)
    {
        var notes = new List<string>();
        if (regions.Count > 1) notes.Add($"The holes were filled in {regions.Count} parts, one after the other.");
        FilledRegion[] reduced = [.. regions.Where(region => region.Scale < 1).OrderBy(region => region.Scale)];
        if (reduced.Length > 0)
        {
            notes.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"{Holes(reduced)}: larger than the {trainedHole} pixels that {system} was trained for, so filled at a size "
                + $"reduced by {1 / reduced[0].Scale:F1} and enlarged, softer than the rest."));
        }

        FilledRegion? padded = regions.Find(region => region.Content.Width < workingSide || region.Content.Height < workingSide);
        if (padded is not null)
        {
            notes.Add(
                $"{padded.Content.Width}x{padded.Content.Height} pixels are fewer than the {workingSide}x{workingSide} that {system} "
                + "works on: they were continued by reflection.");
        }

        FilledRegion[] vanished = [.. regions.Where(region => region.FeatureHole is { VanishedSamples.Count: > 0 })];
        if (vanished.Length > 0) notes.Add($"{Holes(vanished)}: too small for the grid of {system}'s attention, so filled by its convolutions alone.");
        FilledRegion[] forced = [.. regions.Where(region => region.FeatureHole is { ForcedKnownSamples.Count: > 0 })];
        if (forced.Length > 0)
        {
            notes.Add(
                $"{Holes(forced)}: leaves no cell of the grid of {system}'s attention known, so the cells with the least hole in them count as known.");
        }

        return notes;
    }

    private static string Holes(FilledRegion[] regions) => $"The hole {regions[0].Hole}{(regions.Length > 1 ? $" and {regions.Length - 1} more" : "")}";
}

/// <summary>What a system makes of one crop: planes of red, green and blue, 3 side side values, uncomposited.</summary>
/// <param name="Refined">The final prediction.</param>
/// <param name="Rough">The first stage's, or null for a system of one stage.</param>
internal sealed record RegionPrediction(float[] Refined, float[]? Rough)
{
    /// <summary>The hole on the grid of the system's attention; null without one.</summary>
    public FeatureHole? FeatureHole { get; init; }
}
