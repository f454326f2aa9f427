using System.Numerics;
using Csa.Drawings.Painting;

namespace Csa.Drawings.Facades;

/// <summary>Where a line of sight ends behind the fronts.</summary>
/// <param name="Z">0 or less; the greatest is the nearest.</param>
/// <param name="Light">What is seen there.</param>
internal readonly record struct Hit(float Z, Vector3 Light)
{
    public static Hit None { get; } = new(float.NegativeInfinity, Vector3.Zero);

    public Hit Nearer(Hit other) => other.Z > Z ? other : this;
}

/// <summary>The visible parts of a house above and beside its front: roof, dormers, chimneys, side walls.</summary>
internal sealed class Roofs(FacadeAttributes attributes, FacadePalette palette, FacadeLight light, HousePlan plan, WindowPane pane)
{
    private const float PitchedSlope = 0.80f, PitchedFoot = 0.45f, MansardSlope = 2.7f, MansardFoot = 0.12f, MansardHeight = 2.5f;
    private readonly uint seed = plan.Seed1 + 100;

    public Hit Meet(in Sight sight)
    {
        Hit hit = SideWall(sight);
        switch (attributes.Roof)
        {
            case RoofShape.Pitched:
                return hit.Nearer(Chimneys(sight, PitchedSlope, PitchedFoot)).Nearer(Slope(sight, PitchedSlope, PitchedFoot, HousePlan.Depth / 2 * PitchedSlope));
            case RoofShape.Mansard:
                return hit.Nearer(Dormer(sight)).Nearer(Chimneys(sight, MansardSlope, MansardFoot)).Nearer(Slope(sight, MansardSlope, MansardFoot, MansardHeight));
            case RoofShape.Gable:
                return hit.Nearer(GableSlope(sight));
            default:
                return hit;
        }
    }

    // y = eaves + slope (foot - z) between foot and ridge.
    private Hit Slope(in Sight sight, float slope, float foot, float height)
    {
        float steeper = sight.Slope.Y + slope;
        if (steeper <= 0) return Hit.None;
        float z = (plan.Eaves + (slope * foot) - sight.Wall.Y) / steeper, rise = slope * (foot - z), x = sight.At(z).X;
        if (z > foot || rise > height || x < plan.Left - 0.12f || x > plan.Right + 0.12f) return Hit.None;
        float length = MathF.Sqrt(1 + (slope * slope)), along = rise / slope * length;
        var normal = Vector3.Normalize(new Vector3(0, 1, slope));
        float ridge = height - rise < 0.14f ? 1.2f : 1;
        return new Hit(z, Tiles(x, along, sight.Pixel / Math.Max(0.15f, steeper / length)) * ridge * light.On(normal, 1, 1));
    }

    private Hit GableSlope(in Sight sight)
    {
        int side = sight.Slope.X < 0 ? -1 : 1;
        float end = side < 0 ? plan.Left : plan.Right, slope = plan.GableRise / (plan.Width / 2);
        float z = (plan.Eaves + (slope * side * (end - sight.Wall.X)) - sight.Wall.Y) / (sight.Slope.Y + (slope * side * sight.Slope.X));
        float x = sight.At(z).X, inwards = side * (end - x);
        if (z is > 0 or < -HousePlan.Depth || inwards < -0.25f || inwards > plan.Width / 2) return Hit.None;
        var normal = Vector3.Normalize(new Vector3(side * slope, 1, 0));
        return new Hit(z, Tiles(z, inwards * MathF.Sqrt(1 + (slope * slope)), 2 * sight.Pixel) * light.On(normal, 1, 1));
    }

    private Hit SideWall(in Sight sight)
    {
        int side = sight.Slope.X < 0 ? -1 : 1;
        float end = side < 0 ? plan.Left : plan.Right, z = (end - sight.Wall.X) / sight.Slope.X;
        if (!(z < 0) || z < -HousePlan.Depth) return Hit.None;
        float y = sight.At(z).Y, fromEdge = Math.Min(-z, HousePlan.Depth + z);
        float top = attributes.Roof switch
        {
            RoofShape.Pitched => plan.Eaves + (PitchedSlope * fromEdge),
            RoofShape.Mansard => plan.Eaves + Math.Min(MansardHeight, MansardSlope * fromEdge),
            _ => plan.Eaves,
        };
        if (y > top || y < 0) return Hit.None;
        WallMaterial material = attributes.Wall == WallMaterial.HalfTimbered ? WallMaterial.Plaster : attributes.Wall;
        Surface wall = Masonry.At(plan, material, palette, new Vector2(z * side, y), 1.5f * sight.Pixel);
        float stains = 1 - (0.16f * (float)attributes.Weathering * (1 + Noise.Fractal(z * 1.5f, y * 0.3f, seed, 3)));
        return new Hit(z, wall.Colour * stains * light.On(new Vector3(side, 0.1f * wall.Lean.Y, 0), 1, 0.85f));
    }

