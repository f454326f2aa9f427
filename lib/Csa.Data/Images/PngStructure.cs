using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;

namespace Csa.Data.Images;

/// <summary>A PNG's chunks, checked before decoding: codec libraries pass over bad checksums, a missing end and missing rows.</summary>
/// <param name="Fault">What is wrong with the file, or null.</param>
internal sealed record PngStructure(string? Fault)
{
    private const int SignatureBytes = 8;
    private const int ChunkOverhead = 12;

    /// <summary>Size and kind.</summary>
    public PngHeader Header { get; private init; }

    /// <summary>Frames of an animation, or 1.</summary>
    public int Frames { get; private init; } = 1;

    /// <summary>True when a colour profile is embedded.</summary>
    public bool HasProfile { get; private init; }

    /// <summary>Its metadata.</summary>
    public ImageTags Tags { get; private init; } = new();

    /// <summary>The file without any chunk that its pixels do not need: ImageSharp unpacks every text of a file, whatever it becomes.</summary>
    public byte[] Bare { get; private init; } = [];

    /// <summary>Walks the chunks.</summary>
    /// <param name="png">The whole file.</param>
    public static PngStructure Read(ReadOnlySpan<byte> png)
    {
        (int frames, bool profile) = (1, false);
        PngHeader header = default;
        bool hasPalette = false;
        var tags = new PngTags();
        using var bare = new MemoryStream(png.Length);
        bare.Write(png[..Math.Min(SignatureBytes, png.Length)]);
        int at = SignatureBytes;
        while (png.Length - at >= ChunkOverhead)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(png[at..]);
            ReadOnlySpan<byte> name = png.Slice(at + 4, 4);
            if (name.ContainsAnyExceptInRange((byte)'A', (byte)'z')) return new($"is damaged: at byte {at} there is no chunk where one should be");
            if (length > png.Length - at - ChunkOverhead) return new($"is cut off: its {Encoding.ASCII.GetString(name)} chunk goes on after the end of the file");
            ReadOnlySpan<byte> chunk = png.Slice(at, ChunkOverhead + (int)length), data = chunk[8..^4];
            if (Crc32.HashToUInt32(chunk[4..^4]) != BinaryPrimitives.ReadUInt32BigEndian(chunk[^4..]))
                return new($"is damaged: the checksum of its {Encoding.ASCII.GetString(name)} chunk is wrong");

            if (name.SequenceEqual("IHDR"u8) && length >= 13) header = PngHeader.Of(data);
            else if (name.SequenceEqual("acTL"u8) && length >= 4) frames = (int)BinaryPrimitives.ReadUInt32BigEndian(data);
            else if (name.SequenceEqual("iCCP"u8) || name.SequenceEqual("cICP"u8)) profile = true;
            if (name.SequenceEqual("PLTE"u8)) hasPalette = true;
            bool isPixels = name.SequenceEqual("IDAT"u8), isEnd = name.SequenceEqual("IEND"u8);
            if (isPixels || isEnd || name.SequenceEqual("IHDR"u8) || name.SequenceEqual("PLTE"u8) || name.SequenceEqual("tRNS"u8)) bare.Write(chunk);
            else tags.Add(name, data);
            at += chunk.Length;
            if (!isEnd) continue;
            byte[] kept = bare.ToArray();
            if (header.ColourType == PngHeader.Palette && !hasPalette) return new(ImageDecoder.Undecodable);
            return new((string?)null) { Header = header, Frames = frames, HasProfile = profile, Tags = tags.ToTags(), Bare = kept };
        }

        return new(ImageDecoder.CutOff);
    }
}

/// <summary>A PNG's first chunk.</summary>
internal readonly record struct PngHeader(int Width, int Height, int BitDepth, int ColourType, bool IsInterlaced)
{
    /// <summary>The colour type of indices into a palette.</summary>
    public const int Palette = 3;

    private const int Colour = 2, Alpha = 4;

    /// <summary>True without colours.</summary>
    public bool IsGrey => (ColourType & Colour) == 0;

    /// <summary>Bits of a pixel.</summary>
    public int PixelBits => BitDepth * (ColourType == Palette ? 1 : ((ColourType & Colour) == 0 ? 1 : 3) + (ColourType & Alpha) / Alpha);

    /// <summary>Reads it.</summary>
    /// <param name="data">At least 13 bytes.</param>
    public static PngHeader Of(ReadOnlySpan<byte> data) =>
        new((int)BinaryPrimitives.ReadUInt32BigEndian(data), (int)BinaryPrimitives.ReadUInt32BigEndian(data[4..]), data[8], data[9], data[12] == 1);
}
