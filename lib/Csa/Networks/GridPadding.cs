using Csa.Data.Images;
using Csa.Data.Masks;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Networks;

/// <summary>Pads images and holes to sides that are a multiple of a number, by repeating the last row and column.</summary>
/// <remarks>Holes are padded alike: see <see cref="HoleMask.PaddedTo"/>.</remarks>
public static class GridPadding
{
    /// <summary>[N, C, H, W] -> [N, C, H', W'], the sides rounded up to a multiple.</summary>
    /// <param name="image">[N, C, H, W].</param>
    /// <param name="multiple">The sides become multiples of this.</param>
    public static Tensor Pad(Tensor image, int multiple)
    {
        long down = RoundUp(image.shape[2], multiple) - image.shape[2];
        long right = RoundUp(image.shape[3], multiple) - image.shape[3];
        return down == 0 && right == 0 ? image.alias() : nn.functional.pad(image, [0, right, 0, down], TorchSharp.PaddingModes.Replicate);
    }

    /// <summary>Pads an image at the right and at the bottom; alpha is dropped.</summary>
    /// <param name="image">Any size.</param>
    /// <param name="size">At least the image's.</param>
    public static RgbImage Pad(RgbImage image, ImageSize size)
    {
        if (image.Width == size.Width && image.Height == size.Height) return image;
        var pixels = new byte[3 * size.Width * size.Height];
        for (int y = 0; y < size.Height; y++)
        {
            for (int x = 0; x < size.Width; x++)
            {
                int from = (Math.Min(y, image.Height - 1) * image.Width) + Math.Min(x, image.Width - 1);
                image.Pixels.AsSpan(3 * from, 3).CopyTo(pixels.AsSpan(3 * ((y * size.Width) + x)));
            }
        }

        return new RgbImage(size.Width, size.Height, pixels);
    }

    /// <summary>The top left part, of the size before padding; a copy, so that the padded tensor can go.</summary>
    /// <param name="padded">[N, C, H', W'].</param>
    /// <param name="height">H, at most H'.</param>
    /// <param name="width">W, at most W'.</param>
    /// <returns>[N, C, H, W].</returns>
    public static Tensor Crop(Tensor padded, long height, long width)
    {
        using var scope = NewDisposeScope();
        return padded.narrow(2, 0, height).narrow(3, 0, width).clone().MoveToOuterDisposeScope();
    }

    private static long RoundUp(long side, int multiple) => (side + multiple - 1) / multiple * multiple;
}
