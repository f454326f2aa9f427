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

    /// <summary>The part inside a rectangle.</summary>
    /// <param name="image">Any image.</param>
    /// <param name="part">The rectangle.</param>
    /// <exception cref="ArgumentException">The rectangle leaves the image.</exception>
    public static RgbImage Crop(this RgbImage image, PixelRectangle part) => image.Crop(part.Left, part.Top, part.Width, part.Height);

    /// <summary>The largest square about the centre.</summary>
    /// <param name="image">Any image.</param>
    public static RgbImage CropSquare(this RgbImage image)
    {
        if (image.Width == image.Height) return image;
        int side = Math.Min(image.Width, image.Height);
        return image.Crop((image.Width - side) / 2, (image.Height - side) / 2, side, side);
    }

    /// <summary>Turned as EXIF's orientation says.</summary>
    /// <param name="image">As it lies in a file.</param>
    /// <param name="orientation">1 … 8; 1 is upright.</param>
    internal static RgbImage Upright(this RgbImage image, int orientation)
    {
        if (orientation == 1) return image;
        (int w, int h) = (image.Width, image.Height);
        bool turned = orientation >= 5;
        (int width, int height) = turned ? (h, w) : (w, h);
        bool mirrorX = orientation is 2 or 3 or 6 or 7;
        bool mirrorY = orientation is 3 or 4 or 7 or 8;
        int stepRight = mirrorX ? -1 : 1;
        int stepDown = mirrorY ? -width : width;
        int first = (mirrorX ? width - 1 : 0) + (mirrorY ? (height - 1) * width : 0);
        // Along a stored row the upright image goes right, or down when the orientation swaps the axes.
        (int alongRow, int alongColumn) = turned ? (stepDown, stepRight) : (stepRight, stepDown);
        var pixels = new byte[image.Pixels.Length];
        byte[]? alpha = image.Alpha is null ? null : new byte[image.Alpha.Length];
        for (int y = 0, from = 0; y < h; y++)
        {
            int at = first + (y * alongColumn);
            for (int x = 0; x < w; x++, from++, at += alongRow)
            {
                pixels[3 * at] = image.Pixels[3 * from];
                pixels[(3 * at) + 1] = image.Pixels[(3 * from) + 1];
                pixels[(3 * at) + 2] = image.Pixels[(3 * from) + 2];
                if (alpha is not null) alpha[at] = image.Alpha![from];
            }
        }

        return new RgbImage(width, height, pixels, alpha);
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
