namespace Csa.Tests.Images.Corpus;

/// <summary>GIF files of four colours: red, green, blue, white.</summary>
internal static class GifWriter
{
    /// <summary>Quarters of 32x16.</summary>
    /// <param name="transparent">The colour that is none, or null.</param>
    /// <param name="frames">How many, each after the first white.</param>
    /// <param name="inset">Columns at the left that the first frame leaves open.</param>
    public static byte[] Quarters(int? transparent = null, int frames = 1, int inset = 0) =>
        Write(32, 16, (x, y) => (x / 16) + (2 * (y / 8)), transparent, frames, inset);

    /// <summary>A file of a size.</summary>
    /// <param name="width">Pixels per row, up to 255.</param>
    /// <param name="height">Rows, up to 255.</param>
    /// <param name="colour">(x, y) -> 0 … 3.</param>
    /// <param name="transparent">The colour that is none, or null.</param>
    /// <param name="frames">How many, each after the first white.</param>
    /// <param name="inset">Columns at the left that the first frame leaves open.</param>
    public static byte[] Write(int width, int height, Func<int, int, int> colour, int? transparent = null, int frames = 1, int inset = 0)
    {
        var file = new List<byte>([.. "GIF89a"u8, (byte)width, 0, (byte)height, 0, 0x81, 0, 0, 255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255]);
        for (int frame = 0; frame < frames; frame++)
        {
            int left = frame == 0 ? inset : 0;
            bool first = frame == 0;
            file.AddRange([0x21, 0xF9, 4, (byte)(transparent is null ? 0 : 1), 10, 0, (byte)(transparent ?? 0), 0]);
            file.AddRange([0x2C, (byte)left, 0, 0, 0, (byte)(width - left), 0, (byte)height, 0, 0, 2]);
            byte[] data = Packed(from y in Enumerable.Range(0, height) from x in Enumerable.Range(left, width - left) select first ? colour(x, y) : 3);
            foreach (byte[] block in data.Chunk(255)) file.AddRange([(byte)block.Length, .. block]);
            file.Add(0);
        }

        return [.. file, 0x3B];
    }

    // A clear code before every second pixel keeps all codes at three bits.
    private static byte[] Packed(IEnumerable<int> pixels)
    {
        const int Clear = 4, End = 5, Width = 3;
        int[] codes = [.. pixels.Chunk(2).SelectMany(pair => pair.Prepend(Clear)), End];
        var bytes = new byte[((Width * codes.Length) + 7) / 8];
        for (int i = 0; i < Width * codes.Length; i++) bytes[i / 8] |= (byte)(((codes[i / Width] >> (i % Width)) & 1) << (i % 8));
        return bytes;
    }
}
