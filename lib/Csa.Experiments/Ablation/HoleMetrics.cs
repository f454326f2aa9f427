using Csa.Data.Images;
using Csa.Data.Masks;
using Csa.Experiments.Perceptual;
using TorchSharp;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Experiments.Ablation;

/// <summary>Metrics of one filled hole for what PSNR does not see: seams, blur, coherence.</summary>
/// <param name="Features">See <see cref="FeatureDistance"/>.</param>
/// <param name="RimRatio">The mean difference across the hole's border, divided by the ground truth's: above 1 a seam, below 1 a blur.</param>
/// <param name="Gradients">The Wasserstein-1 distance between the distributions of differences between neighbouring pixels in the hole,
/// in grey levels; smaller is better.</param>
/// <param name="RowSpectrum">The power spectrum along rows relative to the ground truth's, in dB, mean over frequencies; NaN unless the
/// hole is a rectangle.</param>
/// <param name="ColumnSpectrum">The same along columns.</param>
/// <param name="RowCorrelation">The autocorrelation of the error at a lag of one feature cell along the row, -1 … 1. Eq. 3 alone would
/// give about a.</param>
/// <param name="ColumnCorrelation">The same down the column, where Eq. 3 alone would give about 0.</param>
internal sealed record HoleMetrics(
    double Features, double RimRatio, double Gradients, double RowSpectrum, double ColumnSpectrum, double RowCorrelation, double ColumnCorrelation)
{
    /// <summary>The metrics' names, for table headings.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["feature distance", "rim ratio", "gradients W1", "row spectrum dB", "column spectrum dB", "row correlation", "column correlation"];

    /// <summary>In the order of <see cref="Names"/>.</summary>
    public IReadOnlyList<double> Values => [Features, RimRatio, Gradients, RowSpectrum, ColumnSpectrum, RowCorrelation, ColumnCorrelation];

    /// <summary>Computes the metrics of a fill.</summary>
    /// <param name="output">Composited.</param>
    /// <param name="truth">Of the same size.</param>
    /// <param name="hole">One mask of that size, not empty.</param>
    /// <param name="cell">Pixels per side of a feature cell.</param>
    /// <param name="pools">The built-in features of the output and the truth, see <see cref="FeatureDistance"/>.</param>
    public static HoleMetrics Of(RgbImage output, RgbImage truth, HoleMask hole, int cell, IReadOnlyList<Tensor> pools)
    {
        double[] error = [.. output.Pixels.Zip(truth.Pixels, (a, b) => (double)(a - b))];
        (double rowPower, double columnPower) = Spectra(output, truth, hole);
        return new(
            FeatureDistance.InHole(pools, hole),
            RimStep(output, hole) / RimStep(truth, hole),
            Wasserstein(Steps(output, hole), Steps(truth, hole)),
            rowPower,
            columnPower,
            Correlation(error, hole, cell, 0),
            Correlation(error, hole, 0, cell));
    }

    /// <summary>The mean difference between a known and a missing neighbour.</summary>
    internal static double RimStep(RgbImage image, HoleMask hole) => Differences(image, hole, (a, b) => a != b).DefaultIfEmpty(double.NaN).Average();

    // Ascending.
    private static double[] Steps(RgbImage image, HoleMask hole)
    {
        double[] steps = [.. Differences(image, hole, (a, b) => a && b)];
        Array.Sort(steps);
        return steps;
    }

    /// <summary>The Wasserstein-1 distance of two distributions, each given by the same number of values in ascending order.</summary>
    internal static double Wasserstein(double[] a, double[] b) => a.Length == 0 ? double.NaN : a.Zip(b, (x, y) => Math.Abs(x - y)).Average();

    // Of each channel, right and below, where the two pixels' states are as wanted.
    private static IEnumerable<double> Differences(RgbImage image, HoleMask hole, Func<bool, bool, bool> wanted)
    {
        for (int y = 0; y < image.Height; y++)
            for (int x = 0; x < image.Width; x++)
            {
                if (x + 1 < image.Width && wanted(hole[0, y, x], hole[0, y, x + 1]))
                    for (int c = 0; c < 3; c++) yield return Math.Abs(At(image, y, x, c) - At(image, y, x + 1, c));
                if (y + 1 < image.Height && wanted(hole[0, y, x], hole[0, y + 1, x]))
                    for (int c = 0; c < 3; c++) yield return Math.Abs(At(image, y, x, c) - At(image, y + 1, x, c));
            }
    }

    /// <summary>The mean over all frequencies but 0 of 10 log10 (power / ground truth's power), along rows and along columns.</summary>
    internal static (double Rows, double Columns) Spectra(RgbImage output, RgbImage truth, HoleMask hole)
    {
        if (hole.Bounds(0) is not (int left, int top, int width, int height) || hole.HoleCount(0) != height * width || Math.Min(height, width) < 2) return (double.NaN, double.NaN);
        using var scope = NewDisposeScope();
        return (Along(2), Along(1));

        double Along(int axis) => (Power(output, axis) / Power(truth, axis)).log10().mul(10).mean().ToDouble();

        // One grey level of rounding's power keeps a flat picture finite.
        Tensor Power(RgbImage image, int axis)
        {
            const double Rounding = 1.0 / 12;
            Tensor inside = ImageTensor.FromImage(image).to(ScalarType.Float64)[0].mul(127.5).narrow(1, top, height).narrow(2, left, width);
            Tensor power = fft.rfft(inside, dim: axis).abs().square() / inside.shape[axis];
            return power.mean([0, 3 - axis]).narrow(0, 1, power.shape[axis] - 1) + Rounding;
        }
    }

    /// <summary>The autocorrelation of the errors in a hole at a lag.</summary>
    /// <param name="error">R G B R G B …, rows from the top.</param>
    /// <param name="hole">One mask.</param>
    /// <param name="right">The lag in columns.</param>
    /// <param name="below">The lag in rows.</param>
    internal static double Correlation(double[] error, HoleMask hole, int right, int below)
    {
        double product = 0, first = 0, second = 0;
        for (int y = 0; y + below < hole.Height; y++)
            for (int x = 0; x + right < hole.Width; x++)
            {
                if (!hole[0, y, x] || !hole[0, y + below, x + right]) continue;
                for (int c = 0; c < 3; c++)
                {
                    double a = error[(3 * ((y * hole.Width) + x)) + c], b = error[(3 * (((y + below) * hole.Width) + x + right)) + c];
                    (product, first, second) = (product + (a * b), first + (a * a), second + (b * b));
                }
            }

        return product / Math.Sqrt(first * second);
    }

    private static int At(RgbImage image, int y, int x, int channel) => image.Pixels[(3 * ((y * image.Width) + x)) + channel];
}
