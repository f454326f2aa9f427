using System.Runtime.InteropServices;
using Csa.Data.Masks;
using Csa.Networks;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Baselines;

/// <summary>Runs a fill without a network on each sample's pixels in host memory.</summary>
internal static class PixelFill
{
    /// <summary>Fills one sample in place.</summary>
    /// <param name="planes">3 x height x width.</param>
    /// <param name="hole">height x width, 1 = hole.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    public delegate void Filler(Span<float> planes, ReadOnlySpan<byte> hole, int height, int width);

    /// <summary>Fills the hole of each sample; known pixels stay bit-identical.</summary>
    public static InpaintingResult Run(Tensor image, HoleMask hole, Filler fill)
    {
        if (image.dim() != 4 || image.shape[1] != 3)
            throw new ArgumentException($"image: want [N, 3, H, W], got [{string.Join(", ", image.shape)}]", nameof(image));
        if (hole.Count != image.shape[0] || hole.Height != image.shape[2] || hole.Width != image.shape[3])
            throw new ArgumentException($"hole: want {image.shape[0]} masks of {image.shape[2]}x{image.shape[3]}, got {hole}", nameof(hole));
        using var scope = NewDisposeScope();
        using IDisposable noGradients = no_grad();
        Tensor filled = image.to(ScalarType.Float32, CPU).contiguous().clone();
        Span<float> values = MemoryMarshal.Cast<byte, float>(filled.bytes);
        int plane = hole.Height * hole.Width;
        for (int n = 0; n < hole.Count; n++)
        {
            if (hole.HoleCount(n) == plane)
                throw new ArgumentException($"hole: want a known pixel in every sample, sample {n} has none", nameof(hole));
            if (hole.HoleCount(n) > 0) fill(values.Slice(n * 3 * plane, 3 * plane), hole.Cells(n), hole.Height, hole.Width);
        }

        return new InpaintingResult(filled.to(image.dtype, image.device).MoveToOuterDisposeScope());
    }
}
