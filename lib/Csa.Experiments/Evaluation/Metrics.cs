using Csa.Data.Images;
using Csa.Data.Masks;

namespace Csa.Experiments.Evaluation;

/// <summary>The metrics of an output against the ground truth (the columns of the paper's Tables 1-2).</summary>
/// <param name="L1Percent">Mean absolute difference of the values in [0, 1], times 100; smaller is better.</param>
/// <param name="L2Percent">Mean squared difference of the values in [0, 1], times 100; smaller is better.</param>
/// <param name="Psnr">10 log10(255² / mean squared difference) in dB; +infinity for identical pixels.</param>
/// <param name="Ssim">Structural similarity, mean of R, G and B; 1 for identical images.</param>
/// <param name="SsimLuma">Structural similarity of the luma 0.299 R + 0.587 G + 0.114 B, unrounded.</param>
public sealed record ImageMetrics(double L1Percent, double L2Percent, double Psnr, double Ssim, double SsimLuma)
{
    /// <summary>See <see cref="Perceptual.FeatureDistance"/>; null if not measured, and of a whole image.</summary>
    public double? FeatureDistance { get; init; }

    /// <summary>LPIPS on AlexNet, from 0; null if not measured, as in a hole.</summary>
    public double? LpipsAlex { get; init; }

    /// <summary>LPIPS on VGG-16, from 0; null if not measured, as in a hole.</summary>
    public double? LpipsVgg { get; init; }
}

/// <summary>The metrics of one output.</summary>
/// <param name="Whole">Over all pixels; SSIM over those whose window lies inside the image.</param>
/// <param name="Hole">Over the hole's pixels alone, SSIM as the mean of its map there; null without a hole.</param>
public sealed record OutputMetrics(ImageMetrics Whole, ImageMetrics? Hole);

/// <summary>L1, L2, PSNR and SSIM on 8-bit images, as a user sees them, in double precision.</summary>
/// <remarks>
/// The paper does not say which SSIM or over which pixels. Its Table 1 is consistent with L1, L2 and PSNR over the whole
/// composited image and all three channels; here a fill is judged by the hole alone.
/// </remarks>
public static class Metrics
{
    /// <summary>Compares an output with the ground truth, over the whole image and in the hole.</summary>
    /// <param name="output">A composited output.</param>
    /// <param name="truth">Of the same size.</param>
    /// <param name="hole">One mask of the same size; without it only the whole image is measured.</param>
    /// <exception cref="ArgumentException">Sizes differ.</exception>
    public static OutputMetrics Compare(RgbImage output, RgbImage truth, HoleMask? hole = null)
    {
        if (output.Width != truth.Width || output.Height != truth.Height)
            throw new ArgumentException($"output: want the truth's {truth.Width}x{truth.Height} pixels, got {output.Width}x{output.Height}", nameof(output));
        if (hole is not null && (hole.Count != 1 || hole.Width != truth.Width || hole.Height != truth.Height))
            throw new ArgumentException($"hole: want one mask of {truth.Width}x{truth.Height}, got {hole}", nameof(hole));
        var structure = new StructuralSimilarity(output, truth);
        ImageMetrics whole = Differences(output, truth, default) with { Ssim = structure.Colour(default), SsimLuma = structure.Luma(default) };
        if (hole is null || hole.IsEmpty) return new OutputMetrics(whole, null);
        ReadOnlySpan<byte> cells = hole.Cells(0);
        return new OutputMetrics(whole, Differences(output, truth, cells) with { Ssim = structure.Colour(cells), SsimLuma = structure.Luma(cells) });
    }

    /// <summary>PSNR in dB over the hole's pixels alone; +infinity where they are identical, and without a hole.</summary>
    internal static double HolePsnr(RgbImage output, RgbImage truth, HoleMask hole) =>
        hole.IsEmpty ? double.PositiveInfinity : Differences(output, truth, hole.Cells(0)).Psnr;

    // Over all pixels when there are no cells, over the hole's otherwise. Sums of 8-bit differences are exact.
    private static ImageMetrics Differences(RgbImage output, RgbImage truth, ReadOnlySpan<byte> cells)
    {
        long absolute = 0, squared = 0, values = 0;
        ReadOnlySpan<byte> a = output.Pixels, b = truth.Pixels;
        for (int pixel = 0; pixel < a.Length / 3; pixel++)
        {
            if (!cells.IsEmpty && cells[pixel] == 0) continue;
            for (int i = 3 * pixel; i < (3 * pixel) + 3; i++)
            {
                int difference = a[i] - b[i];
                absolute += Math.Abs(difference);
                squared += difference * difference;
            }

            values += 3;
        }

        double meanSquare = (double)squared / values;
        return new ImageMetrics(100.0 * absolute / values / 255, 100 * meanSquare / (255 * 255), 10 * Math.Log10(255 * 255 / meanSquare), 0, 0);
    }

    // Maps of R, G, B and luma, computed once for the whole image and the hole.
    private sealed class StructuralSimilarity
    {
        private readonly double[][] maps;
        private readonly int height;
        private readonly int width;

        public StructuralSimilarity(RgbImage output, RgbImage truth)
        {
            (height, width) = (truth.Height, truth.Width);
            double[][] a = Planes(output), b = Planes(truth);
            maps = [.. Enumerable.Range(0, 4).Select(plane => Ssim.Map(a[plane], b[plane], height, width))];
        }

        public double Colour(ReadOnlySpan<byte> cells) => (Mean(0, cells) + Mean(1, cells) + Mean(2, cells)) / 3;

        public double Luma(ReadOnlySpan<byte> cells) => Mean(3, cells);

        private double Mean(int plane, ReadOnlySpan<byte> cells)
        {
            if (cells.IsEmpty) return Ssim.Mean(maps[plane], height, width);
            double sum = 0;
            long count = 0;
            for (int i = 0; i < cells.Length; i++)
            {
                if (cells[i] == 0) continue;
                sum += maps[plane][i];
                count++;
            }

            return sum / count;
        }

        private static double[][] Planes(RgbImage image)
        {
            byte[] rgb = image.Pixels;
            int count = rgb.Length / 3;
            double[][] planes = [new double[count], new double[count], new double[count], new double[count]];
            for (int i = 0; i < count; i++)
            {
                (double r, double g, double b) = (rgb[3 * i], rgb[(3 * i) + 1], rgb[(3 * i) + 2]);
                (planes[0][i], planes[1][i], planes[2][i]) = (r, g, b);
                planes[3][i] = (0.299 * r) + (0.587 * g) + (0.114 * b);
            }

            return planes;
        }
    }
}
