using TorchSharp.Modules;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Networks;

/// <summary>
/// The few kinds of layer that all networks are built from. Weights are torch's defaults until <see cref="Initialisation"/>
/// draws others.
/// </summary>
public static class Layers
{
    /// <summary>The geometry of <see cref="Down4x4"/>, <see cref="Conv3x3"/>, <see cref="Up4x4"/> and <see cref="Transposed3x3"/>.</summary>
    internal static readonly ConvolutionGeometry Halving = new() { Stride = 2, Padding = 1 }, Keeping = new() { Padding = 1 },
        Doubling = new() { Transposed = true, Stride = 2, Padding = 1 }, KeepingTransposed = new() { Transposed = true, Padding = 1 };

    /// <summary>A 4x4 convolution of padding 1: at stride 2, [N, C, H, W] becomes [N, C', H/2, W/2].</summary>
    /// <param name="from">Input channels.</param>
    /// <param name="to">Output channels.</param>
    /// <param name="stride">2 halves the sides; 1 makes them one cell smaller.</param>
    public static Convolution2d Down4x4(int from, int to, int stride = 2) => new(from, to, 4, stride == 2 ? Halving : Halving with { Stride = stride });

    /// <summary>The convolution that <see cref="DilatedDown"/> applies.</summary>
    /// <param name="channels">Input and output channels.</param>
    public static Convolution2d Dilated4x4(int channels) => new(channels, channels, 4);

    /// <summary>A 3x3 convolution that keeps the sides.</summary>
    /// <param name="from">Input channels.</param>
    /// <param name="to">Output channels.</param>
    public static Convolution2d Conv3x3(int from, int to) => new(from, to, 3, Keeping);

    /// <summary>A transposed 4x4 convolution of stride 2: [N, C, H, W] becomes [N, C', 2H, 2W].</summary>
    /// <param name="from">Input channels.</param>
    /// <param name="to">Output channels.</param>
    public static Convolution2d Up4x4(int from, int to) => new(from, to, 4, Doubling);

    /// <summary>A transposed 3x3 convolution that keeps the sides.</summary>
    /// <param name="from">Input channels.</param>
    /// <param name="to">Output channels.</param>
    public static Convolution2d Transposed3x3(int from, int to) => new(from, to, 3, KeepingTransposed);

    /// <summary>An instance norm, which keeps no running statistics.</summary>
    /// <param name="channels">Of the map.</param>
    /// <param name="affine">Whether it learns a scale and a shift for each channel.</param>
    public static InstanceNorm2d Norm(int channels, bool affine = true)
    {
        using var scope = NewDisposeScope(); // a layer leaves handles of its first weights behind; its parameters stay
        return nn.InstanceNorm2d(channels, affine: affine);
    }

    /// <summary>LeakyReLU of slope 0.2, in place: the input is overwritten, which is safe after a convolution or a norm.</summary>
    /// <param name="x">Any shape.</param>
    public static Tensor LeakyRelu(Tensor x) => nn.functional.leaky_relu(x, 0.2, inplace: true);

    /// <summary>ReLU, in place: the input is overwritten, which is safe after a convolution, a norm or a concatenation.</summary>
    /// <param name="x">Any shape.</param>
    public static Tensor Relu(Tensor x) => nn.functional.relu(x, inplace: true);

    /// <summary>LeakyReLU, then a 4x4 convolution of stride 2, dilation 2 and padding 3, which halves the sides.</summary>
    /// <param name="conv">Made by <see cref="Dilated4x4"/>.</param>
    /// <param name="x">[N, C, H, W].</param>
    /// <returns>[N, C, H/2, W/2].</returns>
    /// <remarks>
    /// Output cell o reads input cells 2 (o + k) - 3, k = 0 … 3: only odd ones, one pixel in four. So it equals, bit for bit,
    /// a plain 4x4 convolution of every second row and column, padded by 2 before and 1 after. Written like that its
    /// backward pass takes a third of the time on a CPU, where dilated convolutions have no fast path.
    /// </remarks>
    public static Tensor DilatedDown(Convolution2d conv, Tensor x)
    {
        using var scope = NewDisposeScope();
        Tensor odd = x.slice(2, 1, x.shape[2], 2).slice(3, 1, x.shape[3], 2);
        return conv.call(LeakyRelu(nn.functional.pad(odd, [2, 1, 2, 1]))).MoveToOuterDisposeScope();
    }

    /// <summary>Throws a clear message if a grid is too small for a discriminator, before libtorch fails with an obscure one.</summary>
    /// <param name="grid">[N, C, H, W].</param>
    /// <param name="smallest">The least height and width.</param>
    /// <param name="name">The argument's name.</param>
    /// <param name="cure">The remedy, for the message.</param>
    /// <exception cref="ArgumentException">A side is smaller.</exception>
    public static void RequireSides(Tensor grid, int smallest, string name, string cure)
    {
        if (grid.shape[2] < smallest || grid.shape[3] < smallest)
            throw new ArgumentException($"{name}: want sides of at least {smallest}, got {grid.shape[2]}x{grid.shape[3]}; {cure}", name);
    }
}
