using Csa.Attention;
using Csa.Data.Images;
using Csa.Data.Regions;
using Csa.Networks;

namespace Csa.Inpainting;

/// <summary>A filled image and how it was filled. Owns the attention, if it was kept.</summary>
public sealed class InpaintedImage : FilledImage, IDisposable
{
    internal InpaintedImage(RgbImage image, RgbImage? rough, IReadOnlyList<InpaintedRegion> regions, IReadOnlyList<string> notes)
        : base(image, rough, regions, notes)
    {
        Regions = regions;
    }

    internal InpaintedImage(FilledImage filled)
        : this(filled.Image, filled.Rough, [.. filled.Regions.Select(region => new InpaintedRegion(region, null, null))], filled.Notes)
    {
    }

    /// <summary>The passes of the system in the order in which they ran, with their attention if it was kept.</summary>
    public new IReadOnlyList<InpaintedRegion> Regions { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (InpaintedRegion region in Regions) region.Dispose();
    }
}

/// <summary>One pass of the system over one part of the image.</summary>
public sealed class InpaintedRegion : FilledRegion, IDisposable
{
    private readonly InpaintingResult? result;

    internal InpaintedRegion(FilledRegion region, RgbImage? working, InpaintingResult? result)
        : base(region)
    {
        WorkingImage = working;
        this.result = result;
    }

    /// <summary>The composited output of the pass, a square of the working side; null unless attention was kept.</summary>
    public RgbImage? WorkingImage { get; }

    /// <summary>
    /// The attention on the feature grid, which may reach beyond the working square (see <see cref="FilledRegion.ToFeatureCell"/>); null
    /// unless asked for, or when the system has none.
    /// </summary>
    public CsaTrace? Attention => result?.Trace;

    /// <summary>
    /// <see cref="WorkingImage"/> with its last row and column repeated to the size that the feature grid covers: what overlays
    /// are drawn on.
    /// </summary>
    /// <returns>The working image itself where the grid covers exactly that; null without one.</returns>
    public RgbImage? GridPicture() =>
        WorkingImage is null || FeatureHole is null ? WorkingImage : GridPadding.Pad(WorkingImage, FeatureHole.Pixels);

    /// <inheritdoc/>
    public void Dispose() => result?.Dispose();
}
