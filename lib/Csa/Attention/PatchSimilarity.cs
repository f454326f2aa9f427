using Csa.Data.Masks;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Attention;

/// <summary>How contextual attention compares cells (Yu et al. 2018, section 4.1): by the 3x3 patches around them.</summary>
internal static class PatchSimilarity
{
    internal const int Side = 3;
    internal const double MinNorm = 1e-4;

    /// <summary>The score of every patch with every other; as in the published code only keys are normalised.</summary>
    /// <param name="map">[N, C, h, w]; zeros are assumed around it.</param>
    /// <param name="fuse">Whether to add the scores of neighbours in the same direction.</param>
    /// <returns>[N, h w, h w]: a row per query, a column per key, both in raster order.</returns>
    internal static Tensor Scores(Tensor map, bool fuse)
    {
        using var scope = NewDisposeScope();
        Tensor queries = nn.functional.unfold(map, (Side, Side), (1, 1), (1, 1), (1, 1));
        Tensor keys = queries / queries.square().sum(1, keepdim: true).clamp_min(MinNorm * MinNorm).sqrt();
        Tensor scores = queries.transpose(1, 2).bmm(keys);
        return (fuse ? Fusion.Fuse(scores, (int)map.shape[2], (int)map.shape[3]) : scores).MoveToOuterDisposeScope();
    }

    /// <summary>The keys that no cell of the hole touches.</summary>
    /// <param name="hole">On the map's grid.</param>
    /// <returns>[N, 1, h w]: 1 where no cell of the patch inside the map is missing.</returns>
    internal static Tensor ValidKeys(HoleMask hole)
    {
        using var scope = NewDisposeScope();
        Tensor touched = nn.functional.max_pool2d(hole.ToTensor(), [Side, Side], strides: [1, 1], padding: [1, 1]);
        return (1 - touched).flatten(2).MoveToOuterDisposeScope();
    }
}
