using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Csa.Data.Masks;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Attention;

/// <summary>
/// The searching phase (Eq. 1): for each hole cell, the known cell of highest cosine, or of several such cells the one that continues
/// its predecessor (<see cref="CsaOptions.Candidates"/>).
/// </summary>
/// <remarks>
/// A matrix product of hole cells with normalised known cells, and an arg-max, in tiles of hole cells: the whole similarity
/// matrix is never in memory. The hole cell's own norm does not change the arg-max and is left out.
/// </remarks>
internal static class KnownCellSearch
{
    // The published code adds this to a norm before it divides by it.
    private const double OfficialEpsilon = 1e-8;

    /// <param name="map">[C, H W]: one sample's features, float32 or float64, without gradient.</param>
    /// <param name="hole">The mask.</param>
    /// <param name="sample">The sample's index in the mask.</param>
    /// <param name="path">The sample's hole cells.</param>
    /// <param name="options">Semantics, candidates and tile size.</param>
    /// <returns>For each step the raster index of its match; on a tie the lowest.</returns>
    public static int[] Matches(Tensor map, HoleMask hole, int sample, ScanPath path, CsaOptions options)
    {
        using var scope = NewDisposeScope();
        ReadOnlySpan<byte> mask = hole.Cells(sample);
        var known = new int[mask.Length - path.Length];
        for (int cell = 0, next = 0; cell < mask.Length; cell++)
            if (mask[cell] == 0) known[next++] = cell;

        Tensor keys = map.index_select(1, Indices(known, map.device));
        NormaliseColumns(keys, options.Semantics == CsaSemantics.OfficialCode ? OfficialEpsilon : 0);

        int count = Math.Min(options.Candidates, known.Length);
        var best = new int[path.Length * count];
        int[] cells = [.. path.Cells];
        for (int first = 0; first < cells.Length; first += options.SearchTileCells)
        {
            using var tileScope = NewDisposeScope();
            int[] tile = cells[first..Math.Min(first + options.SearchTileCells, cells.Length)];
            Tensor queries = map.index_select(1, Indices(tile, map.device));
            Tensor scores = queries.t().matmul(keys);
            int[] winners = count == 1 ? RowMaxima.Indices(scores) : Best(scores, count);
            for (int i = 0; i < winners.Length; i++) best[(first * count) + i] = known[winners[i]];
        }

        return count == 1 ? best : Continuing(best, count, keys, known, path, hole);
    }

    // Of each row so many, the highest first; of equals the lowest index.
    private static int[] Best(Tensor scores, int count)
    {
        using var scope = NewDisposeScope();
        Tensor indices = HostMemory.Current.Fetch(scores.sort(1, descending: true, stable: true).Indices[.., ..count].contiguous());
        return [.. MemoryMarshal.Cast<byte, long>(indices.bytes).ToArray().Select(index => (int)index)];
    }

    // Step by step, because what continues a predecessor depends on what that one took.
    private static int[] Continuing(int[] candidates, int count, Tensor keys, int[] known, ScanPath path, HoleMask hole)
    {
        using var scope = NewDisposeScope();
        int channels = (int)keys.shape[0], width = hole.Width;
        Tensor rows = HostMemory.Current.Fetch(keys.t().to(ScalarType.Float64).contiguous());
        ReadOnlySpan<double> unit = MemoryMarshal.Cast<byte, double>(rows.bytes);
        var place = new int[hole.Height * width];
        Array.Fill(place, -1);
        for (int k = 0; k < known.Length; k++) place[known[k]] = k;

        var chosen = new int[path.Length];
        for (int step = 0; step < path.Length; step++)
        {
            ReadOnlySpan<int> own = candidates.AsSpan(step * count, count);
            chosen[step] = own[0];
            if (path.Predecessors[step] is not (>= 0 and int before)) continue;
            int cell = path.Cells[step], previous = path.Cells[before];
            (int down, int right) = ((previous / width) - (cell / width), (previous % width) - (cell % width));
            ReadOnlySpan<double> taken = unit.Slice(place[chosen[before]] * channels, channels);
            double highest = double.NegativeInfinity;
            foreach (int candidate in own)
            {
                (int y, int x) = ((candidate / width) + down, (candidate % width) + right);
                if (y < 0 || y >= hole.Height || x < 0 || x >= width || place[(y * width) + x] is not (>= 0 and int neighbour)) continue;
                double cosine = TensorPrimitives.Dot(unit.Slice(neighbour * channels, channels), taken);
                if (cosine <= highest) continue; // the better match stays
                (highest, chosen[step]) = (cosine, candidate);
            }
        }

        return chosen;
    }

