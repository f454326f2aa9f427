using System.Runtime.InteropServices;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Attention;

/// <summary>Whole-array copies between tensors on any device and host arrays; element access through a tensor is far slower.</summary>
internal static class HostArrays
{
    /// <summary>A tensor's values in row-major order, as double.</summary>
    public static double[] Doubles(Tensor values)
    {
        using var scope = NewDisposeScope();
        return MemoryMarshal.Cast<byte, double>(values.detach().to(ScalarType.Float64).cpu().contiguous().bytes).ToArray();
    }

    /// <summary>An int64 tensor's values in row-major order.</summary>
    public static long[] Longs(Tensor values)
    {
        using var scope = NewDisposeScope();
        return MemoryMarshal.Cast<byte, long>(values.cpu().contiguous().bytes).ToArray();
    }

    /// <summary>Host values as a tensor of a shape, dtype and device.</summary>
    public static Tensor ToTensor(double[] values, ReadOnlySpan<long> shape, ScalarType type, Device device)
    {
        using var scope = NewDisposeScope();
        return tensor(values, ScalarType.Float64).reshape(shape.ToArray()).to(type, device).MoveToOuterDisposeScope();
    }

    /// <summary>Indices for index_select and index_copy.</summary>
    public static Tensor Indices(int[] indices, Device device)
    {
        using var scope = NewDisposeScope();
        return tensor(indices, ScalarType.Int32).to(ScalarType.Int64, device).MoveToOuterDisposeScope();
    }
}
