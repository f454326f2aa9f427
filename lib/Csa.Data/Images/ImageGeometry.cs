namespace Csa.Data.Images;

/// <summary>Cuts and mirrors images; pixels move but never change.</summary>
public static class ImageGeometry
{
    /// <summary>The part inside a rectangle.</summary>
    /// <param name="image">Any image.</param>
    /// <param name="left">First column.</param>
    /// <param name="top">First row.</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <exception cref="ArgumentException">The rectangle leaves the image.</exception>
    public static RgbImage Crop(this RgbImage image, int left, int top, int width, int height)
    {
        if (left < 0 || top < 0 || width < 1 || height < 1 || left + width > image.Width || top + height > image.Height)
            throw new ArgumentException($"crop: want a rectangle inside {image.Width}x{image.Height}, got {width}x{height} at ({left}, {top})");
        return new RgbImage(width, height, Cut(image.Pixels, 3), image.Alpha is null ? null : Cut(image.Alpha, 1));

        byte[] Cut(byte[] plane, int channels)
        {
            var cut = new byte[width * height * channels];
            for (int y = 0; y < height; y++)
                plane.AsSpan((((top + y) * image.Width) + left) * channels, width * channels).CopyTo(cut.AsSpan(y * width * channels));
            return cut;
        }
    }

    /// <summary>The largest square about the centre.</summary>
    /// <param name="image">Any image.</param>
    public static RgbImage CropSquare(this RgbImage image)
    {
        if (image.Width == image.Height) return image;
        int side = Math.Min(image.Width, image.Height);
        return image.Crop((image.Width - side) / 2, (image.Height - side) / 2, side, side);
    }

    /// <summary>Mirrored left to right.</summary>
    /// <param name="image">Any image.</param>
    public static RgbImage FlipHorizontally(this RgbImage image)
    {
        (int width, int height) = (image.Width, image.Height);
        var pixels = new byte[image.Pixels.Length];
        byte[]? alpha = image.Alpha is null ? null : new byte[image.Alpha.Length];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                int from = (y * width) + x;
                int to = (y * width) + width - 1 - x;
                pixels[3 * to] = image.Pixels[3 * from];
                pixels[(3 * to) + 1] = image.Pixels[(3 * from) + 1];
                pixels[(3 * to) + 2] = image.Pixels[(3 * from) + 2];
                if (alpha is not null) alpha[to] = image.Alpha![from];
            }
        }

        return new RgbImage(width, height, pixels, alpha);
    }
}

/// <summary>The size of an image as a person sees it (upright).</summary>
/// <param name="Width">Pixels per row.</param>
/// <param name="Height">Rows.</param>
public readonly record struct ImageSize(int Width, int Height)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Width}x{Height}";
}
