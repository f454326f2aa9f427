using SkiaSharp;

namespace Csa.Images;

/// <summary>Reads and writes image files. The only file of Csa that knows the codec library, so that it can be exchanged.</summary>
/// <remarks>
/// Read: JPEG, PNG and WebP, told apart by content; upright (all eight EXIF orientations), in sRGB, alpha not
/// premultiplied, at most <see cref="MaxPixels"/>. Written: PNG and WebP without loss, JPEG at quality 95.
/// </remarks>
public static class ImageFile
{
    /// <summary>The largest image that is decoded, in pixels: 100 megapixels.</summary>
    public const long MaxPixels = 100_000_000;

    private const int JpegQuality = 95;

    /// <summary>Reads an image.</summary>
    /// <param name="path">A JPEG, PNG or WebP file under any name.</param>
    /// <returns>Upright, sRGB; with <see cref="RgbImage.Alpha"/> where the file has an alpha channel.</returns>
    /// <exception cref="BadInputException">Missing, empty, truncated, damaged, too large or no such image.</exception>
    public static RgbImage Read(string path)
    {
        byte[] bytes = ReadBytes(path);
        using var data = SKData.CreateCopy(bytes);
        using SKCodec codec = Recognised(SKCodec.Create(data), bytes, path);
        using var stream = new MemoryStream(bytes);
        return Upright(Decode(codec, path), Origin(codec, stream));
    }

    /// <summary>Reads an image's size from its header, without decoding it.</summary>
    /// <param name="path">A JPEG, PNG or WebP file under any name.</param>
    /// <returns>The upright size.</returns>
    /// <exception cref="BadInputException">Missing, empty, too large or no such image.</exception>
    public static ImageSize ReadSize(string path)
    {
        CheckExists(path);
        try
        {
            var start = new byte[16];
            using FileStream file = File.OpenRead(path);
            if (file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == 0) throw Fault(path, "is empty");
            file.Position = 0;
            using SKCodec codec = Recognised(SKCodec.Create(file), start, path);
            bool turned = Origin(codec, file) >= SKEncodedOrigin.LeftTop;
            return turned ? new ImageSize(codec.Info.Height, codec.Info.Width) : new ImageSize(codec.Info.Width, codec.Info.Height);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Fault(path, $"cannot be read: {fault.Message}", fault);
        }
    }

    /// <summary>Writes an image whole or not at all, replacing an older file; makes the folder when it is missing.</summary>
    /// <param name="path">".jpg" or ".jpeg" gives JPEG (alpha is dropped), ".webp" WebP, any other name PNG.</param>
    /// <param name="image">Any size the format takes.</param>
    /// <exception cref="BadInputException">The file cannot be written there; nothing is left behind.</exception>
    public static void Write(string path, RgbImage image)
    {
        if (Directory.Exists(path)) throw Fault(path, "is a folder; name a file to write");
        string full = Path.GetFullPath(path);
        string folder = Path.GetDirectoryName(full)!;
        // The same folder, so that the rename stays on one file system and is atomic.
        string temporary = Path.Combine(folder, $".{Path.GetFileName(full)}.{Guid.NewGuid():N}.tmp");
        try
        {
            byte[] encoded = Encode(image, path);
            Directory.CreateDirectory(folder);
            File.WriteAllBytes(temporary, encoded);
            File.Move(temporary, full, overwrite: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Fault(path, $"cannot be written: {fault.Message}", fault);
        }
        finally
        {
            if (File.Exists(temporary)) File.Delete(temporary);
        }
    }

    private static byte[] ReadBytes(string path)
    {
        CheckExists(path);
        try
        {
            byte[] bytes = File.ReadAllBytes(path);
            return bytes.Length > 0 ? bytes : throw Fault(path, "is empty");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Fault(path, $"cannot be read: {fault.Message}", fault);
        }
    }

    private static void CheckExists(string path)
    {
        if (Directory.Exists(path)) throw Fault(path, "is a folder; name an image file");
        if (!File.Exists(path)) throw Fault(path, "does not exist");
    }

    private static SKCodec Recognised(SKCodec? codec, ReadOnlySpan<byte> start, string path)
    {
        const string Wanted = "want JPEG, PNG or WebP";
        if (codec is null)
        {
            string? kind = Signature(start);
            throw Fault(path, kind is null ? $"is not an image; {Wanted}" : $"is a {kind} file cut off or damaged in its header");
        }

        string? fault = null;
        if (codec.EncodedFormat is not (SKEncodedImageFormat.Jpeg or SKEncodedImageFormat.Png or SKEncodedImageFormat.Webp))
            fault = $"is a {codec.EncodedFormat.ToString().ToUpperInvariant()} image; {Wanted}, so convert it first";
        else if ((long)codec.Info.Width * codec.Info.Height > MaxPixels)
            fault = $"has {codec.Info.Width}x{codec.Info.Height} pixels; want at most {MaxPixels / 1_000_000} megapixels, so scale it down first";
        if (fault is null) return codec;
        codec.Dispose();
        throw Fault(path, fault);
    }

    private static string? Signature(ReadOnlySpan<byte> start) =>
        start.StartsWith(new byte[] { 0x89, 0x50, 0x4E, 0x47 }) ? "PNG"
        : start.StartsWith(new byte[] { 0xFF, 0xD8 }) ? "JPEG"
        : start.StartsWith("RIFF"u8) ? "WebP"
        : null;

    private static SKEncodedOrigin Origin(SKCodec codec, Stream file) =>
        codec.EncodedFormat == SKEncodedImageFormat.Png ? (SKEncodedOrigin)PngOrientation.Read(file) : codec.EncodedOrigin;

    private static SKBitmap Decode(SKCodec codec, string path)
    {
        SKAlphaType alpha = codec.Info.AlphaType == SKAlphaType.Opaque ? SKAlphaType.Opaque : SKAlphaType.Unpremul;
        using var srgb = SKColorSpace.CreateSrgb();
        var bitmap = new SKBitmap();
        if (!bitmap.TryAllocPixels(new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, alpha, srgb)))
            throw Fault(path, $"needs more memory than there is to decode {codec.Info.Width}x{codec.Info.Height} pixels");

        SKCodecResult result = codec.GetPixels(bitmap.Info, bitmap.GetPixels());
        // The library fills what a cut-off file lacks and calls it incomplete: for us that file is bad.
        if (result == SKCodecResult.Success) return bitmap;
        bitmap.Dispose();
        throw Fault(path, result == SKCodecResult.IncompleteInput ? "is cut off: its end is missing" : $"is damaged ({result})");
    }

