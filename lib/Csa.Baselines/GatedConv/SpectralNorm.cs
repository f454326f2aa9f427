using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Baselines.GatedConv;

/// <summary>
/// Spectral normalisation (Miyato et al. 2018): divides a weight by its largest singular value, estimated by power
/// iteration.
/// </summary>
public static class SpectralNorm
{
    private const double Epsilon = 1e-12;

    /// <summary>
    /// Divides a weight, seen as a matrix with a row per output channel, by the present estimate of its largest singular
    /// value.
    /// </summary>
    /// <param name="weight">[D, …], a convolution's.</param>
    /// <param name="u">[D]: the present estimate of the first left singular vector; updated in place by one step of power
    /// iteration.</param>
    /// <returns>The weight's shape; its gradient reaches the weight, through the singular value too, with both singular
    /// vectors as constants.</returns>
    public static Tensor Normalise(Tensor weight, Tensor u)
    {
        if (weight.device_type == TorchSharp.DeviceType.META) return weight.alias(); // a shape has no singular values
        using var scope = NewDisposeScope();
        Tensor matrix = weight.flatten(1), v;
        using (no_grad())
        {
            v = Unit(matrix.t().mv(u));
            u.copy_(Unit(matrix.mv(v)));
        }

        // A copy, because the next step overwrites u while this step's gradient may still want it.
        Tensor sigma = u.clone().dot(matrix.mv(v));
        return (weight / sigma).MoveToOuterDisposeScope();
    }

    private static Tensor Unit(Tensor vector) => vector / (vector.norm() + Epsilon);
}
