using Csa.Baselines.DeepFill;
using Csa.Data.Masks;

namespace Csa.Tests.Baselines.DeepFill;

/// <summary>The contextual attention layer cell by cell, in double, for one sample: what the published code computes, written without its tensors.</summary>
internal sealed class AttentionReference(double[,,] features, HoleMask hole, AttentionOptions options)
{
    private readonly int channels = features.GetLength(0);
    private readonly int height = features.GetLength(1) / options.Rate;
    private readonly int width = features.GetLength(2) / options.Rate;

    internal double[,,] Fill()
    {
        double[,] weights = Weights();
        var rebuilt = new double[channels, height * options.Rate, width * options.Rate];
        int side = 2 * options.Rate, before = (side - options.Rate) / 2;
        for (int query = 0; query < height * width; query++)
        {
            for (int key = 0; key < height * width; key++)
            {
                for (int dy = 0; dy < side; dy++)
                {
                    for (int dx = 0; dx < side; dx++)
                    {
                        (int toY, int toX) = ((query / width * options.Rate) - before + dy, (query % width * options.Rate) - before + dx);
                        (int fromY, int fromX) = ((key / width * options.Rate) - before + dy, (key % width * options.Rate) - before + dx);
                        for (int c = 0; c < channels; c++)
                            if (IsInside(rebuilt, toY, toX)) rebuilt[c, toY, toX] += weights[query, key] * At(features, c, fromY, fromX) / 4;
                    }
                }
            }
        }

        return rebuilt;
    }

    /// <summary>[query, key].</summary>
    internal double[,] Weights()
    {
        double[,,] small = Reduced();
        int cells = height * width;
        var scores = new double[cells, cells];
        for (int query = 0; query < cells; query++)
            for (int key = 0; key < cells; key++)
                scores[query, key] = Product(small, query, key) / Math.Max(Math.Sqrt(Product(small, key, key)), 1e-4);
        if (options.Fuse) scores = Fused(scores);

        var weights = new double[cells, cells];
        for (int query = 0; query < cells; query++)
        {
            double[] powers = [.. Enumerable.Range(0, cells).Select(key => Math.Exp(options.SoftmaxScale * (IsKnown(key) ? scores[query, key] : 0)))];
            for (int key = 0; key < cells; key++) weights[query, key] = IsKnown(key) ? powers[key] / powers.Sum() : 0;
        }

        return weights;
    }

    // A pair of cells gains from the pair one step on in both, and one step back: in reading order, then in column order.
    private double[,] Fused(double[,] scores)
    {
        double[,] byRows = Fused(scores, cell => cell, position => position);
        return Fused(byRows, cell => (cell % width * height) + (cell / width), position => (position % height * width) + (position / height));
    }

    private double[,] Fused(double[,] scores, Func<int, int> positionOf, Func<int, int> cellAt)
    {
        int cells = height * width;
        var fused = new double[cells, cells];
        for (int query = 0; query < cells; query++)
        {
            for (int key = 0; key < cells; key++)
            {
                for (int step = -1; step <= 1; step++)
                {
                    (int q, int k) = (positionOf(query) + step, positionOf(key) + step);
                    if (q >= 0 && q < cells && k >= 0 && k < cells) fused[query, key] += scores[cellAt(q), cellAt(k)];
                }
            }
        }

        return fused;
    }

    private double Product(double[,,] small, int a, int b)
    {
        double sum = 0;
        for (int c = 0; c < channels; c++)
            for (int dy = -1; dy <= 1; dy++)
                for (int dx = -1; dx <= 1; dx++)
                    sum += At(small, c, (a / width) + dy, (a % width) + dx) * At(small, c, (b / width) + dy, (b % width) + dx);
        return sum;
    }

    private bool IsKnown(int key)
    {
        for (int y = Math.Max(0, (key / width) - 1); y <= Math.Min(height - 1, (key / width) + 1); y++)
            for (int x = Math.Max(0, (key % width) - 1); x <= Math.Min(width - 1, (key % width) + 1); x++)
                if (hole[0, Shown(y, height), Shown(x, width)]) return false;
        return true;
    }

    private double[,,] Reduced()
    {
        var small = new double[channels, height, width];
        for (int c = 0; c < channels; c++)
            for (int y = 0; y < height; y++)
                for (int x = 0; x < width; x++)
                    small[c, y, x] = features[c, Shown(y, height), Shown(x, width)];
        return small;
    }

    // Aligned corners: of n rate cells, n are shown, the first and the last among them.
    private int Shown(int i, int cells) => cells == 1 ? 0 : (int)Math.Floor((i * ((cells * options.Rate) - 1.0) / (cells - 1)) + 0.5);

    private static double At(double[,,] map, int c, int y, int x) => IsInside(map, y, x) ? map[c, y, x] : 0;

    private static bool IsInside(double[,,] map, int y, int x) => y >= 0 && y < map.GetLength(1) && x >= 0 && x < map.GetLength(2);
}
