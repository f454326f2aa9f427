using System.Numerics;
using Csa.Data;
using Csa.Drawings.Painting;

namespace Csa.Drawings.Facades;

/// <summary>Sun, sky and reflections in the windows.</summary>
internal sealed class FacadeLight
{
    private readonly Vector3 sunLight, skyLight, bounceLight, zenith, horizon, cloudLit, cloudShade, opposite;
    private readonly float cloudiness;
    private readonly uint seed;

    public FacadeLight(FacadeAttributes attributes)
    {
        float azimuth = 1.05f * (float)attributes.LightAzimuth, elevation = 0.24f + (0.72f * (float)attributes.LightElevation);
        Sun = new Vector3(MathF.Sin(azimuth) * MathF.Cos(elevation), MathF.Sin(elevation), MathF.Cos(azimuth) * MathF.Cos(elevation));
        Softness = (float)(attributes.LightSoftness * attributes.LightSoftness);
        float warmth = (float)attributes.LightWarmth, soft = Softness;
        Vector3 tint = warmth > 0
            ? Vector3.Lerp(new Vector3(1, 0.96f, 0.90f), new Vector3(1.06f, 0.80f, 0.54f), warmth)
            : Vector3.Lerp(new Vector3(1, 0.96f, 0.90f), new Vector3(0.86f, 0.94f, 1.04f), -warmth);
        sunLight = Curves.Mix(1.75f, 0.25f, soft) * tint;
        skyLight = Curves.Mix(0.26f, 0.80f, soft) * Vector3.Lerp(new Vector3(0.80f, 0.92f, 1.12f), tint, 0.25f + (0.4f * soft));
        bounceLight = Curves.Mix(0.22f, 0.28f, soft) * tint * new Vector3(1, 0.94f, 0.84f);
        cloudiness = (float)attributes.Cloudiness;
        float grey = cloudiness * cloudiness;
        zenith = Vector3.Lerp(LinearColour.Rgb(78, 128, 196), LinearColour.Rgb(150, 160, 172), grey) * Vector3.Lerp(Vector3.One, tint, 0.35f);
        horizon = Vector3.Lerp(LinearColour.Rgb(186, 210, 230), LinearColour.Rgb(206, 210, 214), grey) * Vector3.Lerp(Vector3.One, tint, 0.8f);
        cloudLit = new Vector3(1.05f, 1.03f, 1.0f) * Vector3.Lerp(Vector3.One, tint, 0.6f);
        cloudShade = LinearColour.Rgb(176, 184, 196) * Vector3.Lerp(Vector3.One, tint, 0.4f);
        opposite = new Vector3(0.10f, 0.09f, 0.08f) * Curves.Mix(1, 1.6f, soft);
        seed = (uint)Seed.Derive(attributes.DetailSeed, 11);
    }

    /// <summary>Unit vector towards the sun; it always lights the fronts.</summary>
    public Vector3 Sun { get; }

    /// <summary>0 = full sun, 1 = hardly a shadow.</summary>
    public float Softness { get; }

    /// <summary>The light that falls on a surface.</summary>
    /// <param name="normal">Unit.</param>
    /// <param name="sunlit">0 … 1. The share of the sun that is not shaded.</param>
    /// <param name="open">0 … 1. The share of the sky that is not hidden by what is near.</param>
    public Vector3 On(Vector3 normal, float sunlit, float open) =>
        (sunLight * (sunlit * Math.Max(0, Vector3.Dot(normal, Sun)))) + (skyLight * (open * (0.62f + (0.38f * normal.Y)))) + (bounceLight * (open * (0.5f - (0.5f * normal.Y))));

    /// <summary>The light that falls on a front whose surface leans slightly.</summary>
    /// <param name="lean">How the normal leans to x and y.</param>
    /// <param name="sunlit">0 … 1.</param>
    /// <param name="open">0 … 1.</param>
    public Vector3 OnFront(Vector2 lean, float sunlit, float open) => On(Vector3.Normalize(new Vector3(lean, 1)), sunlit, open);

    /// <summary>The width of a shadow's soft edge per metre between what casts it and where it falls.</summary>
    public float Penumbra => 0.04f + (0.5f * Softness);

    /// <summary>The sky.</summary>
    /// <param name="direction">Any length.</param>
    public Vector3 Sky(Vector3 direction)
    {
        direction = Vector3.Normalize(direction);
        float height = Math.Max(0, direction.Y);
        Vector3 clear = Vector3.Lerp(horizon, zenith, MathF.Sqrt(Math.Min(1, 1.7f * height)));
        if (cloudiness < 0.04f) return clear;
        float scale = 3.2f / (height + 0.38f), x = direction.X * scale, y = (height * 5.6f) - (direction.Z * 0.2f);
        float thick = Noise.Fractal(x, y, seed, 5) + (2.2f * cloudiness) - 1.15f;
        if (thick < -0.1f) return clear;
        float lit = 0.45f + (0.8f * (Noise.Fractal(x + (0.14f * Sun.X), y + 0.20f, seed, 3) - Noise.Fractal(x, y, seed, 3)));
        Vector3 cloud = Vector3.Lerp(cloudLit, cloudShade, Math.Clamp(lit + (0.35f * cloudiness) + (0.2f * Math.Min(1, thick)), 0, 1));
        return Vector3.Lerp(clear, Vector3.Lerp(cloud, horizon, 0.35f * (1 - height)), 0.94f * Curves.Step(-0.05f, 0.32f, thick));
    }

    /// <summary>The reflection of the other side of the street in a window: a roof line and the sky above it.</summary>
    /// <param name="direction">Mirrored, any length, leading to higher z.</param>
    public Vector3 Mirrored(Vector3 direction)
    {
        direction = Vector3.Normalize(direction);
        float along = direction.X * 5, skyline = 0.17f + (0.09f * Noise.At((int)MathF.Floor(along * 1.6f), 3, seed)) + (0.03f * Noise.Value(along * 6, 1, seed));
        float aboveSkyline = Curves.Step(skyline - 0.02f, skyline + 0.02f, direction.Y);
        if (aboveSkyline >= 1) return Sky(direction);
        Vector3 house = opposite * (1 + (0.5f * Noise.Value(along * 5, direction.Y * 30, seed + 3)));
        return aboveSkyline <= 0 ? house : Vector3.Lerp(house, Sky(direction), aboveSkyline);
    }
}
