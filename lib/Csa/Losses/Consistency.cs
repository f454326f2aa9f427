using Csa.Data.Masks;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Losses;

/// <summary>The consistency loss (paper Eq. 4).</summary>
public static class Consistency
{
    /// <summary>
    /// The distance in the hole from the features after the CSA layer, and from the decoder's of the same shape, to VGG's
    /// features of the ground truth.
    /// </summary>
    /// <param name="csa">CSA(I_ip), [N, C, H, W].</param>
    /// <param name="decoder">CSA_d(I_ip), [N, C, H, W].</param>
    /// <param name="phi">Phi_n(I_gt), [N, C, H, W].</param>
    /// <param name="hole">M on the same grid.</param>
    /// <returns>A scalar: per tap the mean over hole cells and channels of the squared difference, the two added; 0 without
    /// a hole cell.</returns>
    /// <remarks>Differs from Eq. 4's sum: a mean, which does not grow with the hole.</remarks>
    /// <exception cref="ArgumentException">Shapes differ.</exception>
    public static Tensor Loss(Tensor csa, Tensor decoder, Tensor phi, HoleMask hole)
    {
        Check(csa, phi, nameof(csa));
        Check(decoder, phi, nameof(decoder));
        using var scope = NewDisposeScope();
        return (Tap(csa, phi, hole) + Tap(decoder, phi, hole)).MoveToOuterDisposeScope();
    }

    /// <summary>One of the two distances of Eq. 4: of the features after the CSA layer, or of the decoder's.</summary>
    /// <param name="features">CSA(I_ip) or CSA_d(I_ip), [N, C, H, W].</param>
    /// <param name="phi">Phi_n(I_gt), [N, C, H, W].</param>
    /// <param name="hole">M on the same grid.</param>
    /// <returns>A scalar: the mean over hole cells and channels of the squared difference; 0 without a hole cell.</returns>
    /// <exception cref="ArgumentException">Shapes differ.</exception>
    public static Tensor Tap(Tensor features, Tensor phi, HoleMask hole)
    {
        Check(features, phi, nameof(features));
        using var scope = NewDisposeScope();
        Tensor m = hole.ToTensor(features.dtype, features.device);
        Tensor values = (m.sum() * phi.shape[1]).clamp_min(1);
        return (((features - phi) * m).square().sum() / values).MoveToOuterDisposeScope();
    }

    private static void Check(Tensor features, Tensor phi, string name)
    {
        if (!features.shape.SequenceEqual(phi.shape))
        {
            throw new ArgumentException(
                $"{name}: want the VGG features' shape [{string.Join(", ", phi.shape)}], got [{string.Join(", ", features.shape)}]; "
                + "make generator and VGG from the same NetworkOptions", name);
        }
    }
}
