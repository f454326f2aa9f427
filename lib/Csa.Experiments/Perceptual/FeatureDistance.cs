using Csa.Data.Images;
using Csa.Data.Masks;
using Csa.Networks;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Experiments.Perceptual;

/// <summary>
/// The distance of a fill from the truth in the built-in features: the squared difference of feature vectors of length 1, over the
/// cells of pool1, pool2 and pool3 that the hole touches; 0 … 2, smaller is better.
/// </summary>
/// <remarks>
/// It needs no download. It is not LPIPS, whose features were trained on photographs and whose weights were fitted to human judgements.
/// </remarks>
internal static class FeatureDistance
{
    /// <summary>Measures a fill.</summary>
    /// <param name="output">Composited.</param>
    /// <param name="truth">Of the same size.</param>
    /// <param name="hole">One mask of that size, not empty.</param>
    /// <param name="features">The built-in features.</param>
    public static double InHole(RgbImage output, RgbImage truth, HoleMask hole, Vgg16Features features)
    {
        using IDisposable noGradients = no_grad();
        using var scope = NewDisposeScope();
        return InHole(features.Pools(ImageTensor.FromImages([output, truth])), hole);
    }

    /// <summary>Measures a fill by its features.</summary>
    /// <param name="pools">pool1, pool2 and pool3, [2, C, h, w] each: the output's, then the truth's.</param>
    /// <param name="hole">One mask, not empty.</param>
    public static double InHole(IReadOnlyList<Tensor> pools, HoleMask hole)
    {
        const double Tiny = 1e-10;
        using IDisposable noGradients = no_grad();
        using var scope = NewDisposeScope();
        return pools.Average(pool =>
        {
            Tensor unit = pool / (pool.square().sum(1, keepdim: true).sqrt() + Tiny), squares = (unit[0] - unit[1]).square().sum([0]);
            Tensor missing = nn.functional.adaptive_max_pool2d(hole.ToTensor(), [pool.shape[2], pool.shape[3]])[0, 0];
            return (double)((squares * missing).sum() / missing.sum()).item<float>();
        });
    }
}
