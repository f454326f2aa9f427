using System.Numerics;
using Csa.Data;
using Csa.Drawings.Painting;

namespace Csa.Drawings.Landscapes;

/// <summary>The cover of the land: grass, crops, sand, woods, rock, snow.</summary>
internal sealed class GroundCover
{
    private static readonly Vector3 Snow = new(0.84f, 0.88f, 0.95f), Dirt = LinearColour.Rgb(138, 114, 86);
    private static readonly Vector3[] Petals = [LinearColour.Rgb(214, 52, 44), LinearColour.Rgb(238, 204, 74), LinearColour.Rgb(240, 238, 230), LinearColour.Rgb(150, 104, 190)];

    private readonly LandscapeAttributes attributes;
    private readonly Terrain terrain;
    private readonly Vector3 grass, crop, rock, wood;
    private readonly float snowLine, rowAngleSin, rowAngleCos;
    private readonly uint seed;
    private readonly bool winter;

    public GroundCover(LandscapeAttributes attributes, Terrain terrain)
    {
        this.attributes = attributes;
        this.terrain = terrain;
        seed = (uint)Seed.Derive(attributes.DetailSeed, 31);
        winter = attributes.Season == Season.Winter;
        float dry = (float)attributes.GroundHue;
        Vector3 lush = attributes.Season switch
        {
            Season.Spring => LinearColour.Rgb(108, 140, 66),
            Season.Summer => LinearColour.Rgb(98, 128, 58),
            Season.Autumn => LinearColour.Rgb(134, 130, 66),
            _ => LinearColour.Rgb(134, 128, 96),
        };
        grass = Vector3.Lerp(lush, LinearColour.Rgb(186, 166, 100), 0.75f * dry);
        crop = LinearColour.Along([LinearColour.Rgb(92, 132, 52), LinearColour.Rgb(206, 176, 84), LinearColour.Rgb(132, 108, 168), LinearColour.Rgb(150, 120, 84)], dry);
        rock = attributes.Mountains == Mountains.Mesas
            ? LinearColour.Along([LinearColour.Rgb(178, 104, 72), LinearColour.Rgb(190, 142, 100)], Chance(1))
            : LinearColour.Along([LinearColour.Rgb(112, 108, 106), LinearColour.Rgb(140, 128, 114), LinearColour.Rgb(104, 110, 120)], Chance(1));
        wood = WoodColour(attributes);
        snowLine = Curves.Mix(0.80f, 0.22f, (float)attributes.SnowLine) * (winter ? 0.75f : 1);
        (rowAngleSin, rowAngleCos) = MathF.SinCos(0.45f * Noise.At(2, 2, seed));
    }

    /// <summary>The leaves of the season's woods.</summary>
    public static Vector3 WoodColour(LandscapeAttributes attributes) => (attributes.Trees, attributes.Season) switch
    {
        (TreeKind.Conifer, Season.Winter) => LinearColour.Rgb(84, 100, 90),
        (TreeKind.Conifer, _) => LinearColour.Rgb(58, 86, 58),
        (_, Season.Spring) => LinearColour.Rgb(114, 144, 70),
        (_, Season.Summer) => LinearColour.Rgb(80, 108, 52),
        (_, Season.Autumn) => LinearColour.Rgb(176, 122, 56),
        _ => LinearColour.Rgb(112, 100, 90),
    };

    /// <summary>The density of woods at a place; trees stand where it is above 0.</summary>
    public float Wooded(float x, float z)
    {
        float field = Noise.Value(x / 95, z / 130, seed + 3) + (0.5f * Noise.Value(x / 34, z / 40, seed + 4));
        return field + (1.7f * (float)attributes.Forest) - 1.15f - Curves.Step(45, 15, z);
    }

