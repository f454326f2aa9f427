using Csa.Data.Images;
using Csa.Data.Masks;

namespace Csa.Experiments.Choosing;

/// <summary>A hole of the shape of a real one, placed on known pixels around it, where a fill can be compared with the photograph.</summary>
/// <param name="Truth">The crop of the photograph around it.</param>
/// <param name="Hole">What a method fills in the crop: the hidden hole, and the pixels that are really missing.</param>
/// <param name="Hidden">1 in the hidden hole only, in raster order of the crop.</param>
/// <param name="Pixels">The hidden pixels as raster indices of the photograph.</param>
internal sealed record HiddenHole(RgbImage Truth, HoleMask Hole, byte[] Hidden, IReadOnlyList<int> Pixels)
{
    // This much of the shape must lie on known pixels, or it would be another shape.
    private const double MinShare = 0.8;
    private const int MinContext = 32, TriesPerRing = 200;

    /// <summary>The colours in the hidden hole of an image of the crop's size, R G B R G B …</summary>
    /// <param name="crop">The truth, or a fill of it.</param>
    public byte[] ValuesOf(RgbImage crop)
    {
        var values = new byte[3 * Pixels.Count];
        for (int i = 0, next = 0; i < Hidden.Length; i++)
            if (Hidden[i] != 0) crop.Pixels.AsSpan(3 * i, 3).CopyTo(values.AsSpan(3 * next++));
        return values;
    }

    /// <summary>The crop with other colours in the hidden hole, and the crop as it is; grey in both where pixels are really missing.</summary>
    /// <param name="values">The colours, as from <see cref="ValuesOf"/>.</param>
    public (RgbImage Filled, RgbImage Truth) With(byte[] values)
    {
        const byte Grey = 128;
        byte[] truth = [.. Truth.Pixels], filled = [.. Truth.Pixels];
        ReadOnlySpan<byte> missing = Hole.Cells(0);
        for (int i = 0, next = 0; i < Hidden.Length; i++)
        {
            if (Hidden[i] != 0) values.AsSpan(3 * next++, 3).CopyTo(filled.AsSpan(3 * i));
            else if (missing[i] != 0)
            {
                truth.AsSpan(3 * i, 3).Fill(Grey);
                filled.AsSpan(3 * i, 3).Fill(Grey);
            }
        }

        return (new RgbImage(Truth.Width, Truth.Height, filled), new RgbImage(Truth.Width, Truth.Height, truth));
    }

    /// <summary>Draws hidden holes near a part, further away only if there is no room.</summary>
    /// <param name="image">The photograph.</param>
    /// <param name="hole">All of its holes.</param>
    /// <param name="part">The part whose shape they have.</param>
    /// <param name="count">The number wanted.</param>
    /// <param name="random">Draws positions and mirroring.</param>
    /// <param name="reduction">The factor by which the shape is reduced first.</param>
    /// <returns>At most <paramref name="count"/>, each at a position of its own; if there is no room for the shape, of the shape
    /// reduced to a half, a quarter …</returns>
    public static IReadOnlyList<HiddenHole> Draw(RgbImage image, HoleMask hole, HolePart part, int count, Random random, int reduction = 1)
    {
        ReadOnlySpan<byte> missing = hole.Cells(0);
        var found = new List<HiddenHole>();
        for (int reduced = reduction; found.Count == 0 && reduced <= part.Bounds.LongerSide; reduced *= 2)
        {
            (int X, int Y)[] shape = Shape(part, hole.Width, reduced);
            int width = shape.Max(at => at.X) + 1, height = shape.Max(at => at.Y) + 1;
            var places = new HashSet<(int, int)>();
            for (int reach = Math.Max(16, Math.Max(width, height)); found.Count < count; reach *= 2)
            {
                for (int i = 0; i < TriesPerRing && found.Count < count; i++)
                {
                    int left = part.Bounds.Left + random.Next(-reach, reach + 1), top = part.Bounds.Top + random.Next(-reach, reach + 1);
                    bool mirrored = random.Next(2) == 1;
                    if (left < 0 || top < 0 || left + width > image.Width || top + height > image.Height || !places.Add((left, top))) continue;
                    (int X, int Y)[] moved = [.. shape.Select(at => (left + (mirrored ? width - 1 - at.X : at.X), top + at.Y))];
                    int[] known = [.. Known(moved, missing, image.Width)];
                    if (known.Length >= MinShare * shape.Length) found.Add(Cut(image, hole, known, new PixelRectangle(left, top, width, height)));
                }

                if (reach > Math.Max(image.Width, image.Height)) break;
            }
        }

        return found;
    }

    // The shape's pixels, from its own top left corner.
    private static (int X, int Y)[] Shape(HolePart part, int width, int reduced) =>
        [.. part.Pixels.Select(i => (((i % width) - part.Bounds.Left) / reduced, ((i / width) - part.Bounds.Top) / reduced)).Distinct()];

    private static List<int> Known((int X, int Y)[] at, ReadOnlySpan<byte> missing, int width)
    {
        var known = new List<int>();
        foreach ((int x, int y) in at)
            if (missing[(y * width) + x] == 0) known.Add((y * width) + x);
        return known;
    }

    // With context on each side as wide as the hole.
    private static HiddenHole Cut(RgbImage image, HoleMask hole, IReadOnlyList<int> known, PixelRectangle bounds)
    {
        PixelRectangle crop = bounds.Widened(Math.Max(MinContext, bounds.LongerSide), image.Size);
        (int left, int top, int width, int height) = crop;
        var hidden = new byte[width * height];
        foreach (int i in known) hidden[(((i / image.Width) - top) * width) + (i % image.Width) - left] = 1;
        return new(image.Crop(crop), HoleMask.Create(height, width, (y, x) => hidden[(y * width) + x] != 0 || hole[0, top + y, left + x]), hidden, known);
    }
}
