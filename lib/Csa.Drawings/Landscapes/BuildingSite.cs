using System.Numerics;

namespace Csa.Drawings.Landscapes;

/// <summary>The site of a building: visible dry land, or else an island made for it.</summary>
/// <param name="X">Metres to the right.</param>
/// <param name="Z">Metres ahead.</param>
/// <param name="IsIsland">True where the land would be under water.</param>
internal sealed record BuildingSite(float X, float Z, bool IsIsland)
{
    /// <summary>The radius of an island in metres.</summary>
    public const float IslandRadius = 17;

    private const float MinSeen = 4; // metres up the walls that no hill may hide

    /// <summary>The first suitable site near the position in the attributes; null if there is no building.</summary>
    public static BuildingSite? Find(LandscapeAttributes attributes, LandscapeView view, Terrain terrain)
    {
        if (attributes.Building == Building.None) return null;
        float wide = attributes.Building == Building.Church ? 1.25f : 1;
        foreach (float aside in (ReadOnlySpan<float>)[0, -0.15f, 0.15f, -0.3f, 0.3f, -0.5f, 0.5f])
        {
            foreach (float near in (ReadOnlySpan<float>)[75, 95, 60, 120, 48, 160, 210])
            {
                BuildingSite site = At(attributes, aside, near * wide);
                if (site.Z > 1.5f * view.Nearest && site.IsDry(terrain) && site.IsSeen(view, terrain)) return site;
            }
        }

        return At(attributes, 0, Math.Max(100, 2.2f * view.Nearest)) with { IsIsland = true };
    }

    /// <summary>The position of its ground floor.</summary>
    public Vector3 Foot(Terrain terrain) => new(X, terrain.Height(X, Z) - 0.2f, Z);

    private static BuildingSite At(LandscapeAttributes attributes, float aside, float z) =>
        new(0.40f * Math.Clamp((float)attributes.BuildingPlace + aside, -1, 1) * z / LandscapeView.Focal, z, false);

    private bool IsDry(Terrain terrain) => terrain.IsDry(X, Z) && terrain.IsDry(X + 5, Z) && terrain.IsDry(X - 5, Z);

    private bool IsSeen(LandscapeView view, Terrain terrain)
    {
        float up = terrain.Height(X, Z) + MinSeen;
        for (float part = 0.15f; part < 0.97f; part += 0.09f)
            if (terrain.Height(part * X, part * Z) > view.Eye + (part * (up - view.Eye))) return false;
        return true;
    }
}
