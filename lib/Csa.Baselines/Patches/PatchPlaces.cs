namespace Csa.Baselines.Patches;

/// <summary>Where patches lie on a grid. A place is the index of a patch's first cell, its top left one.</summary>
internal static class PatchPlaces
{
    /// <summary>For each cell whether a patch that starts there is inside the grid and wholly known.</summary>
    public static bool[] WhollyKnown(CellKind[] kinds, int height, int width, int side) =>
        Mark(kinds, height, width, side, kind => kind != CellKind.Known, wanted: false);

    /// <summary>For each cell whether a patch that starts there is inside the grid and has a pixel of the hole to be filled.</summary>
    public static bool[] TouchingHole(CellKind[] kinds, int height, int width, int side) =>
        Mark(kinds, height, width, side, kind => kind == CellKind.Hole, wanted: true);

    private static bool[] Mark(CellKind[] kinds, int height, int width, int side, Func<CellKind, bool> counts, bool wanted)
    {
        // Counts per patch as sums over rows of sums over columns, both running.
        var marked = new bool[kinds.Length];
        var column = new int[width];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                if (counts(kinds[(y * width) + x])) column[x]++;
                if (y >= side && counts(kinds[((y - side) * width) + x])) column[x]--;
            }

            if (y < side - 1) continue;
            int sum = 0;
            for (int x = 0; x < width; x++)
            {
                sum += column[x];
                if (x >= side) sum -= column[x - side];
                if (x >= side - 1) marked[((y - side + 1) * width) + x - side + 1] = sum > 0 == wanted;
            }
        }

        return marked;
    }
}
