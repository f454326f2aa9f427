using System.Numerics;

namespace Csa.Drawings.Painting;

/// <summary>The leaves of a broad-leaved tree: clumps about a stem.</summary>
internal sealed class Crown
{
    private const float Warp = 0.025f; // of a tree's height: how far leaves stray from their clumps

    private readonly Tree tree;
    private readonly Clump[] clumps;
    private readonly bool fine;
    private readonly float left, right, bottom, top;

    /// <param name="tree">Of form <see cref="TreeForm.Round"/> or <see cref="TreeForm.Slender"/>.</param>
    /// <param name="cells">The tree's height in cells: a small one needs fewer clumps.</param>
    public Crown(Tree tree, float cells)
    {
        this.tree = tree;
        fine = cells > 26;
        int count = (cells > 60 ? 18 : fine ? 12 : 6) + (tree.Form == TreeForm.Slender && fine ? 4 : 0);
        clumps = new Clump[count];
        for (int i = 0; i < count; i++) clumps[i] = tree.Form == TreeForm.Round ? Round(i, count) : Slender(i, count);
        left = clumps.Min(clump => clump.X - (1 / clump.PerRadius)) - Warp;
        right = clumps.Max(clump => clump.X + (1 / clump.PerRadius)) + Warp;
        bottom = Math.Max(0.08f, clumps.Min(clump => clump.Y - (1 / clump.PerRadius)) - Warp);
        top = clumps.Max(clump => clump.Y + (1 / clump.PerRadius)) + Warp;
    }

    /// <summary>A rectangle that contains all leaves.</summary>
    public Bounds Bounds => new(
        tree.Foot.X + (left * tree.Height), tree.Foot.Y - (top * tree.Height), tree.Foot.X + (right * tree.Height), tree.Foot.Y - (bottom * tree.Height));

    /// <summary>Light and cover at a point of the unit square.</summary>
    public Vector4 At(TreeLight light, float x, float y)
    {
        float u = (x - tree.Foot.X) / tree.Height, v = (tree.Foot.Y - y) / tree.Height;
        if (u < left || u > right || v < bottom || v > top) return default;
        float ragged = Noise.Value(u * 15, v * 15, tree.Seed + 1);
        float alongU = u + (0.45f * v), alongV = v - (0.45f * u); // off the axes, where value noise shows its grid
        float leaf = fine ? (0.75f * Noise.Value(alongU * 34, alongV * 34, tree.Seed + 2)) + (0.55f * Noise.Value(alongV * 71, alongU * 71, tree.Seed + 4)) : 0;
        float warpedU = u + (0.024f * ragged), warpedV = v + (0.022f * Noise.Value(v * 15, u * 15, tree.Seed + 3));
        float deepest = 0, weights = 0, front = 0;
        Vector3 normal = Vector3.Zero;
        foreach (Clump clump in clumps)
        {
            float dx = warpedU - clump.X, dy = warpedV - clump.Y, inside = 1 - (((dx * dx) + (dy * dy)) * clump.PerRadius * clump.PerRadius);
            if (inside <= 0) continue;
            deepest = Math.Max(deepest, inside);
            // The nearest clump counts most, but there is no crease where two meet.
            float z = MathF.Sqrt(inside), surface = clump.Z + (z / clump.PerRadius), near = 0.25f + surface, weight = inside * near * near * near * near;
            weights += weight;
            front += weight * surface;
            normal += weight * new Vector3(dx * clump.PerRadius, dy * clump.PerRadius, z);
        }

        if (deepest <= 0) return default;
        float cover = Curves.Step(0.05f, 0.32f, deepest + (0.30f * leaf) + (0.10f * ragged));
        if (cover <= 0) return default;
        front /= weights;
        float hollow = Curves.Step(-0.9f, 0.1f, leaf + (0.5f * ragged));
        float open = Math.Clamp((0.42f + (1.1f * front) + (0.50f * (v - 0.6f))) * (0.5f + (0.5f * hollow)), 0.12f, 1);
        normal = Vector3.Normalize((normal / weights) + new Vector3(0.7f * leaf, 0.30f + (0.5f * ragged), 0.5f * leaf));
        Vector3 colour = Vector3.Lerp(tree.Leaf * (1 + (0.34f * leaf) + (0.16f * ragged)), new Vector3(0.86f), tree.Snow * Curves.Step(0.2f, 0.7f, normal.Y));
        return new Vector4(light.Seen(colour, normal, open), cover);
    }

    private Clump Round(int index, int count)
    {
        if (index == 0) return new Clump(0, 0.64f, -0.06f, 0.25f);
        float angle = index * 2.39996f, far = MathF.Sqrt(index / (float)count); // the golden angle spreads them evenly
        (float sin, float cos) = MathF.SinCos(angle);
        float jitter = 0.05f * Noise.At(index, 1, tree.Seed), radius = 0.135f + (0.035f * Noise.At(index, 2, tree.Seed));
        return new Clump((0.27f * far * cos) + jitter, 0.645f + (0.235f * far * sin) + (0.04f * Noise.At(index, 3, tree.Seed)), 0.16f * (1 - (far * far)) + (0.04f * Noise.At(index, 4, tree.Seed)), radius);
    }

    // A flame: widest below the middle, pointed above.
    private Clump Slender(int index, int count)
    {
        float up = (index + 0.5f) / count, belly = 0.13f + (0.84f * up), wide = 0.088f * MathF.Sqrt(4 * belly * (1 - belly));
        return new Clump(0.018f * Noise.At(index, 1, tree.Seed), 0.13f + (0.82f * up), 0.03f * Noise.At(index, 2, tree.Seed), wide * (1 + (0.13f * Noise.At(index, 3, tree.Seed))));
    }

    // A ball in tree heights: x from the stem, y from the foot, z towards the viewer.
    private readonly struct Clump(float x, float y, float z, float radius)
    {
        public float X => x;

        public float Y => y;

        public float Z => z;

        public float PerRadius { get; } = 1 / radius;
    }
}
