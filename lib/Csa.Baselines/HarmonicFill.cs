using Csa.Data.Masks;
using Csa.Networks;
using Csa.Systems;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Baselines;

/// <summary>
/// Fills a hole with the smoothest surface through its rim (Laplace equation): a baseline that a learned system must beat.
/// </summary>
/// <remarks>
/// Known pixels are boundary values, and nothing flows across the image border; the result is within 0.05 grey levels of the
/// exact solution. Good on thin strokes, featureless in large holes. There is nothing to learn.
/// </remarks>
public sealed class HarmonicFill : IInpaintingSystem
{
    /// <summary>"harmonic".</summary>
    public string Name => "harmonic";

    /// <summary>Solves the Laplace equation in each sample's hole, channel by channel, on the CPU.</summary>
    /// <param name="image">[N, 3, H, W] float in [-1, 1], any size, any device; hole values are ignored.</param>
    /// <param name="hole">On the pixel grid, N masks.</param>
    /// <returns>Refined: [N, 3, H, W] on the image's device; known pixels bit-identical, each filled value between those of
    /// its rim.</returns>
    /// <exception cref="ArgumentException">Shapes differ, or a sample has no known pixel.</exception>
    public InpaintingResult Inpaint(Tensor image, HoleMask hole) => Inpaint(image, hole, CancellationToken.None);

    /// <summary>The same, but it can be stopped.</summary>
    /// <param name="image">As above.</param>
    /// <param name="hole">As above.</param>
    /// <param name="cancellation">Stops between iterations.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public InpaintingResult Inpaint(Tensor image, HoleMask hole, CancellationToken cancellation) =>
        PixelFill.Run(image, hole, (planes, cells, height, width) => LaplaceEquation.Solve(planes, cells, height, width, cancellation));

    /// <summary>Nothing to release.</summary>
    public void Dispose()
    {
    }
}
