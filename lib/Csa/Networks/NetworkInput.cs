using Csa.Data.Masks;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Networks;

/// <summary>What every inpainting network asks of its input, and does to it first.</summary>
internal static class NetworkInput
{
    /// <summary>The ImageNet mean RGB.</summary>
    internal static readonly byte[] MeanColour = [123, 117, 104];

    /// <summary>The image with one colour in its hole.</summary>
    /// <param name="image">[N, 3, H, W] in [-1, 1].</param>
    /// <param name="m">[N, 1, H, W] bool, true = hole, on the image's device.</param>
    /// <param name="rgb">Bytes.</param>
    internal static Tensor Paint(Tensor image, Tensor m, byte[] rgb)
    {
        using var scope = NewDisposeScope();
        Tensor colour = tensor(Array.ConvertAll(rgb, value => (value / 127.5f) - 1)).view(1, 3, 1, 1).to(image.dtype, image.device);
        return where(m, colour, image).MoveToOuterDisposeScope();
    }

    /// <summary>Says what is wrong with a batch before libtorch does in its own words.</summary>
    /// <exception cref="ArgumentException">No images, a side is no multiple of <paramref name="multiple"/>, or the mask's size differs.</exception>
    internal static void Require(Tensor image, HoleMask hole, int multiple)
    {
        long[] shape = image.shape;
        if (shape.Length != 4 || shape[1] != 3 || shape[2] % multiple != 0 || shape[3] % multiple != 0)
            throw new ArgumentException($"image: want [N, 3, H, W] with sides that are multiples of {multiple}, got [{string.Join(", ", shape)}]; pad it", nameof(image));
        if (hole.Count != shape[0] || hole.Height != shape[2] || hole.Width != shape[3])
            throw new ArgumentException($"hole: want {shape[0]} masks of {shape[2]}x{shape[3]}, got {hole}", nameof(hole));
    }
}
