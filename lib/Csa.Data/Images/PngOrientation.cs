using System.Buffers.Binary;

namespace Csa.Data.Images;

/// <summary>The EXIF orientation of a PNG (chunk eXIf), which Skia reads for JPEG and WebP only.</summary>
internal static class PngOrientation
{
    /// <summary>Finds the orientation by walking the chunks, without reading pixels.</summary>
    /// <param name="png">A seekable stream, from its start.</param>
    /// <returns>1 … 8 as in EXIF; 1 if there is none or it is invalid.</returns>
    public static int Read(Stream png)
    {
        png.Position = 8;
        Span<byte> header = stackalloc byte[8];
        while (png.ReadAtLeast(header, 8, throwOnEndOfStream: false) == 8)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(header);
            if (header[4..].SequenceEqual("eXIf"u8) && length <= ImageTags.MaxBytes)
            {
                var exif = new byte[Math.Min(length, png.Length)];
                return png.ReadAtLeast(exif, exif.Length, throwOnEndOfStream: false) == length && ExifBlock.Of(exif) is ExifBlock block ? block.Orientation : ExifBlock.Upright;
            }

            long next = png.Position + length + 4;
            if (next > png.Length) return ExifBlock.Upright;
            png.Position = next;
        }

        return ExifBlock.Upright;
    }
}
