using System.Numerics;

namespace Csa.Drawings.Painting;

/// <summary>Paints convex polygons with smooth edges.</summary>
internal static class Polygon
{
    /// <summary>Paints a convex polygon.</summary>
    /// <param name="raster">The target.</param>
    /// <param name="depth">How far away it is, in the unit of <see cref="Raster.Depths"/>.</param>
    /// <param name="light">The light of every point of it.</param>
    /// <param name="corners">In the unit square, in either
    /// direction around; at least 3.</param>
    public static void Paint(Raster raster, float depth, Vector3 light, params Vector2[] corners)
    {
        float pixel = 1f / raster.Side, area = 0;
        Vector2 least = corners[0], most = corners[0];
        for (int i = 0; i < corners.Length; i++)
        {
            Vector2 from = corners[i], to = corners[(i + 1) % corners.Length];
            area += (from.X * to.Y) - (to.X * from.Y);
            (least, most) = (Vector2.Min(least, from), Vector2.Max(most, from));
        }

        float turn = area < 0 ? -1 : 1;
        raster.Paint(new Bounds(least.X - pixel, least.Y - pixel, most.X + pixel, most.Y + pixel), depth, (x, y) =>
        {
            // The product of what each edge leaves: a sliver thinner than a cell is as faint as it is thin.
            float cover = 1;
            for (int i = 0; i < corners.Length && cover > 0; i++)
            {
                Vector2 from = corners[i], along = corners[(i + 1) % corners.Length] - from;
                float length = along.Length();
                if (length < 1e-6f) continue;
                float outside = turn * (((y - from.Y) * -along.X) + ((x - from.X) * along.Y)) / length;
                cover *= Curves.Inside(outside, pixel);
            }

            return new Vector4(light, cover);
        });
    }

    /// <summary>Paints a straight bar.</summary>
    /// <param name="raster">The target.</param>
    /// <param name="depth">How far away it is.</param>
    /// <param name="light">Of every point of it.</param>
    /// <param name="from">One end, in the unit square.</param>
    /// <param name="to">The other.</param>
    /// <param name="halfFrom">Half its width at one end …</param>
    /// <param name="halfTo">… and at the other; a bar thinner than a cell is painted as faint as it is thin.</param>
    public static void Bar(Raster raster, float depth, Vector3 light, Vector2 from, Vector2 to, float halfFrom, float halfTo)
    {
        float pixel = 1f / raster.Side, length = Vector2.Distance(from, to), wide = Math.Max(halfFrom, halfTo) + pixel;
        if (length < 1e-6f) return;
        Vector2 ahead = (to - from) / length, least = Vector2.Min(from, to) - new Vector2(wide), most = Vector2.Max(from, to) + new Vector2(wide);
        raster.Paint(new Bounds(least.X, least.Y, most.X, most.Y), depth, (x, y) =>
        {
            Vector2 here = new Vector2(x, y) - from;
            float along = Vector2.Dot(here, ahead), aside = (here.X * ahead.Y) - (here.Y * ahead.X);
            float cover = Curves.Line(aside, Curves.Mix(halfFrom, halfTo, Math.Clamp(along / length, 0, 1)), pixel) * Curves.Inside(Math.Max(-along, along - length), pixel);
            return new Vector4(light, cover);
        });
    }
}
