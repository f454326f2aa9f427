using System.Text;

namespace Csa.Data.Images;

/// <summary>The metadata of an image file, which passes from a photograph to its result.</summary>
internal sealed record ImageTags
{
    /// <summary>The longest accepted block of one kind, in bytes; the EXIF of cameras and the workflows of image generators stay below it.</summary>
    public const int MaxBytes = 1 << 20;

    /// <summary>The EXIF metadata as a TIFF block, or null.</summary>
    public byte[]? Exif { get; init; }

    /// <summary>The ICC colour profile, or null.</summary>
    public byte[]? Icc { get; init; }

    /// <summary>The XMP packet in UTF-8, or null.</summary>
    public byte[]? Xmp { get; init; }

    /// <summary>The print resolution, or null.</summary>
    public PixelDensity? Density { get; init; }

    /// <summary>Text chunks as PNG stores them.</summary>
    public IReadOnlyList<PngText> Texts { get; init; } = [];

    /// <summary>What the file has and no result can keep, each as a noun: "IPTC record".</summary>
    public IReadOnlyList<string> Lost { get; init; } = [];

    /// <summary>The metadata for a result: orientation upright, and no thumbnail, because it shows what was in the hole.</summary>
    /// <param name="converted">True if the pixels were converted to sRGB: the profile is dropped.</param>
    public ImageTags ForResult(bool converted)
    {
        ExifBlock? block = Exif is null ? null : ExifBlock.Of((byte[])Exif.Clone());
        block?.MakeUpright(converted);
        IEnumerable<string> lost = Exif is not null && block is null ? [.. Lost, "damaged EXIF"] : Lost;
        return this with
        {
            Exif = block?.Bytes,
            Icc = converted ? null : Icc,
            Xmp = Xmp is null ? null : Encoding.UTF8.GetBytes(XmpOrientation.MakeUpright(Encoding.UTF8.GetString(Xmp))),
            Density = Density ?? block?.Density,
            Lost = [.. lost.Distinct()],
        };
    }

    /// <summary>What a format cannot store, each as a noun.</summary>
    /// <param name="kind">The format to be written.</param>
    public IEnumerable<string> NotKeptBy(ImageKind kind)
    {
        bool bare = kind is ImageKind.Bmp;
        if (Exif is not null && (bare || (kind == ImageKind.Jpeg && Exif.Length > JpegTags.MaxExif))) yield return "EXIF";
        if (Xmp is not null && (bare || (kind == ImageKind.Jpeg && Xmp.Length > JpegTags.MaxXmp))) yield return "XMP";
        if (Icc is not null && bare) yield return "colour profile";
        if (Density is not null && kind == ImageKind.Webp && (Exif is null || ExifBlock.Of(Exif)?.Density is null)) yield return "resolution (dpi)";
        string[] texts = kind == ImageKind.Png ? [] : [.. Texts.Where(text => kind != ImageKind.Jpeg || text.Comment is null).Select(text => text.Keyword)];
        if (texts.Length > 0) yield return $"text ({string.Join(", ", texts.Distinct())})";
    }
}

/// <summary>Pixels per metre across and down.</summary>
internal readonly record struct PixelDensity(double X, double Y)
{
    private const double MetresPerInch = 0.0254;

    /// <summary>Pixels per inch.</summary>
    public (double X, double Y) PerInch => (X * MetresPerInch, Y * MetresPerInch);

    /// <summary>From pixels per inch; null if that is not a positive number.</summary>
    public static PixelDensity? OfInches(double x, double y) => x > 0 && y > 0 ? new(x / MetresPerInch, y / MetresPerInch) : null;
}

/// <summary>A text chunk of a PNG file.</summary>
/// <param name="Name">tEXt, zTXt or iTXt.</param>
/// <param name="Data">The chunk's bytes.</param>
internal sealed record PngText(string Name, byte[] Data)
{
    private const string CommentKeyword = "Comment";

    /// <summary>The keyword of the chunk.</summary>
    public string Keyword => Encoding.Latin1.GetString(Data.AsSpan(0, Math.Max(0, Data.AsSpan().IndexOf((byte)0))));

    /// <summary>The text of a comment, which JPEG can store too; null for any other keyword.</summary>
    public byte[]? Comment => Name == "tEXt" && Keyword == CommentKeyword && Data.Length - CommentKeyword.Length - 1 <= JpegTags.MaxComment ? Data[(CommentKeyword.Length + 1)..] : null;

    /// <summary>A comment chunk with a JPEG's comment.</summary>
    public static PngText OfComment(ReadOnlySpan<byte> text) => new("tEXt", [.. Encoding.ASCII.GetBytes(CommentKeyword), 0, .. text]);
}
