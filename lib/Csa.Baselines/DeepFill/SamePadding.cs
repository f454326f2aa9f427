using Csa.Networks;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Baselines.DeepFill;

/// <summary>
/// TensorFlow's padding "SAME": n cells become n / stride, rounded up, and an odd surplus goes to the bottom and the right.
/// </summary>
/// <remarks>At stride 2 PyTorch's symmetric padding gives the same sizes, but features shifted by a cell.</remarks>
internal static class SamePadding
{
    /// <summary>Zeros before and after the cells of one axis.</summary>
    internal static (long Before, long After) Of(long cells, long kernel, long stride, long dilation)
    {
        long made = (cells + stride - 1) / stride;
        long total = Math.Max(((made - 1) * stride) + ((kernel - 1) * dilation) + 1 - cells, 0);
        return (total / 2, total - (total / 2));
    }

    /// <summary>A convolution with that padding.</summary>
    /// <param name="x">[N, C, H, W].</param>
    /// <param name="weight">[D, C, k, k].</param>
    /// <param name="bias">[D], or null.</param>
    /// <param name="stride">In cells, the same for both axes.</param>
    /// <param name="dilation">In cells, the same for both axes.</param>
    /// <returns>[N, D, ceil(H / stride), ceil(W / stride)].</returns>
    internal static Tensor Convolve(Tensor x, Tensor weight, Tensor? bias, int stride = 1, int dilation = 1)
    {
        using var scope = NewDisposeScope();
        long kernel = weight.shape[2], height = x.shape[2], width = x.shape[3];

        // Taps that only ever see padding: a 3x3 kernel dilated as wide as the grid is its centre alone, a third of the work.
        if (kernel == 3 && stride == 1 && dilation >= height && dilation >= width)
            return Convolution2d.Apply(x, weight.narrow(2, 1, 1).narrow(3, 1, 1), bias, new()).MoveToOuterDisposeScope();

        (long top, long bottom) = Of(height, kernel, stride, dilation);
        (long left, long right) = Of(width, kernel, stride, dilation);
        bool symmetric = top == bottom && left == right;
        Tensor padded = symmetric ? x : nn.functional.pad(x, [left, right, top, bottom]);
        var geometry = new ConvolutionGeometry { Stride = stride, Dilation = dilation, PaddingY = symmetric ? (int)top : 0, PaddingX = symmetric ? (int)left : 0 };
        return Convolution2d.Apply(padded, weight, bias, geometry).MoveToOuterDisposeScope();
    }
}
