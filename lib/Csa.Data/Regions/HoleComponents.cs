using Csa.Data.Images;
using Csa.Data.Masks;

namespace Csa.Data.Regions;

/// <summary>The connected components of a mask's hole.</summary>
/// <param name="Labels">H W values in raster order: 0 = known, k = the k-th component.</param>
/// <param name="Components">The first has label 1.</param>
internal sealed record HoleComponents(int[] Labels, IReadOnlyList<HoleComponent> Components)
{
    /// <summary>
    /// Finds connected components (8-neighbours); a component that is thick in one place and thin in another is split there.
    /// </summary>
    /// <param name="hole">One mask.</param>
    /// <param name="thick">Side in pixels of a square: where one larger than this fits, the hole is thick.</param>
    public static HoleComponents Find(HoleMask hole, int thick)
    {
        (int height, int width) = (hole.Height, hole.Width);
        ReadOnlySpan<byte> cells = hole.Cells(0);
        ushort[] depth = Distances(cells, height, width);

        // 1 = thin, 2 = thick: a thick place reaches out over its own corners, which would be slivers otherwise.
        byte[] kind = cells.ToArray();
        if (depth.Any(steps => Side(steps) > thick))
        {
            ushort[] toCore = Distances([.. depth.Select(steps => Side(steps) > thick ? (byte)0 : (byte)1)], height, width);
            for (int i = 0; i < kind.Length; i++)
                if (kind[i] != 0 && toCore[i] <= thick) kind[i] = 2;
        }

        var labels = new int[cells.Length];
        var components = new List<HoleComponent>();
        var open = new Stack<int>();
        for (int start = 0; start < cells.Length; start++)
        {
            if (cells[start] == 0 || labels[start] != 0) continue;
            int label = components.Count + 1;
            var bounds = new PixelRectangle(start % width, start / width, 1, 1);
            int deepest = 0;
            labels[start] = label;
            open.Push(start);
            while (open.TryPop(out int cell))
            {
                (int y, int x) = (cell / width, cell % width);
                if (!bounds.Contains(x, y)) bounds = bounds.Union(new PixelRectangle(x, y, 1, 1));
                deepest = Math.Max(deepest, depth[cell]);
                for (int ny = Math.Max(0, y - 1); ny <= Math.Min(height - 1, y + 1); ny++)
                {
                    for (int nx = Math.Max(0, x - 1); nx <= Math.Min(width - 1, x + 1); nx++)
                    {
                        int next = (ny * width) + nx;
                        if (kind[next] != kind[start] || labels[next] != 0) continue;
                        labels[next] = label;
                        open.Push(next);
                    }
                }
            }

            components.Add(new HoleComponent(bounds, Math.Min(Side(deepest), bounds.LongerSide)));
        }

        return new HoleComponents(labels, components);
    }

    // The square about a pixel that touches the nearest known one.
    private static int Side(int steps) => (2 * steps) - 1;

    // Steps to the nearest cell of 0, diagonal steps allowed; none lies beyond the image. Two passes suffice for this distance.
    private static ushort[] Distances(ReadOnlySpan<byte> cells, int height, int width)
    {
        var depth = new ushort[cells.Length];
        for (int i = 0; i < cells.Length; i++)
        {
            if (cells[i] == 0) continue;
            (int y, int x) = (i / width, i % width);
            int near = ushort.MaxValue - 1;
            if (x > 0) near = Math.Min(near, depth[i - 1]);
            if (y > 0) near = Math.Min(near, depth[i - width]);
            if (y > 0 && x > 0) near = Math.Min(near, depth[i - width - 1]);
            if (y > 0 && x + 1 < width) near = Math.Min(near, depth[i - width + 1]);
            depth[i] = (ushort)(near + 1);
        }

        for (int i = cells.Length - 1; i >= 0; i--)
        {
            if (cells[i] == 0) continue;
            (int y, int x) = (i / width, i % width);
            int near = depth[i] - 1;
            if (x + 1 < width) near = Math.Min(near, depth[i + 1]);
            if (y + 1 < height) near = Math.Min(near, depth[i + width]);
            if (y + 1 < height && x + 1 < width) near = Math.Min(near, depth[i + width + 1]);
            if (y + 1 < height && x > 0) near = Math.Min(near, depth[i + width - 1]);
            depth[i] = (ushort)(near + 1);
        }

        return depth;
    }
}

/// <summary>One connected hole.</summary>
/// <param name="Bounds">The rectangle around it.</param>
/// <param name="Thickness">Side in pixels of the largest square inside it, roughly; at most the longer side of its bounds.</param>
internal sealed record HoleComponent(PixelRectangle Bounds, int Thickness);
