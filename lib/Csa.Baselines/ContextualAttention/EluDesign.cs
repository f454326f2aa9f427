using Csa.Baselines.DeepFill;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Baselines.ContextualAttention;

/// <summary>DeepFill's first version: plain convolutions with ELU, outputs clipped, the hole shown to both stages.</summary>
internal sealed class EluDesign : TwoStageDesign
{
    internal override int ChannelsPerFeature => 1;

    internal override bool SecondStageSeesHole => true;

    internal override Tensor Activate(Tensor convolved, bool rectified) =>
        rectified ? nn.functional.relu(convolved, inplace: true) : nn.functional.elu(convolved, 1.0, inplace: true);

    internal override Tensor Bound(Tensor output) => output.clamp(-1, 1);
}
