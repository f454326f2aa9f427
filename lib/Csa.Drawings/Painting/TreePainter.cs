using System.Numerics;

namespace Csa.Drawings.Painting;

/// <summary>Paints trees: clumps of leaves lit as round shapes with ragged edges.</summary>
internal static class TreePainter
{
    /// <summary>Paints a tree.</summary>
    /// <param name="raster">The target.</param>
    /// <param name="tree">The tree.</param>
    /// <param name="light">The light on it.</param>
    public static void Paint(Raster raster, Tree tree, TreeLight light)
    {
        switch (tree.Form)
        {
            case TreeForm.Cone:
                Trunk(raster, tree, light, 0.14f, 0.016f);
                float half = 0.34f * tree.Height, detail = 0.35f + (0.65f * Curves.Step(8, 45, tree.Height * raster.Side));
                var bounds = new Bounds(tree.Foot.X - half, tree.Foot.Y - (1.03f * tree.Height), tree.Foot.X + half, tree.Foot.Y);
                raster.Paint(bounds, tree.Depth, (x, y) => Boughs(tree, light, detail, x, y));
                break;
            case TreeForm.Bare:
                Branches.Paint(raster, tree, light);
                break;
            default:
                Trunk(raster, tree, light, 0.5f, tree.Form == TreeForm.Round ? 0.028f : 0.014f);
                var crown = new Crown(tree, tree.Height * raster.Side);
                raster.Paint(crown.Bounds, tree.Depth, (x, y) => crown.At(light, x, y));
                break;
        }
    }

    private static void Trunk(Raster raster, Tree tree, TreeLight light, float top, float half)
    {
        float high = tree.Height;
        var bounds = new Bounds(tree.Foot.X - (0.06f * high), tree.Foot.Y - (top * high), tree.Foot.X + (0.06f * high), tree.Foot.Y + (0.02f * high));
        float pixel = 1f / (raster.Side * high);
        raster.Paint(bounds, tree.Depth, (x, y) =>
        {
            float u = (x - tree.Foot.X) / high, v = (tree.Foot.Y - y) / high, flare = Math.Max(0, 0.05f - v);
            float wide = (half * (1 - (0.9f * v))) + (6 * flare * flare), bend = 0.02f * Noise.Value(3 * v, 0, tree.Seed);
            float across = (u - bend) / wide;
            float cover = Curves.Line(u - bend, wide, pixel) * Curves.Inside(-v - (0.006f * Noise.Value(u * 90, 1, tree.Seed)), pixel);
            float bark = 1 + (0.25f * Noise.Value(u * 160, v * 30, tree.Seed + 1));
            float round = Math.Clamp(across, -0.95f, 0.95f);
            Vector3 seen = light.Seen(tree.Bark * bark, new Vector3(round, 0, MathF.Sqrt(1 - (round * round))), 0.8f);
            return new Vector4(seen, cover);
        });
    }

    // Tiers of boughs, each dark where the one above hangs over it; a tree of few cells has less detail, which would flicker.
    private static Vector4 Boughs(Tree tree, TreeLight light, float detail, float x, float y)
    {
        float u = (x - tree.Foot.X) / tree.Height, v = (tree.Foot.Y - y) / tree.Height;
        if (v is < 0.04f or > 1.02f || Math.Abs(u) > 0.08f + (0.28f * (1.02f - v))) return default;
        float lean = Noise.Value(u * 7, v * 9, tree.Seed + 2), needle = detail * Noise.Value((u + (0.4f * v)) * 46, (v - (0.4f * u)) * 46, tree.Seed + 4);
        float bough = detail * Noise.Value(u * 24, v * 11, tree.Seed + 5), tiers = 12 + (3 * Noise.At(1, 1, tree.Seed));
        float place = ((1.02f - v) * tiers) + (2.6f * Math.Abs(u)) + (0.5f * lean) + (0.75f * bough) + (0.22f * needle), tier = MathF.Floor(place), down = place - tier;
        float side = Noise.At((int)tier, u < 0 ? 1 : 2, tree.Seed + 3);
        float wide = (0.016f + (0.225f * MathF.Pow(1.02f - v, 0.85f))) * (0.70f + (0.30f * down)) * (1 + (0.16f * side));
        float lowest = 0.35f + (0.65f * Curves.Step(0.03f, 0.15f, v)); // these boughs droop and end
        wide *= lowest;
        float edge = wide - Math.Abs(u) + (((0.026f * needle) + (0.022f * bough)) * (1.15f - v) * lowest);
        float cover = Curves.Step(0, 0.014f, edge);
        if (cover <= 0) return default;
        float across = Math.Clamp(u / wide, -1, 1);
        var normal = Vector3.Normalize(new Vector3(across, 0.35f + (0.5f * (0.5f - down)), 0.55f + (0.5f * needle)));
        float open = 0.42f + (0.48f * down) + (0.22f * needle) - (0.12f * (1 - Math.Abs(across)));
        // Snow lies on the boughs' outer ends, the more the further they reach.
        float snow = tree.Snow * Curves.Step(0, 0.95f, down + (0.35f * needle) + (0.25f * bough));
        Vector3 colour = Vector3.Lerp(tree.Leaf * (1 + (0.30f * needle)), new Vector3(0.86f), snow);
        return new Vector4(light.Seen(colour, Vector3.Normalize(normal + new Vector3(0, 0.8f * snow, 0)), Math.Max(0.12f, open + (0.25f * snow))), cover);
    }
}
