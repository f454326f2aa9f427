using Csa.Data.Images;

namespace Csa.Data.Masks;

/// <summary>Moves and softens the edge of a hole: a mask that ends at an object's edge leaves its rim.</summary>
public static class HoleEdge
{
    /// <summary>The most pixels by which an edge is moved or softened.</summary>
    public const int MaxPixels = 1000;

    /// <summary>Grows the hole into its known surroundings.</summary>
    /// <param name="hole">One mask.</param>
    /// <param name="pixels">Known pixels up to this far from the hole join it; 0 … <see cref="MaxPixels"/>.</param>
    public static HoleMask Grow(HoleMask hole, int pixels)
    {
        if (pixels == 0) return hole;
        float[] distances = Distances(hole, pixels);
        return HoleMask.Create(hole.Height, hole.Width, (y, x) => distances[(y * hole.Width) + x] <= pixels);
    }

    /// <summary>Swaps hole and known pixels.</summary>
    /// <param name="hole">One mask.</param>
    public static HoleMask Invert(HoleMask hole) => HoleMask.Create(hole.Height, hole.Width, (y, x) => !hole[0, y, x]);

    /// <summary>Blends a filled image into the photograph outside the hole: the nearer to the hole, the more of the filled image.</summary>
    /// <param name="photograph">As it was.</param>
    /// <param name="filled">The fill of the hole grown by as many pixels with <see cref="Grow"/>; of the same size.</param>
    /// <param name="hole">One mask: there the result is the filled image.</param>
    /// <param name="pixels">The width of the transition; beyond it the result is the photograph, byte for byte.</param>
    public static RgbImage Feather(RgbImage photograph, RgbImage filled, HoleMask hole, int pixels)
    {
        float[] distances = Distances(hole, pixels);
        var result = new byte[photograph.Pixels.Length];
        for (int i = 0; i < result.Length; i++)
        {
            float ofFilled = Math.Clamp(1 - (distances[i / 3] / (pixels + 1)), 0, 1);
            result[i] = (byte)MathF.Round((ofFilled * filled.Pixels[i]) + ((1 - ofFilled) * photograph.Pixels[i]));
        }

        return new RgbImage(photograph.Width, photograph.Height, result, filled.Alpha);
    }

    // From each pixel to the nearest of the hole, between centres; infinite where it is further than the limit.
    private static float[] Distances(HoleMask hole, int limit)
    {
        (int height, int width) = (hole.Height, hole.Width);
        int far = limit + 1;
        var down = new ushort[height * width];
        for (int x = 0; x < width; x++)
        {
            for (int y = 0, since = far; y < height; y++)
            {
                since = hole[0, y, x] ? 0 : Math.Min(far, since + 1);
                down[(y * width) + x] = (ushort)since;
            }

            for (int y = height - 1, since = far; y >= 0; y--)
            {
                int i = (y * width) + x;
                since = Math.Min(down[i], Math.Min(far, since + 1));
                down[i] = (ushort)since;
            }
        }

        var distances = new float[height * width];
        Parallel.For(0, height, y =>
        {
            for (int x = 0; x < width; x++)
            {
                long least = long.MaxValue;
                for (int other = Math.Max(0, x - limit); other <= Math.Min(width - 1, x + limit); other++)
                {
                    long straight = down[(y * width) + other], across = other - x;
                    if (straight <= limit) least = Math.Min(least, (straight * straight) + (across * across));
                }

                distances[(y * width) + x] = least <= (long)limit * limit ? MathF.Sqrt(least) : float.PositiveInfinity;
            }
        });
        return distances;
    }
}
