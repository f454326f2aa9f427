using System.Numerics;
using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Attention;

/// <summary>
/// Moves cells between a map in host memory, where a cell's channels lie a whole grid apart, and rows of doubles, where
/// they lie side by side for <see cref="CsaRecurrence"/>. The rows of all samples follow one another.
/// </summary>
internal static class CellRows
{
    // Cells moved at a time: their rows' cache lines stay near while the channels pass.
    private const int CellBlock = 64;

    private enum Motion
    {
        Read,
        Write,
        Add,
    }

    /// <summary>The map as the methods below need it: contiguous and in host memory; copied only if it is not so already.</summary>
    /// <param name="map">[N, C, H, W] float32 or float64.</param>
    public static Tensor OnHost(Tensor map)
    {
        using var scope = NewDisposeScope();
        return HostMemory.Current.Fetch(map).contiguous().MoveToOuterDisposeScope();
    }

    /// <summary>Reads the listed cells into rows.</summary>
    /// <param name="map">[N, C, H, W] on the host.</param>
    /// <param name="cells">For each sample, raster indices.</param>
    public static double[] Read(Tensor map, IReadOnlyList<IReadOnlyList<int>> cells)
    {
        double[] rows = GC.AllocateUninitializedArray<double>(cells.Sum(list => list.Count) * (int)map.shape[1]);
        Read(map, cells, rows);
        return rows;
    }

    /// <summary>Reads the listed cells into the first rows of an array.</summary>
    public static void Read(Tensor map, IReadOnlyList<IReadOnlyList<int>> cells, double[] rows) => Move(map, cells, rows, Motion.Read);

    /// <summary>Overwrites the listed cells with rows.</summary>
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
            for (int start = 0; start < list.Length; start += CellBlock)
            {
                ReadOnlySpan<int> some = list.AsSpan(start, Math.Min(CellBlock, list.Length - start));
                Span<double> block = rows.AsSpan((row + start) * channels, some.Length * channels);
                for (int c = 0; c < channels; c++) MovePlane(planes.Slice(c * grid, grid), some, block[c..], channels, motion);
            }
        }
    }

    // One channel of a few cells: entry i of the rows lies i rows of C values further on.
    private static void MovePlane<T>(Span<T> plane, ReadOnlySpan<int> cells, Span<double> rows, int channels, Motion motion)
        where T : unmanaged, INumber<T>
    {
        switch (motion)
        {
            case Motion.Read:
                for (int i = 0; i < cells.Length; i++) rows[i * channels] = double.CreateTruncating(plane[cells[i]]);
                break;
            case Motion.Write:
                for (int i = 0; i < cells.Length; i++) plane[cells[i]] = T.CreateTruncating(rows[i * channels]);
                break;
            default:
                for (int i = 0; i < cells.Length; i++) plane[cells[i]] += T.CreateTruncating(rows[i * channels]);
                break;
        }
    }
}

/// <summary>The boundary between tensors, which may live on a GPU, and code that works on numbers in host memory.</summary>
/// <remarks>
/// The CSA recurrence crosses it here and nowhere else: <see cref="Fetch"/> before its loops, <see cref="Send"/> after them.
/// Tests put a memory of their own in its place, which is far away and counts what crosses.
/// </remarks>
internal class HostMemory
{
    /// <summary>The boundary in use.</summary>
    public static HostMemory Current { get; set; } = new();

    /// <summary>True if a tensor's numbers can be read in place.</summary>
    public virtual bool Holds(Tensor tensor) => tensor.device_type == DeviceType.CPU;

    /// <summary>Brings a tensor to the host, detached; copied only if it is not there already.</summary>
    public virtual Tensor Fetch(Tensor tensor) => tensor.detach().cpu();

    /// <summary>Moves a host tensor to the device of another tensor; copied only if that is not the host.</summary>
    public virtual Tensor Send(Tensor host, Tensor like) => host.to(like.device);
}