    /// <summary>The colour of a place, and the tilt of its normal relative to the land's.</summary>
    /// <param name="x">Metres.</param>
    /// <param name="z">Metres.</param>
    /// <param name="height">Of the land there.</param>
    /// <param name="normal">Of the land there, unit.</param>
    /// <param name="wide">Metres per cell, across the view.</param>
    /// <param name="long_">Metres per cell, along the view.</param>
    public (Vector3 Colour, Vector3 Lean) At(float x, float z, float height, Vector3 normal, float wide, float long_)
    {
        float massive = terrain.Massive(z);
        (Vector3 Colour, Vector3 Lean) plain = massive < 1 ? Plain(x, z, height, wide, long_) : default;
        if (massive <= 0) return plain;
        (Vector3 Colour, Vector3 Lean) slope = Slope(x, z, height, normal);
        return massive >= 1 ? slope : (Vector3.Lerp(plain.Colour, slope.Colour, massive), Vector3.Lerp(plain.Lean, slope.Lean, massive));
    }

    private (Vector3 Colour, Vector3 Lean) Slope(float x, float z, float height, Vector3 normal)
    {
        float size = 0.40f * terrain.MassifDistance, u = x / size, v = z / size, up = height / terrain.MassifHeight;
        float rough = Noise.Value(u * 23, v * 23, seed + 5), fine = Noise.Value(u * 61, v * 61, seed + 6);
        float steep = 1 - normal.Y;
        Vector3 stone = rock * (1 + (0.16f * rough) + (0.12f * fine));
        if (attributes.Mountains == Mountains.Mesas) stone *= 1 + (0.16f * Noise.Value(up * 17, 0.3f * u, seed + 7));
        float green = Curves.Step(0.55f, 0.25f, up + (0.20f * rough)) * Curves.Step(0.42f, 0.18f, steep + (0.08f * fine));
        if (attributes.Mountains is Mountains.Hills or Mountains.None) green = Math.Max(green, 0.9f);
        if (attributes.Mountains == Mountains.Mesas) green *= 0.5f;
        float trees = Curves.Step(0.50f, 0.62f, (float)attributes.Forest + (0.28f * rough) + (0.15f * fine) - (0.5f * Math.Max(0, up - 0.25f)));
        Vector3 meadow = Vector3.Lerp(grass * (1 + (0.12f * rough)), wood * (0.75f + (0.25f * fine)), trees);
        Vector3 colour = Vector3.Lerp(stone, meadow, green);
        float white = Curves.Step(-0.05f, 0.10f, up - snowLine + (0.10f * rough) + (0.05f * fine)) * Curves.Step(0.52f, 0.34f, steep + (0.10f * fine));
        if (attributes.Mountains == Mountains.Mesas) white *= 0.6f;
        if (attributes.Mountains is Mountains.Hills or Mountains.None && !winter) white *= 0.35f;
        if (winter) white = Math.Max(white, 0.75f * Curves.Step(0.5f, 0.25f, steep) * (1 - (0.7f * trees * green)));
        return (Vector3.Lerp(colour, Snow, white), new Vector3(0.22f * rough, 0, 0.22f * fine) * (1 - (0.6f * white)));
    }

    private (Vector3 Colour, Vector3 Lean) Plain(float x, float z, float height, float wide, float long_)
    {
        float patch = Noise.Value(x / 17, z / 17, seed + 8), tuft = Fine(x * 1.7f, z * 1.1f, Math.Max(wide, 0.5f * long_) * 1.7f, seed + 9);
        float blade = (0.45f * Fine(x * 9, z * 3.2f, Math.Max(wide * 9, long_ * 3.2f), seed + 10)) + (0.75f * Fine(x * 27, z * 9, Math.Max(wide * 27, long_ * 9), seed + 22)) + (0.6f * Fine(x * 70, z * 26, Math.Max(wide * 70, long_ * 26), seed + 23));
        (Vector3 colour, Vector3 lean) = attributes.Ground switch
        {
            Ground.Crops => Crops(x, z, patch, blade, wide),
            Ground.Heath => Heath(x, z, patch, tuft, blade, wide),
            Ground.Sand => Sand(x, z, patch, wide, long_),
            _ => (grass * (1 + (0.12f * patch) + (0.16f * tuft) + (0.26f * blade)), new Vector3(0.35f * blade, 0, 0.25f * tuft)),
        };
        if (attributes.Fields > 0.02f && z > 60) colour = Parcels(colour, x, z, wide, long_);
        if (attributes.Flowers > 0) colour = Flowered(colour, x, z, wide, long_);
        float shade = z <= 25 ? 0 : Curves.Step(0, 0.25f, Wooded(x, z)) * Curves.Step(25, 90, z);
        colour = Vector3.Lerp(colour, wood * (0.62f + (0.18f * tuft)), 0.85f * shade);
        if (winter) colour = Vector3.Lerp(colour, Snow, Curves.Step(-0.65f, 0.05f, patch - (0.5f * blade) - (0.35f * tuft) + 0.35f) * (1 - (0.75f * shade)));
        if (attributes.Way == Way.Path) colour = Trodden(colour, x, z, wide, tuft);
        if (attributes.Water == Water.None) return (colour, lean);
        float beach = Curves.Step(attributes.Water == Water.Sea ? 1.0f : 0.55f, 0.1f, height + (0.2f * tuft)), wet = Curves.Step(0.22f, 0, height);
        Vector3 shore = (attributes.Water == Water.Sea ? LinearColour.Rgb(206, 186, 146) : LinearColour.Rgb(142, 128, 104)) * (1 - (0.45f * wet)) * (1 + (0.10f * tuft));
        return (Vector3.Lerp(colour, shore, 0.85f * beach), lean * (1 - (0.7f * beach)));
    }

