using TorchSharp.Modules;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Networks;

/// <summary>LeakyReLU, then the refinement encoder's 4x4 convolution of stride 2, dilation 2 and padding 3, which halves the sides.</summary>
/// <remarks>
/// Output cell o reads input cells 2 (o + k) - 3, k = 0 … 3: only odd ones, one pixel in four. So it equals, weight for
/// weight, a plain 4x4 convolution of every second row and column, padded by 2 before and 1 after. Written like that its
/// backward pass is three times faster on a CPU, where dilated convolutions have no fast path.
/// </remarks>
internal sealed class DilatedDown4x4 : nn.Module<Tensor, Tensor>
{
    private readonly Parameter weight;
    private readonly Parameter bias;

    internal DilatedDown4x4(int channels)
        : base(nameof(DilatedDown4x4))
    {
        weight = new(empty(channels, channels, 4, 4));
        bias = new(zeros(channels));
        RegisterComponents();
    }

    internal Parameter Weight => weight;

    internal Parameter Bias => bias;

    /// <summary>[N, C, 2h, 2w] -> [N, C, h, w]; the input is left as it is.</summary>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        Tensor odd = x.slice(2, 1, x.shape[2], 2).slice(3, 1, x.shape[3], 2);
        Tensor padded = nn.functional.pad(odd, [2, 1, 2, 1]);
        return nn.functional.conv2d(Layers.LeakyRelu(padded), weight, bias).MoveToOuterDisposeScope();
    }
}
