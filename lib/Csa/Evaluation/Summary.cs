using Csa.Data;

namespace Csa.Evaluation;

/// <summary>A mean over images and how sure it is.</summary>
/// <param name="Mean">Over the finite values; +infinity when every value is (PSNR of identical images).</param>
/// <param name="Low">Lower end of the 95 % bootstrap interval of the mean.</param>
/// <param name="High">Upper end.</param>
/// <param name="LeftOut">Infinite values that the mean leaves out.</param>
public sealed record Estimate(double Mean, double Low, double High, int LeftOut);

/// <summary>Each metric's mean over images.</summary>
/// <param name="L1Percent">See <see cref="ImageMetrics.L1Percent"/>.</param>
/// <param name="L2Percent">See <see cref="ImageMetrics.L2Percent"/>.</param>
/// <param name="Psnr">See <see cref="ImageMetrics.Psnr"/>: the mean of the images' PSNR, as in the paper.</param>
/// <param name="Ssim">See <see cref="ImageMetrics.Ssim"/>.</param>
/// <param name="SsimLuma">See <see cref="ImageMetrics.SsimLuma"/>.</param>
public sealed record MetricEstimates(Estimate L1Percent, Estimate L2Percent, Estimate Psnr, Estimate Ssim, Estimate SsimLuma);

/// <summary>One row of a table: one output of one system over one part.</summary>
/// <param name="System">The system's name.</param>
/// <param name="Stage">Which of its outputs.</param>
/// <param name="Features">Which VGG features it was trained with.</param>
/// <param name="MaskKind">The part's mask kind.</param>
/// <param name="Count">Images.</param>
/// <param name="HoleFraction">Mean missing share, 0 … 1.</param>
/// <param name="Whole">Over whole composited images.</param>
/// <param name="Hole">Over the holes; null when no image has one.</param>
public sealed record SummaryRow(
    string System, OutputStage Stage, string Features, string MaskKind, int Count, double HoleFraction, MetricEstimates Whole, MetricEstimates? Hole)
{
    /// <summary>The name in tables: "csa", and "csa rough" for the first stage.</summary>
    public string Label => OutputLabel.Of(System, Stage);
}

/// <summary>Means and bootstrap intervals of an evaluation.</summary>
public static class Summary
{
    private const int Resamples = 2000;

    /// <summary>One row per system, stage and mask kind, in order of first appearance.</summary>
    /// <param name="records">Of one evaluation.</param>
    /// <param name="seed">Of the bootstrap; the same seed gives the same intervals.</param>
    public static IReadOnlyList<SummaryRow> Rows(IReadOnlyList<EvaluationRecord> records, ulong seed = 0) =>
        [.. records.GroupBy(record => (record.MaskKind, record.System, record.Stage)).Select(group => Row([.. group], seed))];

    /// <summary>The mean of the finite values, with the percentile bootstrap's 95 % interval over images.</summary>
    /// <param name="values">One per image; infinite ones are left out and counted.</param>
    /// <param name="seed">Of the resampling.</param>
    public static Estimate Estimate(IReadOnlyList<double> values, ulong seed = 0)
    {
        double[] finite = [.. values.Where(double.IsFinite)];
        int leftOut = values.Count - finite.Length;
        if (finite.Length == 0) return new Estimate(double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity, leftOut);
        Random random = Seed.Generator(seed);
        var means = new double[Resamples];
        for (int k = 0; k < Resamples; k++)
        {
            double sum = 0;
            for (int i = 0; i < finite.Length; i++) sum += finite[random.Next(finite.Length)];
            means[k] = sum / finite.Length;
        }

        Array.Sort(means);
        return new Estimate(finite.Average(), means[(int)(0.025 * Resamples)], means[(int)(0.975 * Resamples)], leftOut);
    }

    private static SummaryRow Row(IReadOnlyList<EvaluationRecord> records, ulong seed)
    {
        EvaluationRecord first = records[0];
        ImageMetrics[] holes = [.. records.Select(record => record.Metrics.Hole).OfType<ImageMetrics>()];
        return new SummaryRow(
            first.System, first.Stage, first.Features, first.MaskKind, records.Count, records.Average(record => record.HoleFraction),
            Estimates([.. records.Select(record => record.Metrics.Whole)], seed),
            holes.Length > 0 ? Estimates(holes, seed) : null);
    }

    private static MetricEstimates Estimates(ImageMetrics[] metrics, ulong seed)
    {
        return new MetricEstimates(Of(m => m.L1Percent), Of(m => m.L2Percent), Of(m => m.Psnr), Of(m => m.Ssim), Of(m => m.SsimLuma));

        Estimate Of(Func<ImageMetrics, double> metric) => Estimate([.. metrics.Select(metric)], seed);
    }
}
