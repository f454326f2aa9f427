using System.Numerics.Tensors;
using Csa.Data.Images;

namespace Csa.Experiments.Evaluation;

/// <summary>
/// Structural similarity (Wang et al. 2004): 11x11 Gaussian window of sigma 1.5, K = (0.01, 0.03), range 255,
/// population covariance.
/// </summary>
/// <remarks>Equals scikit-image's structural_similarity with gaussian_weights, sigma 1.5, use_sample_covariance False.</remarks>
public static class Ssim
{
    /// <summary>Pixels at each border whose window leaves the image; <see cref="Mean"/> leaves them out.</summary>
    public const int Border = 5;

    private const double C1 = 0.01 * 255 * (0.01 * 255);
    private const double C2 = 0.03 * 255 * (0.03 * 255);
    private static readonly double[] Window = GaussianWindow();

    /// <summary>The similarity of two planes around every pixel.</summary>
    /// <param name="a">height x width values, 0 … 255, raster order.</param>
    /// <param name="b">As <paramref name="a"/>.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <returns>height x width values of at most 1; beyond the border the image is continued by reflection.</returns>
    /// <exception cref="ArgumentException">A length is not height x width.</exception>
    public static double[] Map(double[] a, double[] b, int height, int width)
    {
        if (a.Length != height * width || b.Length != height * width)
            throw new ArgumentException($"planes: want {height} x {width} values each, got {a.Length} and {b.Length}");
        var map = new double[height * width];
        var rows = new MomentRows(a, b, height, width);
        var moments = new double[MomentRows.Moments][];
        for (int k = 0; k < moments.Length; k++) moments[k] = new double[width];
        for (int y = 0; y < height; y++)
        {
            rows.Average(y, moments);
            for (int x = 0; x < width; x++)
            {
                double meanA = moments[0][x], meanB = moments[1][x];
                double varianceA = moments[2][x] - (meanA * meanA);
                double varianceB = moments[3][x] - (meanB * meanB);
                double covariance = moments[4][x] - (meanA * meanB);
                map[(y * width) + x] = ((2 * meanA * meanB) + C1) * ((2 * covariance) + C2)
                    / (((meanA * meanA) + (meanB * meanB) + C1) * (varianceA + varianceB + C2));
            }
        }

        return map;
    }

    /// <summary>The mean over the pixels whose whole window lies inside the image.</summary>
    /// <param name="map">What <see cref="Map"/> gave.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <returns>At most 1. An image with a side under 11 has no such pixel: there, the mean over all.</returns>
    public static double Mean(double[] map, int height, int width)
    {
        int border = Math.Min(height, width) > 2 * Border ? Border : 0;
        double sum = 0;
        for (int y = border; y < height - border; y++)
            sum += TensorPrimitives.Sum<double>(map.AsSpan((y * width) + border, width - (2 * border)));
        return sum / ((height - (2.0 * border)) * (width - (2.0 * border)));
    }

    private static double[] GaussianWindow()
    {
        double[] window = [.. Enumerable.Range(-Border, (2 * Border) + 1).Select(x => Math.Exp(-x * x / (2 * 1.5 * 1.5)))];
        double sum = window.Sum();
        return [.. window.Select(value => value / sum)];
    }

    // Local means of a, b, a², b², ab. The window is separable: each row is averaged along x once and kept while one of
    // the 11 rows around it is due, so that memory is a few rows whatever the image.
    private sealed class MomentRows
    {
        public const int Moments = 5;

        private readonly double[] a;
        private readonly double[] b;
        private readonly int height;
        private readonly int width;
        private readonly int[] column;
        private readonly double[][] wide = new double[Moments][];
        private readonly double[][][] ring;
        private int next;

        public MomentRows(double[] a, double[] b, int height, int width)
        {
            (this.a, this.b, this.height, this.width) = (a, b, height, width);
            column = [.. Enumerable.Range(-Border, width + (2 * Border)).Select(x => Reflection.HalfSample(x, width))];
            for (int k = 0; k < Moments; k++) wide[k] = new double[column.Length];
            ring = [.. Window.Select(_ => Enumerable.Range(0, Moments).Select(_ => new double[width]).ToArray())];
            for (int y = -Border; y < Border; y++) Push(y);
        }

        // Called once per row, in order.
        public void Average(int y, double[][] moments)
        {
            Push(y + Border);
            for (int k = 0; k < Moments; k++)
            {
                moments[k].AsSpan().Clear();
                for (int j = 0; j < Window.Length; j++)
                    TensorPrimitives.MultiplyAdd(ring[(next + j) % ring.Length][k], Window[j], moments[k], moments[k]);
            }
        }

        private void Push(int y)
        {
            int row = Reflection.HalfSample(y, height) * width;
            for (int i = 0; i < column.Length; i++)
            {
                wide[0][i] = a[row + column[i]];
                wide[1][i] = b[row + column[i]];
            }

            TensorPrimitives.Multiply<double>(wide[0], wide[0], wide[2]);
            TensorPrimitives.Multiply<double>(wide[1], wide[1], wide[3]);
            TensorPrimitives.Multiply<double>(wide[0], wide[1], wide[4]);
            for (int k = 0; k < Moments; k++)
            {
                double[] averaged = ring[next][k];
                averaged.AsSpan().Clear();
                for (int i = 0; i < Window.Length; i++)
                    TensorPrimitives.MultiplyAdd(wide[k].AsSpan(i, width), Window[i], averaged, averaged);
            }

            next = (next + 1) % ring.Length;
        }
    }
}
