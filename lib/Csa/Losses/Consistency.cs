using Csa.Data.Masks;
using Csa.Tensors.Ranks;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Losses;

/// <summary>The distances of Eq. 4 that count (paper Fig. 10).</summary>
public enum ConsistencyTaps
{
    /// <summary>The paper's: of the features after the CSA layer and of the decoder's, added.</summary>
    Both,

    /// <summary>Of the features after the CSA layer alone.</summary>
    Encoder,

    /// <summary>Of the decoder's features alone.</summary>
    Decoder,

    /// <summary>Neither: the term and its cost are left out.</summary>
    None,
}

/// <summary>How Eq. 4's distance is brought to one number.</summary>
public enum ConsistencyScale
{
    /// <summary>The mean over hole cells and channels, which does not grow with the hole.</summary>
    Mean,

    /// <summary>
    /// The printed sum over the hole, in the unit of the reconstruction loss: Eq. 7 printed as a norm is a sum as well, so both
    /// are divided by the images' values.
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
    /// <param name="share">The samples' share of the batch whose mean is wanted; all of it when not set.</param>
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

    /// <summary>Eq. 4 of the taps that experiments choose (paper Fig. 10).</summary>
    /// <param name="csa">CSA(I_ip), [N, C, H, W].</param>
    /// <param name="decoder">CSA_d(I_ip), [N, C, H, W].</param>
    /// <param name="phi">Phi_n(I_gt), [N, C, H, W].</param>
    /// <param name="hole">M on the same grid.</param>
    /// <param name="taps">The distances that count; None gives 0, without gradient.</param>
    /// <param name="share">The samples' share of the batch whose mean is wanted; all of it when not set.</param>
    /// <returns>A scalar, as <see cref="Loss"/>'s.</returns>
    /// <exception cref="ArgumentException">Shapes differ.</exception>
    public static Tensor Of(Tensor csa, Tensor decoder, Tensor phi, HoleMask hole, ConsistencyTaps taps, BatchShare? share = null) => taps switch
    {
        ConsistencyTaps.None => zeros_like(csa.sum()).detach(),
        ConsistencyTaps.Encoder => Tap(csa, phi, hole, share),
        ConsistencyTaps.Decoder => Tap(decoder, phi, hole, share),
        _ => Loss(csa, decoder, phi, hole, share),
    };

    /// <summary>What turns the mean of <see cref="Tap"/> into Eq. 4's sum, beside a reconstruction loss that is a mean.</summary>
    /// <param name="phi">Phi_n(I_gt), [N, C, H, W].</param>
    /// <param name="hole">M on the same grid.</param>
    /// <param name="imageValues">The values of the images, N 3 H W: Eq. 7's norm is the mean times this.</param>
    /// <param name="share">The samples' share of the batch of which this is told; all of it when not set.</param>
    /// <returns>The values that the mean is over by those of the images: 0.67 for the centre hole of the paper, 0 without a
    /// hole cell.</returns>
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
    /// <param name="share">The samples' share of the batch whose mean is wanted; all of it when not set.</param>
    /// <returns>A scalar: the mean over hole cells and channels of the squared difference; 0 without a hole cell.</returns>
    /// <exception cref="ArgumentException">Shapes differ.</exception>
    public static Tensor Tap(Tensor features, Tensor phi, HoleMask hole, BatchShare? share = null)
    {
        Check(features, phi, nameof(features));
        using var scope = NewDisposeScope();
        Tensor m = hole.ToTensor(features.dtype, features.device);
        Tensor values = (share ?? BatchShare.Whole).OfTotal(m.sum() * phi.shape[1]);
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