    /// <summary>The x of the middle of the path or fence.</summary>
    public float WayAt(float z) => ((0.22f * Noise.At(5, 5, seed)) * Math.Min(z, 30)) + (0.16f * z * Noise.Value((MathF.Log(z) * 1.2f) + 2, 5, seed + 11)) + (1.5f * Noise.Value(z / 14, 6, seed + 12));

    private Vector3 Trodden(Vector3 colour, float x, float z, float wide, float tuft)
    {
        if (z > 900 || Math.Abs(x) > 12 + (0.16f * z)) return colour;
        float aside = Math.Abs(x - WayAt(z)), half = 1.5f + (0.25f * tuft);
        float path = Curves.Inside(aside - half, Math.Max(wide, 0.5f)), middle = Curves.Inside(aside - 0.32f, Math.Max(wide, 0.25f));
        Vector3 earth = (winter ? Vector3.Lerp(Dirt, Snow, 0.45f) : Dirt) * (1 + (0.18f * tuft));
        return Vector3.Lerp(colour, earth, path * (0.88f - (0.45f * middle)) * Curves.Step(900, 300, z));
    }

    private (Vector3, Vector3) Crops(float x, float z, float patch, float blade, float wide)
    {
        const float pitch = 0.9f;
        float along = ((x * rowAngleCos) + (z * rowAngleSin)) / pitch, ridge = MathF.Cos((6.2832f * along) + (1.1f * blade)), visible = Math.Min(1, 0.35f * pitch / wide);
        visible *= Curves.Step(260, 60, z);
        Vector3 plants = crop * (1 + (0.14f * patch) + (0.28f * blade)), soil = LinearColour.Rgb(116, 88, 64) * (1 + (0.1f * blade));
        float planted = 0.62f + (0.55f * visible * ridge);
        return (Vector3.Lerp(soil, plants, Math.Clamp(planted, 0, 1)), new Vector3(-0.5f * visible * MathF.Sin(6.2832f * along) * rowAngleCos, 0, 0.2f * blade));
    }

    private (Vector3, Vector3) Heath(float x, float z, float patch, float tuft, float blade, float wide)
    {
        float clump = Fine(x * 0.75f, z * 0.75f, wide * 0.75f, seed + 13);
        Vector3 heather = LinearColour.Along([LinearColour.Rgb(150, 98, 128), LinearColour.Rgb(132, 100, 92), LinearColour.Rgb(156, 132, 84)], (float)attributes.GroundHue);
        Vector3 colour = Vector3.Lerp(grass * 0.8f, heather, Curves.Step(-0.35f, 0.35f, clump + (0.5f * patch)));
        return (colour * (1 + (0.22f * tuft) + (0.20f * blade)), new Vector3(0.5f * tuft, 0, 0.5f * clump));
    }

