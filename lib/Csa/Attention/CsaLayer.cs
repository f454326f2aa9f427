using Csa.Masks;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Attention;

/// <summary>The CSA layer on tensors (paper Eq. 1-3, Algorithm 1).</summary>
public static class CsaLayer
{
    /// <summary>Fills each hole cell from its best match and its predecessor.</summary>
    /// <param name="features">[N, C, H, W] float32 or float64, any range.</param>
    /// <param name="hole">On the same grid, one mask per sample.</param>
    /// <param name="options">The reading of the equations; the paper's when not set.</param>
    /// <returns>Output and attention; the caller disposes it. The output carries gradients.</returns>
    /// <exception cref="ArgumentException">Shapes differ, or a sample has no known cell.</exception>
    public static CsaTrace Fill(Tensor features, HoleMask hole, CsaOptions? options = null) =>
        throw new NotImplementedException();
}
