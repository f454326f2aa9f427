namespace Csa.Data.Masks;

/// <summary>Holes of simple shapes.</summary>
public static class MaskShapes
{
    /// <summary>The smallest height and width that the random shapes are drawn on.</summary>
    public const int SmallestSide = 8;

    /// <summary>A centred square hole.</summary>
    /// <param name="side">Height and width of the mask.</param>
    /// <param name="holeSide">Height and width of the hole; half the side when not set, as the paper's 128 of 256.</param>
    /// <exception cref="ArgumentException">The hole is not smaller than the mask, or below 1.</exception>
    public static HoleMask Centre(int side, int? holeSide = null)
    {
        int hole = holeSide ?? side / 2;
        if (hole < 1 || hole >= side) throw new ArgumentException($"hole side: want 1 … {side - 1} in a mask of {side}, got {hole}", nameof(holeSide));
        int first = (side - hole) / 2;
        return Rectangle(side, side, first, first, hole, hole);
    }

    /// <summary>The centred hole of the official pipeline: four cells of overlap on each side leave 120 of 256.</summary>
    /// <param name="side">Height and width of the mask; above 16.</param>
    /// <exception cref="ArgumentException">No hole would be left.</exception>
    public static HoleMask OfficialCentre(int side)
    {
        const int Overlap = 4;
        return Centre(side, (side / 2) - (2 * Overlap));
    }

    /// <summary>A rectangle anywhere inside, its height and width independently a quarter to a half of the mask's.</summary>
    /// <param name="height">H of the mask; at least <see cref="SmallestSide"/>.</param>
    /// <param name="width">W of the mask; at least <see cref="SmallestSide"/>.</param>
    /// <param name="random">Advanced by four draws.</param>
    /// <returns>Neither empty nor all hole.</returns>
    public static HoleMask Box(int height, int width, Random random)
    {
        CheckSide(height, width);
        int holeHeight = random.Next(height / 4, (height / 2) + 1);
        int holeWidth = random.Next(width / 4, (width / 2) + 1);
        int top = random.Next(height - holeHeight + 1);
        int left = random.Next(width - holeWidth + 1);
        return Rectangle(height, width, top, left, holeHeight, holeWidth);
    }

    /// <summary>Free-form brush strokes.</summary>
    /// <param name="height">H of the mask; at least <see cref="SmallestSide"/>.</param>
    /// <param name="width">W of the mask; at least <see cref="SmallestSide"/>.</param>
    /// <param name="random">Advanced by as many draws as the strokes need.</param>
    /// <returns>Neither empty nor all hole: 5 to 50 % of the pixels.</returns>
    public static HoleMask Strokes(int height, int width, Random random)
    {
        CheckSide(height, width);
        return BrushStrokes.Draw(height, width, random);
    }

    /// <summary>Irregular holes painted by a wandering brush.</summary>
    /// <param name="height">H of the mask; at least <see cref="SmallestSide"/>.</param>
    /// <param name="width">W of the mask; at least <see cref="SmallestSide"/>.</param>
    /// <param name="random">Advanced by as many draws as the walks need.</param>
    /// <returns>Neither empty nor all hole: up to about 60 % of the pixels.</returns>
    public static HoleMask Walks(int height, int width, Random random)
    {
        CheckSide(height, width);
        return RandomWalks.Draw(height, width, random);
    }

    private static HoleMask Rectangle(int height, int width, int top, int left, int holeHeight, int holeWidth) =>
        HoleMask.Create(height, width, (y, x) => y >= top && y < top + holeHeight && x >= left && x < left + holeWidth);

    private static void CheckSide(int height, int width)
    {
        if (Math.Min(height, width) < SmallestSide)
            throw new ArgumentException($"mask: want at least {SmallestSide}x{SmallestSide} cells for a random hole, got {height}x{width}");
    }
}
