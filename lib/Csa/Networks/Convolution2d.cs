using TorchSharp.Modules;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Networks;

/// <summary>
/// A two-dimensional convolution, plain or transposed, with its weights. Every network here is built from this one class.
/// </summary>
/// <remarks>
/// On some CPUs libtorch's float32 convolutions are wrong if a channel count is not a multiple of 16 (lib/Csa/Machines.md, "Right
/// numbers on every machine"). So on the CPU such counts are padded with zeros and the result is cropped; parameters, their
/// names and checkpoints are not affected.
/// </remarks>
public sealed class Convolution2d : nn.Module<Tensor, Tensor>
{
    private readonly Parameter weight;
    private readonly Parameter? bias;
    private readonly ConvolutionGeometry geometry;
    private (Tensor Weight, Tensor? Bias)? rounded;

    /// <summary>A layer with torch's default weights.</summary>
    /// <param name="from">Input channels.</param>
    /// <param name="to">Output channels.</param>
    /// <param name="kernel">Side of the kernel.</param>
    /// <param name="geometry">Stride, padding and so on; stride 1 and padding 0 when not set.</param>
    /// <param name="bias">True to add a bias.</param>
    public Convolution2d(int from, int to, int kernel, ConvolutionGeometry? geometry = null, bool bias = true)
        : base(nameof(Convolution2d))
    {
        this.geometry = geometry ?? new();
        using var scope = NewDisposeScope(); // a layer draws weights when it is made, and leaves handles of them behind
        Device? place = ShapesOnly ? new Device(TorchSharp.DeviceType.META) : null;
        Convolution drawn = this.geometry.Transposed
            ? nn.ConvTranspose2d(from, to, (long)kernel, bias: bias && !ShapesOnly, device: place)
            : nn.Conv2d(from, to, (long)kernel, bias: bias && !ShapesOnly, device: place);
        weight = drawn.weight;
        this.bias = bias && ShapesOnly ? new Parameter(zeros(to).DetachFromDisposeScope()) : drawn.bias; // few numbers, which some layers add by themselves
        RegisterComponents();
    }

    /// <summary>
    /// True while layers made on this thread get weights on libtorch's meta device, which have a shape but no numbers: for
    /// counting, not for convolving.
    /// </summary>
    [field: ThreadStatic]
    internal static bool ShapesOnly { get; set; }

    /// <summary>Replaces <see cref="Apply"/> on this thread, to record calls or to inject a fault; null = not replaced.</summary>
    [field: ThreadStatic]
    internal static Convolve? Substitute { get; set; }

    /// <summary>
    /// Replaces libtorch's own convolution, after padding, on this thread, to imitate the faults of another CPU; null =
    /// libtorch's.
    /// </summary>
    [field: ThreadStatic]
    internal static Convolve? Library { get; set; }

    /// <summary>[to, from, k, k]; of a transposed convolution [from, to, k, k].</summary>
    public Parameter Weight => weight;

    /// <summary>[to], or null without a bias.</summary>
    public Parameter? Bias => bias;

    /// <summary>True for a transposed convolution.</summary>
    public bool IsTransposed => geometry.Transposed;

