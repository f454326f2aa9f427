using Csa.Networks;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Experiments.Convolutions;

/// <summary>What somebody wants of a convolution.</summary>
[Flags]
internal enum ConvolutionParts
{
    /// <summary>What it makes.</summary>
    Value = 1,

    /// <summary>The gradient of what comes in.</summary>
    InputGradient = 2,

    /// <summary>The gradient of the weights.</summary>
    WeightGradient = 4,

    /// <summary>The gradient of the weights of a penalty on the input's gradient, for which libtorch convolves samples as if they were channels.</summary>
    SlopeGradient = 8,
}

/// <summary>What a convolution's way through libtorch depends on.</summary>
/// <param name="Samples">N.</param>
/// <param name="From">C, the channels that come in.</param>
/// <param name="Height">H.</param>
/// <param name="Width">W.</param>
/// <param name="To">D, the channels that it makes.</param>
/// <param name="KernelHeight">Taps down.</param>
/// <param name="KernelWidth">Taps across.</param>
/// <param name="Geometry">Stride, padding, dilation, transposed or not.</param>
/// <param name="Bias">True where one is added.</param>
internal sealed record ConvolutionShape(int Samples, int From, int Height, int Width, int To, int KernelHeight, int KernelWidth, ConvolutionGeometry Geometry, bool Bias)
{
    /// <summary>The shape of a call.</summary>
    internal static ConvolutionShape Of(Tensor x, Tensor weight, Tensor? bias, ConvolutionGeometry geometry)
    {
        int[] sizes = [.. x.shape.Concat(weight.shape).Select(size => (int)size)];
        return new(sizes[0], sizes[1], sizes[2], sizes[3], sizes[geometry.Transposed ? 5 : 4], sizes[6], sizes[7], geometry, bias is not null);
    }

    /// <summary>[N, C, H, W].</summary>
    internal long[] Input => [Samples, From, Height, Width];

    /// <summary>[N, D, h, w].</summary>
    internal long[] Output => [Samples, To, Made(Height, KernelHeight, Geometry.PaddingY), Made(Width, KernelWidth, Geometry.PaddingX)];

    /// <summary>[D, C, k, k]; transposed [C, D, k, k].</summary>
    internal long[] Weight => Geometry.Transposed ? [From, To, KernelHeight, KernelWidth] : [To, From, KernelHeight, KernelWidth];

    /// <summary>The same call on a smaller map, odd or even as this one is.</summary>
    /// <param name="side">The most rows and columns.</param>
    internal ConvolutionShape Within(int side)
    {
        return this with { Height = Cut(Height), Width = Cut(Width) };

        int Cut(int cells) => cells <= side ? cells : side - ((cells - side) & 1);
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        ConvolutionGeometry g = Geometry;
        string stride = g.Stride > 1 ? $", stride {g.Stride}" : "", dilation = g.Dilation > 1 ? $", dilation {g.Dilation}" : "", kind = g.Transposed ? "transposed " : "";
        return $"{kind}{KernelHeight}x{KernelWidth} kernel from {Samples}x{From}x{Height}x{Width} to {To} channel{(To == 1 ? "" : "s")}{stride}{dilation}";
    }

    private int Made(int cells, int kernel, int padding) => Geometry.Transposed
        ? ((cells - 1) * Geometry.Stride) - (2 * padding) + kernel
        : ((cells + (2 * padding) - (Geometry.Dilation * (kernel - 1)) - 1) / Geometry.Stride) + 1;
}

/// <summary>A convolution that some work calls, and what the work wants of it.</summary>
/// <param name="Shape">Which.</param>
/// <param name="Parts">What of it.</param>
internal sealed record ConvolutionUse(ConvolutionShape Shape, ConvolutionParts Parts)
{
    /// <summary>What work on this thread convolves. Nothing is convolved: zeros of the right shape come out, and zeros of gradients.</summary>
    /// <param name="work">Any; what it makes is worth nothing.</param>
    internal static IReadOnlyList<ConvolutionUse> Of(Action work) => Distinct(Calls(work));

    /// <summary>As <see cref="Of"/>, each call by itself, in their order; a gradient's own convolution is one more.</summary>
    /// <param name="work">Any; what it makes is worth nothing.</param>
    /// <param name="made">Told of a call when it is made, or null.</param>
    /// <param name="left">Told of it when a backward pass has come by and nothing of it is needed any longer, or null.</param>
    internal static IReadOnlyList<ConvolutionUse> Calls(Action work, Action<ConvolutionUse>? made = null, Action<ConvolutionUse>? left = null)
    {
        var calls = new List<ConvolutionUse>();
        Convolve? before = Convolution2d.Substitute;
        using Tensor anything = zeros(1).requires_grad_(true);
        Convolution2d.Substitute = (x, weight, bias, geometry) =>
        {
            var shape = ConvolutionShape.Of(x, weight, bias, geometry);
            bool learns = weight.requires_grad && is_grad_enabled(), leads = x.requires_grad && is_grad_enabled();
            var use = new ConvolutionUse(shape, ConvolutionParts.Value | (leads ? ConvolutionParts.InputGradient : 0) | (learns ? ConvolutionParts.WeightGradient : 0));
            calls.Add(use);
            made?.Invoke(use);
            // Weights are left without gradient, and so an optimiser leaves them alone; what they lead to must have one.
            return Nothing.apply(x, learns ? anything : anything.detach(), shape.Output, () =>
            {
                // With a graph where somebody wants that gradient's own.
                if (is_grad_enabled()) calls.Add(new ConvolutionUse(shape, ConvolutionParts.SlopeGradient));
                else left?.Invoke(use);
            });
        };
        try
        {
            work();
        }
        finally
        {
            Convolution2d.Substitute = before;
        }

        return calls;
    }

    /// <summary>Each shape once, with all that is wanted of it.</summary>
    /// <param name="uses">Of any works.</param>
    internal static IReadOnlyList<ConvolutionUse> Distinct(IEnumerable<ConvolutionUse> uses) =>
        [.. uses.GroupBy(use => use.Shape).Select(same => new ConvolutionUse(same.Key, same.Aggregate(default(ConvolutionParts), (parts, use) => parts | use.Parts)))];

    /// <summary>Zeros in place of a convolution, which tell when their gradient is asked for.</summary>
    private sealed class Nothing : autograd.SingleTensorFunction<Nothing>
    {
        private const string Shape = "shape", Asked = "asked";

        public override string Name => nameof(Nothing);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            ctx.save_data(Shape, ((Tensor)vars[0]).shape);
            ctx.save_data(Asked, vars[3]);
            return zeros((long[])vars[2]);
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        {
            ((Action)ctx.get_data(Asked))();
            return [zeros((long[])ctx.get_data(Shape)), zeros(1), null!, null!];
        }
    }
}
