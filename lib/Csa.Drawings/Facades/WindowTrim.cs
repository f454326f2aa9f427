using System.Numerics;
using Csa.Drawings.Painting;

namespace Csa.Drawings.Facades;

/// <summary>The trim around a window: mouldings, hoods, sills, shutters, flower boxes.</summary>
internal sealed class WindowTrim(FacadeAttributes attributes, FacadePalette palette, HousePlan plan)
{
    private const float Moulding = 0.15f, Jut = 0.14f;
    private static readonly Vector3[] Petals =
    [
        LinearColour.Rgb(206, 48, 52), LinearColour.Rgb(226, 108, 150), LinearColour.Rgb(236, 232, 226), LinearColour.Rgb(240, 196, 70),
    ];

    private readonly uint seed = plan.Seed1 + 40;
    private readonly float shutterWidth = Math.Min(plan.HalfWindow, (plan.Bay / 2) - plan.HalfWindow - 0.10f);

    /// <summary>How far up a hood or triangle reaches over the opening.</summary>
    public bool HasHood => attributes.Surround is Surround.Hood or Surround.Pediment;

    /// <summary>The underside of the hood over an opening.</summary>
    public static float HoodBottom(Opening opening) => opening.Top + Moulding + 0.06f;

    /// <summary>Half the width of a hood.</summary>
    public float HoodHalf(Opening opening) => Math.Min((plan.Bay / 2) - 0.03f, opening.HalfWidth + 0.32f);

    /// <summary>Adds the trim to the wall.</summary>
    /// <param name="wall">Without.</param>
    /// <param name="x">From the window's middle.</param>
    /// <param name="y">From the ground.</param>
    /// <param name="opening">The window.</param>
    /// <param name="bay">Its column.</param>
    /// <param name="storey">Its row.</param>
    /// <param name="pixel">Metres per cell.</param>
    public Surface Over(Surface wall, float x, float y, Opening opening, int bay, int storey, float pixel)
    {
        float outside = opening.Distance(x, y);
        if (attributes.Surround == Surround.Plain) wall = Lintel(wall, x, y, opening, pixel);
        else wall = Frame(wall, x, y, opening, outside, pixel);
        if (attributes.Shutters != Shutters.None) wall = Shutter(wall, Math.Abs(x) - opening.HalfWidth - 0.04f, x, y, opening, pixel);
        float sill = Curves.Inside(Math.Max(Math.Abs(x) - opening.HalfWidth - 0.14f, Math.Abs(y - opening.Bottom + 0.055f) - 0.06f), pixel);
        if (sill > 0) wall = wall.Under(new Surface(palette.Trim, new Vector2(0, y > opening.Bottom - 0.03f ? 0.8f : -0.05f), 1), sill);
        return wall;
    }

    /// <summary>True if the window's shutters are closed, as a few are in some houses.</summary>
    public bool IsClosed(int bay, int storey) => attributes.Shutters != Shutters.None && Noise.At(bay, storey, seed + 3) > 0.80f;

    /// <summary>One leaf of a shutter.</summary>
    /// <param name="across">0 … 1 over its width.</param>
    /// <param name="y">From the ground.</param>
    /// <param name="opening">The window.</param>
    /// <param name="pixel">Metres per cell.</param>
    public Surface Leaf(float across, float y, Opening opening, float pixel)
    {
        float up = y - opening.Bottom, high = opening.Top - opening.Bottom;
        float edge = Math.Min(Math.Min(across, 1 - across) * shutterWidth, Math.Min(Math.Min(up, high - up), Math.Abs(up - (0.48f * high))));
        float board = Curves.Inside(0.06f - edge, pixel), tone = 1;
        var lean = new Vector2(0, 0);
        if (attributes.Shutters == Shutters.Louvred)
        {
            float slat = Curves.Fraction(up / 0.085f), visible = Math.Min(1, 0.05f / pixel) * board;
            lean = new Vector2(0, 0.5f * visible * (slat - 0.25f));
            tone = 1 - (0.45f * visible * Curves.Step(0.3f, 0, slat)) - (0.10f * board);
        }
        else
        {
            tone = 1 - (0.16f * board) - (0.3f * Curves.Line(edge - 0.065f, 0.012f, pixel));
        }

        return new Surface(palette.Accent * tone, lean, 1);
    }

