using Csa.Data.Masks;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Baselines.DeepFill;

/// <summary>Nearest down-sampling with aligned corners: the first and the last cell stay, the others are spread evenly between.</summary>
/// <remarks>TensorFlow's align_corners = True. Taking every second cell instead is off by one for half of a row of 64.</remarks>
internal static class AlignedSampling
{
    /// <summary>The source cell of each cell when an axis is shortened.</summary>
    /// <param name="from">Cells of the axis.</param>
    /// <param name="to">Cells of the shortened axis, at least 1.</param>
    internal static long[] Indices(int from, int to)
    {
        double scale = to > 1 ? (from - 1.0) / (to - 1) : 0;
        return [.. Enumerable.Range(0, to).Select(i => Math.Min((long)Math.Round(i * scale, MidpointRounding.AwayFromZero), from - 1))];
    }

    /// <summary>Down-samples a map by an integer factor.</summary>
    /// <param name="x">[N, C, H, W], sides multiples of the factor.</param>
    /// <param name="factor">2 for half the sides.</param>
    /// <returns>[N, C, H / factor, W / factor].</returns>
    internal static Tensor Reduce(Tensor x, int factor)
    {
        using var scope = NewDisposeScope();
        Tensor rows = tensor(Indices((int)x.shape[2], (int)x.shape[2] / factor), device: x.device);
        Tensor columns = tensor(Indices((int)x.shape[3], (int)x.shape[3] / factor), device: x.device);
        return x.index_select(2, rows).index_select(3, columns).MoveToOuterDisposeScope();
    }

    /// <summary>Down-samples the masks of a batch by an integer factor.</summary>
    /// <param name="hole">Sides are multiples of the factor.</param>
    /// <param name="factor">4 from pixels to the attention's map.</param>
    internal static HoleMask Reduce(HoleMask hole, int factor)
    {
        long[] rows = Indices(hole.Height, hole.Height / factor), columns = Indices(hole.Width, hole.Width / factor);
        return HoleMask.Batch([.. Enumerable.Range(0, hole.Count).Select(n =>
            HoleMask.Create(rows.Length, columns.Length, (y, x) => hole[n, (int)rows[y], (int)columns[x]]))]);
    }
}
