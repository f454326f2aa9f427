using Csa.Data;
using Csa.Drawings.Painting;

namespace Csa.Drawings.Landscapes;

/// <summary>The shape of the land, in metres above the water.</summary>
internal sealed class Terrain
{
    /// <summary>The finest creases that mountains have.</summary>
    public const int Octaves = 6;

    private const float Bank = 1.2f; // the plain lies this far above the water

    private readonly LandscapeAttributes attributes;
    private readonly float undulation, gain, massifSize, massifHeight, waterNear, waterFar, riverWidth, riverStart;
    private readonly uint seed;

    /// <param name="attributes">The attributes of the landscape.</param>
    /// <param name="view">The camera.</param>
    /// <param name="site">The site of the building; null to find one.</param>
    private Terrain(LandscapeAttributes attributes, LandscapeView view, BuildingSite? site)
    {
        Site = site;
        this.attributes = attributes;
        seed = (uint)Seed.Derive(attributes.DetailSeed, 21);
        undulation = (float)attributes.Undulation;
        gain = 0.36f + (0.20f * (float)attributes.Roughness);
        MassifDistance = 1300 * MathF.Pow(4.2f, (float)attributes.MountainDistance);
        massifSize = 0.40f * MassifDistance;
        float height = (float)attributes.MountainHeight;
        massifHeight = MassifDistance * attributes.Mountains switch
        {
            Mountains.Hills => 0.07f + (0.12f * height),
            Mountains.Peaks => 0.19f + (0.27f * height),
            Mountains.Mesas => 0.09f + (0.14f * height),
            _ => 0.012f,
        };
        Farthest = 2.3f * MassifDistance;
        float size = (float)attributes.WaterSize;
        waterNear = LandscapeView.Focal * view.Eye / ((0.12f + (0.70f * size)) * (1 - view.Horizon));
        waterFar = Math.Max(3.2f * waterNear, LandscapeView.Focal * view.Eye / 0.014f);
        riverWidth = (0.10f + (0.22f * size)) * view.Eye * LandscapeView.Focal;
        riverStart = 0.34f * Noise.At(4, 4, seed);
    }

    /// <summary>The site of the building; null if there is none.</summary>
    public BuildingSite? Site { get; }

    /// <summary>The distance at which the mountains reach their full height.</summary>
    public float MassifDistance { get; }

    /// <summary>The z beyond which nothing is visible.</summary>
    public float Farthest { get; }

    /// <summary>The greatest height of the mountains.</summary>
    public float MassifHeight => massifHeight;

    /// <summary>The land for some attributes, with room for their building.</summary>
    public static Terrain Shape(LandscapeAttributes attributes, LandscapeView view) =>
        new(attributes, view, BuildingSite.Find(attributes, view, new Terrain(attributes, view, null)));

    /// <summary>True if an object can stand there: on dry land in front of the mountains.</summary>
    public bool IsDry(float x, float z) => Shore(x, z) > 0.03f && Massive(z) < 0.35f && (attributes.Water == Water.None || Height(x, z) > 0.45f);

    /// <summary>The land's height, below 0 under water.</summary>
    public float Height(float x, float z) => Height(x, SliceAt(z), Octaves);

    /// <summary>The values shared by all places at one distance.</summary>
    public Slice SliceAt(float z) => new(z, MathF.Log(z), Massive(z));

    /// <summary>An upper bound on the height of the land in a slice.</summary>
    public float Highest(Slice slice) => Bank + (undulation * 22) + (massifHeight * slice.Massive * 1.15f);

    /// <summary>The land's height at a prepared distance.</summary>
    /// <param name="x">Metres to the right.</param>
    /// <param name="slice">The distance.</param>
    /// <param name="octaves">The detail of the creases of mountains, 1 … <see cref="Octaves"/>.</param>
    public float Height(float x, Slice slice, int octaves)
    {
        float height = Bank + Rolling(x, slice.Z) + Massif(x, slice, octaves);
        if (attributes.Water == Water.None) return height;
        // Banks fall to the water over a stretch that grows with distance; what stands high stays.
        float falls = Curves.Step(0.35f, 0.05f, height / ((0.05f * slice.Z) + 20));
        if (falls <= 0) return height;
        float bank = Curves.Step(-0.05f, 0.14f, Shore(x, slice.Z, slice.Deep));
        if (Site is { IsIsland: true }) bank = Math.Max(bank, Island(x - Site.X, slice.Z - Site.Z));
        return height - ((height + 2.5f) * (1 - bank) * falls);
    }

    private float Island(float x, float z)
    {
        float far = MathF.Sqrt((x * x) + (z * z));
        if (far > 2 * BuildingSite.IslandRadius) return 0;
        return Curves.Step(1.35f, 0.75f, (far / BuildingSite.IslandRadius) + (0.2f * Noise.Value(x / 9, z / 9, seed + 5)));
    }

    // From the shoreline, in shares of the distance: negative over water.
    private float Shore(float x, float z) => Shore(x, z, MathF.Log(z));

