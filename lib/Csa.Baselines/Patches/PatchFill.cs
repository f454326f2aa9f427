using Csa.Data.Masks;
using Csa.Networks;
using Csa.Systems;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Baselines.Patches;

/// <summary>Options of patch-based completion.</summary>
public sealed record PatchFillOptions
{
    /// <summary>Height and width of a patch in pixels, at every scale; 3 to 16. Smaller where the image is smaller.</summary>
    public int PatchSide { get; init; } = 7;

    /// <summary>
    /// How far around a hole patches are taken from, as a multiple of the hole's thickness (the largest square inside it);
    /// some pixels more for thin holes. 1.25 makes a window of 3.5 times the side of a square hole.
    /// </summary>
    public double Context { get; init; } = 1.25;

    internal void Validate()
    {
        if (PatchSide is < PatchWindow.SmallestPatch or > 16) throw new ArgumentException($"PatchSide: want {PatchWindow.SmallestPatch} … 16 pixels, got {PatchSide}");
        if (!(Context > 0) || Context > 100) throw new ArgumentException($"Context: want more than 0 and at most 100 times the hole's thickness, got {Context}");
    }
}

/// <summary>Fills a hole so that every patch of it looks like a known patch nearby, from coarse to fine.</summary>
/// <remarks>
/// Y. Wexler, E. Shechtman, M. Irani: Space-Time Completion of Video, PAMI 29(3), 2007 (the objective and its rounds of
/// matching and voting); C. Barnes et al.: PatchMatch, SIGGRAPH 2009 (the search); A. Newson et al.: Non-Local Patch-Based
/// Image Inpainting, IPOL 7, 2017 (local bandwidths, matches carried to the finer scale); S. Darabi et al.: Image Melding,
/// SIGGRAPH 2012 (patches may be brighter or darker by a constant). Nothing is learned. It is deterministic: random
/// candidates come from a hash of their place, and neither the result nor its last bit depends on the number of threads.
/// Holes that are a few patches apart are filled together, others each in its own window, so that time follows the holes
/// and not the image; known pixels of a window are sources, filled ones never are. In the end what the patches say about
/// the hole's known rim is compared with the rim, and the difference is spread over the hole by Laplace's equation: the seam
/// vanishes and the texture stays. Where no patch of 3x3 pixels is known, the hole is filled by Laplace's equation alone.
/// </remarks>
public sealed class PatchFill : IInpaintingSystem
{
    private readonly PatchFillOptions options;

    /// <summary>A patch-based completion.</summary>
    /// <param name="options">The size of patches and how far to look.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public PatchFill(PatchFillOptions? options = null)
    {
        this.options = options ?? new PatchFillOptions();
        this.options.Validate();
    }

    /// <summary>"patches".</summary>
    public string Name => "patches";

    /// <summary>Completes each sample's holes, on the CPU, all its cores.</summary>
    /// <param name="image">[N, 3, H, W] float in [-1, 1], any size, any device; hole values are ignored.</param>
    /// <param name="hole">On the pixel grid, N masks.</param>
    /// <returns>Refined: [N, 3, H, W] on the image's device; known pixels bit-identical, each filled value between the least
    /// and the greatest known one of its window and channel.</returns>
    /// <exception cref="ArgumentException">Shapes differ, a sample has no known pixel, or a known pixel that is used is not
    /// finite.</exception>
    public InpaintingResult Inpaint(Tensor image, HoleMask hole) => Inpaint(image, hole, CancellationToken.None);

    /// <summary>The same, but it can be stopped.</summary>
    /// <param name="image">As above.</param>
    /// <param name="hole">As above.</param>
    /// <param name="cancellation">Stops within a fraction of a second for images of a few megapixels.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public InpaintingResult Inpaint(Tensor image, HoleMask hole, CancellationToken cancellation) =>
        PixelFill.Run(image, hole, (planes, cells, height, width) => Complete(planes, cells, height, width, cancellation));

    /// <summary>Nothing to release.</summary>
    public void Dispose()
    {
    }

    // Windows are cut and written back in one thread and filled in many; a few at a time, for their memory's sake.
    private void Complete(Span<float> planes, ReadOnlySpan<byte> hole, int height, int width, CancellationToken cancellation)
    {
        const int PixelsAtATime = 1 << 22;
        HoleGroup[] groups = HoleGroup.Find(hole, height, width, options.PatchSide);
        for (int next = 0; next < groups.Length;)
        {
            var windows = new List<PatchWindow>();
            for (long pixels = 0; next < groups.Length && pixels < PixelsAtATime; next++)
            {
                cancellation.ThrowIfCancellationRequested();
                PatchWindow window = PatchWindow.Around(groups[next], planes, hole, height, width, options);
                windows.Add(window);
                pixels += window.Height * window.Width;
            }

            Parallel.ForEach(windows, new ParallelOptions { CancellationToken = cancellation }, window => PatchCompletion.Complete(window, cancellation));
            foreach (PatchWindow window in windows) window.WriteTo(planes, height, width);
        }
    }
}
