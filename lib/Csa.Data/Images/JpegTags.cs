using System.Buffers.Binary;

namespace Csa.Data.Images;

/// <summary>The segments of a JPEG that hold metadata: collected while its markers are read, and written.</summary>
internal sealed class JpegTags
{
    // A segment is at most 65,535 bytes with its length.
    private const int MaxSegment = 65_533;

    /// <summary>The most bytes that one segment can hold.</summary>
    public const int MaxComment = MaxSegment, MaxExif = MaxSegment - 6, MaxXmp = MaxSegment - 29;

    private const int MaxProfilePart = MaxSegment - 14;
    private const byte Jfif = 0xE0, App1 = 0xE1, App2 = 0xE2, App13 = 0xED, Comment = 0xFE;

    private readonly SortedDictionary<byte, byte[]> profile = [];
    private readonly List<PngText> comments = [];
    private readonly List<string> lost = [];
    private byte[]? exif, xmp;
    private PixelDensity? density;

    private static ReadOnlySpan<byte> ExifName => "Exif\0\0"u8;

    private static ReadOnlySpan<byte> XmpName => "http://ns.adobe.com/xap/1.0/\0"u8;

    private static ReadOnlySpan<byte> ProfileName => "ICC_PROFILE\0"u8;

    /// <summary>Adds a segment, if it holds metadata.</summary>
    /// <param name="code">Its marker.</param>
    /// <param name="data">Its bytes after the length.</param>
    public void Add(byte code, ReadOnlySpan<byte> data)
    {
        if (code == Jfif && data.StartsWith("JFIF\0"u8) && data.Length >= 12) density ??= DensityOf(data);
        else if (code == App1 && data.StartsWith(ExifName)) exif ??= data[ExifName.Length..].ToArray();
        else if (code == App1 && data.StartsWith(XmpName)) xmp ??= data[XmpName.Length..].ToArray();
        else if (code == App1 && data.StartsWith("http://ns.adobe.com/xmp/extension/"u8)) lost.Add("extended XMP");
        else if (code == App2 && data.StartsWith(ProfileName) && data.Length > ProfileName.Length + 2) profile.TryAdd(data[ProfileName.Length], data[(ProfileName.Length + 2)..].ToArray());
        else if (code == App13 && data.StartsWith("Photoshop 3.0\0"u8)) lost.Add("IPTC record");
        else if (code == Comment) comments.Add(PngText.OfComment(data));
    }

    /// <summary>The metadata found.</summary>
    public ImageTags ToTags() => new()
    {
        Exif = exif,
        Xmp = xmp,
        Icc = profile.Count == 0 ? null : [.. profile.Values.SelectMany(part => part)],
        Density = density,
        Texts = comments,
        Lost = lost,
    };

    /// <summary>Adds metadata to a file.</summary>
    /// <param name="jpeg">A file without metadata but JFIF's.</param>
    /// <param name="tags">The metadata; blocks that are too long are left out.</param>
    public static byte[] Write(byte[] jpeg, ImageTags tags)
    {
        // JFIF's segment comes first, as it must.
        int after = jpeg.AsSpan(2).StartsWith((ReadOnlySpan<byte>)[0xFF, Jfif]) ? 4 + BinaryPrimitives.ReadUInt16BigEndian(jpeg.AsSpan(4)) : 2;
        using var file = new MemoryStream(jpeg.Length);
        file.Write(jpeg, 0, after);
        if (tags.Exif?.Length <= MaxExif) Segment(App1, ExifName, tags.Exif);
        if (tags.Xmp?.Length <= MaxXmp) Segment(App1, XmpName, tags.Xmp);
        byte[][] parts = [.. (tags.Icc ?? []).Chunk(MaxProfilePart)];
        for (int i = 0; i < parts.Length; i++) Segment(App2, [.. ProfileName, (byte)(i + 1), (byte)parts.Length], parts[i]);
        foreach (PngText text in tags.Texts)
            if (text.Comment is byte[] comment) Segment(Comment, [], comment);
        file.Write(jpeg, after, jpeg.Length - after);
        return file.ToArray();

        void Segment(byte code, ReadOnlySpan<byte> name, byte[] data)
        {
            int length = name.Length + data.Length + 2;
            file.Write([0xFF, code, (byte)(length >> 8), (byte)length]);
            file.Write(name);
            file.Write(data);
        }
    }

    private static PixelDensity? DensityOf(ReadOnlySpan<byte> jfif)
    {
        const double CentimetresPerInch = 2.54;
        (int x, int y) = (BinaryPrimitives.ReadUInt16BigEndian(jfif[8..]), BinaryPrimitives.ReadUInt16BigEndian(jfif[10..]));
        return jfif[7] switch
        {
            1 => PixelDensity.OfInches(x, y),
            2 => PixelDensity.OfInches(x * CentimetresPerInch, y * CentimetresPerInch),
            _ => null,
        };
    }
}
