using Csa.Networks;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Tests.Networks;

/// <summary>Libtorch's faults, for a test to put in place of the right convolution.</summary>
internal static class FaultyConvolution
{
    private const int Multiple = 16;

    /// <summary>Work with a fault in place.</summary>
    internal static T With<T>(Convolve? fault, Func<T> work)
    {
        Convolution2d.Substitute = fault;
        try
        {
            return work();
        }
        finally
        {
            Convolution2d.Substitute = null;
        }
    }

    /// <summary>One channel, in the middle, a thousandth off.</summary>
    internal static Tensor OneChannel(Tensor x, Tensor weight, Tensor? bias, ConvolutionGeometry geometry)
    {
        Tensor y = Convolution2d.Plain(x, weight, bias, geometry);
        Tensor factor = ones(1, y.shape[1], 1, 1);
        factor[0, y.shape[1] / 2] = 1.001;
        return y * factor;
    }

    /// <summary>What fills up the channels to a multiple of 16 is not zero.</summary>
    internal static Tensor NanInPadding(Tensor x, Tensor weight, Tensor? bias, ConvolutionGeometry geometry)
    {
        if (x.shape[1] % Multiple == 0) return Convolution2d.Plain(x, weight, bias, geometry);
        long[] more = x.shape, zero = weight.shape;
        more[1] = zero[geometry.Transposed ? 0 : 1] = Multiple - (x.shape[1] % Multiple);
        return Convolution2d.Plain(cat([x, full(more, double.NaN)], 1), cat([weight, zeros(zero)], geometry.Transposed ? 0 : 1), bias, geometry);
    }

    /// <summary>The value is right; the input's gradient is not where the channels made are no multiple of 16.</summary>
    internal static Tensor InputGradient(Tensor x, Tensor weight, Tensor? bias, ConvolutionGeometry geometry) =>
        Convolution2d.Plain(weight.shape[geometry.Transposed ? 1 : 0] % Multiple == 0 ? x : OffBackwards.apply(x), weight, bias, geometry);

    private sealed class OffBackwards : autograd.SingleTensorFunction<OffBackwards>
    {
        public override string Name => nameof(OffBackwards);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars) => ((Tensor)vars[0]).clone();

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) => [grad_output * 1.002];
    }
}
