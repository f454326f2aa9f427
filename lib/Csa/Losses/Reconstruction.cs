using Csa.Tensors.Ranks;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Losses;

/// <summary>The reconstruction loss (paper Eq. 7), one image at a time: L_re is its sum over I_p and I_r.</summary>
public static class Reconstruction
{
    /// <summary>Eq. 7's L1 distance of one prediction, as a mean over the whole image, uncomposited.</summary>
    /// <param name="prediction">I_p or I_r, [N, 3, H, W].</param>
    /// <param name="iGt">I_gt, [N, 3, H, W].</param>
    /// <returns>A scalar.</returns>
    /// <remarks>Differs from the paper's printed norm: a mean over pixels and channels, as the published code's.</remarks>
    public static Tensor Mean(Tensor prediction, Tensor iGt) => nn.functional.l1_loss(prediction, iGt);

    /// <summary>
    /// The mean L1 distance over the hole plus that over the known pixels, so that the holes of a batch count as much as
    /// everything known.
    /// </summary>
    /// <param name="prediction">I_p or I_r, [N, 3, H, W].</param>
    /// <param name="iGt">I_gt, [N, 3, H, W].</param>
    /// <param name="m">M, [N, 1, H, W] of the same dtype: 1 = hole.</param>
    /// <param name="share">This process's share of the batch whose mean is wanted; the whole batch when not set.</param>
    /// <returns>A scalar; a part without pixels counts as 0.</returns>
    /// <remarks>Ours, not the paper's.</remarks>
    public static Tensor HoleWeighted(Tensor prediction, Tensor iGt, Tensor m, BatchShare? share = null)
    {
        share ??= BatchShare.Whole;
        using var scope = NewDisposeScope();
        Tensor distance = (prediction - iGt).abs();
        Tensor inHole = (distance * m).sum();
        Tensor holeValues = m.sum() * distance.shape[1];
        Tensor mean = inHole / share.Denominator(holeValues) + (distance.sum() - inHole) / share.Denominator(distance.NumberOfElements - holeValues);
        return mean.MoveToOuterDisposeScope();
    }
}