    // Each column is first brought to a greatest magnitude of 1: squares of features as small as 1e-15 or as large as
    // 1e15 leave the range of float32.
    private static void NormaliseColumns(Tensor keys, double epsilon)
    {
        using var scope = NewDisposeScope();
        Tensor scale = maximum(keys.amax([0], keepdim: true), -keys.amin([0], keepdim: true));
        scale.masked_fill_(scale == 0, 1); // a zero vector stays one, and its cosine with anything is 0
        keys.div_(scale);
        Tensor norms = ones(1, keys.shape[0], keys.dtype, keys.device).matmul(keys.square()).sqrt_(); // column sums, by the fastest route
        norms = epsilon == 0 ? norms.masked_fill_(norms == 0, 1) : norms + (epsilon / scale);
        keys.div_(norms);
    }

    private static Tensor Indices(int[] indices, Device device)
    {
        using var scope = NewDisposeScope();
        return tensor(indices, ScalarType.Int32).to(ScalarType.Int64, device).MoveToOuterDisposeScope();
    }
}

/// <summary>The arg-max of each row of a matrix; the first one if several are equal.</summary>
/// <remarks>On the host this is a hand-written scan: torch's arg-max took a third of the time of the matrix product before it.</remarks>
internal static class RowMaxima
{
    // Small enough to be searched again for the maximum's place at no cost, large enough to run in vectors.
    private const int Block = 512;

    // Rows that one thread scans at a time.
    private const int RowBlock = 32;

    /// <param name="matrix">[rows, columns] float32 or float64, contiguous, without NaN.</param>
    public static int[] Indices(Tensor matrix)
    {
        int rows = (int)matrix.shape[0], columns = (int)matrix.shape[1];
        if (!HostMemory.Current.Holds(matrix))
        {
            using var scope = NewDisposeScope();
            Tensor indices = HostMemory.Current.Fetch(matrix.max(1).indexes); // the first of equal maxima, as torch documents
            return [.. MemoryMarshal.Cast<byte, long>(indices.bytes).ToArray().Select(index => (int)index)];
        }

        return matrix.dtype == ScalarType.Float64 ? Scan<double>(matrix, rows, columns) : Scan<float>(matrix, rows, columns);
    }

    private static int[] Scan<T>(Tensor matrix, int rows, int columns)
        where T : unmanaged, INumber<T>, IMinMaxValue<T>
    {
        var indices = new int[rows];
        HostThreads.For((rows + RowBlock - 1) / RowBlock, block =>
        {
            ReadOnlySpan<T> values = MemoryMarshal.Cast<byte, T>(matrix.bytes);
            for (int row = block * RowBlock; row < Math.Min((block + 1) * RowBlock, rows); row++) indices[row] = First<T>(values.Slice(row * columns, columns));
        });
        return indices;
    }

    private static int First<T>(ReadOnlySpan<T> row)
        where T : unmanaged, INumber<T>, IMinMaxValue<T>
    {
        T maximum = Maximum(row[..Math.Min(Block, row.Length)]);
        int from = 0;
        for (int start = Block; start < row.Length; start += Block)
        {
            T candidate = Maximum(row[start..Math.Min(start + Block, row.Length)]);
            if (candidate <= maximum) continue; // strictly greater only: the first of equals stays
            maximum = candidate;
            from = start;
        }

        int index = from;
        while (index < row.Length - 1 && row[index] != maximum) index++;
        return index;
    }

    private static T Maximum<T>(ReadOnlySpan<T> block)
        where T : unmanaged, INumber<T>, IMinMaxValue<T>
    {
        ReadOnlySpan<Vector<T>> vectors = MemoryMarshal.Cast<T, Vector<T>>(block);
        var greatest = new Vector<T>(T.MinValue);
        foreach (Vector<T> vector in vectors) greatest = Vector.ConditionalSelect(Vector.GreaterThan(vector, greatest), vector, greatest);
        T maximum = T.MinValue;
        for (int lane = 0; lane < Vector<T>.Count; lane++) maximum = T.Max(maximum, greatest[lane]);
        for (int i = vectors.Length * Vector<T>.Count; i < block.Length; i++) maximum = T.Max(maximum, block[i]);
        return maximum;
    }
}
