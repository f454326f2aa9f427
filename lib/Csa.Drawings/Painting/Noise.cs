using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using SkiaSharp;

namespace Csa.Drawings.Painting;

/// <summary>Smooth random fields, a function of place and seed alone.</summary>
internal static class Noise
{
    // The finaliser of MurmurHash3 over the cell's coordinates.
    private const uint ColumnFactor = 0x8DA6B343u, RowFactor = 0xD8163841u, SeedFactor = 0xCB1AB31Fu, FirstMix = 0x85EBCA6Bu, SecondMix = 0xC2B2AE35u;

    /// <summary>Value noise: random at whole coordinates, smooth between them.</summary>
    /// <param name="x">Any; features are about 1 wide.</param>
    /// <param name="y">Any.</param>
    /// <param name="seed">Any.</param>
    /// <returns>-1 … 1.</returns>
    public static float Value(float x, float y, uint seed)
    {
        float floorX = MathF.Floor(x), floorY = MathF.Floor(y);
        Vector128<float> corners = Corners((int)floorX, (int)floorY, seed);
        float u = Ease(x - floorX), v = Ease(y - floorY);
        return Lerp(Lerp(corners.GetElement(0), corners.GetElement(1), u), Lerp(corners.GetElement(2), corners.GetElement(3), u), v);
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

    /// <summary>A small picture from a function, to be stretched over a large area.</summary>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="colour">The opaque colour at a place in the unit square.</param>
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

    /// <summary>White noise: an independent number for every integer position.</summary>
    /// <param name="column">Any.</param>
    /// <param name="row">Any.</param>
    /// <param name="seed">Any.</param>
    /// <returns>-1 … 1.</returns>
    public static float At(int column, int row, uint seed)
    {
        uint h = unchecked(((uint)column * ColumnFactor) ^ ((uint)row * RowFactor) ^ (seed * SeedFactor));
        h = unchecked((h ^ (h >> 16)) * FirstMix);
        h = unchecked((h ^ (h >> 13)) * SecondMix);
        h ^= h >> 16;
        return (h / (float)uint.MaxValue * 2) - 1;
    }

    // At of a cell, its right neighbour, and the two below, all at once.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Corners(int column, int row, uint seed)
    {
        uint left = unchecked((uint)column * ColumnFactor), right = unchecked((uint)(column + 1) * ColumnFactor);
        uint top = unchecked(((uint)row * RowFactor) ^ (seed * SeedFactor)), bottom = unchecked(((uint)(row + 1) * RowFactor) ^ (seed * SeedFactor));
        Vector128<uint> h = Vector128.Create(left ^ top, right ^ top, left ^ bottom, right ^ bottom);
        h = (h ^ (h >>> 16)) * FirstMix;
        h = (h ^ (h >>> 13)) * SecondMix;
        h ^= h >>> 16;
        // Upper and lower half apart, which is exact, so that one sum rounds as the scalar conversion does.
        Vector128<float> upper = Vector128.ConvertToSingle((h >>> 16).AsInt32()), lower = Vector128.ConvertToSingle((h & Vector128.Create(0xFFFFu)).AsInt32());
        return ((upper * (1f / 32768)) + (lower * (1f / 2147483648))) - Vector128<float>.One;
    }

    private static float Ease(float t) => t * t * (3 - (2 * t));

    private static float Lerp(float a, float b, float t) => a + ((b - a) * t);
}
