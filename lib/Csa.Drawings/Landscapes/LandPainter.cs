using System.Numerics;
using Csa.Drawings.Painting;

namespace Csa.Drawings.Landscapes;

/// <summary>
/// Paints the land slice by slice from the viewer to the horizon: every slice covers what rises above all nearer ones,
/// parts of cells too, so that ridges have smooth edges.
/// </summary>
internal sealed class LandPainter
{
    private const float MinSpan = 0.40f; // of a cell; lesser ones wait for the next slice

    private readonly Raster raster;
    private readonly LandscapeView view;
    private readonly Terrain terrain;
    private readonly GroundCover cover;
    private readonly SkyDome sky;
    private readonly Atmosphere air;
    private readonly bool hasWater;
    private readonly int side, slices;
    private readonly float[] open;

    public LandPainter(Raster raster, LandscapeView view, Terrain terrain, GroundCover cover, SkyDome sky, Atmosphere air, bool hasWater)
    {
        (this.raster, this.view, this.terrain, this.cover, this.sky, this.air, this.hasWater) = (raster, view, terrain, cover, sky, air, hasWater);
        side = raster.Side;
        slices = Math.Clamp(90 + (side / 2), 130, 280);
        open = new float[side * side];
        Array.Fill(open, 1);
        Water = new float[side * side];
    }

    /// <summary>For every cell the fraction, 0 … 1, that shows water, which is painted later.</summary>
    public float[] Water { get; }

    /// <summary>Paints the land and, where there is none, the sky.</summary>
    public void Paint()
    {
        var top = new float[side];
        var topZ = new float[side];
        var lastRow = new float[side];
        float[] heights = new float[side + 2], nearer = new float[side + 2];
        Array.Fill(top, side);
        float start = Math.Max(2.5f, view.Nearest), growth = MathF.Pow(terrain.Farthest / start, 1f / (slices - 2)), z = start, lastZ = start * 0.97f;
        for (int slice = 0; slice < slices; slice++)
        {
            if (slice == slices - 1) z = 90000; // the rest of the plain or sea
            float step = z / (LandscapeView.Focal * side);
            Heights(z, step, top, heights);
            for (int column = 0; column < side; column++)
            {
                float height = heights[column + 1], surface = hasWater ? Math.Max(0, height) : height, row = view.Row(surface, z) * side;
                if (slice == 0) (topZ[column], lastRow[column]) = (lastZ, row);
                if (top[column] - row >= MinSpan || (slice == slices - 1 && row < top[column]))
                {
                    float from = lastRow[column] > top[column] + 0.3f ? lastZ : topZ[column];
                    var normal = Vector3.Normalize(new Vector3((heights[column] - heights[column + 2]) / (2 * step), 1, slice == 0 ? 0 : (nearer[column + 1] - height) / (z - lastZ)));
                    Span(column, row, top[column], from, z, hasWater && height < 0, normal);
                    (top[column], topZ[column]) = (Math.Max(0, row), z);
                }

                lastRow[column] = row;
            }

            (heights, nearer) = (nearer, heights);
            lastZ = z;
            z *= growth;
        }

        Finish();
    }

    // Of every column and of one more on either side.
    private void Heights(float z, float step, float[] top, float[] heights)
    {
        Slice here = terrain.SliceAt(z);
        float highest = view.Row(terrain.Highest(here), z) * side, left = -0.5f - (side / 2f);
        // The plain is smooth: there a few columns tell the rest.
        int stride = here.Massive > 0 ? 1 : Math.Max(1, side / 64);
        for (int i = 0; i < side + 2; i += stride)
        {
            // Where nearer land hides even the highest, any height does.
            bool hidden = here.Massive > 0 && highest > top[Math.Clamp(i - 1, 0, side - 1)] + 2;
            heights[i] = hidden ? 0 : terrain.Height((i + left) * step, here, Terrain.Octaves);
        }

        int last = side + 1;
        if (last % stride != 0) heights[last] = terrain.Height((last + left) * step, here, Terrain.Octaves);
        for (int i = 0; stride > 1 && i < last; i++)
        {
            int from = i - (i % stride), to = Math.Min(from + stride, last);
            heights[i] = Curves.Mix(heights[from], heights[to], (i - from) / (float)(to - from));
        }
    }

    private void Span(int column, float row, float top, float nearZ, float farZ, bool water, Vector3 normal)
    {
        int first = Math.Max(0, (int)MathF.Floor(row)), last = Math.Min(side - 1, (int)MathF.Ceiling(top) - 1);
        float perNear = 1 / nearZ, perFar = 1 / farZ;
        // What is lower than a cell has one colour, though it may lie in two.
        Vector3? whole = !water && top - row < 1 ? Seen(column, (top + row) / 2, 2 / (perNear + perFar), normal) : null;
        for (int k = last; k >= first; k--)
        {
            float low = Math.Min(k + 1, top), high = Math.Max(k, row), share = Math.Min(low - high, open[(k * side) + column]);
            if (share <= 0) continue;
            int at = (k * side) + column;
            float middle = (low + high) / 2, z = 1 / Curves.Mix(perNear, perFar, Math.Clamp((top - middle) / (top - row), 0, 1));
            if (water) Water[at] += share;
            else raster.Pixels[at] += share * (whole ?? Seen(column, middle, z, normal));
            bool was = open[at] > 0.5f;
            open[at] -= share;
            if (was && open[at] <= 0.5f) raster.Depths[at] = z;
        }
    }

    private Vector3 Seen(int column, float row, float z, Vector3 normal)
    {
        float metre = z / LandscapeView.Focal, x = (((column + 0.5f) / side) - 0.5f) * metre, y = view.Eye - (((row / side) - view.Horizon) * metre);
        float wide = metre / side, deep = Math.Max(wide, Math.Abs(z * z / (LandscapeView.Focal * side * Math.Max(1, view.Eye - y))));
        (Vector3 colour, Vector3 lean) = cover.At(x, z, y, normal, wide, Math.Min(deep, 6 * wide));
        normal = Vector3.Normalize(normal + lean);
        float sunlit = sky.Sunlit(x, z);
        if (terrain.Massive(z) > 0.4f && sunlit > 0)
        {
            float far = 0.09f * terrain.MassifDistance, above = terrain.Height(x + (far * sky.Sun.X), terrain.SliceAt(z + (far * sky.Sun.Z)), 3) - (y + (far * sky.Sun.Y));
            sunlit *= 1 - (0.85f * Curves.Step(-0.1f * far, 0.12f * far, above));
        }

        Vector3 light = (sky.SunLight * (sunlit * Math.Max(0, Vector3.Dot(normal, sky.Sun)))) + (sky.SkyLight * (0.60f + (0.40f * normal.Y)));
        return air.Through(colour * light, column, x, y, z);
    }

    private void Finish()
    {
        for (int at = 0; at < open.Length; at++)
        {
            float column = ((at % side) + 0.5f) / side, row = ((at / side) + 0.5f) / side;
            if (open[at] > 0.004f) raster.Pixels[at] += open[at] * sky.Seen(view.Ray(column, row));
            // The share of water is laid over the rest later, which has to be whole until then.
            if (Water[at] is > 0 and < 0.996f) raster.Pixels[at] /= 1 - Water[at];
        }
    }
}
