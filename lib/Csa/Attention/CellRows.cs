using System.Numerics;
using System.Runtime.InteropServices;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Attention;

/// <summary>
/// Moves cells between a map in host memory, where a cell's channels lie a whole grid apart, and rows of doubles, where
/// they lie side by side for <see cref="CsaRecurrence"/>. The rows of all samples follow one another.
/// </summary>
internal static class CellRows
{
    // Channels copied at a time for each cell: a cache line of doubles.
    private const int Block = 8;

    private enum Motion
    {
        Read,
        Write,
        Add,
    }

    /// <summary>A map that <see cref="Read"/> and its fellows can work on: contiguous, on the host. Not a copy where it already is.</summary>
    /// <param name="map">[N, C, H, W] float32 or float64.</param>
    public static Tensor OnHost(Tensor map)
    {
        using var scope = NewDisposeScope();
        return map.detach().cpu().contiguous().MoveToOuterDisposeScope();
    }

    /// <summary>The listed cells as rows.</summary>
    /// <param name="map">[N, C, H, W] on the host.</param>
    /// <param name="cells">For each sample, raster indices.</param>
    public static double[] Read(Tensor map, IReadOnlyList<IReadOnlyList<int>> cells)
    {
        double[] rows = GC.AllocateUninitializedArray<double>(cells.Sum(list => list.Count) * (int)map.shape[1]);
        Move(map, cells, rows, Motion.Read);
        return rows;
    }

    /// <summary>Replaces the listed cells by rows.</summary>
    public static void Write(Tensor map, IReadOnlyList<IReadOnlyList<int>> cells, double[] rows) => Move(map, cells, rows, Motion.Write);

    /// <summary>Adds rows to the listed cells; a cell may be listed more than once.</summary>
    public static void Add(Tensor map, IReadOnlyList<IReadOnlyList<int>> cells, double[] rows) => Move(map, cells, rows, Motion.Add);

    private static void Move(Tensor map, IReadOnlyList<IReadOnlyList<int>> cells, double[] rows, Motion motion)
    {
        if (map.dtype == ScalarType.Float64) Move<double>(map, cells, rows, motion);
        else Move<float>(map, cells, rows, motion);
    }

    private static void Move<T>(Tensor map, IReadOnlyList<IReadOnlyList<int>> cells, double[] rows, Motion motion)
        where T : unmanaged, INumber<T>
    {
        int channels = (int)map.shape[1], grid = (int)(map.shape[2] * map.shape[3]);
        Span<T> values = MemoryMarshal.Cast<byte, T>(map.bytes);
        for (int sample = 0, row = 0; sample < cells.Count; row += cells[sample].Count, sample++)
        {
            int[] list = [.. cells[sample]];
            Span<T> planes = values.Slice(sample * channels * grid, channels * grid);
            for (int first = 0; first < channels; first += Block)
            {
                int last = Math.Min(first + Block, channels);
                for (int i = 0; i < list.Length; i++)
                    MoveCell(planes[list[i]..], grid, rows.AsSpan((row + i) * channels, channels), first, last, motion);
            }
        }
    }

    private static void MoveCell<T>(Span<T> planes, int grid, Span<double> row, int first, int last, Motion motion)
        where T : unmanaged, INumber<T>
    {
        switch (motion)
        {
            case Motion.Read:
                for (int c = first; c < last; c++) row[c] = double.CreateTruncating(planes[c * grid]);
                break;
            case Motion.Write:
                for (int c = first; c < last; c++) planes[c * grid] = T.CreateTruncating(row[c]);
                break;
            default:
                for (int c = first; c < last; c++) planes[c * grid] += T.CreateTruncating(row[c]);
                break;
        }
    }
}
