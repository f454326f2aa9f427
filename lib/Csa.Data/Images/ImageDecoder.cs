using System.Buffers.Binary;
using SkiaSharp;

namespace Csa.Data.Images;

/// <summary>Decodes images with the codec library.</summary>
internal static class ImageDecoder
{
    private const int LongestSide = 65_535;
    private const string CutOff = "is cut off: its end is missing";

    /// <summary>Decodes a whole file.</summary>
    /// <param name="bytes">The file; not empty.</param>
    /// <param name="path">For messages.</param>
    /// <exception cref="BadInputException">Truncated, damaged, too large or no image.</exception>
    public static DecodedImage Decode(byte[] bytes, string path)
    {
        ImageKind kind = ImageSignature.Require(bytes.AsSpan(0, Math.Min(ImageSignature.Bytes, bytes.Length)), path);
        PngStructure? png = kind == ImageKind.Png ? PngStructure.Read(bytes) : null;
        JpegStructure? jpeg = kind == ImageKind.Jpeg ? JpegStructure.Read(bytes) : null;
        string? fault = png?.Fault ?? jpeg?.Fault ?? (kind == ImageKind.Webp && IsCutWebp(bytes) ? CutOff : null);
        if (fault is not null) throw ImageFile.Fault(path, fault);

        using var data = SKData.CreateCopy(bytes);
        using SKCodec codec = Checked(SKCodec.Create(data), kind, bytes, path);
        bool takenAsSrgb = codec.Info.ColorSpace is not SKColorSpace space || space.IsSrgb || (png is { HasProfile: false } && NearlySrgb(space));
        var notes = new List<string>();
        int fileBits = png is { BitDepth: 16 } ? 16 : 8;
        if (fileBits == 16) notes.Add("Reduced from 16 to 8 bits per channel.");
        if (jpeg is { Components: 4 }) notes.Add("Converted from CMYK to sRGB.");
        else if (!takenAsSrgb) notes.Add("Converted from its own colour space to sRGB.");
        if (Math.Max(codec.FrameCount, png?.Frames ?? 1) is int frames and > 1) notes.Add($"Animated: only the first of its {frames} frames is used.");

        using var srgb = SKColorSpace.CreateSrgb();
        using SKBitmap decoded = Pixels(codec, takenAsSrgb ? codec.Info.ColorSpace : srgb, path);
        using var stream = new MemoryStream(bytes);
        RgbImage image = Upright(decoded, Origin(codec, stream));
        // These two have no alpha channel: where nothing is transparent they are opaque images.
        bool opaque = kind is ImageKind.Bmp or ImageKind.Gif && image.Alpha?.AsSpan().ContainsAnyExcept((byte)255) == false;
        return new DecodedImage(opaque ? new RgbImage(image.Width, image.Height, image.Pixels) : image, kind, fileBits, notes);
    }

    /// <summary>The upright size by the header alone.</summary>
    /// <param name="file">Seekable, not empty.</param>
    /// <param name="path">For messages.</param>
    /// <exception cref="BadInputException">Too large or no image.</exception>
    public static ImageSize Size(FileStream file, string path)
    {
        var start = new byte[ImageSignature.Bytes];
        int length = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        ImageKind kind = ImageSignature.Require(start.AsSpan(0, length), path);
        file.Position = 0;
        using SKCodec codec = Checked(SKCodec.Create(file), kind, start.AsSpan(0, length), path);
        bool turned = Origin(codec, file) >= SKEncodedOrigin.LeftTop;
        return turned ? new ImageSize(codec.Info.Height, codec.Info.Width) : new ImageSize(codec.Info.Width, codec.Info.Height);
    }

    private static SKCodec Checked(SKCodec? codec, ImageKind kind, ReadOnlySpan<byte> start, string path)
    {
        // The library refuses some sizes before it tells them.
        (long width, long height) = codec is null ? DeclaredSize(kind, start) : (codec.Info.Width, codec.Info.Height);
        string? fault = width * height > ImageFile.MaxPixels || Math.Max(width, height) > LongestSide
            ? $"has {width}x{height} pixels; want at most {ImageFile.MaxPixels / 1_000_000} megapixels and {LongestSide} a side, so scale it down first"
            : codec is null ? $"is a {Name(kind)} file cut off or damaged in its header"
            : null;
        if (fault is null) return codec!;
        codec?.Dispose();
        throw ImageFile.Fault(path, fault);
    }

