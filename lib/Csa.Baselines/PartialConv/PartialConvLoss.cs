using Csa.Baselines.Losses;
using Csa.Tensors.Ranks;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Baselines.PartialConv;

/// <summary>
/// The loss terms of the partial convolution paper. Images have ImageNet's normalisation, so distances are in its standard
/// deviations.
/// </summary>
public static class PartialConvLoss
{
    /// <summary>L_hole or L_valid: the L1 distance in one part of the image.</summary>
    /// <param name="output">I_out, [N, 3, H, W].</param>
    /// <param name="truth">I_gt, [N, 3, H, W].</param>
    /// <param name="part">[N, 1, H, W], 1 inside the part.</param>
    /// <param name="ofPart">True for the mean over the part's pixels, false for the sum over them divided by all pixels, the
    /// paper's.</param>
    /// <param name="share">This process's share of the batch whose mean is wanted; the whole batch when not set.</param>
    /// <returns>A scalar; 0 for a part without pixels.</returns>
    public static Tensor Distance(Tensor output, Tensor truth, Tensor part, bool ofPart, BatchShare? share = null)
    {
        using var scope = NewDisposeScope();
        Tensor sum = ((output - truth) * part).abs().sum();
        return (ofPart ? sum / (share ?? BatchShare.Whole).Denominator(part.sum() * output.shape[1]) : sum / output.NumberOfElements).MoveToOuterDisposeScope();
    }

    /// <summary>L_perceptual of one image: the mean L1 distance of VGG-16's features, each pool's mean added.</summary>
    /// <param name="pools">Features after pool1, pool2, pool3.</param>
    /// <param name="truth">Those of I_gt.</param>
    /// <returns>A scalar.</returns>
    public static Tensor Perceptual(IReadOnlyList<Tensor> pools, IReadOnlyList<Tensor> truth) => PoolDistance.Sum(pools, truth, features => features, Absolute);

    /// <summary>L_style of one image: the mean L1 distance of the features' <see cref="GramMatrix"/>, each pool's mean added.</summary>
    /// <param name="pools">Features after pool1, pool2, pool3.</param>
    /// <param name="truth">Those of I_gt.</param>
    /// <returns>A scalar.</returns>
    public static Tensor Style(IReadOnlyList<Tensor> pools, IReadOnlyList<Tensor> truth) => PoolDistance.Sum(pools, truth, GramMatrix.Of, Absolute);

    /// <summary>L_tv, the total variation: how much neighbours differ if both lie in the hole dilated by one pixel.</summary>
    /// <param name="composite">I_comp, [N, 3, H, W].</param>
    /// <param name="m">M, [N, 1, H, W]: 1 = hole.</param>
    /// <returns>A scalar: the sum over all such pairs, right and below, divided by the number of the image's values.</returns>
    public static Tensor TotalVariation(Tensor composite, Tensor m)
    {
        using var scope = NewDisposeScope();
        Tensor region = nn.functional.max_pool2d(m, 3, 1, 1);
        return ((Along(composite, region, 2) + Along(composite, region, 3)) / composite.NumberOfElements).MoveToOuterDisposeScope();
    }

    private static Tensor Along(Tensor image, Tensor region, int dimension)
    {
        long pairs = image.shape[dimension] - 1;
        Tensor both = region.narrow(dimension, 0, pairs) * region.narrow(dimension, 1, pairs);
        return ((image.narrow(dimension, 1, pairs) - image.narrow(dimension, 0, pairs)) * both).abs().sum();
    }

    private static Tensor Absolute(Tensor one, Tensor other) => nn.functional.l1_loss(one, other);
}
