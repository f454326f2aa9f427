namespace Csa.Experiments.Evaluation;

/// <summary>An evaluation in means, differences and intervals, computed once for all tables that show it: 2,000 resamples a number take a while.</summary>
/// <param name="Description">On what it ran.</param>
/// <param name="Rows">One per system, stage and mask kind.</param>
/// <param name="Differences">One per system, stage and mask kind but the reference's own.</param>
public sealed record EvaluationSummary(EvaluationDescription Description, IReadOnlyList<SummaryRow> Rows, IReadOnlyList<PairedDifference> Differences)
{
    /// <summary>The system that differences are to: the evaluation's first.</summary>
    public string Reference => Rows[0].System;

    /// <summary>Of an evaluation.</summary>
    /// <param name="report">With at least one record.</param>
    /// <param name="seed">Of the bootstrap; the same seed gives the same intervals.</param>
    public static EvaluationSummary Of(EvaluationReport report, ulong seed = 0) =>
        new(report.Description, Summary.Rows(report.Records, seed), Summary.Differences(report.Records, report.Records[0].System, seed));
}
