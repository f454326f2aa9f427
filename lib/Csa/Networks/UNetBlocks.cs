using TorchSharp.Modules;
using static Csa.Networks.Layers;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Networks;

/// <summary>One resolution of pix2pix's U-Net: a down-sampling of the encoder and the matching up-sampling of the decoder.</summary>
internal sealed class UNetLevel : nn.Module
{
    private readonly Convolution2d down;
    private readonly InstanceNorm2d downNorm;
    private readonly Convolution2d up;
    private readonly InstanceNorm2d upNorm;

    /// <param name="outer">Channels at the higher resolution.</param>
    /// <param name="inner">Channels at the lower one.</param>
    /// <param name="joined">How many maps of <paramref name="inner"/> channels the decoder concatenates: its own, the
    /// encoder's, and any that a network adds.</param>
    internal UNetLevel(int outer, int inner, int joined = 2)
        : base(nameof(UNetLevel))
    {
        down = Down4x4(outer, inner);
        downNorm = Norm(inner);
        up = Up4x4(joined * inner, outer);
        upNorm = Norm(outer);
        RegisterComponents();
    }

    /// <summary>[N, outer, 2h, 2w] -> [N, inner, h, w]. The skip x keeps its LeakyReLU, which the decoder's ReLU makes harmless.</summary>
    internal Tensor Encode(Tensor x) => downNorm.call(down.call(LeakyRelu(x)));

    /// <summary>[N, joined x inner, h, w] -> [N, outer, 2h, 2w].</summary>
    internal Tensor Decode(Tensor x) => upNorm.call(up.call(Relu(x)));
}

/// <summary>The bottleneck of pix2pix's U-Net: no norm in the middle, where a sample may be 1x1.</summary>
internal sealed class UNetInnermost : nn.Module<Tensor, Tensor>
{
    private readonly Convolution2d down;
    private readonly Convolution2d up;
    private readonly InstanceNorm2d upNorm;

    internal UNetInnermost(int outer, int inner)
        : base(nameof(UNetInnermost))
    {
        down = Down4x4(outer, inner);
        up = Up4x4(inner, outer);
        upNorm = Norm(outer);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => upNorm.call(up.call(Relu(down.call(LeakyRelu(x)))));
}
