using System.Globalization;
using System.Net;
using System.Text;
using Csa.Data.Files;

namespace Csa.Experiments.Evaluation;

/// <summary>
/// An evaluation as text: csv, markdown, html. Every table says on which data it stands and how much that proves, the
/// mask kind, the number of images, each system's VGG features and how many infinite PSNR were left out. Differences are to
/// the first system. The evaluation's notes stand below.
/// </summary>
public static class Tables
{
    private static readonly string[] MetricNames = ["l1_percent", "l2_percent", "psnr_db", "ssim", "ssim_luma"];
    private static readonly string[] EstimateColumns = [.. MetricNames.SelectMany(name => new[] { name, $"{name}_low", $"{name}_high" })];

    /// <summary>One line per image and output, for one's own statistics. Infinite PSNR is "inf".</summary>
    /// <param name="report">An evaluation.</param>
    public static string PerImageCsv(EvaluationReport report)
    {
        var csv = new StringBuilder();
        IEnumerable<string> metrics = MetricNames.Select(name => $"hole_{name}").Concat(MetricNames.Select(name => $"whole_{name}"));
        Line(csv, ["data", "evidence", "mask", "image", "hole_fraction", "system", "run", "stage", "features", .. metrics, .. MetricNames.Select(name => $"raw_{name}")]);
        foreach (EvaluationRecord r in report.Records)
        {
            Line(csv, [
                report.Description.Data, Word(report.Description.Evidence), r.MaskKind, r.Image, Exact(r.HoleFraction),
                r.System, r.Run, Word(r.Stage), r.Features, .. Values(r.Metrics.Hole), .. Values(r.Metrics.Whole), .. Values(r.Raw),
            ]);
        }

        return csv.ToString();

        static IEnumerable<string> Values(ImageMetrics? m) =>
            m is null ? Enumerable.Repeat("", 5) : new[] { m.L1Percent, m.L2Percent, m.Psnr, m.Ssim, m.SsimLuma }.Select(Exact);
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
    public static string Markdown(EvaluationSummary summary)
    {
        var text = new StringBuilder();
        foreach (Table table in Build(summary))
        {
            text.Append(CultureInfo.InvariantCulture, $"**{table.Title}** {table.Caption}\n\n");
            text.Append("| ").AppendJoin(" | ", table.Header).Append(" |\n");
            text.Append('|').AppendJoin('|', table.Header.Select((_, i) => i == 0 || i == table.Header.Length - 1 ? "---" : "---:")).Append("|\n");
            foreach (string[] row in table.Rows) text.Append("| ").AppendJoin(" | ", row.Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal))).Append(" |\n");
            text.Append('\n');
        }

