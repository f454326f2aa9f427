using SkiaSharp;

namespace Csa.Data.Images;

/// <summary>Encodes images with the codec library.</summary>
internal static class ImageEncoder
{
    private const int JpegQuality = 95;

    /// <summary>The format that a name asks for.</summary>
    public static ImageKind KindOf(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".jpg" or ".jpeg" => ImageKind.Jpeg,
        ".webp" => ImageKind.Webp,
        _ => ImageKind.Png,
    };

    /// <summary>The bytes of a file.</summary>
    /// <param name="image">Any size.</param>
    /// <param name="path">Names the format.</param>
    /// <exception cref="BadInputException">The format cannot hold the size.</exception>
    public static byte[] Encode(RgbImage image, string path)
    {
        using var srgb = SKColorSpace.CreateSrgb();
        SKAlphaType alpha = image.Alpha is null ? SKAlphaType.Opaque : SKAlphaType.Unpremul;
        using var bitmap = new SKBitmap();
        if (!bitmap.TryAllocPixels(new SKImageInfo(image.Width, image.Height, SKColorType.Rgba8888, alpha, srgb)))
            throw ImageFile.Fault(path, $"needs more memory than there is to encode {image.Width}x{image.Height} pixels");
        Span<byte> target = bitmap.GetPixelSpan();
        for (int i = 0; i < image.Width * image.Height; i++)
        {
            image.Pixels.AsSpan(3 * i, 3).CopyTo(target.Slice(4 * i, 3));
            target[(4 * i) + 3] = image.Alpha?[i] ?? 255;
        }

        using SKPixmap pixmap = bitmap.PeekPixels();
        var jpeg = new SKJpegEncoderOptions(JpegQuality, SKJpegEncoderDownsample.Downsample444, SKJpegEncoderAlphaOption.Ignore);
        using SKData? encoded = KindOf(path) switch
        {
            ImageKind.Jpeg => pixmap.Encode(jpeg),
            ImageKind.Webp => pixmap.Encode(new SKWebpEncoderOptions(SKWebpEncoderCompression.Lossless, 75)),
            _ => pixmap.Encode(SKPngEncoderOptions.Default),
        };
        return encoded?.ToArray() ?? throw ImageFile.Fault(path, $"cannot hold {image.Width}x{image.Height} pixels in its format; name it .png");
    }
}
