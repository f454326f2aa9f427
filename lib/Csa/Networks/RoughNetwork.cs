using TorchSharp.Modules;
using static Csa.Networks.Layers;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Networks;

/// <summary>The rough network: pix2pix's U-Net of 4x4 convolutions (paper section 3.1), from I_in to I_p.</summary>
/// <remarks>Differs from pix2pix as the published code does: affine InstanceNorm instead of BatchNorm, and no dropout.</remarks>
public sealed class RoughNetwork : nn.Module<Tensor, Tensor>
{
    private readonly Convolution2d input;
    private readonly ModuleList<UNetLevel> levels;
    private readonly UNetInnermost innermost;
    private readonly Convolution2d output;

    /// <summary>An untrained network; see <see cref="Initialisation.Normal"/>.</summary>
    /// <param name="options">Its shape.</param>
    public RoughNetwork(NetworkOptions options)
        : base(nameof(RoughNetwork))
    {
        options.Validated();
        int last = options.Depth - 1;
        input = Down4x4(options.MaskChannel ? 4 : 3, options.Channels(0));
        levels = new([.. Enumerable.Range(1, last - 1).Select(i => new UNetLevel(options.Channels(i - 1), options.Channels(i)))]);
        innermost = new(options.Channels(last - 1), options.Channels(last));
        output = Up4x4(2 * options.Channels(0), 3);
        RegisterComponents();
    }

    /// <summary>Predicts the whole image.</summary>
    /// <param name="image">[N, 3 or 4, H, W] in [-1, 1]: I_in, its hole filled with a colour, then the mask if
    /// <see cref="NetworkOptions.MaskChannel"/> is on; sides are multiples of 2^Depth.</param>
    /// <returns>I_p, [N, 3, H, W] in (-1, 1).</returns>
    public override Tensor forward(Tensor image)
    {
        using var scope = NewDisposeScope();
        var skips = new List<Tensor> { input.call(image) };
        foreach (UNetLevel level in levels) skips.Add(level.Encode(skips[^1]));

        Tensor x = innermost.call(skips[^1]);
        for (int i = levels.Count - 1; i >= 0; i--) x = levels[i].Decode(cat([x, skips[i + 1]], 1));
        return output.call(Relu(cat([x, skips[0]], 1))).tanh_().MoveToOuterDisposeScope();
    }
}
