using System.Buffers.Binary;
using SkiaSharp;

namespace Csa.Data.Images;

/// <summary>Decodes images: signature, structure and size are checked first, then ImageSharp has its turn.</summary>
/// <remarks>
/// Skia decodes what ImageSharp 2.1 cannot, or not rightly: colours that are not sRGB's, CMYK, the first frame of an
/// animated WebP, and BMP and GIF, of which ImageSharp does not say that rows are missing. Of a JPEG that has fewer samples of
/// colour than of brightness, as most photographs, it repeats each of them where every viewer interpolates: up to 62 of 255 away.
/// </remarks>
internal static class ImageDecoder
{
    /// <summary>The message for a file that is cut off.</summary>
    public const string CutOff = "is cut off: its end is missing";

    /// <summary>The message for a file whose pixels cannot be decoded.</summary>
    public const string Undecodable = "is damaged: its pixels cannot be decoded";

    private const int LongestSide = 65_535;

    /// <summary>Decodes a whole file.</summary>
    /// <param name="bytes">The file; not empty.</param>
    /// <param name="path">For messages.</param>
    /// <exception cref="BadInputException">Truncated, damaged, too large or no image.</exception>
    public static DecodedImage Decode(byte[] bytes, string path)
    {
        ImageKind kind = ImageSignature.Require(bytes.AsSpan(0, Math.Min(ImageSignature.Bytes, bytes.Length)), path);
        if (kind == ImageKind.Tiff) return DecodeTiff(bytes, path);
        PngStructure? png = kind == ImageKind.Png ? PngStructure.Read(bytes) : null;
        JpegStructure? jpeg = kind == ImageKind.Jpeg ? JpegStructure.Read(bytes) : null;
        string? fault = png?.Fault ?? jpeg?.Fault ?? (kind == ImageKind.Webp && IsCutWebp(bytes) ? CutOff : null);
        if (fault is not null) throw ImageFile.Fault(path, fault);

        using var data = SKData.CreateCopy(bytes);
        using SKCodec codec = Checked(SKCodec.Create(data), kind, bytes, path);
        bool takenAsSrgb = codec.Info.ColorSpace is not SKColorSpace space || space.IsSrgb || (png is { HasProfile: false } && NearlySrgb(space));
        var notes = new List<string>();
        int fileBits = png is { Header.BitDepth: 16 } ? 16 : 8;
        if (fileBits == 16) notes.Add("Reduced from 16 to 8 bits per channel.");
        if (jpeg is { Components: 4 }) notes.Add("Converted from CMYK to sRGB.");
        else if (!takenAsSrgb) notes.Add("Converted from its own colour space to sRGB.");
        int frames = Math.Max(codec.FrameCount, png?.Frames ?? 1);
        if (frames > 1) notes.Add($"Animated: only the first of its {frames} frames is used.");

        using var srgb = SKColorSpace.CreateSrgb();
        bool bySkia = !takenAsSrgb || codec.FrameCount > 1 || kind is ImageKind.Bmp or ImageKind.Gif || jpeg is { Components: 4 } or { IsSubsampled: true };
        bool hasAlpha = codec.Info.AlphaType != SKAlphaType.Opaque;
        RgbImage decoded = bySkia ? SkiaDecoder.Decode(codec, takenAsSrgb ? codec.Info.ColorSpace : srgb, path)
            : png is not null ? DecodePng(png, hasAlpha, path)
            : SharpDecoder.Decode(bytes, kind, new(codec.Info.Width, codec.Info.Height), hasAlpha, fileBits, path);
        using var stream = new MemoryStream(bytes);
        RgbImage image = decoded.Upright((int)Origin(codec, stream));
        // These two have no alpha channel: where nothing is transparent they are opaque images.
        bool opaque = kind is ImageKind.Bmp or ImageKind.Gif && image.Alpha?.AsSpan().ContainsAnyExcept((byte)255) == false;
        ImageTags tags = png?.Tags ?? jpeg?.Tags ?? (kind == ImageKind.Webp ? WebpTags.Read(bytes) : new ImageTags());
        return new DecodedImage(opaque ? new RgbImage(image.Width, image.Height, image.Pixels) : image, kind, fileBits, notes)
        {
            IsGrey = png is { Header.IsGrey: true } || jpeg is { Components: 1 },
            JpegQuality = jpeg?.Quality ?? JpegQuality.Default,
            Tags = tags.ForResult(converted: !takenAsSrgb || jpeg is { Components: 4 }),
        };
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
        if (kind == ImageKind.Tiff) return TiffSize(file, path);
        using SKCodec codec = Checked(SKCodec.Create(file), kind, start.AsSpan(0, length), path);
        bool turned = Origin(codec, file) >= SKEncodedOrigin.LeftTop;
        return turned ? new ImageSize(codec.Info.Height, codec.Info.Width) : new ImageSize(codec.Info.Width, codec.Info.Height);
    }

