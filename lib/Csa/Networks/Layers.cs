using TorchSharp.Modules;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Networks;

/// <summary>The few kinds of layer that all networks are made of.</summary>
internal static class Layers
{
    /// <summary>Halves the sides.</summary>
    internal static Conv2d Down4x4(int from, int to, int stride = 2) => nn.Conv2d(from, to, 4L, stride, 1);

    internal static Conv2d Conv3x3(int from, int to) => nn.Conv2d(from, to, 3L, 1, 1);

    /// <summary>Doubles the sides.</summary>
    internal static ConvTranspose2d Up4x4(int from, int to) => nn.ConvTranspose2d(from, to, 4L, 2, 1);

    internal static ConvTranspose2d Transposed3x3(int from, int to) => nn.ConvTranspose2d(from, to, 3L, 1, 1);

    internal static InstanceNorm2d Norm(int channels, bool affine = true) => nn.InstanceNorm2d(channels, affine: affine);

    /// <summary>In place: what comes in is overwritten, which is safe after a convolution or a norm.</summary>
    internal static Tensor LeakyRelu(Tensor x) => nn.functional.leaky_relu(x, 0.2, inplace: true);

    /// <summary>In place: what comes in is overwritten, which is safe after a convolution, a norm or a concatenation.</summary>
    internal static Tensor Relu(Tensor x) => nn.functional.relu(x, inplace: true);

    /// <summary>Says what is wrong with a grid too small for a discriminator, before libtorch does in its own words.</summary>
    internal static void RequireSides(Tensor grid, int smallest, string name, string cure)
    {
        if (grid.shape[2] < smallest || grid.shape[3] < smallest)
            throw new ArgumentException($"{name}: want sides of at least {smallest}, got {grid.shape[2]}x{grid.shape[3]}; {cure}", name);
    }
}
