using System.Globalization;

namespace Csa.Experiments.Evaluation;

/// <summary>
/// Compares systems by the paper's metrics, with a block per mask kind. Marked are the best mean of each block and every mean
/// whose interval overlaps the best one's: the images do not tell those apart.
/// </summary>
public static class ComparisonTable
{
    /// <summary>The table of one region.</summary>
    /// <param name="rows">E.g. Summary.Rows(report.Records).</param>
    /// <param name="whole">Over whole composited images; over the holes alone when not set.</param>
    /// <param name="caption">What follows the explanation: toy, checked or reproduced, and on which data; null for nothing.</param>
    /// <param name="paper">Puts the paper's figures beside ours, as they are over whole images.</param>
    /// <exception cref="ArgumentException">No row was measured there.</exception>
    public static ResultTable Of(IReadOnlyList<SummaryRow> rows, bool whole = false, string? caption = null, bool paper = false)
    {
        Measured[] measured = [.. rows.Select(row => (Row: row, M: whole ? row.Whole : row.Hole)).Where(pair => pair.M is not null).Select(pair => new Measured(pair.Row, pair.M!))];
        if (measured.Length == 0) throw new ArgumentException("rows: want at least one that was measured in this region, got none", nameof(rows));
        return new ResultTable(
            whole ? "Whole composited image." : "In the hole.",
            "Mean and 95 % bootstrap interval over trainings, where there are several, and images; marked: the best of each block, and every one whose interval overlaps it. L1 %: mean absolute error, L2 %: mean squared error, both in per cent of the full range."
                + (paper ? " Beside them the paper's figures, of other images and larger networks." : "") + (caption is null ? "" : $"\n{caption}"),
            [new TableColumn("system"), .. Metric.Paper.Select(metric => new TableColumn($"{metric.Name} {(metric.LargerIsBetter ? '↑' : '↓')}", ColumnKind.Number))],
            [.. measured.GroupBy(one => one.Row.MaskKind).Select(group => Block([.. group], paper))]);
    }

    private sealed record Measured(SummaryRow Row, MetricEstimates M);

    private static TableBlock Block(Measured[] group, bool paper)
    {
        SummaryRow first = group[0].Row;
        int trainings = group.Max(one => one.Row.Runs);
        return new TableBlock(
            $"{first.MaskKind} masks: {first.Count} images, mean hole {(100 * first.HoleFraction).ToString("0.#", CultureInfo.InvariantCulture)} %"
                + (trainings > 1 ? $", {trainings} trainings of each system" : ""),
            [.. group.Select(one => (IReadOnlyList<TableCell>)[new TableCell(one.Row.Label), .. Metric.Paper.Select(metric => Cell(metric, one, group, paper))])]);
    }

    private static TableCell Cell(Metric metric, Measured one, Measured[] group, bool paper)
    {
        PaperFigures? figures = paper && one.Row.Stage == OutputStage.Refined ? PaperTables.Find(one.Row.System, one.Row.MaskKind) : null;
        Measured best = group.MaxBy(other => (metric.LargerIsBetter ? 1 : -1) * metric.Of(other.M)!.Mean)!;
        TableCell cell = metric.Cell(one.M);
        return cell with
        {
            Small = cell.Small + (figures is null ? "" : $"  paper {metric.PaperText(figures, metric.Digits)}"),

            // Alone, nothing is the best.
            Best = group.Length > 1 && (one == best || Overlap(metric.Of(one.M)!, metric.Of(best.M)!)),
        };
    }

    private static bool Overlap(Estimate one, Estimate other) => one.Low <= other.High && other.Low <= one.High;
}
