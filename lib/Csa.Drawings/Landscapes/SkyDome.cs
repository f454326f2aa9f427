using System.Numerics;
using Csa.Data;
using Csa.Drawings.Painting;

namespace Csa.Drawings.Landscapes;

/// <summary>Sun, sky, clouds, and the air between things.</summary>
internal sealed class SkyDome
{
    private readonly LandscapeAttributes attributes;
    private readonly Vector3 zenith, horizon, glow, cloudLit, cloudShade;
    private readonly float cover, hazeLength, low;
    private readonly uint seed;

    public SkyDome(LandscapeAttributes attributes)
    {
        this.attributes = attributes;
        seed = (uint)Seed.Derive(attributes.DetailSeed, 11);
        float azimuth = 2.6f * (float)attributes.SunAzimuth, height = (float)attributes.SunElevation, elevation = 0.05f + (0.30f * height) + (0.65f * height * height);
        Sun = new Vector3(MathF.Sin(azimuth) * MathF.Cos(elevation), MathF.Sin(elevation), MathF.Cos(azimuth) * MathF.Cos(elevation));
        low = Curves.Step(0.45f, 0.05f, elevation);
        float overcast = attributes.Clouds == Clouds.Overcast ? 0.45f + (0.5f * (float)attributes.CloudCover) : 0;
        Overcast = overcast;
        cover = (float)attributes.CloudCover;

        Vector3 sunTint = Vector3.Lerp(new Vector3(1, 0.95f, 0.86f), new Vector3(1.05f, 0.60f, 0.30f), low);
        SunLight = sunTint * Curves.Mix(1.75f, 1.25f, low) * (1 - (0.88f * overcast));
        Vector3 blue = Vector3.Lerp(LinearColour.Rgb(72, 126, 198), LinearColour.Rgb(92, 112, 160), low), pale = Vector3.Lerp(LinearColour.Rgb(184, 210, 232), LinearColour.Rgb(216, 186, 168), low);
        float tint = (float)attributes.SkyTint;
        Vector3 cast = tint > 0 ? Vector3.Lerp(Vector3.One, new Vector3(1.16f, 0.93f, 1.08f), tint) : Vector3.Lerp(Vector3.One, new Vector3(0.92f, 1.08f, 1.0f), -tint);
        Vector3 grey = LinearColour.Rgb(188, 194, 200) * Curves.Mix(1, 0.72f, low);
        zenith = Vector3.Lerp(blue * cast, grey * 0.86f, overcast);
        horizon = Vector3.Lerp(pale * cast, grey * 1.04f, overcast);
        glow = Vector3.Lerp(new Vector3(0.34f, 0.30f, 0.22f), new Vector3(0.95f, 0.46f, 0.14f), low) * (1 - (0.85f * overcast));
        cloudLit = Vector3.Lerp(new Vector3(1.10f, 1.08f, 1.05f), new Vector3(1.12f, 0.78f, 0.58f), low);
        cloudShade = Vector3.Lerp(LinearColour.Rgb(168, 178, 194), LinearColour.Rgb(132, 122, 142), low) * cast;
        SkyLight = Vector3.Lerp(Vector3.Lerp(new Vector3(0.34f, 0.42f, 0.56f), new Vector3(0.30f, 0.30f, 0.40f), low) * cast, new Vector3(0.66f, 0.68f, 0.72f) * Curves.Mix(1, 0.75f, low), overcast);
        hazeLength = 42000 * MathF.Pow(0.065f, (float)attributes.Haze);
    }

    /// <summary>Unit vector towards the sun: x right, y up, z ahead.</summary>
    public Vector3 Sun { get; }

    /// <summary>The sunlight on a surface that faces the sun.</summary>
    public Vector3 SunLight { get; }

    /// <summary>The light of the sky on a horizontal surface.</summary>
    public Vector3 SkyLight { get; }

    /// <summary>0 … 1. The fraction of sunlight that an overcast sky takes away.</summary>
    public float Overcast { get; }

    /// <summary>The sky, its clouds and the sun.</summary>
    /// <param name="ray">Any length.</param>
    public Vector3 Seen(Vector3 ray)
    {
        Vector3 direction = Vector3.Normalize(ray);
        Vector3 clear = Clear(direction);
        float disc = Curves.Step(0.99975f, 0.99990f, Vector3.Dot(direction, Sun)) * (1 - Overcast);
        clear += disc * new Vector3(6, 5, 3.6f);
        return attributes.Clouds switch
        {
            Clouds.Cumulus => Heaps(direction, clear),
            Clouds.Cirrus => Streaks(direction, clear),
            Clouds.Overcast => Ceiling(direction, clear),
            _ => clear,
        };
    }

