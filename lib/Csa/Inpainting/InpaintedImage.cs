using Csa.Attention;
using Csa.Data.Images;
using Csa.Data.Masks;
using Csa.Networks;

namespace Csa.Inpainting;

/// <summary>A filled image and how it was filled. Owns the attention that was asked for.</summary>
public sealed class InpaintedImage : IDisposable
{
    internal InpaintedImage(RgbImage image, RgbImage? rough, IReadOnlyList<InpaintedRegion> regions, IReadOnlyList<string> notes)
    {
        Image = image;
        Rough = rough;
        Regions = regions;
        Notes = notes;
    }

    /// <summary>The result: known pixels and alpha are the source's bytes, holes are filled.</summary>
    public RgbImage Image { get; }

    /// <summary>
    /// The same image with each region's rough prediction in the holes; null for a system of one stage, and if there are no
    /// holes.
    /// </summary>
    public RgbImage? Rough { get; }

    /// <summary>The passes of the system, in the order in which they ran.</summary>
    public IReadOnlyList<InpaintedRegion> Regions { get; }

    /// <summary>What a user should know, one sentence each: what was reduced, continued or left alone.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (InpaintedRegion region in Regions) region.Dispose();
    }
}

/// <summary>One pass of the system over one part of the image.</summary>
public sealed class InpaintedRegion : IDisposable
{
    private readonly InpaintingResult? result;

    internal InpaintedRegion(PixelRectangle hole, PixelRectangle crop, PixelRectangle content, double scale, FeatureHole? featureHole, RgbImage? working, InpaintingResult? result)
    {
        Hole = hole;
        Crop = crop;
        Content = content;
        Scale = scale;
        FeatureHole = featureHole;
        Working = working;
        this.result = result;
    }

    /// <summary>The rectangle around the pixels that this pass filled.</summary>
    public PixelRectangle Hole { get; }

    /// <summary>The part of the image that the system saw.</summary>
    public PixelRectangle Crop { get; }

    /// <summary>The part of the working square that the crop covers; the rest is reflection.</summary>
    public PixelRectangle Content { get; }

    /// <summary>Working pixels per image pixel: 1 at native resolution, less where the crop was reduced.</summary>
    public double Scale { get; }

    /// <summary>The hole on the system's feature grid, and what that grid is too coarse to show; null for a system without one.</summary>
    public FeatureHole? FeatureHole { get; }

    /// <summary>The composited output of the system, a square of the working side; null unless attention was asked for.</summary>
    public RgbImage? Working { get; }

    /// <summary>
    /// The attention on the feature grid, which may reach beyond the working square (see <see cref="ToFeatureCell"/>); null
    /// unless asked for, or when the system has none.
    /// </summary>
    public CsaTrace? Attention => result?.Trace;

    /// <summary>
    /// <see cref="Working"/> with its last row and column repeated to the size that the feature grid covers: what overlays
    /// are drawn on.
    /// </summary>
    /// <returns>The working picture itself where the grid covers just that; null without one.</returns>
    public RgbImage? GridPicture() =>
        Working is null || FeatureHole is null ? Working : GridPadding.Pad(Working, FeatureHole.Pixels);

    /// <summary>True when the pixel lies in this pass's crop.</summary>
    /// <param name="x">Column of the image.</param>
    /// <param name="y">Row of the image.</param>
    public bool Sees(int x, int y) => Crop.Contains(x, y);

    /// <summary>Where an image pixel lies in the working square.</summary>
    /// <param name="x">Column of the image, inside the crop.</param>
    /// <param name="y">Row of the image, inside the crop.</param>
    /// <exception cref="ArgumentException">The pixel lies outside the crop.</exception>
    public WorkingPixel ToWorking(int x, int y)
    {
        if (!Sees(x, y)) throw new ArgumentException($"pixel ({x}, {y}): want one inside the crop {Crop}");
        return new WorkingPixel(
            Content.Left + (int)((long)(x - Crop.Left) * Content.Width / Crop.Width),
            Content.Top + (int)((long)(y - Crop.Top) * Content.Height / Crop.Height));
    }

    /// <summary>The cell of the feature grid, and so of <see cref="Attention"/>, in which an image pixel lies.</summary>
    /// <param name="x">Column of the image, inside the crop.</param>
    /// <param name="y">Row of the image, inside the crop.</param>
    /// <exception cref="ArgumentException">The pixel lies outside the crop.</exception>
    /// <exception cref="InvalidOperationException">The system has no feature grid.</exception>
    public FeatureCell ToFeatureCell(int x, int y)
    {
        if (FeatureHole is null) throw new InvalidOperationException("want a region of a system with a feature grid, this one has none");
        WorkingPixel pixel = ToWorking(x, y);
        return FeatureHole.CellAt(pixel.X, pixel.Y);
    }

    /// <inheritdoc/>
    public void Dispose() => result?.Dispose();
}

/// <summary>A pixel of a region's working square.</summary>
/// <param name="X">Column.</param>
/// <param name="Y">Row.</param>
public readonly record struct WorkingPixel(int X, int Y);
