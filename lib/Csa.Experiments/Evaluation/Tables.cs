using System.Globalization;
using System.Net;
using System.Text;
using Csa.Data.Files;

namespace Csa.Experiments.Evaluation;

/// <summary>
/// An evaluation as text: csv, markdown, html. Every table states its data and how much they prove, the
/// mask kind, the number of images, each system's VGG features and how many infinite PSNR were left out. Differences are
/// relative to the first system. The evaluation's notes are printed below.
/// </summary>
public static class Tables
{
    private static readonly string[] EstimateColumns = [.. Metric.All.SelectMany(metric => new[] { metric.Key, $"{metric.Key}_low", $"{metric.Key}_high" })];

    /// <summary>One line per image and output, for statistics of your own. Infinite PSNR is "inf".</summary>
    /// <param name="report">An evaluation.</param>
    public static string PerImageCsv(EvaluationReport report)
    {
        var csv = new StringBuilder();
        IEnumerable<string> metrics = new[] { "hole", "whole", "raw" }.SelectMany(region => Metric.All.Select(metric => $"{region}_{metric.Key}"));
        Line(csv, ["data", "evidence", "mask", "image", "hole_fraction", "system", "run", "stage", "features", .. metrics]);
        foreach (EvaluationRecord r in report.Records)
        {
            Line(csv, [
                report.Description.Data, Word(report.Description.Evidence), r.MaskKind, r.Image, Exact(r.HoleFraction),
                r.System, r.Run, Word(r.Stage), r.Features, .. Values(r.Metrics.Hole), .. Values(r.Metrics.Whole), .. Values(r.Raw),
            ]);
        }

        return csv.ToString();
    }

    /// <summary>One line per system, stage, mask kind and region, with intervals.</summary>
    /// <param name="summary">Of an evaluation.</param>
    public static string SummaryCsv(EvaluationSummary summary)
    {
        var csv = new StringBuilder();
        Line(csv, ["data", "evidence", "mask", "region", "system", "stage", "features", "trainings", "images", "hole_fraction", .. EstimateColumns, "psnr_infinite_left_out"]);
        foreach (SummaryRow row in summary.Rows)
        {
            foreach ((string region, MetricEstimates? m) in new[] { ("hole", row.Hole), ("whole", row.Whole), ("raw", row.Raw) })
            {
                if (m is null) continue;
                Line(csv, [
                    summary.Description.Data, Word(summary.Description.Evidence), row.MaskKind, region, row.System, Word(row.Stage), row.Features,
                    Exact(row.Runs), Exact(row.Count), Exact(row.HoleFraction), .. Values(m), Exact(m.Psnr.LeftOut),
                ]);
            }
        }

        return csv.ToString();
    }

    /// <summary>One line per system but the first, stage, mask kind and region: its metrics minus the first's on the same images.</summary>
    /// <param name="summary">Of an evaluation.</param>
    public static string DifferencesCsv(EvaluationSummary summary)
    {
        var csv = new StringBuilder();
        Line(csv, ["data", "evidence", "mask", "region", "system", "stage", "minus", .. EstimateColumns]);
        foreach (PairedDifference row in summary.Differences)
        {
            foreach ((string region, MetricEstimates? m) in new[] { ("hole", row.Hole), ("whole", row.Whole), ("raw", row.Raw) })
            {
                if (m is null) continue;
                Line(csv, [summary.Description.Data, Word(summary.Description.Evidence), row.MaskKind, region, row.System, Word(row.Stage), row.Reference, .. Values(m)]);
            }
        }

        return csv.ToString();
    }

    /// <summary>Three tables per mask kind, in the hole, over the whole image and over raw outputs, in GitHub's markdown.</summary>
    /// <param name="summary">Of an evaluation.</param>
    public static string Markdown(EvaluationSummary summary) =>
        string.Join("\n", RegionTables.Of(summary).Select(table => table.ToMarkdown()).Concat(summary.Description.Notes.Select(note => $"Note: {note}\n")));

    /// <summary>The same tables as elements for an html page.</summary>
    /// <param name="summary">Of an evaluation.</param>
    public static string HtmlFragment(EvaluationSummary summary) =>
        string.Concat(RegionTables.Of(summary).Select(table => table.ToHtml()).Concat(summary.Description.Notes.Select(note => $"<p>Note: {WebUtility.HtmlEncode(note)}</p>\n")));

    private static IEnumerable<string> Values(ImageMetrics? m) => Metric.All.Select(metric => m is null ? "" : Exact(metric.OfImage(m)));

    private static IEnumerable<string> Values(MetricEstimates m) =>
        Metric.All.Select(metric => metric.Of(m)).SelectMany(e => new[] { Exact(e.Mean), Exact(e.Low), Exact(e.High) });

    private static string Exact(double value) => double.IsPositiveInfinity(value) ? "inf" : value.ToString("R", CultureInfo.InvariantCulture);

    private static string Word<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();

    private static void Line(StringBuilder csv, IEnumerable<string> fields) => csv.AppendJoin(',', fields.Select(CsvLine.Quoted)).Append('\n');
}
