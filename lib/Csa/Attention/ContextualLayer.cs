using Csa.Data.Masks;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Attention;

/// <summary>Contextual attention (Yu et al. 2018) in the CSA layer's place: each hole cell is a mean of known cells.</summary>
/// <remarks>
/// Scores, fusion and scale are the published code's (<see cref="PatchSimilarity"/>). Differs from it so that the two layers
/// can be compared: only cells of the hole are filled, cell by cell; the weights add up to 1 over the valid keys, those whose
/// patch no cell of the hole touches. Where a sample has none, every known cell is valid.
/// </remarks>
public static class ContextualLayer
{
    internal const double SoftmaxScale = 10;

    /// <summary>Fills each hole cell with a weighted mean of known cells.</summary>
    /// <param name="features">[N, C, H, W] floating point.</param>
    /// <param name="hole">On the same grid, one mask per sample.</param>
    /// <returns>[N, C, H, W]; known cells bit-identical. Carries gradients, through weights and cells alike.</returns>
    /// <exception cref="ArgumentException">Shapes differ, or a sample has no known cell.</exception>
    public static Tensor Fill(Tensor features, HoleMask hole)
    {
        CsaLayer.Check(features, hole);
        if (hole.IsEmpty) return features.alias();
        using var scope = NewDisposeScope();
        Tensor weights = Weights(features, hole);
        Tensor rebuilt = features.flatten(2).bmm(weights.transpose(1, 2)).view_as(features);
        return where(hole.ToTensor(ScalarType.Bool, features.device), rebuilt, features).MoveToOuterDisposeScope();
    }

    /// <summary>The attention of every cell, of which only the hole's is used.</summary>
    /// <returns>[N, H W, H W]: rows add up to 1; columns of keys that are not valid are 0.</returns>
    internal static Tensor Weights(Tensor features, HoleMask hole)
    {
        using var scope = NewDisposeScope();
        Tensor whole = PatchSimilarity.ValidKeys(hole), known = 1 - hole.ToTensor().flatten(2);
        Tensor invalid = where(whole.amax([2], keepdim: true) > 0, whole, known).to(ScalarType.Bool, features.device).logical_not();
        Tensor scores = PatchSimilarity.Scores(features, fuse: true) * SoftmaxScale;
        return scores.masked_fill(invalid, double.NegativeInfinity).softmax(2).MoveToOuterDisposeScope();
    }
}
