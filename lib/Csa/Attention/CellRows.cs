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
    // Cells that one thread moves at a time, and their channels that it moves together: a cache line of doubles. One channel
    // at a time would write to lines that lie a row apart, which for 512 channels all fall on the same few places of the cache.
    private const int CellBlock = 64, ChannelBlock = 8;

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
        var blocks = new List<(int Sample, int Start, int Row)>();
        for (int sample = 0, row = 0; sample < cells.Count; row += cells[sample].Count, sample++)
            for (int start = 0; start < cells[sample].Count; start += CellBlock) blocks.Add((sample, start, row + start));
        int[][] lists = [.. cells.Select(list => list as int[] ?? [.. list])];

        // Added cells may coincide, so only one thread adds.
        HostThreads.For(blocks.Count, MoveBlock, alone: motion == Motion.Add);

        void MoveBlock(int i)
        {
            (int sample, int start, int row) = blocks[i];
            ReadOnlySpan<int> some = lists[sample].AsSpan(start, Math.Min(CellBlock, lists[sample].Length - start));
            Span<T> planes = MemoryMarshal.Cast<byte, T>(map.bytes).Slice(sample * channels * grid, channels * grid);
            Span<double> block = rows.AsSpan(row * channels, some.Length * channels);
            for (int c = 0; c < channels; c += ChannelBlock) MovePlanes(planes[(c * grid)..], grid, some, block[c..], channels, Math.Min(ChannelBlock, channels - c), motion);
        }
    }

    // A few channels of a few cells: entry i of the rows lies i rows of C values further on, plane k k grids.
    private static void MovePlanes<T>(Span<T> planes, int grid, ReadOnlySpan<int> cells, Span<double> rows, int channels, int count, Motion motion)
        where T : unmanaged, INumber<T>
    {
        for (int i = 0; i < cells.Length; i++)
        {
            Span<double> row = rows.Slice(i * channels, count);
            Span<T> cell = planes[cells[i]..];
            switch (motion)
            {
                case Motion.Read:
                    for (int k = 0; k < row.Length; k++) row[k] = double.CreateTruncating(cell[k * grid]);
                    break;
                case Motion.Write:
                    for (int k = 0; k < row.Length; k++) cell[k * grid] = T.CreateTruncating(row[k]);
                    break;
                default:
                    for (int k = 0; k < row.Length; k++) cell[k * grid] += T.CreateTruncating(row[k]);
                    break;
            }
        }
    }
}

/// <summary>The boundary between tensors, which may live on a GPU, and code that works on numbers in host memory.</summary>
/// <remarks>
/// The CSA recurrence crosses it here and nowhere else: <see cref="Fetch"/> before its loops, <see cref="Send"/> after them.
/// Tests replace it by one that always copies and counts the crossings.
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

/// <summary>Spreads independent work on host memory over as many threads as torch uses.</summary>
internal static class HostThreads
{
    /// <param name="count">The number of pieces.</param>
    /// <param name="piece">Does one piece, by its index; must create no tensor, and write nothing that another piece reads or writes.</param>
    /// <param name="alone">True to do all on one thread, in order.</param>
    public static void For(int count, Action<int> piece, bool alone = false)
    {
        int threads = alone ? 1 : Math.Min(get_num_threads(), count);
        if (threads > 1) Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = threads }, piece);
        else for (int i = 0; i < count; i++) piece(i);
    }
}
