namespace Csa.Tests.Images.Corpus;

/// <summary>JPEG files of flat 8x8 blocks, in kinds that the codec library reads but does not write.</summary>
internal static class JpegWriter
{
    /// <summary>Block colours of 32x16 quarters, red green blue white, in a colour space.</summary>
    public static int[] Quarter(int blockX, int blockY, Func<int, int, int, int[]> fromRgb)
    {
        (int right, int below) = (blockX / 2, blockY);
        return fromRgb(right == below ? 255 : 0, 255 * right, 255 * below);
    }

    public static int[] YCbCr(int r, int g, int b) =>
    [
        (int)Math.Round((0.299 * r) + (0.587 * g) + (0.114 * b)),
        Math.Min(255, (int)Math.Round(128 - (0.168736 * r) - (0.331264 * g) + (0.5 * b))),
        Math.Min(255, (int)Math.Round(128 + (0.5 * r) - (0.418688 * g) - (0.081312 * b))),
    ];

    /// <summary>Inks as Adobe's programs store them: 255 = none.</summary>
    public static int[] Cmyk(int r, int g, int b) => [r, g, b, 255];

    public static int[] Ycck(int r, int g, int b) => [.. YCbCr(255 - r, 255 - g, 255 - b), 255];

    /// <summary>A file of flat blocks.</summary>
    /// <param name="columns">Blocks per row.</param>
    /// <param name="rows">Rows of blocks.</param>
    /// <param name="block">(x, y) -> 1, 3 or 4 values, 0 … 255.</param>
    /// <param name="progressive">In several passes.</param>
    /// <param name="adobe">The colour transform of an Adobe marker, or none.</param>
    /// <param name="repeats">How often a progressive file says that nothing more follows.</param>
    public static byte[] Write(int columns, int rows, Func<int, int, int[]> block, bool progressive = false, int? adobe = null, int repeats = 1)
    {
        int[][] blocks = [.. Enumerable.Range(0, columns * rows).Select(i => Array.ConvertAll(block(i % columns, i / columns), value => value - 128))];
        int components = blocks[0].Length;
        byte[] ids = [.. Enumerable.Range(1, components).Select(id => (byte)id)];
        var file = new List<byte> { 0xFF, 0xD8 };
        if (adobe is int transform) Segment(file, 0xEE, [.. "Adobe"u8, 0, 100, 0, 0, 0, 0, (byte)transform]);
        // Steps of 8 make a flat block's only coefficient its value less 128.
        Segment(file, 0xDB, [0, .. Enumerable.Repeat((byte)8, 64)]);
        Segment(file, (byte)(progressive ? 0xC2 : 0xC0), [8, .. Int16(8 * rows), .. Int16(8 * columns), (byte)components, .. ids.SelectMany(id => new byte[] { id, 0x11, 0 })]);
        // Flat blocks: twelve code words of four bits for differences, one of one bit for "nothing more".
        Segment(file, 0xC4, [0x00, 0, 0, 0, 12, .. new byte[12], .. Enumerable.Range(0, 12).Select(i => (byte)i)]);
        Segment(file, 0xC4, [0x10, 1, .. new byte[15], 0]);
        if (!progressive)
        {
            Scan(file, ids, [0, 63, 0], bits => Differences(bits, blocks, 0, endOfBlock: true));
        }
        else
        {
            Scan(file, ids, [0, 0, 0x01], bits => Differences(bits, blocks, 1, endOfBlock: false));
            Scan(file, ids, [0, 0, 0x10], bits => Array.ForEach(blocks, values => Array.ForEach(values, value => bits.Add(value & 1, 1))));
            foreach (byte id in Enumerable.Repeat(ids, repeats).SelectMany(each => each)) Scan(file, [id], [1, 63, 0], bits => Array.ForEach(blocks, _ => bits.Add(0, 1)));
        }

        return [.. file, 0xFF, 0xD9];
    }

    /// <summary>The tables of a file, and its picture without them, as a TIFF keeps them.</summary>
    public static (byte[] Tables, byte[] Picture) Apart(byte[] jpeg)
    {
        List<byte> tables = [0xFF, 0xD8], picture = [0xFF, 0xD8];
        int at = 2;
        while (jpeg[at + 1] != 0xDA)
        {
            int length = 2 + (256 * jpeg[at + 2]) + jpeg[at + 3];
            (jpeg[at + 1] is 0xDB or 0xC4 ? tables : picture).AddRange(jpeg.AsSpan(at, length));
            at += length;
        }

        return ([.. tables, 0xFF, 0xD9], [.. picture, .. jpeg[at..]]);
    }

    private static void Differences(BitList bits, int[][] blocks, int shift, bool endOfBlock)
    {
        var previous = new int[blocks[0].Length];
        foreach (int[] values in blocks)
        {
            for (int c = 0; c < values.Length; c++)
            {
                int value = values[c] >> shift;
                int difference = value - previous[c];
                int size = 32 - int.LeadingZeroCount(Math.Abs(difference));
                bits.Add(size, 4);
                bits.Add(difference < 0 ? difference - 1 : difference, size);
                if (endOfBlock) bits.Add(0, 1);
                previous[c] = value;
            }
        }
    }

    private static void Scan(List<byte> file, byte[] ids, byte[] spectrum, Action<BitList> write)
    {
        Segment(file, 0xDA, [(byte)ids.Length, .. ids.SelectMany(id => new byte[] { id, 0x00 }), .. spectrum]);
        var bits = new BitList();
        write(bits);
        foreach (byte value in bits.Padded())
        {
            file.Add(value);
            if (value == 0xFF) file.Add(0);
        }
    }

    private static void Segment(List<byte> file, byte code, byte[] data) => file.AddRange([0xFF, code, .. Int16(data.Length + 2), .. data]);

    private static byte[] Int16(int value) => [(byte)(value >> 8), (byte)value];

    private sealed class BitList
    {
        private readonly List<byte> bytes = [];
        private int pending, count;

        public void Add(int value, int length)
        {
            for (int bit = length - 1; bit >= 0; bit--)
            {
                pending = (pending << 1) | ((value >> bit) & 1);
                if (++count < 8) continue;
                bytes.Add((byte)pending);
                (pending, count) = (0, 0);
            }
        }

        public List<byte> Padded()
        {
            while (count > 0) Add(1, 1);
            return bytes;
        }
    }
}