    private float Shore(float x, float z, float deep)
    {
        float across = x / z;
        switch (attributes.Water)
        {
            case Water.Lake:
                float front = MathF.Log(waterNear) - deep, back = deep - MathF.Log(waterFar), bay = 0.35f * Noise.Value(across * 1.6f, 3, seed + 5);
                return Ragged(Math.Max(0.35f * (front + bay), 0.25f * (back + bay)) + (0.9f * Math.Max(0, Math.Abs(across) - 0.75f)), 1, across, deep);
            case Water.Sea:
                return Ragged(0.35f * (MathF.Log(waterNear) - deep + (0.5f * across) + (0.3f * Noise.Value(across * 1.6f, 3, seed + 5))), 0.6f, across, deep);
            case Water.River:
                float calm = Curves.Step(0, 1.5f, deep - MathF.Log(waterNear) + 3);
                float middle = riverStart * Math.Min(1, 30 / z) + (calm * 0.20f * Noise.Value(deep * 1.1f, 7, seed + 6)) + (0.11f * Noise.Value(deep * 2.6f, 9, seed + 7));
                return Ragged(Math.Abs(across - middle) - (riverWidth / (z + (2 * riverWidth))), 0.25f * Math.Min(1, 25 / z), across, deep);
            default:
                return 1;
        }
    }

    // Bays and spits, but where the shore is too far for them to matter.
    private float Ragged(float shore, float strength, float across, float deep) => Math.Abs(shore) > 0.3f
        ? shore
        : shore + (strength * ((0.10f * Noise.Value(across * 4, deep * 3, seed + 3)) + (0.045f * Noise.Value(across * 13, deep * 9, seed + 4))));

    /// <summary>0 on the plain, 1 in the mountains.</summary>
    public float Massive(float z) => Curves.Step(0.38f * MassifDistance, 0.95f * MassifDistance, z);

    private float Rolling(float x, float z)
    {
        if (undulation <= 0) return 0;
        float near = Curves.Step(6, 70, z), far = Curves.Step(80, 600, z), swell = near <= 0 ? 0 : 2.6f * near * Noise.Value(x / 64, z / 64, seed);
        if (z < 400) swell += 0.35f * (1 - (z / 400)) * Noise.Value(x / 11, z / 11, seed + 1); // finer than a cell further away
        if (far > 0) swell += 15 * far * (0.4f + Noise.Value(x / 340, z / 340, seed + 2));
        return undulation * swell;
    }

    private float Massif(float x, Slice slice, int octaves)
    {
        float ramp = slice.Massive, z = slice.Z;
        if (ramp <= 0) return 0;
        float u = x / massifSize, v = z / massifSize;
        if (attributes.Water == Water.Sea)
        {
            // Headlands, with the open horizon beside them.
            ramp *= Curves.Step(-0.10f, 0.35f, Noise.Value(u * 0.45f, 2, seed + 8) + (0.3f * Noise.At(8, 8, seed)));
            if (ramp <= 0) return 0;
        }

        switch (attributes.Mountains)
        {
            case Mountains.Peaks:
                float envelope = 0.62f + (0.38f * Noise.Value(u * 0.55f, v * 0.55f, seed + 9));
                return massifHeight * ramp * envelope * Ridged(u, v, octaves);
            case Mountains.Mesas:
                float field = Noise.Value(u * 1.3f, v * 1.3f, seed + 10) + (0.35f * Noise.Value(u * 4, v * 4, seed + 11)) + (gain * 0.16f * Noise.Value(u * 14, v * 14, seed + 12));
                return massifHeight * ramp * ((0.62f * Curves.Step(0.10f, 0.20f, field)) + (0.30f * Curves.Step(0.34f, 0.42f, field)) + (0.12f * Curves.Step(-0.5f, 0.25f, field)));
            default:
                float sum = 0, strength = 1;
                for (int i = 0; i < 4; i++, strength *= gain * 0.8f) sum += strength * Noise.Value(u * 0.9f * (1 << i), v * 0.9f * (1 << i), seed + 13 + (uint)i);
                return massifHeight * ramp * Math.Max(0, 0.55f + (0.5f * sum));
        }
    }

    // Creases of folded noise, sharper ones on the shoulders of broader ones.
    private float Ridged(float u, float v, int octaves)
    {
        float sum = 0, strength = 0.62f, crest = 1;
        float scale = 1;
        for (uint i = 0; i < octaves; i++, strength *= gain, scale *= 2.03f)
        {
            float fold = 1 - Math.Abs(Noise.Value((u + (0.3f * v)) * scale, (v - (0.3f * u)) * scale, seed + 20 + i));
            fold *= fold;
            sum += strength * fold * crest;
            crest = Math.Min(1, fold * 1.6f);
        }

        return sum;
    }
}

/// <summary>The values shared by all land at one distance.</summary>
/// <param name="Z">The distance in metres.</param>
/// <param name="Deep">Its natural logarithm.</param>
/// <param name="Massive">0 on the plain, 1 in the mountains.</param>
internal readonly record struct Slice(float Z, float Deep, float Massive);