    /// <summary>How much of a place a flower box and its plants cover, and with what.</summary>
    public (Surface Plants, float Cover) Flowers(float x, float y, Opening opening, int bay, int storey, float pixel)
    {
        float aside = Math.Abs(x) - opening.HalfWidth - 0.06f, up = y - opening.Bottom;
        if (aside > 0.12f || up < -0.45f || up > 0.5f || Noise.At(bay, storey, seed + 5) > (2 * attributes.FlowerBoxes) - 1) return default;
        float leaf = Noise.Fractal((x + bay) * 11, y * 11, seed + 6, 2), tuft = Noise.Value((x + bay) * 3.1f, storey, seed + 7);
        float box = Curves.Inside(Math.Max(aside, Math.Abs(up + 0.10f) - 0.11f), pixel);
        float plants = Curves.Step(0.05f, -0.07f, Math.Max(aside - 0.04f, Math.Max(up - 0.24f - (0.12f * tuft), -0.24f - (0.12f * tuft) - up)) + (0.09f * leaf));
        int kind = (int)((Noise.At(3, 3, seed) + 1) * 1.99f);
        float petal = Curves.Step(0.05f, 0.30f, Noise.Value((x + (3 * bay)) * 9, y * 9, seed + 8) - (0.3f * Math.Abs(up - 0.05f)));
        Vector3 green = LinearColour.Rgb(70, 104, 48) * (1 + (0.5f * leaf));
        var foliage = new Surface(Vector3.Lerp(green, Petals[kind], petal), new Vector2(0.4f * leaf, 0.3f), 0.9f + (0.1f * leaf));
        Surface wood = new(palette.Beam * 1.3f, Vector2.Zero, 1);
        return (wood.Under(foliage, plants), Math.Max(box, plants));
    }

    private Surface Lintel(Surface wall, float x, float y, Opening opening, float pixel)
    {
        if (attributes.Wall is WallMaterial.HalfTimbered or WallMaterial.Plaster) return wall;
        float outside = opening.ArchRise > 0
            ? Math.Max(Math.Abs(opening.Distance(x, y) - 0.13f) - 0.13f, opening.Top - opening.ArchRise - y)
            : Math.Max(Math.Abs(x) - opening.HalfWidth - 0.16f, Math.Abs(y - opening.Top - 0.14f) - 0.14f);
        float cover = Curves.Inside(outside, pixel);
        if (cover <= 0) return wall;
        float joints = attributes.Wall == WallMaterial.Brick ? Curves.Line((Curves.Fraction(MathF.Atan2(x, y - opening.Top + (2.2f * opening.HalfWidth)) * 9) - 0.5f) * 0.2f, 0.009f, pixel) : 0;
        return wall.Under(new Surface(palette.Trim * (1 - (0.35f * joints)), Vector2.Zero, 1), cover);
    }

    // A profile that rises from the opening and falls to the wall; over it a slab or a triangle.
    private Surface Frame(Surface wall, float x, float y, Opening opening, float outside, float pixel)
    {
        float band = Curves.Inside(Math.Max(Math.Abs(outside - (Moulding / 2)) - (Moulding / 2), opening.Bottom - y), pixel);
        if (band > 0)
        {
            float across = outside / Moulding, slant = across < 0.3f ? -0.7f : across > 0.72f ? 0.8f : 0;
            wall = wall.Under(new Surface(palette.Trim, slant * opening.Outwards(x, y), 1 - (0.12f * Curves.Step(0.2f, 0, across))), band);
        }

        if (!HasHood) return wall;
        float bottom = HoodBottom(opening), half = HoodHalf(opening), up = y - bottom;
        if (attributes.Surround == Surround.Pediment)
        {
            float slope = 0.52f, ridge = slope * (half - Math.Abs(x)), into = ridge - (up - Jut);
            float triangle = Curves.Inside(Math.Max(-into, Jut - up), pixel);
            if (triangle > 0)
            {
                bool raking = into < 0.11f;
                Surface field = raking
                    ? new Surface(palette.Trim, new Vector2(0.25f * MathF.Sign(x), 0.35f), 1)
                    : new Surface(palette.Trim * 0.93f, Vector2.Zero, 0.72f + (0.2f * Curves.Step(0.1f, 0.3f, into)));
                wall = wall.Under(field, triangle);
            }
        }

        float slab = Curves.Inside(Math.Max(Math.Abs(x) - half, Math.Abs(up - (Jut / 2)) - (Jut / 2)), pixel);
        return wall.Under(new Surface(palette.Trim, new Vector2(0, up > 0.5f * Jut ? 0.25f : -0.25f), 1), slab);
    }

    private Surface Shutter(Surface wall, float beside, float x, float y, Opening opening, float pixel)
    {
        if (shutterWidth < 0.15f) return wall;
        float outside = Math.Max(Math.Abs(beside - (shutterWidth / 2)) - (shutterWidth / 2), Math.Abs(y - ((opening.Bottom + opening.Top) / 2)) - ((opening.Top - opening.Bottom) / 2));
        float near = Curves.Step(0.12f, 0, outside);
        if (near <= 0) return wall;
        wall = wall with { Open = wall.Open * (1 - (0.35f * near)) };
        float cover = Curves.Inside(outside, pixel);
        return cover <= 0 ? wall : wall.Under(Leaf(beside / shutterWidth, y, opening, pixel), cover);
    }
}
