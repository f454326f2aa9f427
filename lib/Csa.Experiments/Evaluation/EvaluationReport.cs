using Csa.Data.Images;
using Csa.Data.Sources;
using Csa.Experiments.Perceptual;

namespace Csa.Experiments.Evaluation;

/// <summary>The stage of a system that an output comes from.</summary>
public enum OutputStage
{
    /// <summary>I_r, the final output.</summary>
    Refined,

    /// <summary>I_p, the first stage's output, for systems that have one.</summary>
    Rough,
}

/// <summary>One output of one system for one image.</summary>
/// <param name="System">The system's name in the tables.</param>
/// <param name="Run">Which of the trainings of that name; "" where there is one.</param>
/// <param name="Stage">Which of its outputs.</param>
/// <param name="Features">Which VGG features it was trained with.</param>
/// <param name="MaskKind">The part's mask kind.</param>
/// <param name="Image">The image's name.</param>
/// <param name="HoleFraction">The missing share, 0 … 1.</param>
/// <param name="Metrics">Of the composited output, whole and in the hole.</param>
/// <param name="Raw">Of the raw output, with its own prediction of the known pixels, over the whole image.</param>
public sealed record EvaluationRecord(
    string System, string Run, OutputStage Stage, string Features, string MaskKind, string Image, double HoleFraction, OutputMetrics Metrics, ImageMetrics Raw);

/// <summary>FID and KID of all composited outputs of one training over one part.</summary>
/// <param name="System">The system's name in the tables.</param>
/// <param name="Run">Which of the trainings of that name; "" where there is one.</param>
/// <param name="Stage">Which of its outputs.</param>
/// <param name="MaskKind">The part's mask kind.</param>
/// <param name="Images">The number of outputs, which is also that of ground-truth images.</param>
/// <param name="Distances">The distances of both sets.</param>
public sealed record SetRecord(string System, string Run, OutputStage Stage, string MaskKind, int Images, SetDistances Distances)
{
    /// <summary>The name in tables: "csa", and "csa rough" for the first stage.</summary>
    public string Label => OutputLabel.Of(System, Stage);
}

/// <summary>A composited output kept for sheets.</summary>
/// <param name="System">The system's name in the tables; of several trainings the first.</param>
/// <param name="Stage">Which of its outputs.</param>
/// <param name="MaskKind">The part's mask kind.</param>
/// <param name="Item">The image and its hole.</param>
/// <param name="Output">The composited output.</param>
public sealed record EvaluationPicture(string System, OutputStage Stage, string MaskKind, EvaluationItem Item, RgbImage Output)
{
    /// <summary>The heading of its column: "csa", and "csa rough" for the first stage.</summary>
    public string Label => OutputLabel.Of(System, Stage);
}

/// <summary>The results of an evaluation.</summary>
/// <param name="Description">The data that it ran on.</param>
/// <param name="Records">One per system, stage, part and image,
/// in that order of parts, then images, then systems.</param>
/// <param name="Pictures">Outputs of the first images of each part, in the same order.</param>
public sealed record EvaluationReport(
    EvaluationDescription Description, IReadOnlyList<EvaluationRecord> Records, IReadOnlyList<EvaluationPicture> Pictures)
{
    /// <summary>One per training, stage and part, where FID or KID was measured.</summary>
    public IReadOnlyList<SetRecord> Sets { get; init; } = [];
}

/// <summary>The progress of an evaluation.</summary>
/// <param name="Done">Outputs computed so far: images times systems.</param>
/// <param name="Total">All of them.</param>
/// <param name="MaskKind">The part being worked on.</param>
/// <param name="System">The system that just ran.</param>
public sealed record EvaluationProgress(int Done, int Total, string MaskKind, string System);

/// <summary>The name of an output in tables and figures.</summary>
internal static class OutputLabel
{
    public static string Of(string system, OutputStage stage) => stage == OutputStage.Rough ? $"{system} rough" : system;
}

/// <summary>
/// The means, differences and intervals of an evaluation, computed once for all tables that show them, because 2,000
/// resamples per number take a while.
/// </summary>
/// <param name="Description">The data that it ran on.</param>
/// <param name="Rows">One per system, stage and mask kind.</param>
/// <param name="Differences">One per system, stage and mask kind except the reference's own.</param>
public sealed record EvaluationSummary(EvaluationDescription Description, IReadOnlyList<SummaryRow> Rows, IReadOnlyList<PairedDifference> Differences)
{
    /// <summary>See <see cref="EvaluationReport.Sets"/>.</summary>
    public IReadOnlyList<SetRecord> Sets { get; init; } = [];

    /// <summary>The system that is subtracted in differences: the evaluation's first.</summary>
    public string Reference => Rows[0].System;

    /// <summary>Summarises an evaluation.</summary>
    /// <param name="report">With at least one record.</param>
    /// <param name="seed">Of the bootstrap; the same seed gives the same intervals.</param>
    public static EvaluationSummary Of(EvaluationReport report, ulong seed = 0) =>
        new(report.Description, Summary.Rows(report.Records, seed), Summary.Differences(report.Records, report.Records[0].System, seed)) { Sets = report.Sets };
}
