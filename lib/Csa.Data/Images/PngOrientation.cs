using System.Buffers.Binary;

namespace Csa.Data.Images;

/// <summary>The EXIF orientation of a PNG (chunk eXIf), which the codec library reads for JPEG and WebP only.</summary>
internal static class PngOrientation
{
    private const int Upright = 1;
    private const int LongestExif = 1 << 16;

    /// <summary>Finds the orientation by walking the chunks, without reading pixels.</summary>
    /// <param name="png">A seekable stream, from its start.</param>
    /// <returns>1 … 8 as EXIF counts; 1 when there is none or it makes no sense.</returns>
    public static int Read(Stream png)
    {
        png.Position = 8;
        Span<byte> header = stackalloc byte[8];
        while (png.ReadAtLeast(header, 8, throwOnEndOfStream: false) == 8)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(header);
            if (header[4..].SequenceEqual("eXIf"u8) && length <= LongestExif)
            {
                var exif = new byte[length];
                return png.ReadAtLeast(exif, exif.Length, throwOnEndOfStream: false) == exif.Length ? FromTiff(exif) : Upright;
            }

            long next = png.Position + length + 4;
            if (next > png.Length) return Upright;
            png.Position = next;
        }

        return Upright;
    }

    private static int FromTiff(ReadOnlySpan<byte> tiff)
    {
        const int OrientationTag = 0x0112;
        bool little = tiff.StartsWith("II"u8);
        if (tiff.Length < 8) return Upright;
        uint directory = little ? BinaryPrimitives.ReadUInt32LittleEndian(tiff[4..]) : BinaryPrimitives.ReadUInt32BigEndian(tiff[4..]);
        if (directory > tiff.Length - 2) return Upright;
        ReadOnlySpan<byte> entries = tiff[((int)directory + 2)..];
        int count = Math.Min(Number(tiff[(int)directory..], little), entries.Length / 12);
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> entry = entries.Slice(12 * i, 12);
            if (Number(entry, little) == OrientationTag && Number(entry[8..], little) is int value and >= 1 and <= 8) return value;
        }

        return Upright;
    }

    private static int Number(ReadOnlySpan<byte> bytes, bool little) =>
        little ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);
}
