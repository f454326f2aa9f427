using Csa.Data.Masks;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Networks;

/// <summary>Checks and prepares the input of every inpainting network.</summary>
public static class NetworkInput
{
    /// <summary>The ImageNet mean RGB.</summary>
    public static IReadOnlyList<byte> MeanColour { get; } = [123, 117, 104];

    /// <summary>Paints the hole of an image in one colour.</summary>
    /// <param name="image">[N, 3, H, W] in [-1, 1].</param>
    /// <param name="m">[N, 1, H, W] bool, true = hole, on the image's device.</param>
    /// <param name="rgb">Red, green and blue, 0 … 255.</param>
    /// <returns>[N, 3, H, W]; known pixels as they were.</returns>
    public static Tensor Paint(Tensor image, Tensor m, IReadOnlyList<byte> rgb)
    {
        using var scope = NewDisposeScope();
        Tensor colour = tensor(rgb.Select(value => (value / 127.5f) - 1).ToArray()).view(1, 3, 1, 1).to(image.dtype, image.device);
        return where(m, colour, image).MoveToOuterDisposeScope();
    }

    /// <summary>Checks a batch, and throws a clear message before libtorch fails with an obscure one.</summary>
    /// <param name="image">Wanted: [N, 3, H, W].</param>
    /// <param name="hole">Wanted: N masks of the image's size.</param>
    /// <param name="multiple">The sides must be multiples of this.</param>
    /// <exception cref="ArgumentException">No images, a side is no multiple of <paramref name="multiple"/>, or the mask's
    /// size differs.</exception>
    public static void Require(Tensor image, HoleMask hole, int multiple)
    {
        long[] shape = image.shape;
        if (shape.Length != 4 || shape[1] != 3 || shape[2] % multiple != 0 || shape[3] % multiple != 0)
            throw new ArgumentException($"image: want [N, 3, H, W] with sides that are multiples of {multiple}, got [{string.Join(", ", shape)}]; pad it", nameof(image));
        if (hole.Count != shape[0] || hole.Height != shape[2] || hole.Width != shape[3])
            throw new ArgumentException($"hole: want {shape[0]} masks of {shape[2]}x{shape[3]}, got {hole}", nameof(hole));
    }
}
