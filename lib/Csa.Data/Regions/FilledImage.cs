using Csa.Data.Images;
using Csa.Data.Masks;

namespace Csa.Data.Regions;

/// <summary>A filled image and how it was filled.</summary>
public class FilledImage
{
    internal FilledImage(RgbImage image, RgbImage? rough, IReadOnlyList<FilledRegion> regions, IReadOnlyList<string> notes)
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
    public IReadOnlyList<FilledRegion> Regions { get; }

    /// <summary>Notes for the user, one sentence each: what was reduced, continued or left alone.</summary>
    public IReadOnlyList<string> Notes { get; }
}

/// <summary>One pass of a system over one part of an image.</summary>
public class FilledRegion
{
    internal FilledRegion(PixelRectangle hole, PixelRectangle crop, PixelRectangle content, double scale, FeatureHole? featureHole)
    {
        Hole = hole;
        Crop = crop;
        Content = content;
        Scale = scale;
        FeatureHole = featureHole;
    }

    private protected FilledRegion(FilledRegion other)
        : this(other.Hole, other.Crop, other.Content, other.Scale, other.FeatureHole)
    {
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

    /// <summary>The cell of the feature grid in which an image pixel lies.</summary>
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
}

/// <summary>A pixel of a region's working square.</summary>
/// <param name="X">Column.</param>
/// <param name="Y">Row.</param>
public readonly record struct WorkingPixel(int X, int Y);

/// <summary>The progress of an inpainter.</summary>
/// <param name="Done">Regions filled.</param>
/// <param name="Total">All regions of the image.</param>
public sealed record InpaintingProgress(int Done, int Total);
