using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Baselines.DeepFill;

/// <summary>What tells the two versions of DeepFill's generator apart; the layout and the attention are the same.</summary>
internal abstract class TwoStageDesign
{
    /// <summary>Channels that a convolution makes for each one that comes out: 1, or 2 where one half gates the other.</summary>
    internal abstract int ChannelsPerFeature { get; }

    /// <summary>True where the second stage sees the hole, and ones that mark the image's inside, as the first does.</summary>
    internal abstract bool SecondStageSeesHole { get; }

    /// <summary>What follows a convolution.</summary>
    /// <param name="convolved">[N, C, H, W]; may be overwritten.</param>
    /// <param name="rectified">True where ReLU stands in place of ELU.</param>
    /// <returns>[N, C / <see cref="ChannelsPerFeature"/>, H, W].</returns>
    internal abstract Tensor Activate(Tensor convolved, bool rectified);

    /// <summary>Brings a stage's output into [-1, 1].</summary>
    internal abstract Tensor Bound(Tensor output);
}
