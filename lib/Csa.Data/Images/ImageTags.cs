using System.Text;

namespace Csa.Data.Images;

/// <summary>What a file says beside its pixels: what goes from a photograph to its result.</summary>
internal sealed record ImageTags
{
    /// <summary>More of one kind is a bomb or a file in a file; longest EXIF of cameras and workflows of image generators stay below it.</summary>
    public const int MostBytes = 1 << 20;

    /// <summary>A TIFF block, or null.</summary>
    public byte[]? Exif { get; init; }

    /// <summary>A colour profile, or null.</summary>
    public byte[]? Icc { get; init; }

    /// <summary>An XMP packet in UTF-8, or null.</summary>
    public byte[]? Xmp { get; init; }

    /// <summary>The resolution in print, or null.</summary>
    public PixelDensity? Density { get; init; }

    /// <summary>Texts as PNG holds them.</summary>
    public IReadOnlyList<PngText> Texts { get; init; } = [];

    /// <summary>What is in the file and cannot be kept, each as "IPTC record".</summary>
    public IReadOnlyList<string> Lost { get; init; } = [];

    /// <summary>As they are true of a result: upright, without the small picture that shows what was in the hole.</summary>
    /// <param name="converted">True where the pixels were brought to sRGB, so that the profile is no longer theirs.</param>
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

    /// <summary>What a format has no place for, each as a noun.</summary>
    /// <param name="kind">What is written.</param>
    public IEnumerable<string> NotKeptBy(ImageKind kind)
    {
        bool bare = kind is ImageKind.Bmp;
        if (Exif is not null && (bare || (kind == ImageKind.Jpeg && Exif.Length > JpegTags.MostExif))) yield return "EXIF";
        if (Xmp is not null && (bare || (kind == ImageKind.Jpeg && Xmp.Length > JpegTags.MostXmp))) yield return "XMP";
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

    /// <summary>From pixels per inch, or null where that says nothing.</summary>
    public static PixelDensity? OfInches(double x, double y) => x > 0 && y > 0 ? new(x / MetresPerInch, y / MetresPerInch) : null;
}

/// <summary>A text chunk of a PNG.</summary>
/// <param name="Name">tEXt, zTXt or iTXt.</param>
/// <param name="Data">The chunk's bytes.</param>
internal sealed record PngText(string Name, byte[] Data)
{
    private const string CommentKeyword = "Comment";

    /// <summary>The word before the text.</summary>
    public string Keyword => Encoding.Latin1.GetString(Data.AsSpan(0, Math.Max(0, Data.AsSpan().IndexOf((byte)0))));

    /// <summary>The text of a plain comment, as JPEG has it too; null for another one.</summary>
    public byte[]? Comment => Name == "tEXt" && Keyword == CommentKeyword && Data.Length - CommentKeyword.Length - 1 <= JpegTags.MostComment ? Data[(CommentKeyword.Length + 1)..] : null;

    /// <summary>A JPEG's comment.</summary>
    public static PngText OfComment(ReadOnlySpan<byte> text) => new("tEXt", [.. Encoding.ASCII.GetBytes(CommentKeyword), 0, .. text]);
}
