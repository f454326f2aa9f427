using System.Numerics;
using System.Runtime.InteropServices;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Attention;

/// <summary>The arg-max of each row of a matrix; of equal maxima the first.</summary>
/// <remarks>On the host a scan of its own: torch's took a third of the matrix product that it followed.</remarks>
internal static class RowMaxima
{
    // Small enough to be searched again for the maximum's place at no cost, large enough to run in vectors.
    private const int Block = 512;

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
        ReadOnlySpan<T> values = MemoryMarshal.Cast<byte, T>(matrix.bytes);
        var indices = new int[rows];
        for (int row = 0; row < rows; row++) indices[row] = First<T>(values.Slice(row * columns, columns));
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