    /// <summary>The light of the air itself in a direction, into which distant things fade.</summary>
    public Vector3 Air(Vector3 ray) => Clear(Vector3.Normalize(ray with { Y = Math.Max(0, 0.25f * ray.Y) }));

    /// <summary>The opacity of the air, 0 … 1, over a distance.</summary>
    /// <param name="distance">In metres.</param>
    public float Haze(float distance) => 1 - MathF.Exp(-distance / hazeLength);

    /// <summary>The fraction of sunlight that passes the clouds to a place on the ground.</summary>
    public float Sunlit(float x, float z)
    {
        if (attributes.Clouds != Clouds.Cumulus) return 1;
        float shade = Noise.Value(x / 210, z / 210, seed + 30) + (0.5f * Noise.Value(x / 90, z / 90, seed + 31));
        return 1 - (0.72f * Curves.Step(0.15f, 0.55f, shade + (0.7f * cover) - 0.45f));
    }

    private Vector3 Clear(Vector3 direction)
    {
        float height = Math.Max(0, direction.Y), near = Math.Max(0, Vector3.Dot(direction, Sun));
        Vector3 sky = Vector3.Lerp(horizon, zenith, MathF.Sqrt(Math.Min(1, 1.25f * height)));
        float near4 = near * near * near * near, near32 = near4 * near4 * near4 * near4 * near4 * near4 * near4 * near4;
        float band = Curves.Step(0.5f, 0, height);
        return sky + (glow * ((0.22f * near4 * (0.35f + (0.65f * band))) + (0.55f * near32) + (0.9f * near32 * near32 * near32 * near32)));
    }

    private Vector3 Heaps(Vector3 direction, Vector3 clear)
    {
        float scale = 1.9f / (direction.Y + 0.10f), x = direction.X * scale, z = direction.Z * scale * 0.8f;
        if (!MayBeCloud(x, z)) return clear;
        float thick = Density(x, z, 5);
        if (thick < -0.12f) return clear;
        // Less cloud towards the sun: lit; more: shaded. Feet are darker than tops.
        var aside = new Vector2(Sun.X, Sun.Z + (1.2f * Sun.Y));
        float lit = thick - Density(x + (0.16f * aside.X), z + (0.16f * aside.Y), 3);
        float shade = Math.Clamp(0.30f - (1.1f * lit) + (0.50f * Math.Min(1, thick)), 0, 1), near = Math.Max(0, Vector3.Dot(direction, Sun));
        Vector3 cloud = Vector3.Lerp(cloudLit, cloudShade, shade) + (glow * (0.5f * near * near * near * (1 - Math.Min(1, 2 * thick)) * near));
        float far = Curves.Step(0.16f, 0, direction.Y);
        return Vector3.Lerp(clear, Vector3.Lerp(cloud, Clear(direction), 0.75f * far), Curves.Step(-0.12f, 0.22f, thick) * (0.96f - (0.5f * far * far)));
    }

    private float Density(float x, float z, int octaves) => Noise.Fractal(x, z, seed, octaves) + (1.15f * cover) - 0.72f;

    // The finer octaves add less than a half.
    private bool MayBeCloud(float x, float z) => Density(x, z, 2) > -0.62f;

    private Vector3 Streaks(Vector3 direction, Vector3 clear)
    {
        float scale = 1.6f / (direction.Y + 0.16f), x = direction.X * scale, z = direction.Z * scale;
        float bent = 0.7f * Noise.Value(x * 0.4f, z * 0.4f, seed + 5), across = z + (0.5f * x) + bent;
        float thin = (0.6f * Noise.Fractal(x * 0.7f, across * 2.6f, seed + 6, 4)) + (0.4f * Noise.Value(x * 0.5f, z * 0.5f, seed + 7)) + (0.9f * cover) - 0.42f;
        return Vector3.Lerp(clear, cloudLit * 0.97f, 0.72f * Curves.Step(0, 0.8f, thin) * Curves.Step(0, 0.12f, direction.Y));
    }

    private Vector3 Ceiling(Vector3 direction, Vector3 clear)
    {
        float scale = 1.5f / (direction.Y + 0.12f), x = direction.X * scale, z = direction.Z * scale;
        float fold = Noise.Fractal(x * 0.8f, z * 1.5f, seed + 8, 4);
        return clear * (1 + (0.20f * fold * Curves.Step(0, 0.2f, direction.Y)));
    }
}
