namespace Csa.Baselines.Patches;

/// <summary>
/// Holes so close that a patch could touch two of them: they are filled together. What is thin and long is filled piece by
/// piece, each with some of its neighbours, so that no window is larger than a hole of its thickness needs.
/// </summary>
/// <param name="Cells">The pixels to fill, as indices of the image, in raster order.</param>
/// <param name="Kept">Those of them whose filling is kept.</param>
/// <param name="Top">First row.</param>
/// <param name="Left">First column.</param>
/// <param name="Bottom">One beyond the last row.</param>
/// <param name="Right">One beyond the last column.</param>
/// <param name="Thickness">Side of the largest square inside it, roughly, in pixels.</param>
internal sealed record HoleGroup(int[] Cells, int[] Kept, int Top, int Left, int Bottom, int Right, int Thickness)
{
    private const int Far = 1 << 20;

    // Sides of a piece: in pixels, and as a multiple of the thickness.
    private const int MinPiece = 256;
    private const int PieceThicknesses = 4;

    /// <summary>The groups of a hole; pixels of two groups are at least a patch apart, in rows or in columns.</summary>
    /// <param name="hole">height x width, 1 = hole.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="patchSide">At least 1.</param>
    public static HoleGroup[] Find(ReadOnlySpan<byte> hole, int height, int width, int patchSide)
    {
        // Blocks as large as a patch: holes in blocks that touch belong together.
        (int rows, int columns) = ((height + patchSide - 1) / patchSide, (width + patchSide - 1) / patchSide);
        var pixels = new List<int>?[rows * columns];
        for (int cell = 0; cell < hole.Length; cell++)
        {
            int skip = hole[cell..].IndexOf((byte)1);
            if (skip < 0) break;
            cell += skip;
            int block = (cell / width / patchSide * columns) + (cell % width / patchSide);
            (pixels[block] ??= []).Add(cell);
        }

        var groups = new List<HoleGroup>();
        var open = new Stack<int>();
        for (int start = 0; start < pixels.Length; start++)
        {
            if (pixels[start] is null) continue;
            var cells = new List<int>();
            Take(start);
            while (open.TryPop(out int block))
            {
                (int row, int column) = (block / columns, block % columns);
                for (int y = Math.Max(0, row - 1); y <= Math.Min(rows - 1, row + 1); y++)
                    for (int x = Math.Max(0, column - 1); x <= Math.Min(columns - 1, column + 1); x++) Take((y * columns) + x);
            }

            cells.Sort();
            groups.AddRange(Pieces([.. cells], height, width, patchSide));

            void Take(int block)
            {
                if (pixels[block] is not List<int> some) return;
                pixels[block] = null;
                cells.AddRange(some);
                open.Push(block);
            }
        }

        return [.. groups];
    }

    private static IEnumerable<HoleGroup> Pieces(int[] cells, int height, int width, int patchSide)
    {
        (int top, int left, int bottom, int right) = Bounds(cells, width);
        int thickness = Measure(cells, top, left, bottom, right, height, width);
        int side = Math.Max(MinPiece, PieceThicknesses * thickness), overlap = 2 * patchSide;
        if (Math.Max(bottom - top, right - left) <= side) return [new HoleGroup(cells, cells, top, left, bottom, right, thickness)];
        var filled = new SortedDictionary<(int Row, int Column), List<int>>();
        foreach (int cell in cells)
        {
            (int y, int x) = ((cell / width) - top, (cell % width) - left);
            for (int row = Math.Max(0, y - overlap) / side; row <= (y + overlap) / side; row++)
            {
                for (int column = Math.Max(0, x - overlap) / side; column <= (x + overlap) / side; column++)
                {
                    if (!filled.TryGetValue((row, column), out List<int>? piece)) filled[(row, column)] = piece = [];
                    piece.Add(cell);
                }
            }
        }

        return filled.Select(piece =>
        {
            int[] all = [.. piece.Value];
            (int Top, int Left, int Bottom, int Right) bounds = Bounds(all, width);
            int[] kept = [.. all.Where(cell => (((cell / width) - top) / side, ((cell % width) - left) / side) == piece.Key)];
            return new HoleGroup(all, kept, bounds.Top, bounds.Left, bounds.Bottom, bounds.Right, thickness);
        }).Where(piece => piece.Kept.Length > 0);
    }

    private static (int Top, int Left, int Bottom, int Right) Bounds(int[] cells, int width) =>
        (cells[0] / width, cells.Min(cell => cell % width), (cells[^1] / width) + 1, cells.Max(cell => cell % width) + 1);

    // The side of the largest square inside the group, roughly: twice the steps to the nearest pixel that is not in it.
    private static int Measure(int[] cells, int top, int left, int bottom, int right, int height, int width)
    {
        // With a rim all around, which is no way out where the image ends.
        (int rows, int columns) = (bottom - top + 2, right - left + 2);
        var depth = new int[rows * columns];
        for (int x = 0; x < columns; x++) (depth[x], depth[^(x + 1)]) = (top == 0 ? Far : 0, bottom == height ? Far : 0);
        for (int y = 0; y < rows; y++) (depth[y * columns], depth[(y * columns) + columns - 1]) = (left == 0 ? Far : depth[y * columns], right == width ? Far : depth[(y * columns) + columns - 1]);
        int deepest = 0;
        for (int n = 0; n < cells.Length; n++)
        {
            int i = Place(cells[n]);
            depth[i] = 1 + Math.Min(Math.Min(depth[i - columns - 1], depth[i - columns]), Math.Min(depth[i - columns + 1], depth[i - 1]));
        }

        for (int n = cells.Length - 1; n >= 0; n--)
        {
            int i = Place(cells[n]);
            depth[i] = Math.Min(depth[i], 1 + Math.Min(Math.Min(depth[i + columns + 1], depth[i + columns]), Math.Min(depth[i + columns - 1], depth[i + 1])));
            deepest = Math.Max(deepest, depth[i]);
        }

        return Math.Min((2 * deepest) - 1, Math.Max(bottom - top, right - left));

        int Place(int cell) => (((cell / width) - top + 1) * columns) + (cell % width) - left + 1;
    }
}
