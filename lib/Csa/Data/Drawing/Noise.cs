using SkiaSharp;

namespace Csa.Data.Drawing;

/// <summary>Smooth random fields, a function of place and seed alone.</summary>
internal static class Noise
{
    /// <summary>Value noise: random at whole coordinates, smooth between them.</summary>
    /// <param name="x">Any; features are about 1 wide.</param>
    /// <param name="y">Any.</param>
    /// <param name="seed">Any.</param>
    /// <returns>-1 … 1.</returns>
    public static float Value(float x, float y, uint seed)
    {
        float floorX = MathF.Floor(x), floorY = MathF.Floor(y);
        int column = (int)floorX, row = (int)floorY;
        float u = Ease(x - floorX), v = Ease(y - floorY);
        float top = Lerp(At(column, row, seed), At(column + 1, row, seed), u);
        float bottom = Lerp(At(column, row + 1, seed), At(column + 1, row + 1, seed), u);
        return Lerp(top, bottom, v);
    }

    /// <summary>Octaves of value noise, each half as wide and half as strong as the one before.</summary>
    /// <param name="x">Any; the coarsest features are about 1 wide.</param>
    /// <param name="y">Any.</param>
    /// <param name="seed">Any.</param>
    /// <param name="octaves">At least 1.</param>
    /// <returns>Within -2 … 2, mostly -1 … 1.</returns>
    public static float Fractal(float x, float y, uint seed, int octaves)
    {
        float sum = 0, strength = 1;
        for (int i = 0; i < octaves; i++, strength /= 2, x *= 2, y *= 2) sum += strength * Value(x, y, seed + (uint)i);
        return sum;
    }

    /// <summary>A small picture from a rule, to be stretched over a large area.</summary>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="colour">Opaque, of a place in the unit square.</param>
    public static SKImage Texture(int width, int height, Func<float, float, SKColor> colour)
    {
        var pixels = new byte[width * height * 4];
        for (int y = 0, at = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++, at += 4)
            {
                SKColor here = colour((x + 0.5f) / width, (y + 0.5f) / height);
                pixels[at] = here.Red;
                pixels[at + 1] = here.Green;
                pixels[at + 2] = here.Blue;
                pixels[at + 3] = 255;
            }
        }

        return SKImage.FromPixelCopy(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque), pixels, width * 4);
    }

    private static float Ease(float t) => t * t * (3 - (2 * t));

    private static float Lerp(float a, float b, float t) => a + ((b - a) * t);

    // The finaliser of MurmurHash3 over the cell's coordinates.
    private static float At(int column, int row, uint seed)
    {
        uint h = unchecked(((uint)column * 0x8DA6B343u) ^ ((uint)row * 0xD8163841u) ^ (seed * 0xCB1AB31Fu));
        h = unchecked((h ^ (h >> 16)) * 0x85EBCA6Bu);
        h = unchecked((h ^ (h >> 13)) * 0xC2B2AE35u);
        h ^= h >> 16;
        return (h / (float)uint.MaxValue * 2) - 1;
    }
}
