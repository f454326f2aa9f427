namespace Csa.Experiments.Evaluation;

/// <summary>Each metric's mean over images, or the mean of its differences between two systems.</summary>
/// <param name="L1Percent">See <see cref="ImageMetrics.L1Percent"/>.</param>
/// <param name="L2Percent">See <see cref="ImageMetrics.L2Percent"/>.</param>
/// <param name="Psnr">See <see cref="ImageMetrics.Psnr"/>: the mean of the images' PSNR, as in the paper.</param>
/// <param name="Ssim">See <see cref="ImageMetrics.Ssim"/>.</param>
/// <param name="SsimLuma">See <see cref="ImageMetrics.SsimLuma"/>.</param>
public sealed record MetricEstimates(Estimate L1Percent, Estimate L2Percent, Estimate Psnr, Estimate Ssim, Estimate SsimLuma)
{
    /// <summary>See <see cref="ImageMetrics.FeatureDistance"/>; null if not measured.</summary>
    public Estimate? FeatureDistance { get; init; }

    /// <summary>See <see cref="ImageMetrics.LpipsAlex"/>; null if not measured.</summary>
    public Estimate? LpipsAlex { get; init; }

    /// <summary>See <see cref="ImageMetrics.LpipsVgg"/>; null if not measured.</summary>
    public Estimate? LpipsVgg { get; init; }
}

/// <summary>One row of a table: one output of one system over one part.</summary>
/// <param name="System">The system's name.</param>
/// <param name="Stage">Which of its outputs.</param>
/// <param name="Features">Which VGG features it was trained with.</param>
/// <param name="MaskKind">The part's mask kind.</param>
/// <param name="Runs">Trainings.</param>
/// <param name="Count">Images.</param>
/// <param name="HoleFraction">Mean missing share, 0 … 1.</param>
/// <param name="Whole">Over whole composited images.</param>
/// <param name="Hole">Over the holes; null when no image has one.</param>
/// <param name="Raw">Over whole outputs as they came, not composited.</param>
public sealed record SummaryRow(
    string System, OutputStage Stage, string Features, string MaskKind, int Runs, int Count, double HoleFraction,
    MetricEstimates Whole, MetricEstimates? Hole, MetricEstimates Raw)
{
    /// <summary>The name in tables: "csa", and "csa rough" for the first stage.</summary>
    public string Label => OutputLabel.Of(System, Stage);
}

/// <summary>How one system's metrics differ from another's on the same images.</summary>
/// <param name="System">The system.</param>
/// <param name="Stage">Which of its outputs.</param>
/// <param name="Reference">The system whose final output's metrics are taken away.</param>
/// <param name="MaskKind">The part's mask kind.</param>
/// <param name="Whole">Over whole composited images.</param>
/// <param name="Hole">Over the holes; null when no image has one.</param>
/// <param name="Raw">Over whole outputs as they came.</param>
public sealed record PairedDifference(
    string System, OutputStage Stage, string Reference, string MaskKind, MetricEstimates Whole, MetricEstimates? Hole, MetricEstimates Raw)
{
    /// <summary>The name in tables: "csa", and "csa rough" for the first stage.</summary>
    public string Label => OutputLabel.Of(System, Stage);
}

/// <summary>Means, differences and bootstrap intervals of an evaluation, over trainings and images.</summary>
public static class Summary
{
    /// <summary>One row per system, stage and mask kind, in order of first appearance.</summary>
    /// <param name="records">Of one evaluation.</param>
    /// <param name="seed">Of the bootstrap; the same seed gives the same intervals.</param>
    public static IReadOnlyList<SummaryRow> Rows(IReadOnlyList<EvaluationRecord> records, ulong seed = 0) =>
        [.. Outputs(records).Select(output => Row(output, seed))];

