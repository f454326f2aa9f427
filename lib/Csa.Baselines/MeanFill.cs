using Csa.Data.Masks;
using Csa.Networks;
using Csa.Systems;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Baselines;

/// <summary>Fills a hole with the mean colour of the sample's known pixels: the simplest baseline.</summary>
public sealed class MeanFill : IInpaintingSystem
{
    /// <summary>"mean".</summary>
    public string Name => "mean";

    /// <summary>Paints each sample's hole in the mean colour of its known pixels.</summary>
    /// <param name="image">[N, 3, H, W] float in [-1, 1], any size, any device; hole values are ignored.</param>
    /// <param name="hole">On the pixel grid, N masks.</param>
    /// <returns>Refined: [N, 3, H, W] on the image's device; known pixels bit-identical.</returns>
    /// <exception cref="ArgumentException">Shapes differ, or a sample has no known pixel.</exception>
    public InpaintingResult Inpaint(Tensor image, HoleMask hole) => PixelFill.Run(image, hole, Paint);

    /// <summary>Nothing to release.</summary>
    public void Dispose()
    {
    }

    private static void Paint(Span<float> planes, ReadOnlySpan<byte> hole, int height, int width)
    {
        for (int channel = 0; channel < 3; channel++)
        {
            Span<float> plane = planes.Slice(channel * hole.Length, hole.Length);
            double sum = 0;
            for (int i = 0; i < plane.Length; i++) sum += hole[i] == 0 ? plane[i] : 0;
            float mean = (float)(sum / hole.Count((byte)0));
            for (int i = 0; i < plane.Length; i++) plane[i] = hole[i] == 0 ? plane[i] : mean;
        }
    }
}
