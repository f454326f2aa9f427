using System.Numerics;

namespace Csa.Drawings.Painting;

/// <summary>Paints a tree without leaves: every branch forks into thinner ones.</summary>
internal static class Branches
{
    public static void Paint(Raster raster, Tree tree, TreeLight light)
    {
        float cells = tree.Height * raster.Side;
        int depth = cells > 90 ? 7 : cells > 40 ? 6 : cells > 28 ? 5 : cells > 16 ? 4 : 3;
        Grow(raster, tree, light, Vector2.Zero, 0.05f * Noise.At(1, 7, tree.Seed), 0.30f, 0.026f, depth, 1);
    }

    // From a place in tree heights (x from the stem, y up), in a direction off the upright, in radians.
    private static void Grow(
        Raster raster, Tree tree, TreeLight light, Vector2 from, float angle, float length, float half, int forks, int number)
    {
        Vector2 to = from + (length * new Vector2(MathF.Sin(angle), MathF.Cos(angle)));
        Stroke(raster, tree, light, from, to, half);
        if (forks == 0) return;
        for (int i = 0; i < 2; i++)
        {
            int child = (2 * number) + i;
            float turn = (i == 0 ? -1 : 1) * (0.36f + (0.22f * Noise.At(child, 1, tree.Seed))), shorter = 0.74f + (0.12f * Noise.At(child, 2, tree.Seed));
            Grow(raster, tree, light, to, (0.92f * angle) + turn, length * shorter, half * 0.66f, forks - 1, child);
        }
    }

    private static void Stroke(Raster raster, Tree tree, TreeLight light, Vector2 from, Vector2 to, float half)
    {
        float high = tree.Height, pixel = 1f / (raster.Side * high), wide = half + pixel;
        Vector2 along = to - from;
        float length = along.Length();
        Vector2 ahead = along / length, across = new(ahead.Y, -ahead.X);
        var bounds = new Bounds(
            tree.Foot.X + (high * (Math.Min(from.X, to.X) - wide)), tree.Foot.Y - (high * (Math.Max(from.Y, to.Y) + wide)),
            tree.Foot.X + (high * (Math.Max(from.X, to.X) + wide)), tree.Foot.Y - (high * (Math.Min(from.Y, to.Y) - wide)));
        raster.Paint(bounds, tree.Depth, (x, y) =>
        {
            Vector2 here = new Vector2((x - tree.Foot.X) / high, (tree.Foot.Y - y) / high) - from;
            float down = Vector2.Dot(here, ahead), aside = Vector2.Dot(here, across), thin = half * (1 - (0.3f * Math.Clamp(down / length, 0, 1)));
            float cover = Curves.Line(aside, thin, pixel) * Curves.Inside(Math.Max(-down, down - length) - (0.5f * thin), pixel);
            if (cover <= 0) return default;
            float round = Math.Clamp(aside / thin, -0.9f, 0.9f);
            var normal = new Vector3(round * across.X, round * across.Y, MathF.Sqrt(1 - (round * round)));
            Vector3 bark = Vector3.Lerp(tree.Bark * (1 + (0.2f * Noise.Value(aside * 150, down * 40, tree.Seed))), new Vector3(0.86f), tree.Snow * Curves.Step(0.1f, 0.6f, normal.Y));
            return new Vector4(light.Seen(bark, normal, 0.85f), cover);
        });
    }
}
