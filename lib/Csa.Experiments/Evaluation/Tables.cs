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
    /// <summary>One line per image and output, for statistics of your own. Infinite PSNR is "inf".</summary>
    /// <param name="report">An evaluation.</param>
    public static string PerImageCsv(EvaluationReport report)
    {
        var csv = new StringBuilder();
        Region[] regions = [new("hole", r => r.Metrics.Hole), new("whole", r => r.Metrics.Whole), new("raw", r => r.Raw)];
        (Region Region, Metric Metric)[] columns = [.. regions.SelectMany(region => Metric.All.Where(metric => IsColumn(region, metric)).Select(metric => (region, metric)))];
        Line(csv, ["data", "evidence", "mask", "image", "hole_fraction", "system", "run", "stage", "features", .. columns.Select(column => $"{column.Region.Name}_{column.Metric.Key}")]);
        foreach (EvaluationRecord r in report.Records)
        {
            Line(csv, [
                report.Description.Data, Word(report.Description.Evidence), r.MaskKind, r.Image, Exact(r.HoleFraction),
                r.System, r.Run, Word(r.Stage), r.Features, .. columns.Select(column => column.Region.Of(r) is ImageMetrics m ? Exact(column.Metric.OfImage(m)) : ""),
            ]);
        }

        return csv.ToString();

        // A column that is always there is empty where there is no hole; one of LPIPS is left out where nothing was measured.
        bool IsColumn(Region region, Metric metric) =>
            Metric.PixelMetrics.Contains(metric) || report.Records.Any(r => region.Of(r) is ImageMetrics m && metric.OfImage(m) is not null);
    }

    /// <summary>One line per system, stage, mask kind and region, with intervals.</summary>
    /// <param name="summary">Of an evaluation.</param>
    public static string SummaryCsv(EvaluationSummary summary)
    {
        var csv = new StringBuilder();
        Metric[] metrics = Metric.Measured(summary.Rows.Select(row => row.Whole));
        Line(csv, ["data", "evidence", "mask", "region", "system", "stage", "features", "trainings", "images", "hole_fraction", .. Columns(metrics), "psnr_infinite_left_out"]);
        foreach (SummaryRow row in summary.Rows)
        {
            foreach ((string region, MetricEstimates? m) in new[] { ("hole", row.Hole), ("whole", row.Whole), ("raw", row.Raw) })
            {
                if (m is null) continue;
                Line(csv, [
                    summary.Description.Data, Word(summary.Description.Evidence), row.MaskKind, region, row.System, Word(row.Stage), row.Features,
                    Exact(row.Runs), Exact(row.Count), Exact(row.HoleFraction), .. Values(metrics, m), Exact(m.Psnr.LeftOut),
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
        Metric[] metrics = Metric.Measured(summary.Rows.Select(row => row.Whole));
        Line(csv, ["data", "evidence", "mask", "region", "system", "stage", "minus", .. Columns(metrics)]);
        foreach (PairedDifference row in summary.Differences)
        {
            foreach ((string region, MetricEstimates? m) in new[] { ("hole", row.Hole), ("whole", row.Whole), ("raw", row.Raw) })
            {
                if (m is null) continue;
                Line(csv, [summary.Description.Data, Word(summary.Description.Evidence), row.MaskKind, region, row.System, Word(row.Stage), row.Reference, .. Values(metrics, m)]);
            }
        }

        return csv.ToString();
    }

    /// <summary>One line per set of outputs: FID and KID against the true images. Only the header where neither was measured.</summary>
    /// <param name="summary">Of an evaluation.</param>
    public static string SetsCsv(EvaluationSummary summary)
    {
        var csv = new StringBuilder();
        Line(csv, ["data", "evidence", "mask", "system", "run", "stage", "images", "fid", "kid"]);
        foreach (SetRecord set in summary.Sets)
        {
            Line(csv, [
                summary.Description.Data, Word(summary.Description.Evidence), set.MaskKind, set.System, set.Run, Word(set.Stage), Exact(set.Images), Exact(set.Distances.Fid), Exact(set.Distances.Kid),
            ]);
        }

        return csv.ToString();
    }

    /// <summary>
    /// Three tables per mask kind, in the hole, over the whole image and over raw outputs, and one of sets where FID or KID was
    /// measured, in GitHub's markdown.
    /// </summary>
    /// <param name="summary">Of an evaluation.</param>
    public static string Markdown(EvaluationSummary summary) =>
        string.Join("\n", RegionTables.Of(summary).Select(table => table.ToMarkdown()).Concat(summary.Description.Notes.Select(note => $"Note: {note}\n")));

    /// <summary>The same tables as elements for an html page.</summary>
    /// <param name="summary">Of an evaluation.</param>
    public static string HtmlFragment(EvaluationSummary summary) =>
        string.Concat(RegionTables.Of(summary).Select(table => table.ToHtml()).Concat(summary.Description.Notes.Select(note => $"<p>Note: {WebUtility.HtmlEncode(note)}</p>\n")));

    private sealed record Region(string Name, Func<EvaluationRecord, ImageMetrics?> Of);

    private static IEnumerable<string> Columns(Metric[] metrics) => metrics.SelectMany(metric => new[] { metric.Key, $"{metric.Key}_low", $"{metric.Key}_high" });

    private static IEnumerable<string> Values(Metric[] metrics, MetricEstimates m) =>
        metrics.Select(metric => metric.Of(m)).SelectMany(e => new[] { Exact(e?.Mean), Exact(e?.Low), Exact(e?.High) });

    // What was not measured is empty.
    private static string Exact(double? value) => value is not double number ? "" : double.IsPositiveInfinity(number) ? "inf" : number.ToString("R", CultureInfo.InvariantCulture);

    private static string Word<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();

    internal static void Line(StringBuilder csv, IEnumerable<string> fields) => csv.AppendJoin(',', fields.Select(CsvLine.Quoted)).Append('\n');
}
