using System.Numerics;
using Csa.Data;
using Csa.Drawings.Painting;

namespace Csa.Drawings.Landscapes;

/// <summary>The structures of a landscape: a house, church or mill, and a fence.</summary>
internal sealed class Structures
{
    private static readonly Vector3 Slate = LinearColour.Rgb(92, 92, 100), Tile = LinearColour.Rgb(160, 84, 62), Lime = LinearColour.Rgb(226, 220, 206), Wood = LinearColour.Rgb(122, 104, 84);

    private readonly LandscapeContext context;
    private readonly uint seed;
    private readonly float sin, cos;

    public Structures(LandscapeContext context)
    {
        this.context = context;
        seed = (uint)Seed.Derive(context.Attributes.DetailSeed, 71);
        (sin, cos) = MathF.SinCos(0.75f * Noise.At(1, 1, seed));
    }

    public IEnumerable<SceneObject> All()
    {
        if (context.Terrain.Site is { } site) yield return new SceneObject(site.Foot(context.Terrain), 13, () => Build(site.Foot(context.Terrain)));
        if (context.Attributes.Way != Way.Fence) yield break;
        foreach (List<Vector3> run in FenceRuns())
        {
            for (int i = 0; i < run.Count; i++)
            {
                Vector3 foot = run[i];
                Vector3? next = i + 1 < run.Count ? run[i + 1] : null;
                yield return new SceneObject(foot, 3, () => Fence(foot, next));
            }
        }
    }

    // Water parts a fence; pieces too short to be seen as one are left out.
    private List<List<Vector3>> FenceRuns()
    {
        var runs = new List<List<Vector3>> { new() };
        for (float z = 110; z > 3.5f; z -= 2.6f)
        {
            float x = context.Cover.WayAt(z);
            if (context.Terrain.IsDry(x, z)) runs[^1].Add(new Vector3(x, context.Terrain.Height(x, z), z));
            else if (runs[^1].Count > 0) runs.Add([]);
        }

        runs.RemoveAll(run => run.Count < 6);
        return runs;
    }

    private void Build(Vector3 site)
    {
        switch (context.Attributes.Building)
        {
            case Building.Cottage:
                context.Shade(site, 4.6f, 0, 5, 0.5f);
                GabledHouse(site, Vector2.Zero, 4.6f, 3.2f, 3.0f, 3.1f, Lime, Tile);
                Box(site, new Vector2(2.2f, 0.2f), 0.45f, 0.45f, 4.6f, 2.4f, LinearColour.Rgb(140, 88, 70), 0);
                break;
            case Building.Church:
                context.Shade(site, 6.5f, 0, 8, 0.5f);
                GabledHouse(site, new Vector2(3, 0), 7.2f, 3.6f, 5.2f, 4.2f, Lime, Slate);
                Box(site, new Vector2(-6.2f, 0), 2.4f, 2.4f, 0, 12.5f, Lime * 0.95f, 9.5f);
                break;
            default:
                context.Shade(site, 3.6f, 0, 11, 0.5f);
                Mill(site);
                break;
        }
    }

    // Building space: u along the ridge, w across it, both turned by the building's own angle; v up.
    private Vector3 At(Vector3 site, float u, float v, float w) => site + new Vector3((u * cos) + (w * sin), v, (w * cos) - (u * sin));

    private Vector3 Direction(float u, float v, float w) => Vector3.Normalize(new Vector3((u * cos) + (w * sin), v, (w * cos) - (u * sin)));

