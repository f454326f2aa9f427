using System.Buffers.Binary;

namespace Csa.Data.Images;

/// <summary>The chunks of a WebP that hold metadata.</summary>
internal static class WebpTags
{
    private const int FileHeader = 12, ChunkHeader = 8;
    private const byte HasProfile = 0x20, HasAlpha = 0x10, HasExif = 0x08, HasXmp = 0x04;

    /// <summary>Walks the chunks.</summary>
    /// <param name="webp">The whole file.</param>
    public static ImageTags Read(ReadOnlySpan<byte> webp)
    {
        byte[]? exif = null, xmp = null, icc = null;
        var lost = new List<string>();
        for (int at = FileHeader; at + ChunkHeader <= webp.Length;)
        {
            long length = BinaryPrimitives.ReadUInt32LittleEndian(webp[(at + 4)..]);
            if (length > webp.Length - at - ChunkHeader) break;
            ReadOnlySpan<byte> name = webp.Slice(at, 4), data = webp.Slice(at + ChunkHeader, (int)length);
            bool isTag = name.SequenceEqual("EXIF"u8) || name.SequenceEqual("XMP "u8) || name.SequenceEqual("ICCP"u8);
            if (isTag && length > ImageTags.MaxBytes) lost.Add($"{System.Text.Encoding.ASCII.GetString(name).Trim()} of more than a megabyte");
            else if (name.SequenceEqual("EXIF"u8)) exif ??= data[(data.StartsWith("Exif\0\0"u8) ? 6 : 0)..].ToArray();
            else if (name.SequenceEqual("XMP "u8)) xmp ??= data.ToArray();
            else if (name.SequenceEqual("ICCP"u8)) icc ??= data.ToArray();
            at += ChunkHeader + (int)length + ((int)length % 2);
        }

        return new() { Exif = exif, Xmp = xmp, Icc = icc, Lost = lost };
    }

    /// <summary>Adds metadata to a file.</summary>
    /// <param name="webp">A file of one chunk, lossless.</param>
    /// <param name="size">Its size.</param>
    /// <param name="hasAlpha">True where it has an alpha channel.</param>
    /// <param name="tags">The metadata.</param>
    public static byte[] Write(byte[] webp, ImageSize size, bool hasAlpha, ImageTags tags)
    {
        if (tags is { Exif: null, Xmp: null, Icc: null }) return webp;
        int flags = (tags.Icc is null ? 0 : HasProfile) | (hasAlpha ? HasAlpha : 0) | (tags.Exif is null ? 0 : HasExif) | (tags.Xmp is null ? 0 : HasXmp);
        byte[] body =
        [
            .. "WEBP"u8,
            .. Chunk("VP8X"u8, [(byte)flags, 0, 0, 0, .. Int24(size.Width - 1), .. Int24(size.Height - 1)]),
            .. Chunk("ICCP"u8, tags.Icc),
            .. webp.AsSpan(FileHeader),
            .. Chunk("EXIF"u8, tags.Exif),
            .. Chunk("XMP "u8, tags.Xmp),
        ];
        return Chunk("RIFF"u8, body);
    }

    private static byte[] Chunk(ReadOnlySpan<byte> name, byte[]? data)
    {
        if (data is null) return [];
        var length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, data.Length);
        return [.. name, .. length, .. data, .. new byte[data.Length % 2]];
    }

    private static byte[] Int24(int value) => [(byte)value, (byte)(value >> 8), (byte)(value >> 16)];
}
