using Csa.Data.Masks;
using Csa.Tensors.Ranks;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Losses;

/// <summary>Which of Eq. 4's two distances the consistency loss has (paper Fig. 10).</summary>
public enum ConsistencyTaps
{
    /// <summary>The paper's: the sum of both.</summary>
    Both,

    /// <summary>Only that of the features after the CSA layer, in the encoder.</summary>
    Encoder,

    /// <summary>Only that of the decoder's features.</summary>
    Decoder,

    /// <summary>Neither: the term and its cost are left out.</summary>
    None,
}

/// <summary>How Eq. 4's squared differences are reduced to a scalar.</summary>
public enum ConsistencyScale
{
    /// <summary>The mean over hole cells and channels, which does not grow with the hole.</summary>
    Mean,

    /// <summary>
    /// The sum over the hole as printed. The reconstruction loss here is a mean, and Eq. 7 as printed a sum too, so both are divided by
    /// the number of the images' values, N 3 H W.
    /// </summary>
    Sum,
}

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
    /// <param name="share">This process's share of the batch whose mean is wanted; the whole batch when not set.</param>
    /// <returns>A scalar: per tap the mean over hole cells and channels of the squared difference, the two added; 0 without
    /// a hole cell.</returns>
    /// <remarks>Differs from Eq. 4's sum: a mean, which does not grow with the hole.</remarks>
    /// <exception cref="ArgumentException">Shapes differ.</exception>
    public static Tensor Loss(Tensor csa, Tensor decoder, Tensor phi, HoleMask hole, BatchShare? share = null)
    {
        Check(csa, phi, nameof(csa));
        Check(decoder, phi, nameof(decoder));
        using var scope = NewDisposeScope();
        return (Tap(csa, phi, hole, share) + Tap(decoder, phi, hole, share)).MoveToOuterDisposeScope();
    }

    /// <summary>Eq. 4 with one or both of its distances (paper Fig. 10).</summary>
    /// <param name="csa">CSA(I_ip), [N, C, H, W].</param>
    /// <param name="decoder">CSA_d(I_ip), [N, C, H, W].</param>
    /// <param name="phi">Phi_n(I_gt), [N, C, H, W].</param>
    /// <param name="hole">M on the same grid.</param>
    /// <param name="taps">Which distances; None gives 0, without gradient.</param>
    /// <param name="share">This process's share of the batch whose mean is wanted; the whole batch when not set.</param>
    /// <returns>A scalar, as from <see cref="Loss(Tensor, Tensor, Tensor, HoleMask, BatchShare?)"/>.</returns>
    /// <exception cref="ArgumentException">Shapes differ.</exception>
    public static Tensor Loss(Tensor csa, Tensor decoder, Tensor phi, HoleMask hole, ConsistencyTaps taps, BatchShare? share = null) => taps switch
    {
        ConsistencyTaps.None => zeros_like(csa.sum()).detach(),
        ConsistencyTaps.Encoder => Tap(csa, phi, hole, share),
        ConsistencyTaps.Decoder => Tap(decoder, phi, hole, share),
        _ => Loss(csa, decoder, phi, hole, share),
    };

    /// <summary>The factor that turns the mean of <see cref="Tap"/> into Eq. 4's sum relative to a reconstruction loss that is a mean.</summary>
    /// <param name="phi">Phi_n(I_gt), [N, C, H, W].</param>
    /// <param name="hole">M on the same grid.</param>
    /// <param name="imageValues">The values of the images, N 3 H W: Eq. 7's norm is the mean times this.</param>
    /// <param name="share">This process's share of the batch; the whole batch when not set.</param>
    /// <returns>The number of feature values in the holes, divided by the number of image values: 0.67 for the paper's centre hole, 0
    /// without a hole cell.</returns>
    public static double SumFactor(Tensor phi, HoleMask hole, long imageValues, BatchShare? share = null)
    {
        double[] ofImages = [(double)Enumerable.Range(0, hole.Count).Sum(hole.HoleCount) * phi.shape[1] / imageValues];
        share?.Average(ofImages);
        return ofImages[0];
    }

    /// <summary>One of the two distances of Eq. 4: of the features after the CSA layer, or of the decoder's.</summary>
    /// <param name="features">CSA(I_ip) or CSA_d(I_ip), [N, C, H, W].</param>
    /// <param name="phi">Phi_n(I_gt), [N, C, H, W].</param>
    /// <param name="hole">M on the same grid.</param>
    /// <param name="share">This process's share of the batch whose mean is wanted; the whole batch when not set.</param>
    /// <returns>A scalar: the mean over hole cells and channels of the squared difference; 0 without a hole cell.</returns>
    /// <exception cref="ArgumentException">Shapes differ.</exception>
    public static Tensor Tap(Tensor features, Tensor phi, HoleMask hole, BatchShare? share = null)
    {
        Check(features, phi, nameof(features));
        using var scope = NewDisposeScope();
        Tensor m = hole.ToTensor(features.dtype, features.device);
        Tensor values = (share ?? BatchShare.Whole).Denominator(m.sum() * phi.shape[1]);
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
