using Csa.Experiments.Perceptual;

namespace Csa.Experiments.Evaluation;

/// <summary>
/// All results of an evaluation in up to four tables per mask kind: in the hole, over the whole image, over raw outputs, and of
/// sets of images. Each states its data and how much they prove.
/// </summary>
internal static class RegionTables
{
    public static IEnumerable<ResultTable> Of(EvaluationSummary summary)
    {
        ILookup<string, PairedDifference> differences = summary.Differences.ToLookup(row => row.MaskKind);
        foreach (IGrouping<string, SummaryRow> part in summary.Rows.GroupBy(row => row.MaskKind))
        {
            SummaryRow first = part.First();
            string trainings = part.Max(row => row.Runs) is > 1 and int runs ? $"trainings (up to {runs} a system), then images" : "images";
            string caption = $"{Words(summary.Description.Evidence)} {summary.Description.Data}; {part.Key} masks, mean hole {Metric.Fixed(100 * first.HoleFraction, 1)} %; "
                + $"{first.Count} images; mean [95 % bootstrap interval over {trainings}]";
            if (part.Any(row => row.Hole is not null)) yield return Region("In the hole.", row => row.Hole, row => row.Hole);
            yield return Region("Whole image, composited.", row => row.Whole, row => row.Whole, OfPaper);
            yield return Region("Whole image, raw output.", row => row.Raw, row => row.Raw);
            if (summary.Sets.Any(set => set.MaskKind == part.Key)) yield return OfSets(summary, part.Key);

            ResultTable Region(string title, Func<SummaryRow, MetricEstimates?> region, Func<PairedDifference, MetricEstimates?> difference, Column? more = null)
            {
                Entry[] entries = [.. part.Where(row => region(row) is not null).Select(row => new Entry(
                    row, region(row)!, differences[part.Key].Where(other => other.Label == row.Label).Select(difference).FirstOrDefault()))];
                bool leavesOut = entries.Any(entry => entry.M.Psnr.LeftOut > 0);
                Column[] columns = [.. Columns(summary.Reference, Metric.Measured(entries.Select(entry => entry.M)), leavesOut), .. more is not null && entries.Any(entry => more.Cell(entry).Text.Length > 0) ? [more] : Array.Empty<Column>()];
                return new ResultTable(
                    title, caption + (leavesOut ? "; PSNR leaves out identical images (+inf), counted beside it." : "."),
                    [.. columns.Select(column => new TableColumn(column.Name, column.Kind))],
                    [new TableBlock("", [.. entries.Select(entry => (IReadOnlyList<TableCell>)[.. columns.Select(column => column.Cell(entry))])])]);
            }
        }
    }

    private sealed record Entry(SummaryRow Row, MetricEstimates M, MetricEstimates? Difference);

    private sealed record Column(string Name, ColumnKind Kind, Func<Entry, TableCell> Cell);

    // The paper's figures are over whole images, of other pictures and larger networks: beside ours, not in their place.
    private static readonly Column OfPaper = new(
        $"the paper's {string.Join(" / ", Metric.Paper.Select(metric => metric.Name))}", ColumnKind.Words,
        entry => new TableCell(entry.Row.Stage == OutputStage.Refined && PaperTables.Find(entry.Row.System, entry.Row.MaskKind) is PaperFigures figures
            ? string.Join(" / ", Metric.Paper.Select(metric => metric.PaperText(figures, metric.PaperDigits))) : ""));

    private static IEnumerable<Column> Columns(string reference, Metric[] metrics, bool leavesOut)
    {
        yield return new Column("system", ColumnKind.Words, entry => new TableCell(entry.Row.Label));
        foreach (Metric metric in metrics)
        {
            yield return new Column(metric.Name, ColumnKind.Number, entry => metric.Cell(entry.M));
            if (metric != Metric.Psnr) continue;
            if (leavesOut) yield return new Column("+inf left out", ColumnKind.Number, entry => new TableCell(Metric.Fixed(entry.M.Psnr.LeftOut, 0)));
            yield return new Column($"PSNR - {reference}'s", ColumnKind.Number, entry => entry.Difference is null ? new TableCell("") : metric.Cell(entry.Difference));
        }

        yield return new Column("VGG features", ColumnKind.Words, entry => new TableCell(entry.Row.Features));
    }

    private static ResultTable OfSets(EvaluationSummary summary, string maskKind)
    {
        SetRecord[] sets = [.. summary.Sets.Where(set => set.MaskKind == maskKind)];
        bool trainings = sets.DistinctBy(set => set.Label).Count() < sets.Length, fid = sets[0].Distances.Fid is not null, kid = sets[0].Distances.Kid is not null;
        return new ResultTable(
            "Sets of whole images, composited.",
            $"{Words(summary.Description.Evidence)} {summary.Description.Data}; {maskKind} masks; distance of all outputs from the true images, smaller is better. "
                + PerceptualMetrics.Caption(sets[0].Distances, sets[0].Images),
            [
                new("system"), .. Only(trainings, new TableColumn("training")), new("images", ColumnKind.Number),
                .. Only(fid, new TableColumn("FID", ColumnKind.Number)), .. Only(kid, new TableColumn("KID", ColumnKind.Number)),
            ],
            [new TableBlock("", [.. sets.Select(set => (IReadOnlyList<TableCell>)
            [
                new TableCell(set.Label), .. Only(trainings, new TableCell(set.Run)), new TableCell(Metric.Fixed(set.Images, 0)),
                .. Only(fid, new TableCell(Metric.Fixed(set.Distances.Fid ?? 0, 2))), .. Only(kid, new TableCell(Metric.Fixed(set.Distances.Kid ?? 0, 5))),
            ])])]);

        static T[] Only<T>(bool shown, T item) => shown ? [item] : [];
    }

    private static string Words(Evidence evidence) => evidence switch
    {
        Evidence.Toy => "Toy (built-in or tiny data):",
        Evidence.Checked => "Checked (a test fails if it is false):",
        _ => "Reproduced (our number on the paper's data):",
    };
}
