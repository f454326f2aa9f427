using System.Buffers.Binary;
using System.IO.Compression;

namespace Csa.Tests.Images.Corpus;

/// <summary>TIFF files of 32x16 quarters, in all the ways that scanners and programs save them.</summary>
internal static class TiffWriter
{
    public const int Uncompressed = 1, Group4 = 4, Lzw = 5, Jpeg = 7, Deflate = 8, PackBits = 32773;
    public const int Grey = 1, Rgb = 2, Palette = 3, Cmyk = 5, YCbCr = 6;

    private const int Width = 32, Height = 16, RowsPerStrip = 6;
    private const ushort Short = 3, Long = 4;

    /// <summary>Red, green, blue and white quarters; grey and palette tell the left half from the right.</summary>
    /// <param name="compression">One of the constants.</param>
    /// <param name="photometric">One of the constants.</param>
    /// <param name="bits">Per channel; 32 means floating point.</param>
    /// <param name="alpha">True gives the red quarter an alpha of 0.</param>
    /// <param name="big">Big-endian.</param>
    /// <param name="orientation">As EXIF's.</param>
    /// <param name="pages">How often it is there.</param>
    /// <param name="more">Further entries of each page.</param>
    public static byte[] Quarters(
        int compression = Uncompressed, int photometric = Rgb, int bits = 8, bool alpha = false, bool big = false, int orientation = 1, int pages = 1, params (ushort Tag, ushort Type, byte[] Values)[] more)
    {
        int samples = (photometric switch { Rgb or YCbCr => 3, Cmyk => 4, _ => 1 }) + (alpha ? 1 : 0);
        bool isGreyJpeg = compression == Jpeg && photometric <= Grey;
        int rows = isGreyJpeg ? Height / 2 : compression is Group4 or Jpeg ? Height : RowsPerStrip;
        byte[][] strips = compression switch
        {
            Group4 => [LeftWhite()],
            // The left half of the upper strip, the right of the lower: strips are told apart.
            Jpeg when isGreyJpeg => [.. Enumerable.Range(0, 2).Select(strip => JpegWriter.Apart(GreyJpeg(strip)).Picture)],
            Jpeg => [JpegWriter.Write(4, 2, (x, y) => JpegWriter.Quarter(x, y, JpegWriter.YCbCr))],
            _ => [.. Enumerable.Range(0, (Height + rows - 1) / rows).Select(i => Packed(compression, Rows(i * rows, Math.Min(Height, (i + 1) * rows))))],
        };
        var file = new List<byte>([.. big ? "MM\0*"u8 : "II*\0"u8, 0, 0, 0, 0]);
        int[] places = [.. strips.Select(Place)];
        int pointer = 4;
        for (int page = 0; page < pages; page++)
        {
            (ushort, ushort, byte[])[] entries =
            [
                (0x0100, Short, Shorts(Width)), (0x0101, Short, Shorts(Height)), (0x0102, Short, Shorts([.. Enumerable.Repeat(bits, samples)])),
                (0x0103, Short, Shorts(compression)), (0x0106, Short, Shorts(photometric)), (0x0111, Long, Longs(places)), (0x0112, Short, Shorts(orientation)),
                (0x0115, Short, Shorts(samples)), (0x0116, Short, Shorts(rows)), (0x0117, Long, Longs([.. strips.Select(strip => strip.Length)])),
                .. photometric == Palette ? [((ushort)0x0140, Short, Shorts([.. Enumerable.Range(0, 3 << bits).Select(i => i % (1 << bits) == (i >> bits) + 1 ? 65535 : 0)]))] : Array.Empty<(ushort, ushort, byte[])>(),
                .. alpha ? [((ushort)0x0152, Short, Shorts(2))] : Array.Empty<(ushort, ushort, byte[])>(),
                .. bits == 32 ? [((ushort)0x0153, Short, Shorts([.. Enumerable.Repeat(3, samples)]))] : Array.Empty<(ushort, ushort, byte[])>(),
                .. isGreyJpeg ? [((ushort)0x015B, (ushort)7, JpegWriter.Apart(GreyJpeg(0)).Tables)] : Array.Empty<(ushort, ushort, byte[])>(),
                .. photometric == YCbCr ? [((ushort)0x0212, Short, Shorts(1, 1))] : Array.Empty<(ushort, ushort, byte[])>(),
                .. more,
            ];
            pointer = Directory([.. entries.OrderBy(entry => entry.Item1)], pointer);
        }

        return [.. file];

        int Place(byte[] data)
        {
            if (file.Count % 2 == 1) file.Add(0);
            file.AddRange(data);
            return file.Count - data.Length;
        }

        int Directory((ushort Tag, ushort Type, byte[] Values)[] entries, int from)
        {
            byte[] table = [.. Shorts(entries.Length), .. entries.SelectMany(entry => (byte[])
            [
                .. Shorts(entry.Tag, entry.Type), .. Longs(entry.Values.Length / (entry.Type switch { Short => 2, Long => 4, 5 => 8, _ => 1 })),
                .. entry.Values.Length <= 4 ? [.. entry.Values, .. new byte[4 - entry.Values.Length]] : Longs(Place(entry.Values)),
            ]), 0, 0, 0, 0];
            int at = Place(table);
            for (int i = 0; i < 4; i++) file[from + i] = Longs(at)[i];
            return file.Count - 4;
        }

        byte[] Rows(int first, int last) => [.. Enumerable.Range(first, last - first).SelectMany(Row)];

        byte[] Row(int y)
        {
            if (bits == 1) return [0, 0, 255, 255];
            return [.. Enumerable.Range(0, Width).SelectMany(x => Pixel(x / 16, y / 8)).SelectMany(Value)];
        }

        int[] Pixel(int right, int below)
        {
            int most = bits == 32 ? 1 : (1 << bits) - 1;
            int[] colour = photometric switch
            {
                Grey => [right * most],
                Palette => [right + below > 1 ? 0 : 1 + right + (2 * below)],
                Cmyk => [0, 0, 0, 0],
                _ => [right == below ? most : 0, right * most, below * most],
            };
            return alpha ? [.. colour, right + below > 0 ? most : 0] : colour;
        }

        byte[] Value(int value) => bits switch { 8 => [(byte)value], 16 => Shorts(value), _ => Longs(BitConverter.SingleToInt32Bits(value)) };

        byte[] Shorts(params int[] values) => [.. values.SelectMany(value => big ? (byte[])[(byte)(value >> 8), (byte)value] : [(byte)value, (byte)(value >> 8)])];

        byte[] Longs(params int[] values) => [.. values.SelectMany(value =>
        {
            var bytes = new byte[4];
            if (big) BinaryPrimitives.WriteInt32BigEndian(bytes, value);
            else BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
            return bytes;
        })];
    }

