using System.Text;

namespace Csa.Data.Images;

/// <summary>What a file is by its first bytes.</summary>
internal static class ImageSignature
{
    /// <summary>What can be read, for messages.</summary>
    public const string Wanted = "want JPEG, PNG, WebP, TIFF, BMP or GIF";

    /// <summary>As many bytes as the decision needs, or the whole file if it is shorter.</summary>
    public const int Bytes = 256;

    /// <summary>The format of a file.</summary>
    /// <param name="start">The first <see cref="Bytes"/> of it, at least one.</param>
    /// <param name="path">For the message.</param>
    /// <exception cref="BadInputException">Another kind of file, named where it is a common one.</exception>
    public static ImageKind Require(ReadOnlySpan<byte> start, string path)
    {
        if (Known(start) is ImageKind kind) return kind;
        string? foreign = Foreign(start);
        throw ImageFile.Fault(path, foreign is null ? $"is not an image; {Wanted}" : $"is {foreign}; {Wanted}, so convert it first");
    }

    /// <summary>A format's name as people write it.</summary>
    public static string Name(ImageKind kind) => kind == ImageKind.Webp ? "WebP" : kind.ToString().ToUpperInvariant();

    private static ImageKind? Known(ReadOnlySpan<byte> start) =>
        start.StartsWith(new byte[] { 0x89, 0x50, 0x4E, 0x47 }) ? ImageKind.Png
        : start.StartsWith(new byte[] { 0xFF, 0xD8 }) ? ImageKind.Jpeg
        : start.StartsWith("RIFF"u8) && (start.Length < 12 || start[8..].StartsWith("WEBP"u8)) ? ImageKind.Webp
        : start.StartsWith("GIF8"u8) ? ImageKind.Gif
        : start.StartsWith("II*\0"u8) || start.StartsWith("MM\0*"u8) ? ImageKind.Tiff
        : start.StartsWith("BM"u8) ? ImageKind.Bmp
        : null;

    // What people have on their disks under the names of images.
    private static string? Foreign(ReadOnlySpan<byte> start)
    {
        if (start.StartsWith("II+\0"u8) || start.StartsWith("MM\0+"u8)) return "a TIFF image for more than 4 GB";
        if (start.StartsWith("IIR"u8) || start.StartsWith("MMOR"u8) || start.StartsWith("IIU\0"u8) || start.StartsWith("FUJIFILM"u8)) return "a camera's raw file";
        if (start.Length >= 12 && start[4..].StartsWith("ftyp"u8)) return start[8..].StartsWith("avi"u8) ? "an AVIF image" : "a HEIF image or a film";
        if (start.StartsWith(new byte[] { 0xFF, 0x0A }) || start.StartsWith("\0\0\0\u000CJXL "u8)) return "a JPEG XL image";
        if (start.StartsWith("\0\0\0\u000CjP  "u8)) return "a JPEG 2000 image";
        if (start.StartsWith("8BPS"u8)) return "a Photoshop document";
        if (start.StartsWith("%PDF"u8)) return "a PDF document";
        if (start.StartsWith(new byte[] { 0, 0, 1, 0 })) return "a Windows icon";
        string text = Encoding.Latin1.GetString(start);
        if (text.Contains("<svg", StringComparison.OrdinalIgnoreCase)) return "an SVG drawing";
        return text.Contains("<html", StringComparison.OrdinalIgnoreCase) || text.Contains("<!doctype html", StringComparison.OrdinalIgnoreCase)
            ? "a web page"
            : null;
    }
}

/// <summary>The image formats that are read, told apart by a file's content and never by its name.</summary>
public enum ImageKind
{
    /// <summary>Baseline or progressive; grey, YCbCr, RGB, CMYK or YCCK.</summary>
    Jpeg,

    /// <summary>Every colour type and bit depth.</summary>
    Png,

    /// <summary>Lossy or lossless, with alpha or without; of an animation the first frame.</summary>
    Webp,

    /// <summary>1 to 32 bits, run lengths or not.</summary>
    Bmp,

    /// <summary>Of an animation the first frame.</summary>
    Gif,

    /// <summary>The first page: grey, RGB, YCbCr or palette of 1 to 16 bits or floating point, in strips.</summary>
    Tiff,
}
