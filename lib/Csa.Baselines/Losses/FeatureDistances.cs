using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Baselines.Losses;

/// <summary>Distances between the VGG-16 features of two images.</summary>
internal static class PoolDistance
{
    /// <summary>The sum of the distances at each pool.</summary>
    /// <param name="pools">Features of one image after pool1, pool2, pool3.</param>
    /// <param name="truth">Those of I_gt.</param>
    /// <param name="view">What is compared: the features themselves, or their <see cref="GramMatrix"/>.</param>
    /// <param name="distance">A mean, for instance <c>l1_loss</c>.</param>
    /// <returns>A scalar.</returns>
    public static Tensor Sum(IReadOnlyList<Tensor> pools, IReadOnlyList<Tensor> truth, Func<Tensor, Tensor> view, Func<Tensor, Tensor, Tensor> distance)
    {
        using var scope = NewDisposeScope();
        return pools.Zip(truth, (one, other) => distance(view(one), view(other))).Aggregate((sum, term) => sum + term).MoveToOuterDisposeScope();
    }
}

/// <summary>The Gram matrix of features, which style losses compare: how channels correlate, wherever in the image.</summary>
public static class GramMatrix
{
    /// <summary>Each sample's features times their transpose, divided by C H W.</summary>
    /// <param name="features">[N, C, H, W].</param>
    /// <returns>[N, C, C].</returns>
    public static Tensor Of(Tensor features)
    {
        using var scope = NewDisposeScope();
        Tensor flat = features.flatten(2);
        return (flat.bmm(flat.transpose(1, 2)) / (flat.shape[1] * flat.shape[2])).MoveToOuterDisposeScope();
    }
}
