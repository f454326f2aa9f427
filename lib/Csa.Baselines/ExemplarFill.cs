using Csa.Data.Masks;
using Csa.Networks;
using Csa.Systems;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Baselines;

/// <summary>Options of exemplar-based inpainting.</summary>
public sealed record ExemplarFillOptions
{
    /// <summary>Height and width of a patch in pixels, odd. Criminisi et al.: 9, slightly more than the largest texture element.</summary>
    public int PatchSide { get; init; } = 9;

    /// <summary>
    /// How far from a patch, in rows and in columns, exemplars are searched; doubled until there is one. The whole image
    /// when not set, as in Criminisi et al.
    /// </summary>
    public int? SearchRadius { get; init; }

    internal void Validate()
    {
        if (PatchSide < 1 || PatchSide % 2 == 0) throw new ArgumentException($"PatchSide: want an odd number of pixels of at least 1, got {PatchSide}");
        if (SearchRadius < 1) throw new ArgumentException($"SearchRadius: want at least 1 pixel, got {SearchRadius}; leave it out to search the whole image");
    }
}

/// <summary>Fills a hole with patches copied from the known part of the same image: exemplar-based inpainting.</summary>
/// <remarks>
/// A. Criminisi, P. Perez, K. Toyama: Region Filling and Object Removal by Exemplar-Based Image Inpainting, IEEE
/// Transactions on Image Processing 13(9), 2004. The patch of the fill front with the highest priority, confidence times
/// data term (<see cref="FillFront"/>), is completed by the known patch that agrees best with its known pixels, and so on
/// until nothing is missing. It repeats what is elsewhere in the image and cannot produce anything else. It is
/// deterministic and learns nothing; its time grows with the number of missing pixels times known pixels.
/// Differs from the paper: colours are compared as RGB, not CIE Lab; a thousandth is added to the data term, so that flat
/// areas are filled by confidence; of equally good patches the nearest is copied; where no whole patch is known, the largest
/// smaller patch that is known somewhere is used, in the end a single pixel, which makes each missing pixel its nearest known one.
/// </remarks>
public sealed class ExemplarFill : IInpaintingSystem
{
    private readonly ExemplarFillOptions options;

    /// <summary>An exemplar-based fill.</summary>
    /// <param name="options">The size of patches and how far to look; the paper's when not set.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public ExemplarFill(ExemplarFillOptions? options = null)
    {
        this.options = options ?? new ExemplarFillOptions();
        this.options.Validate();
    }

    /// <summary>"exemplar".</summary>
    public string Name => "exemplar";

    /// <summary>Completes each sample's hole patch by patch, on the CPU.</summary>
    /// <param name="image">[N, 3, H, W] float in [-1, 1], any size, any device; hole values are ignored.</param>
    /// <param name="hole">On the pixel grid, N masks.</param>
    /// <returns>Refined: [N, 3, H, W] on the image's device; known pixels bit-identical, each filled pixel is one of the
    /// sample's known pixels.</returns>
    /// <exception cref="ArgumentException">Shapes differ, a sample has no known pixel, or a known pixel is not finite.</exception>
    public InpaintingResult Inpaint(Tensor image, HoleMask hole) => PixelFill.Run(image, hole, Complete);

    /// <summary>Nothing to release.</summary>
    public void Dispose()
    {
    }

    private void Complete(Span<float> planes, ReadOnlySpan<byte> hole, int height, int width)
    {
        var canvas = new ExemplarCanvas(planes, hole, height, width);
        ExemplarSearch search = ExemplarSearch.Over(canvas, options.PatchSide / 2, options.SearchRadius);
        var front = new FillFront(canvas, search.Radius);
        while (front.Next() is int centre)
        {
            int exemplar = search.Best(centre);
            foreach (int cell in canvas.Window(centre, search.Radius))
            {
                if (!canvas.IsMissing(cell)) continue;
                canvas.Copy(exemplar + (cell - centre), cell);
            }

            front.Advance(centre);
        }

        canvas.WriteTo(planes);
    }
}