    /// <summary>Copies decoded pixels to their upright place, dropping an alpha channel the file does not have.</summary>
    private static RgbImage Upright(SKBitmap decoded, SKEncodedOrigin origin)
    {
        using SKBitmap owned = decoded;
        (int w, int h) = (decoded.Width, decoded.Height);
        bool turned = origin >= SKEncodedOrigin.LeftTop;
        (int width, int height) = turned ? (h, w) : (w, h);
        bool mirrorX = origin is SKEncodedOrigin.TopRight or SKEncodedOrigin.BottomRight
            or SKEncodedOrigin.RightTop or SKEncodedOrigin.RightBottom;
        bool mirrorY = origin is SKEncodedOrigin.BottomRight or SKEncodedOrigin.BottomLeft
            or SKEncodedOrigin.RightBottom or SKEncodedOrigin.LeftBottom;
        int stepRight = mirrorX ? -1 : 1;
        int stepDown = mirrorY ? -width : width;
        int first = (mirrorX ? width - 1 : 0) + (mirrorY ? (height - 1) * width : 0);
        // Along a decoded row the upright image goes right, or down when the orientation swaps the axes.
        (int alongRow, int alongColumn) = turned ? (stepDown, stepRight) : (stepRight, stepDown);

        var pixels = new byte[3 * width * height];
        byte[]? alpha = decoded.AlphaType == SKAlphaType.Opaque ? null : new byte[width * height];
        ReadOnlySpan<byte> source = decoded.GetPixelSpan();
        for (int y = 0; y < h; y++)
        {
            ReadOnlySpan<byte> row = source.Slice(y * decoded.RowBytes, 4 * w);
            int at = first + (y * alongColumn);
            for (int x = 0; x < row.Length; x += 4, at += alongRow)
            {
                pixels[3 * at] = row[x];
                pixels[(3 * at) + 1] = row[x + 1];
                pixels[(3 * at) + 2] = row[x + 2];
                if (alpha is not null) alpha[at] = row[x + 3];
            }
        }

        return new RgbImage(width, height, pixels, alpha);
    }

    private static byte[] Encode(RgbImage image, string path)
    {
        using var srgb = SKColorSpace.CreateSrgb();
        SKAlphaType alpha = image.Alpha is null ? SKAlphaType.Opaque : SKAlphaType.Unpremul;
        using var bitmap = new SKBitmap();
        if (!bitmap.TryAllocPixels(new SKImageInfo(image.Width, image.Height, SKColorType.Rgba8888, alpha, srgb)))
            throw Fault(path, $"needs more memory than there is to encode {image.Width}x{image.Height} pixels");
        Span<byte> target = bitmap.GetPixelSpan();
        for (int i = 0; i < image.Width * image.Height; i++)
        {
            image.Pixels.AsSpan(3 * i, 3).CopyTo(target.Slice(4 * i, 3));
            target[(4 * i) + 3] = image.Alpha?[i] ?? 255;
        }

        using SKPixmap pixmap = bitmap.PeekPixels();
        var jpeg = new SKJpegEncoderOptions(JpegQuality, SKJpegEncoderDownsample.Downsample444, SKJpegEncoderAlphaOption.Ignore);
        using SKData? encoded = Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".jpg" or ".jpeg" => pixmap.Encode(jpeg),
            ".webp" => pixmap.Encode(new SKWebpEncoderOptions(SKWebpEncoderCompression.Lossless, 75)),
            _ => pixmap.Encode(SKPngEncoderOptions.Default),
        };
        return encoded?.ToArray() ?? throw Fault(path, $"cannot hold {image.Width}x{image.Height} pixels in its format; name it .png");
    }

    private static BadInputException Fault(string path, string fault, Exception? inner = null) => new($"{path}: {fault}", inner);
}