    private Hit Chimneys(in Sight sight, float slope, float foot)
    {
        const float back = -2.6f;
        Vector2 at = sight.At(back);
        float top = plan.Eaves + (attributes.Roof == RoofShape.Pitched ? 4.6f : 3.4f), root = plan.Eaves + Math.Min(slope * (foot - back), MansardHeight);
        if (at.Y < root || at.Y > top) return Hit.None;
        for (int i = 0; i < 2; i++)
        {
            float x = at.X - (plan.Left + (plan.Width * (0.5f + (0.42f * Noise.At(i, 1, seed)))));
            bool cap = at.Y > top - 0.16f;
            if (Math.Abs(x) > (cap ? 0.56f : 0.46f)) continue;
            Surface brick = Masonry.Brick(LinearColour.Rgb(150, 84, 62), at, sight.Pixel, seed);
            return new Hit(back, (cap ? palette.Trim * 0.7f : brick.Colour) * light.OnFront(Vector2.Zero, 1, 1) * (Math.Abs(x) > 0.40f && !cap ? 0.85f : 1));
        }

        return Hit.None;
    }

    private Hit Dormer(in Sight sight)
    {
        const float front = -0.12f, half = 0.66f;
        Vector2 at = sight.At(front);
        float up = at.Y - plan.Eaves;
        if (up is < 0.2f or > 2.35f || at.X < plan.Left || at.X > plan.Right) return Hit.None;
        int bay = plan.BayAt(at.X);
        float middle = plan.Middle(bay), x = at.X - middle;
        var outline = new Opening(half, plan.Eaves + 0.2f, plan.Eaves + 2.2f, WindowShape.Segmental);
        float outside = outline.Distance(x, at.Y);
        if (outside > 0.08f || (outside > 0 && up < 1.7f)) return Hit.None;
        var opening = new Opening(0.42f, plan.Eaves + 0.45f, plan.Eaves + 1.75f, WindowShape.Segmental);
        if (outside > -0.08f && up > 1.6f) return new Hit(front, palette.Roof * 1.1f * light.OnFront(new Vector2(0.4f * MathF.Sign(x), 0.8f), 1, 1));
        float toOpening = opening.Distance(x, at.Y);
        Vector3 face = palette.Trim * light.OnFront(0.3f * (Math.Abs(toOpening - 0.07f) < 0.05f ? opening.Outwards(x, at.Y) : Vector2.Zero), 1, 0.95f);
        float inside = Curves.Inside(toOpening, sight.Pixel);
        if (inside <= 0) return new Hit(front, face);
        var behind = new Sight(sight.Eye - new Vector3(0, 0, front), sight.Ray, sight.Pixel);
        return new Hit(front, Vector3.Lerp(face, pane.Light(behind, middle, opening, bay, plan.Storeys, Glazing.Casement, true), inside));
    }

    private Vector3 Tiles(float x, float along, float pixel)
    {
        float row = MathF.Floor(along / 0.27f), up = (along / 0.27f) - row, column = (x / 0.22f) + (0.5f * row);
        float tone = Noise.At((int)MathF.Floor(column), (int)row, seed), visible = Math.Min(1, 0.16f / pixel);
        float lower = Curves.Line(Math.Min(up, 1 - up) * 0.27f, 0.022f, pixel), wave = MathF.Cos(6.2832f * column);
        float moss = Noise.Fractal(x * 0.6f, along * 0.6f, seed + 4, 3);
        Vector3 colour = palette.Roof * (1 + (visible * ((0.20f * tone) + (0.13f * wave))) - (0.42f * lower) + (0.12f * moss));
        return Vector3.Lerp(colour, LinearColour.Rgb(98, 100, 62), 0.5f * (float)attributes.Weathering * Curves.Step(0.2f, 0.9f, moss));
    }
}
