using Csa.Data.Images;
using SkiaSharp;

namespace Csa.Drawings.Painting;

/// <summary>Draws on the CPU at an integer multiple of the size asked for, and averages down.</summary>
internal static class Supersampled
{
    // Below this a single hair or eyelash would vanish between the pixels of one drawing.
    private const int MinDrawnSide = 128;

    /// <summary>Draws a square image.</summary>
    /// <param name="side">Height and width in pixels, at least 1.</param>
    /// <param name="draw">Draws in the unit square: (0, 0) is the top left, (1, 1) the bottom right corner.</param>
    public static RgbImage Draw(int side, Action<SKCanvas> draw)
    {
        int factor = Factor(side);
        int drawn = side * factor;
        using var bitmap = new SKBitmap(new SKImageInfo(drawn, drawn, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using (var canvas = new SKCanvas(bitmap))
        {
            canvas.Clear(SKColors.Black);
            canvas.Scale(drawn);
            draw(canvas);
        }

        return new RgbImage(side, side, Average(bitmap.GetPixelSpan(), bitmap.RowBytes, side, factor));
    }

    /// <summary>How many times larger a drawing is made than shown.</summary>
    /// <param name="side">The shown side, at least 1.</param>
    public static int Factor(int side)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(side, 1);
        return (MinDrawnSide + side - 1) / side;
    }

    /// <summary>The mean of each factor x factor block, rounded.</summary>
    /// <param name="rgba">The drawn rows.</param>
    /// <param name="rowBytes">From row to row.</param>
    /// <param name="side">The shown side.</param>
    /// <param name="factor">As <see cref="Factor"/> says.</param>
    /// <returns>side x side x 3 bytes.</returns>
    public static byte[] Average(ReadOnlySpan<byte> rgba, int rowBytes, int side, int factor)
    {
        var pixels = new byte[side * side * 3];
        var sums = new int[side * 3];
        int area = factor * factor;
        for (int y = 0; y < side; y++)
        {
            Array.Clear(sums);
            for (int row = y * factor; row < (y + 1) * factor; row++)
            {
                ReadOnlySpan<byte> line = rgba.Slice(row * rowBytes, side * factor * 4);
                int from = 0;
                for (int at = 0; at < sums.Length; at += 3)
                {
                    for (int k = 0; k < factor; k++, from += 4)
                    {
                        sums[at] += line[from];
                        sums[at + 1] += line[from + 1];
                        sums[at + 2] += line[from + 2];
                    }
                }
            }

            int start = y * side * 3;
            for (int i = 0; i < sums.Length; i++) pixels[start + i] = (byte)((sums[i] + (area / 2)) / area);
        }

        return pixels;
    }
}
