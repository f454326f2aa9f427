namespace Csa.Tests.Images.Corpus;

/// <summary>BMP files with 32x16 quarters, red green blue white.</summary>
internal static class BmpWriter
{
    private const int Width = 32, Height = 16;

    private static readonly byte[] Colours = [0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 0, 255, 255, 255, 0];

    /// <summary>B G R, rows from below or from above.</summary>
    public static byte[] TrueColour(bool topDown = false) =>
        File(24, [.. Order(topDown).SelectMany(y => Enumerable.Range(0, Width).SelectMany(x => Colour(x, y)))], height: topDown ? -Height : Height);

    /// <summary>A palette of four.</summary>
    public static byte[] Palette() => File(8, [.. Order(false).SelectMany(y => Enumerable.Range(0, Width).Select(x => (byte)Index(x, y)))], Colours);

    /// <summary>One bit: red left, green right.</summary>
    public static byte[] OneBit() => File(1, [.. Order(false).SelectMany(_ => new byte[] { 0, 0, 255, 255 })], Colours[..8]);

    /// <summary>Run lengths.</summary>
    public static byte[] RunLengths() =>
        File(8, [.. Order(false).SelectMany(y => new byte[] { 16, (byte)Index(0, y), 16, (byte)Index(16, y), 0, 0 }), 0, 1], Colours, compression: 1);

    /// <summary>B G R A by bit masks; the red quarter is transparent.</summary>
    public static byte[] Alpha()
    {
        byte[] pixels = [.. Order(false).SelectMany(y => Enumerable.Range(0, Width).SelectMany(x => Colour(x, y).Append((byte)(Index(x, y) == 0 ? 0 : 255))))];
        byte[] masks = [0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 0, 0, 0, 0, 255, .. "BGRs"u8, .. new byte[48]];
        return File(32, pixels, extraHeader: masks, compression: 3);
    }

    /// <summary>A header of any size, and no pixels.</summary>
    public static byte[] Header(int width, int height) => File(24, [], width: width, height: height);

    private static int Index(int x, int y) => (x / 16) + (2 * (y / 8));

    private static byte[] Colour(int x, int y) => Colours.AsSpan(4 * Index(x, y), 3).ToArray();

    private static IEnumerable<int> Order(bool topDown) => topDown ? Enumerable.Range(0, Height) : Enumerable.Range(0, Height).Reverse();

    private static byte[] File(
        int bits, byte[] pixels, byte[]? palette = null, byte[]? extraHeader = null, int compression = 0, int width = Width, int height = Height)
    {
        (palette, extraHeader) = (palette ?? [], extraHeader ?? []);
        int offset = 14 + 40 + extraHeader.Length + palette.Length;
        return
        [
            .. "BM"u8, .. Int(offset + pixels.Length), .. Int(0), .. Int(offset),
            .. Int(40 + extraHeader.Length), .. Int(width), .. Int(height), 1, 0, (byte)bits, 0, .. Int(compression), .. Int(pixels.Length),
            .. Int(2835), .. Int(2835), .. Int(palette.Length / 4), .. Int(0), .. extraHeader, .. palette, .. pixels,
        ];
    }

    private static byte[] Int(int value) => BitConverter.GetBytes(value);
}