    // Its directory may lie anywhere, mostly at the end.
    private static ImageSize TiffSize(FileStream file, string path)
    {
        var tiff = TiffStructure.Read(ImageFile.ReadAll(file, path));
        if (tiff.Fault is not null) throw ImageFile.Fault(path, tiff.Fault);
        return tiff.Orientation < 5 ? tiff.Size : new ImageSize(tiff.Size.Height, tiff.Size.Width);
    }

    /// <summary>Why an image of that size is not decoded, or null.</summary>
    public static string? SizeFault(long width, long height) => width * height > ImageFile.MaxPixels || Math.Max(width, height) > LongestSide
        ? $"has {width}x{height} pixels; want at most {ImageFile.MaxPixels / 1_000_000} megapixels and {LongestSide} a side, so scale it down first"
        : null;

    // The rows are counted meanwhile; what they lack is the clearer word.
    private static RgbImage DecodePng(PngStructure png, bool hasAlpha, string path)
    {
        Task<string?> rows = Task.Run(() => PngPixels.FaultOf(png.Bare, png.Header));
        RgbImage? decoded = null;
        BadInputException? damage = null;
        try
        {
            decoded = SharpDecoder.Decode(png.Bare, ImageKind.Png, new(png.Header.Width, png.Header.Height), hasAlpha, png.Header.BitDepth, path);
        }
        catch (BadInputException fault)
        {
            damage = fault;
        }

        return rows.Result is string fewer ? throw ImageFile.Fault(path, fewer) : decoded ?? throw damage!;
    }

    private static DecodedImage DecodeTiff(byte[] bytes, string path)
    {
        var tiff = TiffStructure.Read(bytes);
        if (tiff.Fault is not null) throw ImageFile.Fault(path, tiff.Fault);
        var notes = new List<string>();
        if (tiff.Bits == 16) notes.Add("Reduced from 16 to 8 bits per channel.");
        if (tiff.Bits == 32) notes.Add("Reduced from floating point to 8 bits per channel: 0 is black, 1 is white.");
        RgbImage image = tiff.GreyStrips.Count > 0 ? DecodeStrips(tiff, path) : SharpDecoder.Decode(tiff.FirstPage, ImageKind.Tiff, tiff.Size, tiff.HasAlpha, tiff.Bits, path);
        using SKColorSpace? space = tiff.Tags.Icc is null ? null : SKColorSpace.CreateIcc(tiff.Tags.Icc);
        bool converted = space is { IsSrgb: false };
        if (converted)
        {
            image = SkiaDecoder.ToSrgb(image, space!);
            notes.Add("Converted from its own colour space to sRGB.");
        }
        else if (tiff.Tags.Icc is not null && space is null)
        {
            notes.Add("Its colour profile is of a kind that cannot be applied: taken as sRGB.");
        }

        if (tiff.Pages > 1) notes.Add($"Only the first of its {tiff.Pages} pages is used.");
        return new DecodedImage(image.Upright(tiff.Orientation), ImageKind.Tiff, tiff.Bits, notes) { IsGrey = tiff.IsGrey && !converted, Tags = tiff.Tags.ForResult(converted) };
    }

    private static RgbImage DecodeStrips(TiffStructure tiff, string path)
    {
        byte[] pixels =
        [
            .. tiff.GreyStrips.SelectMany(strip => SharpDecoder.Decode(strip.Jpeg, ImageKind.Jpeg, tiff.Size with { Height = strip.Rows }, hasAlpha: false, fileBits: 8, path).Pixels),
        ];
        if (tiff.IsNegative)
            for (int i = 0; i < pixels.Length; i++) pixels[i] = (byte)(255 - pixels[i]);
        return new RgbImage(tiff.Size.Width, tiff.Size.Height, pixels);
    }

    private static SKCodec Checked(SKCodec? codec, ImageKind kind, ReadOnlySpan<byte> start, string path)
    {
        // The library refuses some sizes before it tells them.
        (long width, long height) = codec is null ? DeclaredSize(kind, start) : (codec.Info.Width, codec.Info.Height);
        string? fault = SizeFault(width, height) ?? (codec is null ? $"is a {ImageSignature.Name(kind)} file cut off or damaged in its header" : null);
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

    /// <summary>Bits per channel in the file: 16, or 32 of floating point, where they were reduced; 8 or less where not.</summary>
    public int FileBits { get; }

    /// <summary>What a user should know: what was reduced, converted or left out. One sentence each.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>True where the file has one channel of brightness and none of colour.</summary>
    public bool IsGrey { get; internal init; }

    /// <summary>The quality at which a JPEG of it is no coarser than the file was, at least 95.</summary>
    public int JpegQuality { get; internal init; } = Images.JpegQuality.Default;

    /// <summary>The file's metadata, as a result should have it.</summary>
    internal ImageTags Tags { get; init; } = new();
}
