using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Baselines.Losses;

/// <summary>How channels go together, wherever in the image: what style losses compare.</summary>
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
