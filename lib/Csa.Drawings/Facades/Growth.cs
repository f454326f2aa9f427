using System.Numerics;
using Csa.Drawings.Painting;

namespace Csa.Drawings.Facades;

/// <summary>The ageing of a wall: stains, bare patches, ivy.</summary>
internal sealed class Growth(FacadeAttributes attributes, HousePlan plan)
{
    private static readonly Vector3 Grime = LinearColour.Rgb(72, 66, 58);
    private static readonly Vector3 Bare = LinearColour.Rgb(168, 92, 66);
    private readonly uint seed = plan.Seed1 + 60;
    private readonly float weathering = (float)attributes.Weathering;
    private readonly bool fromLeft = Noise.At(6, 6, plan.Seed1) < 0;

    /// <summary>Adds streaks under sills and eaves, splashes at the foot, and patches without plaster.</summary>
    /// <param name="wall">The wall when new.</param>
    /// <param name="at">x, y in street space.</param>
    /// <param name="underLedge">0 … 1. How much water runs off a ledge above.</param>
    /// <param name="pixel">Metres per cell.</param>
    public Surface Weathered(Surface wall, Vector2 at, float underLedge, float pixel)
    {
        if (weathering <= 0.02f) return wall;
        float patches = Noise.Fractal(at.X * 0.55f, at.Y * 0.55f, seed, 3);
        if (attributes.Wall == WallMaterial.Plaster && weathering > 0.6f)
        {
            float gone = Curves.Step(0, 0.03f + pixel, patches - 1.62f + (0.95f * weathering) + (0.16f * Noise.Value(at.X * 6, at.Y * 6, seed + 4)));
            if (gone > 0) wall = wall.Under(Masonry.Brick(Bare, at, pixel, seed) with { Open = 0.86f }, gone);
        }

        float streaks = 0.5f + (0.5f * Noise.Fractal(at.X * 6.5f, at.Y * 0.55f, seed + 8, 2));
        float wet = Curves.Step(1.3f, 0, at.Y + (0.5f * patches)) + Curves.Step(1.6f, 0, plan.WallTop(at.X) - at.Y) + (1.1f * underLedge);
        float dirt = weathering * ((0.40f * streaks * Math.Min(1.3f, wet)) + (0.20f * Math.Max(0, patches)) + (0.10f * streaks));
        return wall with { Colour = Vector3.Lerp(wall.Colour, Vector3.Lerp(Grime, wall.Colour * 0.45f, 0.45f), Math.Clamp(dirt, 0, 0.75f)) };
    }

    /// <summary>Adds ivy to the wall.</summary>
    public Surface Overgrown(Surface wall, Vector2 at, float toOpening)
    {
        if (attributes.Ivy <= 0) return wall;
        float aside = (fromLeft ? at.X - plan.Left : plan.Right - at.X) / plan.Width, up = at.Y / plan.Eaves;
        float reach = -0.02f + (0.80f * (float)attributes.Ivy) - (1.0f * aside) - (0.36f * up);
        if (reach < -0.5f) return wall;
        float spread = reach + (0.26f * Noise.Fractal(at.X * 0.7f, at.Y * 0.6f, seed + 20, 3));
        spread = Math.Min(spread, (0.9f * toOpening) + 0.02f);
        float leaf = Noise.Value(at.X * 8.5f, at.Y * 8.5f, seed + 23), fine = Noise.Value(at.X * 17, at.Y * 17, seed + 24);
        float cover = Curves.Step(0, 0.05f, spread + (0.10f * leaf));
        if (cover <= 0) return wall;
        float clump = Noise.Value(at.X * 1.9f, at.Y * 1.9f, seed + 25);
        Vector3 green = Vector3.Lerp(LinearColour.Rgb(62, 84, 46), LinearColour.Rgb(112, 126, 70), 0.5f + (0.35f * leaf) + (0.2f * fine));
        return wall.Under(new Surface(green * (1 + (0.3f * clump)), new Vector2(0.5f * leaf, 0.25f + (0.5f * fine)), 0.72f + (0.28f * leaf)), cover);
    }
}
