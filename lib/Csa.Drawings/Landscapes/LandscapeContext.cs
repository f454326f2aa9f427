using System.Numerics;
using Csa.Drawings.Painting;

namespace Csa.Drawings.Landscapes;

/// <summary>
/// What painting the objects of a landscape needs: the camera, the land and water around them, the light that falls on them.
/// </summary>
internal sealed record LandscapeContext(LandscapeAttributes Attributes, Raster Raster, LandscapeView View, Terrain Terrain, GroundCover Cover, SkyDome Sky, Atmosphere Air, float[] Wet)
{
    private const float LongestShadow = 3.2f; // of what casts it
    private const float Ragged = 0.22f; // how much the rim of a shadow strays, of its width

    /// <summary>The column of cells in which a place appears.</summary>
    public int Column(float x, float z) => (int)((0.5f + (LandscapeView.Focal * x / z)) * Raster.Side);

    /// <summary>The light that a flat surface sends to the viewer.</summary>
    /// <param name="colour">The fraction of light that it reflects.</param>
    /// <param name="normal">Unit: x right, y up, z ahead.</param>
    /// <param name="at">Where it is.</param>
    public Vector3 Seen(Vector3 colour, Vector3 normal, Vector3 at)
    {
        Vector3 light = (Sky.SunLight * (Sky.Sunlit(at.X, at.Z) * Math.Max(0, Vector3.Dot(normal, Sky.Sun)))) + (Sky.SkyLight * (0.60f + (0.40f * normal.Y)));
        return Air.Through(colour * light, Column(at.X, at.Z), at.X, at.Y, at.Z);
    }

    /// <summary>The light on a tree.</summary>
    public TreeLight TreeLight(Vector3 foot, float height)
    {
        (Vector3 haze, float cover) = Air.Before(Column(foot.X, foot.Z), foot.X, foot.Y + (0.5f * height), foot.Z);
        return new TreeLight(Sky.Sun with { Z = -Sky.Sun.Z }, Sky.SunLight * (0.35f + (0.65f * Sky.Sunlit(foot.X, foot.Z))), Sky.SkyLight, haze, cover);
    }

    /// <summary>Casts the shadow of a round object on the ground, which is taken as flat.</summary>
    /// <param name="foot">Where it stands.</param>
    /// <param name="radius">Half its width, in metres.</param>
    /// <param name="bottom">The height above the foot at which it begins; below that it is a stem.</param>
    /// <param name="top">The height above the foot at which it ends.</param>
    /// <param name="strength">0 … 1.</param>
    public void Shade(Vector3 foot, float radius, float bottom, float top, float strength)
    {
        float above = View.Eye - foot.Y, level = MathF.Sqrt((Sun.X * Sun.X) + (Sun.Z * Sun.Z)), length = Math.Min(LongestShadow, level / Math.Max(0.01f, Sun.Y));
        strength *= 1 - Sky.Overcast;
        if (above < 0.5f || strength <= 0.02f) return;
        float awayX = -Sun.X / level, awayZ = -Sun.Z / level, far = 0.5f * (bottom + top) * length, longest = Math.Max(radius, 0.5f * (top - bottom) * length), reach = far + longest;
        float nearest = Math.Max(1, foot.Z - Math.Max(radius, -awayZ * reach) - radius), farthest = foot.Z + Math.Max(radius, awayZ * reach) + radius;
        float left = foot.X + Math.Min(-radius, awayX * reach) - radius, right = foot.X + Math.Max(radius, awayX * reach) + radius;
        var bounds = new Bounds(
            Math.Min(Across(left, nearest), Across(left, farthest)), View.Row(foot.Y, farthest),
            Math.Max(Across(right, nearest), Across(right, farthest)), View.Row(foot.Y, nearest));
        Raster.Paint(bounds, 0.97f * nearest, (x, y) =>
        {
            float below = y - View.Horizon;
            if (below < 0.002f) return default;
            float z = LandscapeView.Focal * above / below, aheadX = ((x - 0.5f) * z / LandscapeView.Focal) - foot.X, aheadZ = z - foot.Z;
            float along = (aheadX * awayX) + (aheadZ * awayZ), aside = ((aheadX * awayZ) - (aheadZ * awayX)) / radius, ellipse = (along - far) / longest;
            float round = 1 - (ellipse * ellipse) - (aside * aside);
            if (round > -Ragged) round += Ragged * Noise.Value(2.3f * aside, (1.7f * along / radius) + foot.X, 3);
            float stem = bottom <= 0 ? 0 : Curves.Step(0.10f, 0.03f, Math.Abs(aside)) * Curves.Step(-0.1f * radius, 0, along) * Curves.Step(far, 0.7f * far, along);
            float under = 0.5f * Math.Max(0, 1 - ((aside * aside) + (along * along / (radius * radius))));
            float dark = Math.Max(Math.Max(Curves.Step(0, 0.45f, round), under), 0.8f * stem);
            float water = Wet[((int)(y * Raster.Side) * Raster.Side) + (int)(x * Raster.Side)];
            return new Vector4(0.02f, 0.025f, 0.03f, Math.Min(0.49f, strength * dark * (1 - (0.85f * water))));
        });
    }

    private Vector3 Sun => Sky.Sun;

    private static float Across(float x, float z) => 0.5f + (LandscapeView.Focal * x / z);
}

/// <summary>An object to be painted at a distance.</summary>
/// <param name="At">Its position.</param>
/// <param name="Reach">How far it extends to either side, in metres.</param>
/// <param name="Paint">Paints it.</param>
internal readonly record struct SceneObject(Vector3 At, float Reach, Action Paint);