    private static (long Width, long Height) DeclaredSize(ImageKind kind, ReadOnlySpan<byte> start)
    {
        const int PngSize = 16, BmpSize = 18;
        return kind switch
        {
            ImageKind.Png when start.Length >= PngSize + 8 =>
                (BinaryPrimitives.ReadUInt32BigEndian(start[PngSize..]), BinaryPrimitives.ReadUInt32BigEndian(start[(PngSize + 4)..])),
            // A negative height means rows from top to bottom.
            ImageKind.Bmp when start.Length >= BmpSize + 8 =>
                (Math.Abs((long)BinaryPrimitives.ReadInt32LittleEndian(start[BmpSize..])), Math.Abs((long)BinaryPrimitives.ReadInt32LittleEndian(start[(BmpSize + 4)..]))),
            _ => (0, 0),
        };
    }

    // The container tells its length; headers that are cut off themselves are left to the codec.
    private static bool IsCutWebp(ReadOnlySpan<byte> webp) => webp.Length >= 32 && BinaryPrimitives.ReadUInt32LittleEndian(webp[4..]) > webp.Length - 8;

    private static string Name(ImageKind kind) => kind == ImageKind.Webp ? "WebP" : kind.ToString().ToUpperInvariant();

    // A PNG without a profile whose gamma is 1/2.2 and whose primaries are sRGB's means sRGB, declared as before sRGB had a
    // chunk of its own. Converting it would move bytes that every other program shows as they are.
    private static bool NearlySrgb(SKColorSpace space)
    {
        if (!space.GetNumericalTransferFunction(out SKColorSpaceTransferFn curve) || !space.ToColorSpaceXyz(out SKColorSpaceXyz primaries)) return false;
        bool pureGamma = Math.Abs(curve.G - 2.2f) < 0.05f && curve is { A: 1, B: 0, C: 0, D: 0, E: 0, F: 0 };
        return pureGamma && primaries.Values.Zip(SKColorSpaceXyz.Srgb.Values).All(pair => Math.Abs(pair.First - pair.Second) < 0.005f);
    }

    private static SKEncodedOrigin Origin(SKCodec codec, Stream file) =>
        codec.EncodedFormat == SKEncodedImageFormat.Png ? (SKEncodedOrigin)PngOrientation.Read(file) : codec.EncodedOrigin;

    private static SKBitmap Pixels(SKCodec codec, SKColorSpace? target, string path)
    {
        SKAlphaType alpha = codec.Info.AlphaType == SKAlphaType.Opaque ? SKAlphaType.Opaque : SKAlphaType.Unpremul;
        var bitmap = new SKBitmap();
        if (!bitmap.TryAllocPixels(new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, alpha, target)))
            throw ImageFile.Fault(path, $"needs more memory than there is to decode {codec.Info.Width}x{codec.Info.Height} pixels");

        SKCodecResult result = codec.GetPixels(bitmap.Info, bitmap.GetPixels());
        // The library fills what a cut-off file lacks and calls it incomplete: for us that file is bad.
        if (result == SKCodecResult.Success) return bitmap;
        bitmap.Dispose();
        throw ImageFile.Fault(path, result == SKCodecResult.IncompleteInput ? CutOff : "is damaged: its pixels cannot be decoded");
    }

    /// <summary>Copies decoded pixels to their upright place, dropping an alpha channel the file does not have.</summary>
    private static RgbImage Upright(SKBitmap decoded, SKEncodedOrigin origin)
    {
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
}

/// <summary>An image as it came out of a file, and what was changed on the way.</summary>
public sealed class DecodedImage
{
    internal DecodedImage(RgbImage image, ImageKind kind, int fileBits, IReadOnlyList<string> notes)
    {
        Image = image;
        Kind = kind;
        FileBits = fileBits;
        Notes = notes;
    }

    /// <summary>Upright, 8 bits per channel, sRGB; with alpha where the file has it.</summary>
    public RgbImage Image { get; }

    /// <summary>The format of the file, whatever its name says.</summary>
    public ImageKind Kind { get; }

    /// <summary>Bits per channel in the file: 16 where they were reduced, 8 where not.</summary>
    public int FileBits { get; }

    /// <summary>What a user should know: what was reduced, converted or left out. One sentence each.</summary>
    public IReadOnlyList<string> Notes { get; }
}
