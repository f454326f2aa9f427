using TorchSharp.Modules;
using static Csa.Networks.Layers;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Networks;

/// <summary>The rough network: pix2pix's U-Net of 4x4 convolutions (paper section 3.1), from I_in to I_p.</summary>
/// <remarks>Differs from pix2pix as the published code does: affine InstanceNorm instead of BatchNorm, and no dropout.</remarks>
public sealed class RoughNetwork : nn.Module<Tensor, Tensor>
{
    private readonly Conv2d input;
    private readonly ModuleList<RoughLevel> levels;
    private readonly RoughInnermost innermost;
    private readonly ConvTranspose2d output;

    /// <summary>An untrained network; see <see cref="Initialisation.Normal"/>.</summary>
    /// <param name="options">Its shape.</param>
    public RoughNetwork(NetworkOptions options)
        : base(nameof(RoughNetwork))
    {
        options.Validated();
        int last = options.Depth - 1;
        input = Down4x4(options.MaskChannel ? 4 : 3, options.Channels(0));
        levels = new([.. Enumerable.Range(1, last - 1).Select(i => new RoughLevel(options.Channels(i - 1), options.Channels(i)))]);
        innermost = new(options.Channels(last - 1), options.Channels(last));
        output = Up4x4(2 * options.Channels(0), 3);
        RegisterComponents();
    }

    /// <summary>Predicts the image.</summary>
    /// <param name="image">[N, 3 or 4, H, W] in [-1, 1]: I_in, its hole filled, then the mask if it is an input; sides are multiples of 2^Depth.</param>
    /// <returns>I_p, [N, 3, H, W] in (-1, 1).</returns>
    public override Tensor forward(Tensor image)
    {
        using var scope = NewDisposeScope();
        var skips = new List<Tensor> { input.call(image) };
        foreach (RoughLevel level in levels) skips.Add(level.Encode(skips[^1]));

        Tensor x = innermost.call(skips[^1]);
        for (int i = levels.Count - 1; i >= 0; i--) x = levels[i].Decode(cat([x, skips[i + 1]], 1));
        return output.call(Relu(cat([x, skips[0]], 1))).tanh_().MoveToOuterDisposeScope();
    }
}

/// <summary>One resolution of the rough network: the halving of its encoder and the doubling of its decoder.</summary>
internal sealed class RoughLevel : nn.Module
{
    private readonly Conv2d down;
    private readonly InstanceNorm2d downNorm;
    private readonly ConvTranspose2d up;
    private readonly InstanceNorm2d upNorm;

    internal RoughLevel(int outer, int inner)
        : base(nameof(RoughLevel))
    {
        down = Down4x4(outer, inner);
        downNorm = Norm(inner);
        up = Up4x4(2 * inner, outer);
        upNorm = Norm(outer);
        RegisterComponents();
    }

    /// <summary>[N, outer, 2h, 2w] -> [N, inner, h, w]. The skip x keeps its LeakyReLU, which the decoder's ReLU makes harmless.</summary>
    internal Tensor Encode(Tensor x) => downNorm.call(down.call(LeakyRelu(x)));

    /// <summary>[N, 2 inner, h, w] -> [N, outer, 2h, 2w].</summary>
    internal Tensor Decode(Tensor x) => upNorm.call(up.call(Relu(x)));
}

/// <summary>The bottom of the rough network: no norm in the middle, where a sample may be 1x1.</summary>
internal sealed class RoughInnermost : nn.Module<Tensor, Tensor>
{
    private readonly Conv2d down;
    private readonly ConvTranspose2d up;
    private readonly InstanceNorm2d upNorm;

    internal RoughInnermost(int outer, int inner)
        : base(nameof(RoughInnermost))
    {
        down = Down4x4(outer, inner);
        up = Up4x4(inner, outer);
        upNorm = Norm(outer);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => upNorm.call(up.call(Relu(down.call(LeakyRelu(x)))));
}
