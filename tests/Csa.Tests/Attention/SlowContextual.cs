using Csa.Data.Masks;

namespace Csa.Tests.Attention;

/// <summary>Contextual attention on the cells of a hole, in plain loops.</summary>
internal static class SlowContextual
{
    /// <summary>One sample's features, its hole filled.</summary>
    public static double[] Fill(double[] features, HoleMask hole)
    {
        (int h, int w, int n) = (hole.Height, hole.Width, hole.Height * hole.Width);
        int channels = features.Length / n;
        var scores = new double[n, n];
        for (int query = 0; query < n; query++)
            for (int key = 0; key < n; key++) scores[query, key] = Dot(query, key) / Math.Max(Math.Sqrt(Dot(key, key)), 1e-4);

        // Fused along rows, where cells in raster order form a line, then the same along columns.
        double[,] fused = Diagonal(Diagonal(scores, cell => cell), cell => ((cell % w) * h) + (cell / w));

        int[] known = [.. Enumerable.Range(0, n).Where(cell => hole.Cells(0)[cell] == 0)];
        int[] valid = [.. known.Where(cell => Around(cell).All(other => other < 0 || hole.Cells(0)[other] == 0))];
        if (valid.Length == 0) valid = known;

        var filled = (double[])features.Clone();
        for (int query = 0; query < n; query++)
        {
            if (hole.Cells(0)[query] == 0) continue;
            double greatest = valid.Max(key => fused[query, key]), sum = valid.Sum(key => Math.Exp(10 * (fused[query, key] - greatest)));
            for (int c = 0; c < channels; c++)
                filled[(c * n) + query] = valid.Sum(key => Math.Exp(10 * (fused[query, key] - greatest)) / sum * features[(c * n) + key]);
        }

        return filled;

        double Dot(int a, int b)
        {
            double sum = 0;
            foreach ((int left, int right) in Around(a).Zip(Around(b)))
                for (int c = 0; c < channels && left >= 0 && right >= 0; c++) sum += features[(c * n) + left] * features[(c * n) + right];
            return sum;
        }

        // The nine cells of a patch in one order; -1 outside the map.
        IEnumerable<int> Around(int cell)
        {
            for (int y = (cell / w) - 1; y <= (cell / w) + 1; y++)
                for (int x = (cell % w) - 1; x <= (cell % w) + 1; x++)
                    yield return y < 0 || y >= h || x < 0 || x >= w ? -1 : (y * w) + x;
        }

        double[,] Diagonal(double[,] from, Func<int, int> place)
        {
            int[] cellAt = new int[n];
            for (int cell = 0; cell < n; cell++) cellAt[place(cell)] = cell;
            var to = new double[n, n];
            for (int query = 0; query < n; query++)
                for (int key = 0; key < n; key++)
                    for (int step = -1; step <= 1; step++)
                    {
                        (int a, int b) = (place(query) + step, place(key) + step);
                        if (a >= 0 && a < n && b >= 0 && b < n) to[query, key] += from[cellAt[a], cellAt[b]];
                    }

            return to;
        }
    }
}
