namespace Csa.Data.Images;

/// <summary>An 8-bit RGB image in host memory, upright, with its alpha channel if it had one.</summary>
public sealed class RgbImage
{
    /// <summary>Wraps pixels without copying.</summary>
    /// <param name="width">Pixels per row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="pixels">width x height x 3 bytes, rows top to bottom, R G B interleaved, not premultiplied.</param>
    /// <param name="alpha">width x height bytes, 255 = opaque; null when the image has none.</param>
    /// <exception cref="ArgumentException">A length does not fit the size.</exception>
    public RgbImage(int width, int height, byte[] pixels, byte[]? alpha = null)
    {
        if (width < 1 || height < 1) throw new ArgumentException($"image: want at least 1x1 pixels, got {width}x{height}");
        if (pixels.LongLength != 3L * width * height)
            throw new ArgumentException($"pixels: want {3L * width * height} bytes for {width}x{height}, got {pixels.Length}", nameof(pixels));
        if (alpha is not null && alpha.LongLength != (long)width * height)
            throw new ArgumentException($"alpha: want {(long)width * height} bytes for {width}x{height}, got {alpha.Length}", nameof(alpha));
        Width = width;
        Height = height;
        Pixels = pixels;
        Alpha = alpha;
    }

    /// <summary>Pixels per row.</summary>
    public int Width { get; }

    /// <summary>Height in pixels.</summary>
    public int Height { get; }

    /// <summary>Width and height.</summary>
    public ImageSize Size => new(Width, Height);

    /// <summary>Rows top to bottom, R G B interleaved, 0 … 255.</summary>
    public byte[] Pixels { get; }

    /// <summary>255 = opaque, or null when the image has no alpha channel.</summary>
    public byte[]? Alpha { get; }

    /// <summary>True where no pixel has a colour.</summary>
    public bool IsGrey
    {
        get
        {
            for (int i = 0; i < Pixels.Length; i += 3)
                if (Pixels[i] != Pixels[i + 1] || Pixels[i] != Pixels[i + 2]) return false;
            return true;
        }
    }
}
