using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;

namespace Csa.Data.Images;

/// <summary>A PNG's chunks, checked before decoding: the codec library passes over bad checksums and a missing end.</summary>
/// <param name="Fault">What is wrong with the file, or null.</param>
/// <param name="BitDepth">Bits per channel, 1 … 16.</param>
/// <param name="Frames">Frames of an animation, or 1.</param>
/// <param name="HasProfile">True when a colour profile is embedded.</param>
internal sealed record PngStructure(string? Fault, int BitDepth = 8, int Frames = 1, bool HasProfile = false)
{
    private const int SignatureBytes = 8;
    private const int ChunkOverhead = 12;

    /// <summary>Walks the chunks.</summary>
    /// <param name="png">The whole file.</param>
    public static PngStructure Read(ReadOnlySpan<byte> png)
    {
        (int depth, int frames, bool profile) = (8, 1, false);
        int at = SignatureBytes;
        while (png.Length - at >= ChunkOverhead)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(png[at..]);
            ReadOnlySpan<byte> name = png.Slice(at + 4, 4);
            if (name.ContainsAnyExceptInRange((byte)'A', (byte)'z')) return new($"is damaged: at byte {at} there is no chunk where one should be");
            if (length > png.Length - at - ChunkOverhead) return new($"is cut off: its {Encoding.ASCII.GetString(name)} chunk goes on after the end of the file");
            ReadOnlySpan<byte> data = png.Slice(at + 8, (int)length);
            if (Crc32.HashToUInt32(png.Slice(at + 4, (int)length + 4)) != BinaryPrimitives.ReadUInt32BigEndian(png[(at + 8 + (int)length)..]))
                return new($"is damaged: the checksum of its {Encoding.ASCII.GetString(name)} chunk is wrong");

            if (name.SequenceEqual("IHDR"u8) && length >= 9) depth = data[8];
            else if (name.SequenceEqual("acTL"u8) && length >= 4) frames = (int)BinaryPrimitives.ReadUInt32BigEndian(data);
            else if (name.SequenceEqual("iCCP"u8) || name.SequenceEqual("cICP"u8)) profile = true;
            else if (name.SequenceEqual("IEND"u8)) return new(null, depth, frames, profile);
            at += ChunkOverhead + (int)length;
        }

        return new("is cut off: its end is missing");
    }
}