    /// <summary>How each output differs from one system's final output, on the same images, in order of first appearance.</summary>
    /// <param name="records">Of one evaluation.</param>
    /// <param name="reference">That system's name.</param>
    /// <param name="seed">Of the bootstrap.</param>
    /// <exception cref="ArgumentException">No such system.</exception>
    public static IReadOnlyList<PairedDifference> Differences(IReadOnlyList<EvaluationRecord> records, string reference, ulong seed = 0)
    {
        var references = new Dictionary<string, EvaluationRecord[][]>();
        EvaluationRecord[][][] outputs = [.. Outputs(records)];
        foreach (EvaluationRecord[][] output in outputs)
            if (output[0][0].System == reference && output[0][0].Stage == OutputStage.Refined) references[output[0][0].MaskKind] = output;
        if (references.Count == 0) throw new ArgumentException($"reference: want a system of the evaluation, got '{reference}'", nameof(reference));
        return [.. outputs.Where(output => output != references[output[0][0].MaskKind]).Select(output => Difference(output, references[output[0][0].MaskKind], seed))];
    }

    /// <summary>The mean of the finite values, with the percentile bootstrap's 95 % interval over images.</summary>
    /// <param name="values">One per image; infinite ones are left out and counted.</param>
    /// <param name="seed">Of the resampling.</param>
    public static Estimate Estimate(IReadOnlyList<double> values, ulong seed = 0) => Bootstrap.Mean([[.. values]], seed);

    // One output of one system over one part: [training][image].
    private static IEnumerable<EvaluationRecord[][]> Outputs(IReadOnlyList<EvaluationRecord> records) =>
        records.GroupBy(record => (record.MaskKind, record.System, record.Stage)).Select(output =>
            output.GroupBy(record => record.Run).Select(run => run.ToArray()).ToArray());

    private static SummaryRow Row(EvaluationRecord[][] output, ulong seed)
    {
        EvaluationRecord first = output[0][0];
        return new SummaryRow(
            first.System, first.Stage, first.Features, first.MaskKind, output.Length, output[0].Length, output[0].Average(record => record.HoleFraction),
            Estimates(output, null, Whole, seed)!, Estimates(output, null, Hole, seed), Estimates(output, null, Raw, seed)!);
    }

    private static PairedDifference Difference(EvaluationRecord[][] output, EvaluationRecord[][] reference, ulong seed)
    {
        EvaluationRecord first = output[0][0];
        return new PairedDifference(
            first.System, first.Stage, reference[0][0].System, first.MaskKind,
            Estimates(output, reference, Whole, seed)!, Estimates(output, reference, Hole, seed), Estimates(output, reference, Raw, seed)!);
    }

    private static ImageMetrics Whole(EvaluationRecord record) => record.Metrics.Whole;

    private static ImageMetrics Raw(EvaluationRecord record) => record.Raw;

    private static ImageMetrics? Hole(EvaluationRecord record) => record.Metrics.Hole;

    private static MetricEstimates? Estimates(EvaluationRecord[][] output, EvaluationRecord[][]? reference, Func<EvaluationRecord, ImageMetrics?> region, ulong seed)
    {
        ImageMetrics[][] runs = Measured(output), others = Measured(reference ?? []);
        if (runs[0].Length == 0) return null;
        return new MetricEstimates(Of(m => m.L1Percent), Of(m => m.L2Percent), Of(m => m.Psnr), Of(m => m.Ssim), Of(m => m.SsimLuma))
        {
            FeatureDistance = IfMeasured(m => m.FeatureDistance),
            LpipsAlex = IfMeasured(m => m.LpipsAlex),
            LpipsVgg = IfMeasured(m => m.LpipsVgg),
        };

        ImageMetrics[][] Measured(EvaluationRecord[][] of) => [.. of.Select(run => run.Select(region).OfType<ImageMetrics>().ToArray())];

        Estimate? IfMeasured(Func<ImageMetrics, double?> metric) =>
            runs.Concat(others).All(run => run.All(m => metric(m) is not null)) ? Of(m => metric(m)!.Value) : null;

        Estimate Of(Func<ImageMetrics, double> metric) => Bootstrap.Difference(Values(runs, metric), Values(others, metric), seed);
    }

    private static double[][] Values(ImageMetrics[][] runs, Func<ImageMetrics, double> metric) => [.. runs.Select(run => run.Select(metric).ToArray())];
}
