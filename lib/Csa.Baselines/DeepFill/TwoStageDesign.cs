using Csa.Graphs;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Baselines.DeepFill;

/// <summary>The differences between the two versions of DeepFill's generator; layout and attention are the same.</summary>
internal abstract class TwoStageDesign
{
    /// <summary>Channels that a convolution computes per output feature: 1, or 2 if one half gates the other.</summary>
    internal abstract int ChannelsPerFeature { get; }

    /// <summary>
    /// True if the second stage, like the first, is fed the mask and a channel of ones that marks the inside of the image.
    /// </summary>
    internal abstract bool SecondStageSeesHole { get; }

    /// <summary>The activation after a convolution.</summary>
    /// <param name="convolved">[N, C, H, W]; may be overwritten.</param>
    /// <param name="rectified">True for ReLU instead of ELU.</param>
    /// <returns>[N, C / <see cref="ChannelsPerFeature"/>, H, W].</returns>
    internal abstract Tensor Activate(Tensor convolved, bool rectified);

    /// <summary>Brings a stage's output into [-1, 1].</summary>
    internal abstract Tensor Bound(Tensor output);

    /// <summary>The activation as ONNX operators.</summary>
    /// <param name="graph">Receives the nodes.</param>
    /// <param name="convolved">[1, C, H, W].</param>
    /// <param name="rectified">As above.</param>
    internal abstract string Activate(OnnxGraph graph, string convolved, bool rectified);

    /// <summary>The bound as ONNX operators.</summary>
    internal abstract string Bound(OnnxGraph graph, string output);
}
