using Csa.Data;
using Csa.Data.Masks;

namespace Csa.DataSets.Preparation;

/// <summary>Training masks from raw ones, as the authors of partial convolutions describe it: dilate, rotate, translate, crop.</summary>
/// <remarks>
/// Theirs: binarised at 0.6, dilated by 9 to 49 pixels. They name random translation, rotation and cropping without ranges.
/// Ours: a square element, any angle, up to a quarter of the side each way, a square of half to all of the side.
/// </remarks>
internal static class RawMaskRecipe
{
    /// <summary>The middle of 0 … 255: values above it are white.</summary>
    public const int HalfLevel = 127;

    /// <summary>0.6 of 255: values above it are white.</summary>
    public const int AuthorsLevel = 153;
    private const int MinDilation = 9, MaxDilation = 49, Attempts = 20;

    /// <summary>Makes one training mask from one raw mask.</summary>
    /// <param name="raw">One sample.</param>
    /// <param name="side">Height and width of the result.</param>
    /// <param name="seed">The same seed gives the same mask.</param>
    /// <returns>A mask with a hole and known cells; null if none of several draws has both.</returns>
    public static HoleMask? Apply(HoleMask raw, int side, ulong seed)
    {
        for (ulong attempt = 0; attempt < Attempts; attempt++)
        {
            Random random = Seed.Generator(Seed.Derive(seed, attempt));
            HoleMask mask = MaskScaling.ResizeByArea(Moved(Dilated(raw, random.Next(MinDilation, MaxDilation + 1)), random), side, side);
            if (!mask.IsEmpty && mask.HoleCount(0) < side * side) return mask;
        }

        return null;
    }

    /// <summary>The mask dilated by a square: a cell is missing if any cell of the square around it is.</summary>
    /// <param name="mask">One sample.</param>
    /// <param name="size">The square's side in cells.</param>
    internal static HoleMask Dilated(HoleMask mask, int size)
    {
        (int height, int width) = (mask.Height, mask.Width);
        byte[] rows = Spread(mask.Cells(0), height, width, 1, width, size);
        return HoleMask.FromCells(Spread(rows, width, height, width, 1, size), 1, height, width);
    }

    // A running count of missing cells along each line: as fast for large squares as for small ones.
    private static byte[] Spread(ReadOnlySpan<byte> cells, int lines, int length, int step, int stride, int size)
    {
        var spread = new byte[cells.Length];
        int before = size / 2, after = size - 1 - before;
        for (int line = 0; line < lines; line++)
        {
            int start = line * stride, missing = 0;
            for (int i = 0; i < Math.Min(after, length); i++) missing += cells[start + (i * step)];
            for (int i = 0; i < length; i++)
            {
                if (i + after < length) missing += cells[start + ((i + after) * step)];
                if (i > before) missing -= cells[start + ((i - before - 1) * step)];
                spread[start + (i * step)] = missing > 0 ? (byte)1 : (byte)0;
            }
        }

        return spread;
    }

    private static HoleMask Moved(HoleMask mask, Random random)
    {
        (int height, int width) = (mask.Height, mask.Width);
        double angle = 2 * Math.PI * random.NextDouble(), cos = Math.Cos(angle), sin = Math.Sin(angle);
        double right = (random.NextDouble() - 0.5) * width / 2, down = (random.NextDouble() - 0.5) * height / 2;
        int side = (int)(Math.Min(height, width) * (0.5 + (0.5 * random.NextDouble())));
        int left = random.Next(width - side + 1), top = random.Next(height - side + 1);
        return HoleMask.Create(side, side, (y, x) =>
        {
            // Where the cell came from: back through the crop, the translation and the rotation about the centre.
            double u = left + x + 0.5 - right - (width / 2.0), v = top + y + 0.5 - down - (height / 2.0);
            int fromX = (int)Math.Floor((cos * u) + (sin * v) + (width / 2.0)), fromY = (int)Math.Floor((cos * v) - (sin * u) + (height / 2.0));
            return fromX >= 0 && fromX < width && fromY >= 0 && fromY < height && mask[0, fromY, fromX];
        });
    }
}
