using System.Runtime.CompilerServices;
using Csa.Networks;

namespace Csa.Experiments.Convolutions;

/// <summary>
/// Computes single numbers of a convolution in float64 by plain loops, for <see cref="ConvolutionCheck"/> to compare with.
/// </summary>
/// <remarks>
/// A convolution has a wide side, which its kernel's windows lie on, and a narrow one with a cell for each window; a transposed
/// convolution goes from narrow to wide. Its value, its input's gradient and its weights' are then the three sums below. They run
/// for a moment once in a process, so they are compiled well at once.
/// </remarks>
/// <param name="shape">The convolution.</param>
internal sealed class ConvolutionReference(ConvolutionShape shape)
{
    private readonly ConvolutionGeometry g = shape.Geometry;
    private readonly int[] wide = Sizes(shape.Geometry.Transposed ? shape.Output : shape.Input);
    private readonly int[] narrow = Sizes(shape.Geometry.Transposed ? shape.Input : shape.Output);
    private readonly int rows = shape.KernelHeight;
    private readonly int columns = shape.KernelWidth;

    /// <summary>A number on the narrow side: the weighted sum of its window.</summary>
    /// <param name="at">[n, channel, row, column].</param>
    /// <param name="map">The wide side.</param>
    /// <param name="weight">[narrow channels, wide channels, k, k].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public ExactSum Gather(ReadOnlySpan<int> at, ReadOnlySpan<float> map, ReadOnlySpan<float> weight)
    {
        var sum = new ExactSum();
        for (int c = 0; c < wide[1]; c++)
        {
            ReadOnlySpan<float> plane = Plane(map, wide, at[0], c), taps = Taps(weight, at[1], c);
            for (int i = 0; i < rows; i++)
            {
                int row = (at[2] * g.Stride) - g.PaddingY + (i * g.Dilation);
                if (row < 0 || row >= wide[2]) continue;
                for (int j = 0; j < columns; j++)
                {
                    int column = (at[3] * g.Stride) - g.PaddingX + (j * g.Dilation);
                    if (column >= 0 && column < wide[3]) sum.Add(taps[(i * columns) + j], plane[(row * wide[3]) + column]);
                }
            }
        }

        return sum;
    }

    /// <summary>A number on the wide side: the sum of what the windows that cover it contribute.</summary>
    /// <param name="at">[n, channel, row, column].</param>
    /// <param name="map">The narrow side.</param>
    /// <param name="weight">[narrow channels, wide channels, k, k].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public ExactSum Scatter(ReadOnlySpan<int> at, ReadOnlySpan<float> map, ReadOnlySpan<float> weight)
    {
        var sum = new ExactSum();
        for (int c = 0; c < narrow[1]; c++)
        {
            ReadOnlySpan<float> plane = Plane(map, narrow, at[0], c), taps = Taps(weight, c, at[1]);
            for (int i = 0; i < rows; i++)
            {
                if (Window(at[2] + g.PaddingY - (i * g.Dilation), narrow[2]) is not int row) continue;
                for (int j = 0; j < columns; j++)
                {
                    if (Window(at[3] + g.PaddingX - (j * g.Dilation), narrow[3]) is int column) sum.Add(taps[(i * columns) + j], plane[(row * narrow[3]) + column]);
                }
            }
        }

        return sum;
    }

    /// <summary>A weight's gradient: the sum over all windows of the value at the tap times the window's gradient.</summary>
    /// <param name="at">[narrow channel, wide channel, row, column of the tap].</param>
    /// <param name="ofNarrow">The narrow side: a map, or the gradient with respect to it.</param>
    /// <param name="ofWide">The wide side, likewise.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public ExactSum Tap(ReadOnlySpan<int> at, ReadOnlySpan<float> ofNarrow, ReadOnlySpan<float> ofWide)
    {
        var sum = new ExactSum();
        for (int n = 0; n < narrow[0]; n++)
        {
            ReadOnlySpan<float> windows = Plane(ofNarrow, narrow, n, at[0]), cells = Plane(ofWide, wide, n, at[1]);
            for (int i = 0; i < narrow[2]; i++)
            {
                int row = (i * g.Stride) - g.PaddingY + (at[2] * g.Dilation);
                if (row < 0 || row >= wide[2]) continue;
                for (int j = 0; j < narrow[3]; j++)
                {
                    int column = (j * g.Stride) - g.PaddingX + (at[3] * g.Dilation);
                    if (column >= 0 && column < wide[3]) sum.Add(windows[(i * narrow[3]) + j], cells[(row * wide[3]) + column]);
                }
            }
        }

        return sum;
    }

    private int? Window(int offset, int windows) => offset >= 0 && offset % g.Stride == 0 && offset / g.Stride < windows ? offset / g.Stride : null;

    private ReadOnlySpan<float> Taps(ReadOnlySpan<float> weight, int ofNarrow, int ofWide) =>
        weight.Slice(((ofNarrow * wide[1]) + ofWide) * rows * columns, rows * columns);

    private static ReadOnlySpan<float> Plane(ReadOnlySpan<float> map, int[] sizes, int n, int channel) =>
        map.Slice(((n * sizes[1]) + channel) * sizes[2] * sizes[3], sizes[2] * sizes[3]);

    private static int[] Sizes(long[] shape) => Array.ConvertAll(shape, size => (int)size);
}

/// <summary>A sum of products in float64 with a measure of its possible rounding error.</summary>
internal struct ExactSum
{
    /// <summary>The sum in float64.</summary>
    public double Value { get; private set; }

    /// <summary>The sum of the products' absolute values.</summary>
    public double Size { get; private set; }

    /// <summary>Adds a product of two float32 numbers, which float64 holds exactly.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(float a, float b)
    {
        double product = (double)a * b;
        Value += product;
        Size += Math.Abs(product);
    }
}
