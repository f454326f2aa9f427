using System.Numerics;
using Csa.Data;
using Csa.Drawings.Painting;

namespace Csa.Drawings.Landscapes;

/// <summary>Stones that lie about.</summary>
internal sealed class Boulders(LandscapeContext context)
{
    private readonly uint seed = (uint)Seed.Derive(context.Attributes.DetailSeed, 81);

    public IEnumerable<SceneObject> All()
    {
        int count = (int)(34 * context.Attributes.Rocks);
        for (int i = 0; i < count; i++)
        {
            float z = 7 * MathF.Pow(17, Chance(i, 1)), x = 1.1f * z / LandscapeView.Focal * (Chance(i, 2) - 0.5f), radius = (0.25f + (1.1f * Chance(i, 3) * Chance(i, 3))) * Math.Min(1, 0.3f + (z / 25));
            if (context.Terrain.Height(x, z) < -0.4f * radius) continue;
            int number = i;
            var foot = new Vector3(x, context.Terrain.Height(x, z), z);
            yield return new SceneObject(foot, 1.3f * radius, () => Paint(number, foot, radius));
        }
    }

    // An ellipsoid with dents, sunk into the ground.
    private void Paint(int number, Vector3 foot, float radius)
    {
        float metre = LandscapeView.Metre(foot.Z), wide = radius * metre * (1.1f + (0.3f * Chance(number, 4))), high = radius * metre * (0.7f + (0.3f * Chance(number, 5)));
        Vector2 middle = context.View.Place(foot + (0.25f * radius * Vector3.UnitY));
        context.Shade(foot, 1.15f * radius, 0, 0.9f * radius, 0.6f);
        Vector3 stone = LinearColour.Along([LinearColour.Rgb(122, 116, 108), LinearColour.Rgb(150, 142, 130), LinearColour.Rgb(112, 112, 116)], Chance(number, 6));
        bool snow = context.Attributes.Season == Season.Winter;
        uint own = seed + (uint)number;
        context.Raster.Paint(new Bounds(middle.X - (1.2f * wide), middle.Y - (1.2f * high), middle.X + (1.2f * wide), middle.Y + (1.2f * high)), foot.Z - radius, (x, y) =>
        {
            float u = (x - middle.X) / wide, v = (middle.Y - y) / high, dent = Noise.Value((u * 1.9f) + number, v * 1.9f, own), fine = Noise.Value(u * 7, v * 7, own + 1);
            float inside = 1 - (u * u) - (v * v) + (0.42f * dent) + (0.07f * fine), cover = Curves.Step(0, 0.12f, inside) * Curves.Step(-0.62f, -0.42f, v + (0.12f * fine));
            if (cover <= 0) return default;
            var normal = Vector3.Normalize(new Vector3(u + (0.5f * dent) + (0.25f * fine), v + (0.4f * dent), -MathF.Sqrt(Math.Max(0.05f, inside))));
            Vector3 colour = stone * (1 + (0.16f * fine) + (0.10f * dent)) * Curves.Step(-1.1f, 0.1f, v);
            if (snow) colour = Vector3.Lerp(colour, new Vector3(0.86f), Curves.Step(0.35f, 0.65f, normal.Y + (0.2f * fine)));
            return new Vector4(context.Seen(colour, normal, foot), cover);
        });
    }

    private float Chance(int number, int purpose) => 0.5f + (0.5f * Noise.At(number, purpose, seed));
}