    private void GabledHouse(Vector3 site, Vector2 offset, float halfLong, float halfWide, float wall, float roof, Vector3 walls, Vector3 tiles)
    {
        Vector3 P(float u, float v, float w) => At(site, u + offset.X, v, w + offset.Y);
        Face(walls, Direction(0, 0, 1), P(-halfLong, 0, halfWide), P(halfLong, 0, halfWide), P(halfLong, wall, halfWide), P(-halfLong, wall, halfWide));
        foreach (int end in (ReadOnlySpan<int>)[-1, 1])
            Face(walls, Direction(end, 0, 0), P(end * halfLong, 0, -halfWide), P(end * halfLong, 0, halfWide), P(end * halfLong, wall, halfWide), P(end * halfLong, wall + roof, 0), P(end * halfLong, wall, -halfWide));
        Face(walls, Direction(0, 0, -1), P(-halfLong, 0, -halfWide), P(halfLong, 0, -halfWide), P(halfLong, wall, -halfWide), P(-halfLong, wall, -halfWide));
        float eave = halfWide + 0.35f, drop = wall - (0.35f * roof / halfWide), over = halfLong + 0.3f;
        foreach (int slope in (ReadOnlySpan<int>)[1, -1])
            Face(tiles, Direction(0, halfWide, slope * roof), P(-over, drop, slope * eave), P(over, drop, slope * eave), P(over, wall + roof, 0), P(-over, wall + roof, 0));
        Vector3 glass = LinearColour.Rgb(58, 62, 72);
        int windows = halfLong > 6 ? 4 : 3;
        for (int i = 0; i < windows; i++)
        {
            float u = halfLong * (-0.68f + (1.36f * i / (windows - 1))), high = 0.48f * wall;
            bool door = halfLong < 6 && i == 1;
            Face(door ? Wood * 0.7f : glass, Direction(0, 0, -1), P(u - 0.5f, door ? 0 : 0.28f * wall, -halfWide - 0.02f), P(u + 0.5f, door ? 0 : 0.28f * wall, -halfWide - 0.02f), P(u + 0.5f, 0.28f * wall + high, -halfWide - 0.02f), P(u - 0.5f, 0.28f * wall + high, -halfWide - 0.02f));
        }

        foreach (int end in (ReadOnlySpan<int>)[-1, 1])
            Face(glass, Direction(end, 0, 0), P(end * (halfLong + 0.02f), 0.3f * wall, -0.5f), P(end * (halfLong + 0.02f), 0.3f * wall, 0.5f), P(end * (halfLong + 0.02f), 0.85f * wall, 0.5f), P(end * (halfLong + 0.02f), 0.85f * wall, -0.5f));
    }

    // An upright box from a height up, under a pyramid if one is asked for.
    private void Box(Vector3 site, Vector2 offset, float halfU, float halfW, float bottom, float high, Vector3 walls, float spire)
    {
        Vector3 P(float u, float v, float w) => At(site, (u * halfU) + offset.X, bottom + v, (w * halfW) + offset.Y);
        foreach ((int u, int w) in (ReadOnlySpan<(int, int)>)[(0, 1), (-1, 0), (1, 0), (0, -1)])
        {
            Vector3 normal = Direction(u, 0, w);
            int acrossU = w, acrossW = -u;
            Face(walls, normal, P(u - acrossU, 0, w - acrossW), P(u + acrossU, 0, w + acrossW), P(u + acrossU, high, w + acrossW), P(u - acrossU, high, w - acrossW));
            if (spire <= 0) continue;
            Face(Slate, Direction(u * spire, halfU, w * spire), P((u - acrossU) * 1.08f, high, (w - acrossW) * 1.08f), P((u + acrossU) * 1.08f, high, (w + acrossW) * 1.08f), P(0, high + spire, 0));
            Face(LinearColour.Rgb(58, 58, 66), normal, P((1.02f * u) - (0.25f * acrossU), 0.72f * high, (1.02f * w) - (0.25f * acrossW)), P((1.02f * u) + (0.25f * acrossU), 0.72f * high, (1.02f * w) + (0.25f * acrossW)),
                P((1.02f * u) + (0.25f * acrossU), 0.88f * high, (1.02f * w) + (0.25f * acrossW)), P((1.02f * u) - (0.25f * acrossU), 0.88f * high, (1.02f * w) - (0.25f * acrossW)));
        }
    }

