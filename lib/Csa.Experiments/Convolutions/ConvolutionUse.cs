using Csa.Networks;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Experiments.Convolutions;

/// <summary>The results of a convolution that are needed.</summary>
[Flags]
internal enum ConvolutionParts
{
    /// <summary>Its output.</summary>
    Value = 1,

    /// <summary>The gradient with respect to its input.</summary>
    InputGradient = 2,

    /// <summary>The gradient with respect to its weights.</summary>
    WeightGradient = 4,

    /// <summary>
    /// The weight gradient of a penalty on the input gradient, for which libtorch convolves samples as if they were
    /// channels.
    /// </summary>
    SlopeGradient = 8,
}

/// <summary>The shape of a convolution: everything that decides which code of libtorch runs.</summary>
/// <param name="Samples">N.</param>
/// <param name="From">C, the input channels.</param>
/// <param name="Height">H.</param>
/// <param name="Width">W.</param>
/// <param name="To">D, the output channels.</param>
/// <param name="KernelHeight">Rows of the kernel.</param>
/// <param name="KernelWidth">Columns of the kernel.</param>
/// <param name="Geometry">Stride, padding, dilation, transposed or not.</param>
/// <param name="Bias">True with a bias.</param>
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
    /// <param name="side">The most rows and columns of the smaller map.</param>
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

/// <summary>A convolution that some work calls, and the results that the work needs.</summary>
/// <param name="Shape">The convolution.</param>
/// <param name="Parts">The results that are needed.</param>
internal sealed record ConvolutionUse(ConvolutionShape Shape, ConvolutionParts Parts)
{
    /// <summary>
    /// Finds the convolutions that some work on this thread calls. Nothing is computed: outputs and gradients are zeros of
    /// the right shape.
    /// </summary>
    /// <param name="work">Any work; its results are meaningless.</param>
    internal static IReadOnlyList<ConvolutionUse> Of(Action work) => Distinct(Calls(work));

    /// <summary>Like <see cref="Of"/>, but lists every call in order; the convolution of a gradient counts as a call.</summary>
    /// <param name="work">Any work; its results are meaningless.</param>
    /// <param name="made">Called when a convolution is called; may be null.</param>
    /// <param name="left">Called when a backward pass no longer needs anything of it; may be null.</param>
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

    /// <summary>Each shape once, with all the results needed of it.</summary>
    /// <param name="uses">The uses to merge.</param>
    internal static IReadOnlyList<ConvolutionUse> Distinct(IEnumerable<ConvolutionUse> uses) =>
        [.. uses.GroupBy(use => use.Shape).Select(same => new ConvolutionUse(same.Key, same.Aggregate(default(ConvolutionParts), (parts, use) => parts | use.Parts)))];

    /// <summary>Zeros in place of a convolution, which record when their gradient is asked for.</summary>
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
