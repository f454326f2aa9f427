namespace Csa.Tests.Images.Corpus;

/// <summary>PNG files of every colour type and bit depth.</summary>
internal static class PngWriter
{
    public const int Grey = 0, Rgb = 2, Palette = 3, GreyAlpha = 4, RgbAlpha = 6;

    // Column, row and steps of the seven passes of an interlaced file.
    private static readonly int[][] Adam7 = [[0, 0, 8, 8], [4, 0, 8, 8], [0, 4, 4, 8], [2, 0, 4, 4], [0, 2, 2, 4], [1, 0, 2, 2], [0, 1, 1, 2]];

    /// <summary>A file of a size.</summary>
    /// <param name="width">Pixels per row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="bits">Per channel or palette index.</param>
    /// <param name="type">One of the constants.</param>
    /// <param name="pixel">(x, y) -> channel values, 0 … 2^bits - 1.</param>
    /// <param name="palette">R G B of each index.</param>
    /// <param name="interlaced">In seven passes.</param>
    public static byte[] Write(int width, int height, int bits, int type, Func<int, int, int[]> pixel, byte[]? palette = null, bool interlaced = false)
    {
        if (!interlaced) return Pictures.Png(width, height, bits, type, Rows(width, height, bits, pixel), palette);
        byte[] rows = [.. Adam7.SelectMany(pass =>
        {
            int columns = (width - pass[0] + pass[2] - 1) / pass[2], lines = (height - pass[1] + pass[3] - 1) / pass[3];
            return columns > 0 && lines > 0 ? Rows(columns, lines, bits, (x, y) => pixel(pass[0] + (x * pass[2]), pass[1] + (y * pass[3]))) : [];
        })];
        return Pictures.Png(width, height, bits, type, rows, palette, interlaced);
    }

    /// <summary>Quarters, red green blue white; palette indices count them. Alpha is full but 0 in the red quarter.</summary>
    public static byte[] Quarters(int bits, int type, bool interlaced = false)
    {
        int most = (1 << bits) - 1;
        // Four colours need two bits: one bit tells the left half from the right.
        byte[]? palette = type != Palette ? null : bits == 1 ? [255, 0, 0, 0, 255, 0] : [255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255];
        return Write(32, 16, bits, type, Pixel, palette, interlaced);

        int[] Pixel(int x, int y)
        {
            (int right, int below) = (x / 16, y / 8);
            int alpha = right + below > 0 ? most : 0;
            int[] rgb = [right == below ? most : 0, right * most, below * most];
            return type switch
            {
                Grey => [right * most],
                GreyAlpha => [right * most, alpha],
                Palette => [bits == 1 ? right : right + (2 * below)],
                Rgb => rgb,
                _ => [.. rgb, alpha],
            };
        }
    }

    private static byte[] Rows(int width, int height, int bits, Func<int, int, int[]> pixel)
    {
        var rows = new List<byte>();
        for (int y = 0; y < height; y++)
        {
            rows.Add(0);
            (int pending, int count) = (0, 0);
            for (int x = 0; x < width; x++)
            {
                foreach (int value in pixel(x, y))
                {
                    if (bits == 16) rows.Add((byte)(value >> 8));
                    (pending, count) = bits >= 8 ? (value & 255, 8) : ((pending << bits) | value, count + bits);
                    if (count < 8) continue;
                    rows.Add((byte)pending);
                    (pending, count) = (0, 0);
                }
            }

            if (count > 0) rows.Add((byte)(pending << (8 - count)));
        }

        return [.. rows];
    }
}