        foreach (string note in summary.Description.Notes) text.Append(CultureInfo.InvariantCulture, $"Note: {note}\n\n");
        return text.ToString().TrimEnd('\n') + "\n";
    }

    /// <summary>The same tables as elements to put into an html page.</summary>
    /// <param name="summary">Of an evaluation.</param>
    public static string HtmlFragment(EvaluationSummary summary)
    {
        var html = new StringBuilder();
        foreach (Table table in Build(summary))
        {
            html.Append(CultureInfo.InvariantCulture, $"<table>\n<caption><b>{Escape(table.Title)}</b> {Escape(table.Caption)}</caption>\n");
            html.Append("<tr>").AppendJoin("", table.Header.Select(cell => $"<th>{Escape(cell)}</th>")).Append("</tr>\n");
            foreach (string[] row in table.Rows) html.Append("<tr>").AppendJoin("", row.Select(cell => $"<td>{Escape(cell)}</td>")).Append("</tr>\n");
            html.Append("</table>\n");
        }

        foreach (string note in summary.Description.Notes) html.Append(CultureInfo.InvariantCulture, $"<p>Note: {Escape(note)}</p>\n");
        return html.ToString();
    }

    private sealed record Table(string Title, string Caption, string[] Header, IReadOnlyList<string[]> Rows);

    private static IEnumerable<Table> Build(EvaluationSummary summary)
    {
        ILookup<string, PairedDifference> differences = summary.Differences.ToLookup(row => row.MaskKind);
        foreach (IGrouping<string, SummaryRow> part in summary.Rows.GroupBy(row => row.MaskKind))
        {
            SummaryRow first = part.First();
            string trainings = part.Max(row => row.Runs) is > 1 and int runs ? $"trainings (up to {runs} a system), then images" : "images";
            string caption = $"{Words(summary.Description.Evidence)} {summary.Description.Data}; {part.Key} masks, mean hole {Fixed(100 * first.HoleFraction, 1)} %; "
                + $"{first.Count} images; mean [95 % bootstrap interval over {trainings}]";
            if (part.Any(row => row.Hole is not null)) yield return Region("In the hole.", row => row.Hole, row => row.Hole);
            yield return WithPaper(Region("Whole image, composited.", row => row.Whole, row => row.Whole), [.. part]);
            yield return Region("Whole image, raw output.", row => row.Raw, row => row.Raw);

            Table Region(string title, Func<SummaryRow, MetricEstimates?> region, Func<PairedDifference, MetricEstimates?> difference)
            {
                (SummaryRow Row, MetricEstimates M)[] rows = [.. part.Where(row => region(row) is not null).Select(row => (row, region(row)!))];
                bool leavesOut = rows.Any(row => row.M.Psnr.LeftOut > 0);
                string[] leftOut = leavesOut ? ["+inf left out"] : [];
                return new Table(
                    title, caption + (leavesOut ? "; PSNR leaves out identical images (+inf), counted beside it." : "."),
                    ["system", "L1 %", "L2 %", "PSNR dB", .. leftOut, $"PSNR - {summary.Reference}'s", "SSIM", "SSIM luma", "VGG features"],
                    [.. rows.Select(row => Cells(
                        row.Row, row.M, differences[part.Key].Where(other => other.Label == row.Row.Label).Select(difference).FirstOrDefault(), leavesOut))]);
            }
        }
    }

    // The paper's figures are over whole images, of other pictures and larger networks: beside ours, not in their place.
    private static Table WithPaper(Table table, SummaryRow[] rows)
    {
        string[] paper = [.. rows.Select(row => row.Stage == OutputStage.Refined && PaperTables.Find(row.System, row.MaskKind) is PaperFigures f
            ? $"{Fixed(f.L1Percent, 2)} / {Fixed(f.L2Percent, 2)} / {Fixed(f.Psnr, 2)} / {Fixed(f.Ssim, 3)}" : "")];
        if (paper.All(text => text.Length == 0)) return table;
        return table with
        {
            Header = [.. table.Header, "the paper's L1 % / L2 % / PSNR dB / SSIM"],
            Rows = [.. table.Rows.Zip(paper, (row, text) => (string[])[.. row, text])],
        };
    }

    private static string[] Cells(SummaryRow row, MetricEstimates m, MetricEstimates? difference, bool leavesOut) =>
    [
        row.Label, Interval(m.L1Percent, 2), Interval(m.L2Percent, 3), Interval(m.Psnr, 2), .. leavesOut ? [Exact(m.Psnr.LeftOut)] : Array.Empty<string>(),
        difference is null ? "" : Interval(difference.Psnr, 2), Interval(m.Ssim, 3), Interval(m.SsimLuma, 3), row.Features,
    ];

    private static IEnumerable<string> Values(MetricEstimates m) =>
        new[] { m.L1Percent, m.L2Percent, m.Psnr, m.Ssim, m.SsimLuma }.SelectMany(e => new[] { Exact(e.Mean), Exact(e.Low), Exact(e.High) });

    private static string Words(Evidence evidence) => evidence switch
    {
        Evidence.Toy => "Toy (built-in or tiny data):",
        Evidence.Checked => "Checked (a test fails if it is false):",
        _ => "Reproduced (our number on the paper's data):",
    };

    private static string Interval(Estimate e, int digits) =>
        double.IsFinite(e.Mean) ? $"{Fixed(e.Mean, digits)} [{Fixed(e.Low, digits)}, {Fixed(e.High, digits)}]" : "+inf";

    private static string Fixed(double value, int digits) => value.ToString($"F{digits}", CultureInfo.InvariantCulture);

    private static string Exact(double value) => double.IsPositiveInfinity(value) ? "inf" : value.ToString("R", CultureInfo.InvariantCulture);

    private static string Word<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();

    private static string Escape(string text) => WebUtility.HtmlEncode(text);

    private static void Line(StringBuilder csv, IEnumerable<string> fields) => csv.AppendJoin(',', fields.Select(CsvLine.Quoted)).Append('\n');
}