    private static byte[] GreyJpeg(int strip) => JpegWriter.Write(4, 1, (x, _) => [(x < 2) == (strip == 0) ? 0 : 255]);

    private static byte[] Packed(int compression, byte[] rows)
    {
        switch (compression)
        {
            case Deflate:
                using (var packed = new MemoryStream())
                {
                    using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true)) zlib.Write(rows);
                    return packed.ToArray();
                }

            case PackBits:
                // A row at a time, each byte as a run of one.
                return [.. rows.SelectMany(value => (byte[])[0, value])];
            case Lzw:
                return OfBits([.. rows.Chunk(200).SelectMany(part => new[] { 256 }.Concat(part.Select(value => (int)value))).Append(257).Select(code => (code, 9))]);
            default:
                return rows;
        }
    }

    // Half white, half black: the first row in runs, the others as it; then the end.
    private static byte[] LeftWhite() =>
        OfBits([(0b001, 3), (0b101010, 6), (0b0000010111, 10), .. Enumerable.Repeat((0b11, 2), Height - 1), (1, 12), (1, 12)]);

    private static byte[] OfBits((int Value, int Length)[] codes)
    {
        bool[] bits = [.. codes.SelectMany(code => Enumerable.Range(1, code.Length).Select(i => ((code.Value >> (code.Length - i)) & 1) == 1))];
        return [.. bits.Chunk(8).Select(part => (byte)part.Index().Sum(bit => bit.Item ? 128 >> bit.Index : 0))];
    }
}
