using System.Numerics;
using Csa.Data;
using Csa.Drawings.Painting;

namespace Csa.Drawings.Landscapes;

/// <summary>The effect of the air on distant things: haze that grows with distance, and low-lying mist.</summary>
internal sealed class Atmosphere
{
    private readonly SkyDome sky;
    private readonly Vector3[] airs;
    private readonly Vector3 mistLight;
    private readonly float mist;
    private readonly uint seed;

    /// <param name="attributes">How much there is.</param>
    /// <param name="sky">Its light.</param>
    /// <param name="view">The camera.</param>
    /// <param name="columns">Columns of cells.</param>
    public Atmosphere(LandscapeAttributes attributes, SkyDome sky, LandscapeView view, int columns)
    {
        this.sky = sky;
        mist = (float)attributes.Mist;
        seed = (uint)Seed.Derive(attributes.DetailSeed, 41);
        airs = new Vector3[columns];
        for (int i = 0; i < columns; i++) airs[i] = sky.Air(view.Ray((i + 0.5f) / columns, view.Horizon));
        mistLight = (0.55f * (sky.SkyLight + (0.28f * sky.SunLight))) + (0.25f * sky.Air(Vector3.UnitZ));
    }

    /// <summary>The light of an object seen through the air.</summary>
    /// <param name="light">The light that it sends.</param>
    /// <param name="column">Of cells.</param>
    /// <param name="x">Where it is: metres to the right, …</param>
    /// <param name="y">… above the water …</param>
    /// <param name="z">… and ahead.</param>
    public Vector3 Through(Vector3 light, int column, float x, float y, float z)
    {
        light = Vector3.Lerp(light, airs[Math.Clamp(column, 0, airs.Length - 1)], sky.Haze(z));
        return mist <= 0 ? light : Vector3.Lerp(light, mistLight, Mist(x, y, z));
    }

    /// <summary>The light and the opacity of the air in front of a place, for objects that are painted as a whole.</summary>
    public (Vector3 Light, float Cover) Before(int column, float x, float y, float z)
    {
        float haze = sky.Haze(z), low = mist <= 0 ? 0 : Mist(x, y, z), cover = 1 - ((1 - haze) * (1 - low));
        Vector3 light = (airs[Math.Clamp(column, 0, airs.Length - 1)] * (haze * (1 - low))) + (mistLight * low);
        return (cover <= 0 ? light : light / cover, cover);
    }

    private float Mist(float x, float y, float z)
    {
        float swathe = 0.62f + (0.38f * Noise.Value(x / (0.10f * z + 14), (MathF.Log(z) * 4) + (y * 0.03f), seed));
        return mist * 0.92f * swathe * (1 - MathF.Exp(-z / 260)) * MathF.Exp(-Math.Max(0, y) / (7 + (0.012f * z)));
    }
}
