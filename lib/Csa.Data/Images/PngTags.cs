using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Text;

namespace Csa.Data.Images;

/// <summary>The chunks of a PNG that hold metadata: collected while its chunks are read, and written.</summary>
internal sealed class PngTags
{
    private const string XmpKeyword = "XML:com.adobe.xmp";
    private const int HeaderEnd = 8 + 25;
    private const int MaxTexts = 1000;

    private readonly List<PngText> texts = [];
    private readonly List<string> lost = [];
    private byte[]? exif, xmp, icc;
    private PixelDensity? density;

    /// <summary>Adds a chunk, if it holds metadata.</summary>
    /// <param name="name">Its four letters.</param>
    /// <param name="data">Its bytes.</param>
    public void Add(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        const int Metre = 1;
        if (name.SequenceEqual("pHYs"u8) && data.Length == 9 && data[8] == Metre)
        {
            density ??= new PixelDensity(BinaryPrimitives.ReadUInt32BigEndian(data), BinaryPrimitives.ReadUInt32BigEndian(data[4..]));
        }
        else if (name.SequenceEqual("eXIf"u8))
        {
            if (data.Length <= ImageTags.MaxBytes) exif ??= data.ToArray();
            else lost.Add("EXIF of more than a megabyte");
        }
        else if (name.SequenceEqual("iCCP"u8))
        {
            icc ??= data.IndexOf((byte)0) is int end and >= 0 && end + 2 <= data.Length ? Unpacked(data[(end + 2)..]) : null;
            if (icc is null) lost.Add("damaged colour profile");
        }
        else if (name.SequenceEqual("tEXt"u8) || name.SequenceEqual("zTXt"u8) || name.SequenceEqual("iTXt"u8))
        {
            AddText(new PngText(Encoding.ASCII.GetString(name), data[..Math.Min(data.Length, ImageTags.MaxBytes)].ToArray()), data.Length);
        }
    }

    /// <summary>The metadata found.</summary>
    public ImageTags ToTags() => new() { Exif = exif, Xmp = xmp, Icc = icc, Density = density, Texts = texts, Lost = lost };

    /// <summary>Adds metadata to a file.</summary>
    /// <param name="png">A file without metadata.</param>
    /// <param name="tags">The metadata; the encoder writes the resolution.</param>
    public static byte[] Write(byte[] png, ImageTags tags)
    {
        using var file = new MemoryStream(png.Length);
        file.Write(png, 0, HeaderEnd);
        if (tags.Icc is not null) Chunk("iCCP", [.. "profile\0\0"u8, .. Packed(tags.Icc)]);
        if (tags.Exif is not null) Chunk("eXIf", tags.Exif);
        if (tags.Xmp is not null) Chunk("iTXt", [.. Encoding.ASCII.GetBytes(XmpKeyword), 0, 0, 0, 0, 0, .. tags.Xmp]);
        foreach (PngText text in tags.Texts) Chunk(text.Name, text.Data);
        file.Write(png, HeaderEnd, png.Length - HeaderEnd);
        return file.ToArray();

        void Chunk(string name, byte[] data)
        {
            byte[] body = [.. Encoding.ASCII.GetBytes(name), .. data];
            Span<byte> number = stackalloc byte[4];
            BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
            file.Write(number);
            file.Write(body);
            BinaryPrimitives.WriteUInt32BigEndian(number, Crc32.HashToUInt32(body));
            file.Write(number);
        }
    }

    private void AddText(PngText text, int length)
    {
        byte[]? unpacked = length > ImageTags.MaxBytes ? null : Text(text);
        if (unpacked is null || texts.Count == MaxTexts) lost.Add($"text {text.Keyword} of more than a megabyte, or damaged");
        else if (text is { Name: "iTXt", Keyword: XmpKeyword }) xmp ??= unpacked;
        else texts.Add(text);
    }

    // Null for what is no text, and for a bomb.
    private static byte[]? Text(PngText text)
    {
        ReadOnlySpan<byte> data = text.Data;
        int keyword = data.IndexOf((byte)0);
        if (keyword < 1) return null;
        ReadOnlySpan<byte> rest = data[(keyword + 1)..];
        if (text.Name == "tEXt") return rest.ToArray();
        if (rest.Length < 1) return null;
        if (text.Name == "zTXt") return Unpacked(rest[1..]);
        if (rest.Length < 4) return null;
        bool isPacked = rest[0] == 1;
        rest = rest[2..];
        for (int names = 0; names < 2; names++)
        {
            int end = rest.IndexOf((byte)0);
            if (end < 0) return null;
            rest = rest[(end + 1)..];
        }

        return isPacked ? Unpacked(rest) : rest.ToArray();
    }

    private static byte[]? Unpacked(ReadOnlySpan<byte> packed)
    {
        byte[] bytes = ArrayPool<byte>.Shared.Rent(ImageTags.MaxBytes + 1);
        try
        {
            using var zlib = new ZLibStream(new MemoryStream(packed.ToArray()), CompressionMode.Decompress);
            int length = zlib.ReadAtLeast(bytes.AsSpan(0, ImageTags.MaxBytes + 1), ImageTags.MaxBytes + 1, throwOnEndOfStream: false);
            return length > ImageTags.MaxBytes ? null : bytes[..length];
        }
        catch (InvalidDataException)
        {
            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private static byte[] Packed(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true)) zlib.Write(bytes);
        return packed.ToArray();
    }
}
