using Csa.Attention;
using Csa.Data.Masks;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Baselines.DeepFill;

/// <summary>The contextual attention layer (Yu et al. 2018, section 4.1): rebuilds a map from patches of its known part.</summary>
/// <remarks>
/// As in its published code, and unlike a plain reading of the paper: every cell is rebuilt, not only those of the hole;
/// patches that touch the hole score 0, not minus infinity, and their weights are zeroed after the softmax, so that weights
/// add up to less than 1; only keys are normalised. Differs from that code: one mask per sample, any batch.
/// </remarks>
public static class ContextualAttentionLayer
{
    /// <summary>Rebuilds features from patches of the known features, weighted by similarity.</summary>
    /// <param name="features">[N, C, H, W] float, any range; sides are multiples of the rate. Carries gradients, keys and
    /// values alike.</param>
    /// <param name="hole">On the features' grid, N masks.</param>
    /// <param name="options">Rate, softmax, fusion.</param>
    /// <returns>[N, C, H, W]; zeros where no patch is free of the hole.</returns>
    /// <exception cref="ArgumentException">A side is no multiple of the rate, or the mask's size differs.</exception>
    public static Tensor Fill(Tensor features, HoleMask hole, AttentionOptions? options = null)
    {
        options ??= new();
        Check(features, hole, options.Validated());
        using var scope = NewDisposeScope();
        (long height, long width) = (features.shape[2], features.shape[3]);
        HoleMask small = options.Rate == 1 ? hole : AlignedSampling.Reduce(hole, options.Rate);
        Tensor weights = Weights(features, small, options);

        // The transpose of cutting out patches adds them up; of side 2 rate and stride rate, four cover each cell.
        int side = 2 * options.Rate;
        (long Before, long After) padding = SamePadding.Of(height, side, options.Rate, 1);
        Tensor values = Patches(features, side, options.Rate);
        Tensor rebuilt = nn.functional.fold(
            values.bmm(weights.transpose(1, 2)), (height + Surplus(padding), width + Surplus(padding)), (side, side), (1, 1), (padding.Before, padding.Before), (options.Rate, options.Rate));
        return (rebuilt.narrow(2, 0, height).narrow(3, 0, width) / 4).MoveToOuterDisposeScope();
    }

    /// <summary>The attention weights between the patches of the down-sampled map.</summary>
    /// <param name="features">[N, C, H, W].</param>
    /// <param name="small">The hole on the reduced grid h x w.</param>
    /// <param name="options">Rate, softmax, fusion.</param>
    /// <returns>[N, h w, h w]: a row per patch to rebuild; at least 0, rows add up to at most 1; columns that touch the hole
    /// are 0.</returns>
    internal static Tensor Weights(Tensor features, HoleMask small, AttentionOptions options)
    {
        using var scope = NewDisposeScope();
        Tensor reduced = options.Rate == 1 ? features : AlignedSampling.Reduce(features, options.Rate);
        Tensor scores = PatchSimilarity.Scores(reduced, options.Fuse);
        Tensor known = PatchSimilarity.ValidKeys(small).to(features.dtype, features.device);
        return ((scores * known * options.SoftmaxScale).softmax(2) * known).MoveToOuterDisposeScope();
    }

    // [N, C k k, patches], zero padded as SAME.
    private static Tensor Patches(Tensor x, int side, int stride)
    {
        (long before, long after) = SamePadding.Of(x.shape[2], side, stride, 1);
        if (before == after) return nn.functional.unfold(x, (side, side), (1, 1), (before, before), (stride, stride));
        using var scope = NewDisposeScope();
        Tensor padded = nn.functional.pad(x, [before, after, before, after]);
        return nn.functional.unfold(padded, (side, side), (1, 1), (0, 0), (stride, stride)).MoveToOuterDisposeScope();
    }

    private static long Surplus((long Before, long After) padding) => padding.After - padding.Before;

    private static void Check(Tensor features, HoleMask hole, AttentionOptions options)
    {
        long[] shape = features.shape;
        if (shape.Length != 4 || shape[2] % options.Rate != 0 || shape[3] % options.Rate != 0)
            throw new ArgumentException($"features: want [N, C, H, W] with sides that are multiples of the rate {options.Rate}, got [{string.Join(", ", shape)}]", nameof(features));
        if (hole.Count != shape[0] || hole.Height != shape[2] || hole.Width != shape[3])
            throw new ArgumentException($"hole: want {shape[0]} masks of {shape[2]}x{shape[3]}, got {hole}", nameof(hole));
    }
}
