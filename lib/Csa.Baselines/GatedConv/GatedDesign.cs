using Csa.Baselines.DeepFill;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Baselines.GatedConv;

/// <summary>DeepFill's second version: gated convolutions (Yu et al. 2019, section 3.1), outputs by tanh, the hole shown to the first stage alone.</summary>
internal sealed class GatedDesign : TwoStageDesign
{
    internal override int ChannelsPerFeature => 2;

    internal override bool SecondStageSeesHole => false;

    internal override Tensor Activate(Tensor convolved, bool rectified) => Gate(convolved, rectified);

    internal override Tensor Bound(Tensor output) => output.tanh();

    /// <summary>ELU(a) sigmoid(g): how much of each feature passes is learned for each place.</summary>
    /// <param name="convolved">[N, 2 C, H, W]: a, then g.</param>
    /// <param name="rectified">True for ReLU in place of ELU.</param>
    /// <returns>[N, C, H, W].</returns>
    internal static Tensor Gate(Tensor convolved, bool rectified = false)
    {
        using var scope = NewDisposeScope();
        Tensor[] halves = convolved.chunk(2, 1);
        Tensor feature = rectified ? nn.functional.relu(halves[0]) : nn.functional.elu(halves[0], 1.0);
        return (feature * halves[1].sigmoid()).MoveToOuterDisposeScope();
    }
}
