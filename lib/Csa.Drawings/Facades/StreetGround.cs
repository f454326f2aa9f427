using System.Numerics;
using Csa.Data;
using Csa.Drawings.Painting;

namespace Csa.Drawings.Facades;

/// <summary>The ground before the fronts, and gardens behind them.</summary>
internal sealed class StreetGround(FacadeAttributes attributes, FacadeLight light, HousePlan main, Shadows shadows)
{
    private static readonly Vector3 Asphalt = LinearColour.Rgb(104, 104, 106), Concrete = LinearColour.Rgb(176, 170, 160), Grass = LinearColour.Rgb(98, 120, 66);
    private readonly uint seed = (uint)Seed.Derive(attributes.DetailSeed, 41);

    /// <summary>The light from the ground where a line of sight passes under the fronts.</summary>
    public Vector3 Light(in Sight sight)
    {
        float z = -sight.Wall.Y / sight.Slope.Y, x = sight.At(z).X;
        float pixel = sight.Pixel / Math.Max(0.06f, sight.Slope.Y);
        float open = 0.55f + (0.45f * Curves.Step(0, 1.6f, z));
        Vector3 ground = attributes.Street switch
        {
            Street.Pavement => Pavement(x, z, pixel),
            Street.Cobbles => Cobbles(x, z, pixel),
            _ => PathOverLawn(x, z, pixel),
        };
        return ground * light.On(Vector3.UnitY, z < 3 ? shadows.UnderTree(new Vector3(x, 0, z)) : 1, open);
    }

    /// <summary>Trees behind detached houses.</summary>
    public Vector3 Behind(in Sight sight)
    {
        Vector2 at = sight.At(-16);
        float crown = 4.5f + (1.8f * Noise.Fractal(at.X * 0.22f, 1, seed + 3, 2)) + (0.5f * Noise.Fractal(at.X * 1.7f, at.Y * 1.7f, seed + 4, 2));
        float cover = Curves.Step(0.15f, -0.15f, at.Y - crown);
        Vector3 sky = light.Sky(sight.Ray);
        if (cover <= 0) return sky;
        if (at.Y < 0)
        {
            float z = -sight.Wall.Y / sight.Slope.Y, x = sight.At(z).X;
            return Lawn(x, z) * light.On(Vector3.UnitY, 1, 1);
        }

        float leaf = Noise.Fractal(at.X * 1.5f, at.Y * 1.5f, seed + 5, 3), gap = Noise.Value(at.X * 0.5f, at.Y * 0.5f, seed + 6);
        Vector3 tree = LinearColour.Rgb(84, 108, 62) * (0.8f + (0.35f * leaf) + (0.25f * gap)) * light.OnFront(new Vector2(0.6f * gap, 0.5f + (0.4f * leaf)), 1, 0.45f + (0.5f * Curves.Step(0, crown, at.Y)));
        return Vector3.Lerp(sky, Vector3.Lerp(tree, light.Sky(new Vector3(0, 0.02f, -1)), 0.16f), cover);
    }

    /// <summary>The plants at the foot of a front with a garden before it.</summary>
    public (Surface Plants, float Cover) Border(Vector2 at, float toDoor)
    {
        if (attributes.Street != Street.Garden || at.Y > 1.3f) return default;
        float height = 0.42f + (0.40f * Noise.Fractal(at.X * 0.9f, 2, seed + 8, 2)) - Curves.Step(1.1f, 0.7f, toDoor);
        float leaf = Noise.Fractal(at.X * 7, at.Y * 7, seed + 9, 2), bloom = Curves.Step(0.45f, 0.6f, Noise.Value(at.X * 8, at.Y * 8, seed + 10));
        float cover = Curves.Step(0.06f, -0.06f, at.Y - height + (0.16f * leaf));
        Vector3 petal = LinearColour.Hsl(0.85f + (0.3f * Noise.Value(at.X * 0.6f, 5, seed + 11)), 0.55f, 0.66f);
        return (new Surface(Vector3.Lerp(LinearColour.Rgb(72, 102, 48) * (1 + (0.4f * leaf)), petal, bloom), new Vector2(0.4f * leaf, 0.4f), 0.55f + (0.6f * at.Y)), cover);
    }

    private Vector3 Pavement(float x, float z, float pixel)
    {
        float wear = Noise.Fractal(x * 0.9f, z * 0.9f, seed, 3), grit = Noise.Value(x * 9, z * 9, seed + 1);
        if (z > 3.1f)
        {
            float gutter = Curves.Step(0.5f, 0, z - 3.1f), line = Curves.Inside(Math.Abs(z - 3.5f) - 0.05f, pixel);
            return Vector3.Lerp(Asphalt * (1 + (0.10f * wear) + (0.08f * grit) - (0.3f * gutter)), LinearColour.Rgb(206, 190, 120), 0.55f * line);
        }

        if (z > 2.9f) return Concrete * 1.1f * (1 + (0.06f * grit));
        float slabX = (Curves.Fraction(x / 0.8f) - 0.5f) * 0.8f, slabZ = (Curves.Fraction(z / 0.72f) - 0.5f) * 0.72f;
        float joint = Math.Max(Curves.Line(Math.Abs(slabX) - 0.4f, 0.014f, pixel), Curves.Line(Math.Abs(slabZ) - 0.36f, 0.014f, pixel));
        float tone = 1 + (0.07f * Noise.At((int)MathF.Floor(x / 0.8f), (int)MathF.Floor(z / 0.72f), seed + 2)) + (0.08f * wear) + (0.04f * grit);
        return Concrete * (tone - (0.4f * joint));
    }

    private Vector3 Cobbles(float x, float z, float pixel)
    {
        float row = MathF.Floor(z / 0.2f), along = (x / 0.24f) + (0.5f * row), column = MathF.Floor(along);
        float u = (along - column - 0.5f) * 0.24f, v = ((z / 0.2f) - row - 0.5f) * 0.2f, round = MathF.Sqrt((u * u) + (v * v)) / 0.12f;
        float visible = Math.Min(1, 0.14f / pixel), tone = Noise.At((int)column, (int)row, seed + 2);
        float wear = Noise.Fractal(x * 0.5f, z * 0.5f, seed, 3);
        return LinearColour.Rgb(142, 136, 130) * (1 + (visible * ((0.22f * tone) + 0.2f - (0.5f * round * round))) + (0.14f * wear));
    }

    private Vector3 Lawn(float x, float z) =>
        Grass * (1 + (0.20f * Noise.Value(x * 8, z * 5, seed + 1)) + (0.22f * Noise.Fractal(x * 0.4f, z * 0.4f, seed, 3)));

    private Vector3 PathOverLawn(float x, float z, float pixel)
    {
        float patch = Noise.Fractal(x * 0.5f, z * 0.5f, seed, 2);
        Vector3 lawn = Lawn(x, z);
        float path = Curves.Inside(Math.Abs(x - main.Middle(main.DoorBay)) - 0.75f - (0.06f * Noise.Value(z * 3, 1, seed + 5)), pixel);
        if (path <= 0) return lawn;
        float stone = Curves.Line((Curves.Fraction(z / 0.8f) - 0.5f) * 0.8f, 0.02f, pixel);
        return Vector3.Lerp(lawn, Concrete * (0.95f + (0.08f * patch) - (0.35f * stone)), path);
    }
}