    private (Vector3, Vector3) Sand(float x, float z, float patch, float wide, float long_)
    {
        Vector3 sand = LinearColour.Along([LinearColour.Rgb(226, 202, 158), LinearColour.Rgb(208, 164, 110), LinearColour.Rgb(188, 126, 86)], (float)attributes.GroundHue);
        float phase = (z * 5.5f) + (x * 1.2f) + (2.6f * Noise.Value(x * 0.35f, z * 0.5f, seed + 14)), visible = Math.Min(1, 0.07f / Math.Max(wide, 0.4f * long_));
        (float sin, float cos) = MathF.SinCos(phase);
        return (sand * (1 + (0.06f * patch) + (0.07f * visible * sin)), new Vector3(0, 0, -0.30f * visible * cos));
    }

    // A chessboard that has slipped: every field has its own crop, and a hedge about it.
    private Vector3 Parcels(Vector3 colour, float x, float z, float wide, float long_)
    {
        float bentX = x + (26 * Noise.Value(z / 120, 1, seed + 15)), bentZ = z + (34 * Noise.Value(x / 150, 2, seed + 16));
        float row = MathF.Floor(bentZ / 85), shifted = (bentX / 110) + (0.37f * row), column = MathF.Floor(shifted);
        float kind = Noise.At((int)column, (int)row, seed + 17), u = shifted - column, v = (bentZ / 85) - row;
        if (0.5f + (0.5f * Noise.At((int)row, (int)column, seed + 18)) > attributes.Fields) return colour;
        Vector3 field = kind switch
        {
            < -0.5f => LinearColour.Rgb(120, 144, 66),
            < -0.1f => LinearColour.Rgb(198, 178, 98),
            < 0.25f => LinearColour.Rgb(146, 118, 86),
            < 0.6f => LinearColour.Rgb(96, 122, 60),
            _ => LinearColour.Rgb(206, 196, 74),
        };
        field *= 1 + (0.08f * MathF.Sin((kind > 0 ? bentX : bentZ) * 0.9f) * Math.Min(1, 1.2f / Math.Max(wide, long_)));
        float hedge = Math.Max(Curves.Line(Math.Min(u, 1 - u) * 110, 2.2f, wide), Curves.Line(Math.Min(v, 1 - v) * 85, 2.2f, long_));
        Vector3 parcel = Vector3.Lerp(field, wood * 0.7f, 0.8f * hedge);
        return Vector3.Lerp(colour, winter ? Vector3.Lerp(parcel, Snow, 0.55f * (1 - hedge)) : parcel, Curves.Step(60, 110, z));
    }

    private Vector3 Flowered(Vector3 colour, float x, float z, float wide, float long_)
    {
        float swathe = Noise.Value(x / 6, z / 9, seed + 19) + (1.6f * (float)attributes.Flowers) - 0.9f;
        if (swathe <= -0.4f || winter) return colour;
        // A head in some cells of a grid; where cells of the image are wider than heads, only their share of the ground shows.
        const float pitch = 0.30f;
        float u = x / pitch, v = z / pitch * 0.8f, column = MathF.Floor(u), row = MathF.Floor(v), blur = Math.Max(wide, 0.3f * long_) / pitch;
        float chance = Noise.At((int)column, (int)row, seed + 20), aside = Noise.At((int)row, (int)column, seed + 24), far = Curves.Step(0.25f, 0.9f, blur);
        float du = u - column - 0.5f - (0.33f * aside), dv = v - row - 0.5f - (0.33f * Noise.At((int)column, (int)row, seed + 25)), size = 0.15f + (0.04f * aside);
        float head = Curves.Step(size + (0.5f * blur) + 0.03f, size - (0.5f * blur), MathF.Sqrt((du * du) + (dv * dv))) * Curves.Step(0.1f, -0.1f, chance + 0.35f - (0.8f * swathe));
        float bloom = Curves.Mix(head, 0.16f * Curves.Step(-0.4f, 0.8f, swathe), far);
        Vector3 petal = Petals[(int)(3.99f * Chance(21))];
        return Vector3.Lerp(colour, petal * (0.95f + (0.2f * aside)), 0.92f * bloom);
    }

    // Noise that fades where cells grow wider than its features.
    private static float Fine(float u, float v, float cell, uint seed) => cell > 1.6f ? 0 : Math.Min(1, 1.9f - (1.2f * cell)) * Noise.Value(u, v, seed);

    private float Chance(int purpose) => 0.5f + (0.5f * Noise.At(purpose, 77, seed));
}
