using Csa.Data.Masks;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Tensors;

/// <summary>Holes to tensors and back.</summary>
public static class HoleTensor
{
    extension(HoleMask)
    {
        /// <summary>A mask from a tensor of zeros and ones.</summary>
        /// <param name="mask">[N, 1, H, W], any dtype, values 0 (known) or 1 (hole).</param>
        /// <exception cref="ArgumentException">Another shape, or a value other than 0 and 1.</exception>
        public static HoleMask FromTensor(Tensor mask)
        {
            using var scope = NewDisposeScope();
            if (mask.dim() != 4 || mask.shape[1] != 1)
                throw new ArgumentException($"mask: want [N, 1, H, W] of 0/1, got [{string.Join(", ", mask.shape)}]", nameof(mask));
            float[] values = mask.to(CPU).to(ScalarType.Float32).contiguous().data<float>().ToArray();
            int wrong = Array.FindIndex(values, value => value is not (0f or 1f));
            if (wrong >= 0)
                throw new ArgumentException($"mask: want values 0 (known) and 1 (hole), got {values[wrong]}; threshold it first", nameof(mask));
            return HoleMask.FromCells(Array.ConvertAll(values, value => (byte)value), (int)mask.shape[0], (int)mask.shape[2], (int)mask.shape[3]);
        }
    }

    /// <summary>The mask as a tensor: 1 = hole, 0 = known.</summary>
    /// <param name="hole">The mask.</param>
    /// <param name="type">The dtype; float32 when not set.</param>
    /// <param name="device">The device; the CPU when not set.</param>
    /// <returns>[N, 1, H, W].</returns>
    public static Tensor ToTensor(this HoleMask hole, ScalarType type = ScalarType.Float32, Device? device = null)
    {
        using var scope = NewDisposeScope();
        Tensor host = tensor(hole.AllCells, ScalarType.Byte).reshape(hole.Count, 1, hole.Height, hole.Width);
        return host.to(type, device ?? CPU).MoveToOuterDisposeScope();
    }
}