    /// <summary>Convolves a batch of maps and adds the bias.</summary>
    /// <param name="x">[N, from, H, W].</param>
    /// <returns>[N, to, h, w].</returns>
    public override Tensor forward(Tensor x)
    {
        if (rounded is not var (roundedWeight, roundedBias)) return Apply(x, weight, bias, geometry);
        using var scope = NewDisposeScope();
        return Apply(x.to(ScalarType.BFloat16), roundedWeight, roundedBias, geometry).to(x.dtype).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// From now on convolves in bfloat16, with the weights as they are at this moment: two to three times faster where the CPU
    /// multiplies such matrices (AMX, AVX-512 BF16), slower elsewhere. For inference: no gradient reaches the weights.
    /// </summary>
    internal void UseBFloat16()
    {
        using var scope = NewDisposeScope();
        rounded = (Rounded(weight), bias is null ? null : Rounded(bias));

        static Tensor Rounded(Tensor values) => values.detach().to(ScalarType.BFloat16).DetachFromDisposeScope();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && rounded is var (roundedWeight, roundedBias))
        {
            roundedWeight.Dispose();
            roundedBias?.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Convolves with given weights, like torch's functional conv2d.</summary>
    /// <param name="x">[N, C, H, W].</param>
    /// <param name="weight">[D, C, k, k]; transposed [C, D, k, k].</param>
    /// <param name="bias">[D], or null for none.</param>
    /// <param name="geometry">Stride, padding, dilation, transposed or not.</param>
    /// <returns>[N, D, h, w].</returns>
    public static Tensor Apply(Tensor x, Tensor weight, Tensor? bias, ConvolutionGeometry geometry)
    {
        if (Substitute is Convolve substitute) return substitute(x, weight, bias, geometry);
        if (x.device_type != TorchSharp.DeviceType.CPU || x.dtype == ScalarType.Float64) return Plain(x, weight, bias, geometry);

        NativeRuntime.PrepareConvolutions();
        using var scope = NewDisposeScope();
        return (geometry.IsBlockwise(x, weight) ? Blockwise(x, weight, bias, geometry) : Padded(x, weight, bias, geometry)).MoveToOuterDisposeScope();
    }

    /// <summary>libtorch's own convolution, without the padding that works round its faults.</summary>
    internal static Tensor Plain(Tensor x, Tensor weight, Tensor? bias, ConvolutionGeometry g)
    {
        long[] strides = [g.Stride, g.Stride], padding = [g.PaddingY, g.PaddingX], dilation = [g.Dilation, g.Dilation];
        return g.Transposed
            ? nn.functional.conv_transpose2d(x, weight, bias, strides: strides, padding: padding)
            : nn.functional.conv2d(x, weight, bias, strides: strides, padding: padding, dilation: dilation);
    }

    private static Tensor Padded(Tensor x, Tensor weight, Tensor? bias, ConvolutionGeometry g)
    {
        (int inputs, int outputs) = g.Transposed ? (0, 1) : (1, 0);
        long made = weight.shape[outputs];
        Tensor wide = (Library ?? Plain)(WithChannels(x, 1), WithChannels(WithChannels(weight, inputs), outputs), bias is null ? null : WithChannels(bias, 0), g);
        return wide.shape[1] == made ? wide : wide.narrow(1, 0, made);
    }

    // Zeros after the last channel, up to a multiple of 16.
    private static Tensor WithChannels(Tensor x, int axis)
    {
        const long Multiple = 16;
        long missing = (Multiple - (x.shape[axis] % Multiple)) % Multiple;
        if (missing == 0) return x;
        // Pairs of zeros before and after, from the last axis on.
        var zeros = new long[2 * (x.dim() - axis)];
        zeros[^1] = missing;
        return nn.functional.pad(x, zeros);
    }

    // An image has three or four channels, and thirteen of zeros would be most of the work. Where an even kernel halves or doubles
    // an image, blocks of 2x2 pixels become channels, 12 or 16 of them, and the kernel half as wide: the same sums in another order.
    private static Tensor Blockwise(Tensor x, Tensor weight, Tensor? bias, ConvolutionGeometry g)
    {
        Tensor blocks = nn.functional.pixel_unshuffle(weight, 2);
        if (!g.Transposed)
            return Padded(nn.functional.pixel_unshuffle(nn.functional.pad(x, [g.PaddingX, g.PaddingX, g.PaddingY, g.PaddingY]), 2), blocks, bias, new());

        Tensor whole = nn.functional.pixel_shuffle(Padded(x, blocks, bias?.repeat_interleave(4), new() { Transposed = true }), 2);
        return whole.narrow(2, g.PaddingY, whole.shape[2] - (2 * g.PaddingY)).narrow(3, g.PaddingX, whole.shape[3] - (2 * g.PaddingX));
    }
}

/// <summary>A convolution; see <see cref="Convolution2d.Apply"/>.</summary>
internal delegate Tensor Convolve(Tensor x, Tensor weight, Tensor? bias, ConvolutionGeometry geometry);

/// <summary>Stride, padding and dilation of a convolution.</summary>
public sealed record ConvolutionGeometry
{
    // Of 2x2 blocks, so that they fill the 16 channels to which everything is padded.
    private const int FewChannels = 4;

    /// <summary>The step between windows in cells, the same for both axes; for a transposed convolution, in its output.</summary>
    public int Stride { get; init; } = 1;

    /// <summary>Rows of zeros added at the top and at the bottom; for a transposed convolution, rows removed there.</summary>
    public int PaddingY { get; init; }

    /// <summary>Columns of zeros added at the left and at the right; for a transposed convolution, columns removed there.</summary>
    public int PaddingX { get; init; }

    /// <summary>Sets the padding of both axes.</summary>
    public int Padding
    {
        init => PaddingY = PaddingX = value;
    }

    /// <summary>The step between the taps of the kernel in cells; 1 for a transposed convolution.</summary>
    public int Dilation { get; init; } = 1;

    /// <summary>True for a transposed convolution, which spreads each cell over a window.</summary>
    public bool Transposed { get; init; }

    // An even kernel that halves what has few channels, or doubles to them.
    internal bool IsBlockwise(Tensor x, Tensor weight)
    {
        if (Stride != 2 || Dilation != 1) return false;
        long[] sides = x.shape, kernel = weight.shape;
        if (kernel[1] > FewChannels || kernel[2] % 2 != 0 || kernel[3] % 2 != 0) return false;
        return Transposed || ((sides[2] + (2 * PaddingY)) % 2 == 0 && (sides[3] + (2 * PaddingX)) % 2 == 0);
    }
}
