using Csa.Baselines.Losses;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Baselines.ShiftNet;

/// <summary>The terms on VGG-16's features that the authors' PyTorch code adds to the paper's: squared distances, each pool's mean added.</summary>
public static class FeatureTerms
{
    /// <summary>How far the features themselves are apart.</summary>
    /// <param name="pools">Of the output, after pool1, pool2, pool3.</param>
    /// <param name="truth">The same of I_gt.</param>
    /// <returns>A scalar.</returns>
    public static Tensor Content(IReadOnlyList<Tensor> pools, IReadOnlyList<Tensor> truth) => PoolDistance.Sum(pools, truth, features => features, Squared);

    /// <summary>How far their <see cref="GramMatrix"/> are apart.</summary>
    /// <param name="pools">Of the output, after pool1, pool2, pool3.</param>
    /// <param name="truth">The same of I_gt.</param>
    /// <returns>A scalar.</returns>
    public static Tensor Style(IReadOnlyList<Tensor> pools, IReadOnlyList<Tensor> truth) => PoolDistance.Sum(pools, truth, GramMatrix.Of, Squared);

    private static Tensor Squared(Tensor one, Tensor other) => nn.functional.mse_loss(one, other);
}
