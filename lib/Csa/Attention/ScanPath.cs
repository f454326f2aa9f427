using Csa.Data.Masks;

namespace Csa.Attention;

/// <summary>The order in which the cells of a hole are filled; it turns any hole into a <see cref="ScanPath"/>.</summary>
public enum ScanOrder
{
    /// <summary>The paper's: top-left to bottom-right; the predecessor is the cell visited just before, adjacent or not.</summary>
    Raster,

    /// <summary>
    /// Ours: as <see cref="Raster"/>, but started afresh at every run of neighbours: where the cell visited just before is no
    /// 8-neighbour, there is no predecessor.
    /// </summary>
    RasterRuns,

    /// <summary>Ours: rows alternate in direction; the predecessor is the most recently visited 8-neighbour, or none.</summary>
    Serpentine,

    /// <summary>
    /// Ours: by 8-neighbour distance to the nearest known cell, smallest first, in raster order within a distance; the
    /// predecessor is the most recently visited 8-neighbour, or none.
    /// </summary>
    Onion,
}

/// <summary>
/// The order in which one sample's hole cells are generated and, for each, the cell that it continues (m_(i-1) of Eq. 2).
/// </summary>
public sealed class ScanPath
{
    /// <summary>The entry of <see cref="Predecessors"/> for a cell without a predecessor.</summary>
    public const int None = -1;

    private readonly int[] cells;
    private readonly int[] predecessors;

    private ScanPath(int[] cells, int[] predecessors)
    {
        RequireEarlier(predecessors);
        this.cells = cells;
        this.predecessors = predecessors;
    }

    /// <summary>The hole cells as raster indices (y W + x), in visiting order.</summary>
    public IReadOnlyList<int> Cells => cells;

    /// <summary>For each step the earlier step it continues, or <see cref="None"/>.</summary>
    public IReadOnlyList<int> Predecessors => predecessors;

    /// <summary>The number of hole cells.</summary>
    public int Length => cells.Length;

    /// <summary>The path over one sample's hole in a given order.</summary>
    /// <param name="order">The order.</param>
    /// <param name="hole">On the feature grid.</param>
    /// <param name="sample">Which sample of the mask.</param>
    public static ScanPath Over(ScanOrder order, HoleMask hole, int sample = 0)
    {
        int[] raster = RasterCells(hole, sample);
        return order switch
        {
            ScanOrder.Raster => new ScanPath(raster, [.. Enumerable.Range(None, raster.Length)]),
            ScanOrder.RasterRuns => Runs(raster, hole),
            ScanOrder.Serpentine => FollowingNeighbours(Serpentine(raster, hole.Width), hole),
            ScanOrder.Onion => FollowingNeighbours(Onion(raster, hole, sample), hole),
            _ => throw new ArgumentOutOfRangeException(nameof(order), order, "want a ScanOrder"),
        };
    }

    /// <summary>A path given cell by cell, for the reference layer and for experiments.</summary>
    /// <param name="cells">Raster indices in visiting order, each once.</param>
    /// <param name="predecessors">For each step an earlier step, or <see cref="None"/>.</param>
    /// <exception cref="ArgumentException">Lengths differ, a cell repeats, or a predecessor does not come earlier.</exception>
    public static ScanPath Explicit(IEnumerable<int> cells, IEnumerable<int> predecessors)
    {
        int[] visited = [.. cells], continued = [.. predecessors];
        if (visited.Length != continued.Length)
            throw new ArgumentException($"predecessors: want one for each of {visited.Length} cells, got {continued.Length}", nameof(predecessors));
        if (visited.Distinct().Count() != visited.Length)
            throw new ArgumentException("cells: want each cell once, got a repeated one", nameof(cells));
        return new ScanPath(visited, continued);
    }

    /// <summary>
    /// Refuses a step whose predecessor is itself or comes later: the chain would be a cycle, and walking it would never
    /// end.
    /// </summary>
    /// <param name="predecessors">For each step an earlier step, or <see cref="None"/>.</param>
    /// <exception cref="ArgumentException">One does not come earlier; the message names the first.</exception>
    internal static void RequireEarlier(int[] predecessors)
    {
        for (int step = 0; step < predecessors.Length; step++)
        {
            if (predecessors[step] < None || predecessors[step] >= step)
                throw new ArgumentException($"predecessors: want an earlier step or {None}, got {predecessors[step]} at step {step}", nameof(predecessors));
        }
    }

    private static int[] RasterCells(HoleMask hole, int sample)
    {
        ReadOnlySpan<byte> mask = hole.Cells(sample);
        var cells = new int[hole.HoleCount(sample)];
        for (int cell = 0, step = 0; cell < mask.Length; cell++)
            if (mask[cell] != 0) cells[step++] = cell;
        return cells;
    }

    private static ScanPath Runs(int[] raster, HoleMask hole) => new(raster,
        [.. raster.Select((cell, step) => step > 0 && Neighbours(cell, hole.Height, hole.Width).Contains(raster[step - 1]) ? step - 1 : None)]);

    // The first row that has a hole runs left to right, and each row below against the one above it.
    private static int[] Serpentine(int[] raster, int width)
    {
        if (raster.Length == 0) return raster;
        int firstRow = raster[0] / width;
        return [.. raster.GroupBy(cell => cell / width)
            .SelectMany(row => (row.Key - firstRow) % 2 == 0 ? row : row.Reverse())];
    }

    private static int[] Onion(int[] raster, HoleMask hole, int sample)
    {
        int[] depth = DepthInHole(hole, sample);
        return [.. raster.OrderBy(cell => depth[cell])]; // a stable sort keeps raster order within a depth
    }

    // Breadth first from all known cells at once.
    private static int[] DepthInHole(HoleMask hole, int sample)
    {
        ReadOnlySpan<byte> mask = hole.Cells(sample);
        var depth = new int[mask.Length];
        var front = new Queue<int>();
        for (int cell = 0; cell < mask.Length; cell++)
        {
            depth[cell] = mask[cell] == 0 ? 0 : int.MaxValue;
            if (mask[cell] == 0) front.Enqueue(cell);
        }

        while (front.TryDequeue(out int cell))
        {
            foreach (int neighbour in Neighbours(cell, hole.Height, hole.Width))
            {
                if (depth[neighbour] != int.MaxValue) continue;
                depth[neighbour] = depth[cell] + 1;
                front.Enqueue(neighbour);
            }
        }

        return depth;
    }

    private static ScanPath FollowingNeighbours(int[] cells, HoleMask hole)
    {
        var visitedAt = new int[hole.Height * hole.Width];
        Array.Fill(visitedAt, None);
        var predecessors = new int[cells.Length];
        for (int step = 0; step < cells.Length; step++)
        {
            predecessors[step] = None;
            foreach (int neighbour in Neighbours(cells[step], hole.Height, hole.Width))
                predecessors[step] = Math.Max(predecessors[step], visitedAt[neighbour]);
            visitedAt[cells[step]] = step;
        }

        return new ScanPath(cells, predecessors);
    }

    private static IEnumerable<int> Neighbours(int cell, int height, int width)
    {
        int y = cell / width, x = cell % width;
        for (int ny = Math.Max(y - 1, 0); ny <= Math.Min(y + 1, height - 1); ny++)
            for (int nx = Math.Max(x - 1, 0); nx <= Math.Min(x + 1, width - 1); nx++)
                if (ny != y || nx != x) yield return (ny * width) + nx;
    }
}