    private void Mill(Vector3 site)
    {
        const float foot = 3.6f, head = 2.3f, high = 10;
        for (int i = 0; i < 8; i++)
        {
            (float sinA, float cosA) = MathF.SinCos(i * MathF.PI / 4);
            (float sinB, float cosB) = MathF.SinCos((i + 1) * MathF.PI / 4);
            (float sinM, float cosM) = MathF.SinCos((i + 0.5f) * MathF.PI / 4);
            Face(Lime, Vector3.Normalize(new Vector3(sinM, 0.13f, cosM)), site + new Vector3(foot * sinA, 0, foot * cosA), site + new Vector3(foot * sinB, 0, foot * cosB), site + new Vector3(head * sinB, high, head * cosB), site + new Vector3(head * sinA, high, head * cosA));
            Face(Wood, Vector3.Normalize(new Vector3(sinM, 0.8f, cosM)), site + new Vector3(1.15f * head * sinA, high, 1.15f * head * cosA), site + new Vector3(1.15f * head * sinB, high, 1.15f * head * cosB), site + new Vector3(0, high + 2.6f, 0));
        }

        Vector3 hub = site + new Vector3(0, high + 0.7f, -head - 0.6f);
        float metre = LandscapeView.Metre(hub.Z), turned = 0.6f * Noise.At(3, 3, seed);
        Vector3 iron = context.Seen(Wood * 0.55f, -Vector3.UnitZ, hub), cloth = context.Seen(Lime * 0.8f, -Vector3.UnitZ, hub);
        Vector2 centre = context.View.Place(hub);
        for (int i = 0; i < 4; i++)
        {
            (float sinS, float cosS) = MathF.SinCos(turned + (i * MathF.PI / 2));
            var along = new Vector2(sinS, -cosS) * metre;
            var aside = new Vector2(cosS, sinS) * metre;
            Polygon.Paint(raster: context.Raster, hub.Z - 1, cloth, centre + (2 * along), centre + (8.4f * along), centre + (8.4f * along) + (1.5f * aside), centre + (2 * along) + (1.5f * aside));
            Polygon.Bar(context.Raster, hub.Z - 1, iron, centre, centre + (8.6f * along), 0.16f * metre, 0.12f * metre);
        }
    }

    // A flat face, unless it is turned away.
    private void Face(Vector3 colour, Vector3 normal, params Vector3[] corners)
    {
        Vector3 middle = Vector3.Zero;
        foreach (Vector3 corner in corners) middle += corner / corners.Length;
        if (Vector3.Dot(normal, middle - new Vector3(0, context.View.Eye, 0)) >= 0) return;
        Polygon.Paint(context.Raster, middle.Z - 4, context.Seen(colour, normal, middle), Array.ConvertAll(corners, context.View.Place));
    }

    private void Fence(Vector3 foot, Vector3? next)
    {
        float metre = LandscapeView.Metre(foot.Z), nextMetre = LandscapeView.Metre(next?.Z ?? foot.Z);
        Vector3 light = context.Seen(Wood * (1 + (0.15f * Noise.At((int)foot.Z, 5, seed))), Vector3.Normalize(new Vector3(0.2f, 0.35f, -1)), foot);
        Polygon.Bar(context.Raster, foot.Z, light, context.View.Place(foot - (0.05f * Vector3.UnitY)), context.View.Place(foot + (1.15f * Vector3.UnitY)), 0.07f * metre, 0.07f * metre);
        if (next is not { } other) return;
        foreach (float up in (ReadOnlySpan<float>)[0.45f, 0.92f])
            Polygon.Bar(context.Raster, foot.Z, light * 0.92f, context.View.Place(foot + (up * Vector3.UnitY)), context.View.Place(other + (up * Vector3.UnitY)), 0.05f * metre, 0.05f * nextMetre);
    }
}
