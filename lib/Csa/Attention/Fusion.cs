using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Attention;

/// <summary>The fusion of attention scores (Yu et al. 2018, section 4.1): neighbours should copy from neighbours.</summary>
/// <remarks>
/// As published, cells in raster order form a line, so that the last cell of a row is the neighbour of the next row's first;
/// only one step each way counts.
/// </remarks>
internal static class Fusion
{
    /// <summary>
    /// Adds to each score those of the pairs one cell forward and one cell back: first along rows, then the same along
    /// columns.
    /// </summary>
    /// <param name="scores">[N, h w, h w], both axes in raster order.</param>
    /// <param name="height">h.</param>
    /// <param name="width">w.</param>
    /// <returns>[N, h w, h w].</returns>
    internal static Tensor Fuse(Tensor scores, int height, int width)
    {
        using var scope = NewDisposeScope();
        Tensor byColumns = Transposed(AlongDiagonal(scores), height, width);
        return Transposed(AlongDiagonal(byColumns), width, height).MoveToOuterDisposeScope();
    }

    // Both axes from raster order of height x width to raster order of width x height.
    private static Tensor Transposed(Tensor scores, int height, int width) =>
        scores.view(-1, height, width, height, width).permute(0, 2, 1, 4, 3).reshape(scores.shape);

    // A convolution with a 3x3 identity matrix, zero padded.
    private static Tensor AlongDiagonal(Tensor scores)
    {
        long rows = scores.shape[1], columns = scores.shape[2];
        Tensor padded = nn.functional.pad(scores, [1, 1, 1, 1]);
        return padded.narrow(1, 0, rows).narrow(2, 0, columns) + scores + padded.narrow(1, 2, rows).narrow(2, 2, columns);
    }
}
