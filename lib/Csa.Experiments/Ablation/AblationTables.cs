using System.Globalization;
using System.Text;
using Csa.Experiments.Evaluation;

namespace Csa.Experiments.Ablation;

/// <summary>A measured ablation as text: markdown to read, csv for further analysis.</summary>
internal static class AblationTables
{
    /// <summary>Arms, contrasts and probes, in GitHub's markdown.</summary>
    public static string Markdown(AblationResult result) =>
        string.Join("\n", new[] { Arms(result), Contrasts(result), Probes(result) }.Where(table => table.Blocks.Any(block => block.Rows.Count > 0)).Select(table => table.ToMarkdown())
            .Concat(result.Description.Notes.Select(note => $"Note: {note}\n")));

    /// <summary>One line per arm, seed and mask kind.</summary>
    public static string ArmsCsv(AblationResult result) => Csv(
        ["arm", "run", "mask", "psnr_db", "ssim", .. HoleMetricsLog.Names.Select(name => name.Replace(' ', '_').Replace('é', 'e').ToLowerInvariant()), "late_gain_db"],
        result.Rows.Select(row => (string[])
        [
            row.Arm, row.Run, row.Mask, Exact(row.Psnr), Exact(row.Ssim),
            .. row.Metrics.Count == 0 ? HoleMetricsLog.Names.Select(_ => "") : row.Metrics.Select(Exact), Exact(row.LateGain),
        ]));

    /// <summary>One line per contrast and mask kind.</summary>
    public static string ContrastsCsv(AblationResult result) => Csv(
        ["mask", "decides", "first", "second", .. DifferenceColumns, "verdict"],
        result.Contrasts.Select(row => (string[])[row.Mask, row.Decides ? "yes" : "no", row.Difference.First, row.Difference.Second, .. Fields(row.Difference), row.Decides ? row.Difference.Verdict : ""]));

    /// <summary>One line per arm and probe.</summary>
    public static string ProbesCsv(AblationResult result) => Csv(
        ["arm", "probe", .. DifferenceColumns], result.Probes.Select(row => (string[])[row.Arm, row.Probe, .. Fields(row.Difference)]));

    private static string[] DifferenceColumns => ["db", "low_95", "high_95", "low_90", "high_90", "seeds", "seeds_above_0", "p", "holm_p"];

    private static ResultTable Arms(AblationResult result) => new(
        "The arms.", $"Toy: {result.Description.Data}; in the hole, means over seeds and images (see arms.csv for each seed).",
        [
            new("arm"), new("seeds", ColumnKind.Number), new("PSNR dB", ColumnKind.Number), new("SSIM", ColumnKind.Number),
            .. HoleMetricsLog.Names.Select(name => new TableColumn(name, ColumnKind.Number)), new("gained over the last fifth, dB", ColumnKind.Number),
        ],
        [
            .. result.Rows.GroupBy(row => row.Mask).Select(mask => new TableBlock(mask.Key,
            [
                .. mask.GroupBy(row => row.Arm).Select(arm => (IReadOnlyList<TableCell>)
                [
                    new(arm.Key), new(Shown(arm.Count(), 0)), new(Shown(arm.Average(row => row.Psnr), 2)), new(Shown(arm.Average(row => row.Ssim), 3)),
                    .. HoleMetricsLog.Names.Select((_, place) => new TableCell(arm.First().Metrics.Count == 0 ? "" : Shown(arm.Average(row => row.Metrics[place]), 3))),
                    new(Shown(arm.Average(row => row.LateGain), 2)),
                ]),
            ])),
        ]);

    private static ResultTable Contrasts(AblationResult result) => new(
        "The contrasts.",
        "PSNR in the hole, pairs of one seed and one image; [95 % interval by a bootstrap over seeds and images]; p of the sign-flip test on the seeds' means, by Holm's "
        + $"rule for the contrasts of the first masks; \"the same\" where the 90 % interval lies within {Shown(PairedContrast.Margin, 1)} dB.",
        [
            new("first - second"), new("dB", ColumnKind.Number), new("90 %", ColumnKind.Number), new("seeds above 0", ColumnKind.Number), new("p", ColumnKind.Number),
            new("p by Holm", ColumnKind.Number), new("verdict", ColumnKind.Prose),
        ],
        [
            .. result.Contrasts.GroupBy(row => row.Mask).Select(mask => new TableBlock(mask.Key,
            [
                .. mask.Select(row => (IReadOnlyList<TableCell>)
                [
                    new($"{row.Difference.First} - {row.Difference.Second}"), Difference(row.Difference), new($"[{Signed(row.Difference.Low90)}, {Signed(row.Difference.High90)}]"),
                    new(FormattableString.Invariant($"{row.Difference.PerSeed.Count(value => value > 0)} of {row.Difference.PerSeed.Count}")), new(Shown(row.Difference.P, 4)),
                    new(row.Decides ? Shown(row.Difference.HolmP, 4) : ""), new(row.Decides ? row.Difference.Verdict : ""),
                ]),
            ])),
        ]);

    private static ResultTable Probes(AblationResult result) => new(
        "The probes.", "What trained weights lose, PSNR in the hole, where something else stands in the layer's place for once.",
        [new("arm"), new("probe"), new("dB", ColumnKind.Number)],
        [new TableBlock("", [.. result.Probes.Select(row => (IReadOnlyList<TableCell>)[new(row.Arm), new(row.Probe), Difference(row.Difference)])])]);

    private static TableCell Difference(PairedContrast contrast) => new(Signed(contrast.Mean), $"[{Signed(contrast.Low95)}, {Signed(contrast.High95)}]");

    private static string[] Fields(PairedContrast contrast) =>
    [
        Exact(contrast.Mean), Exact(contrast.Low95), Exact(contrast.High95), Exact(contrast.Low90), Exact(contrast.High90), Exact(contrast.PerSeed.Count),
        Exact(contrast.PerSeed.Count(value => value > 0)), Exact(contrast.P), Exact(contrast.HolmP),
    ];

    private static string Shown(double value, int digits) => double.IsNaN(value) ? "" : Metric.Fixed(value, digits);

    private static string Signed(double value) => value.ToString("+0.00;-0.00;0.00", CultureInfo.InvariantCulture);

    private static string Exact(double value) => double.IsNaN(value) ? "" : value.ToString("R", CultureInfo.InvariantCulture);

    private static string Csv(string[] heading, IEnumerable<string[]> lines)
    {
        var text = new StringBuilder();
        foreach (string[] fields in lines.Prepend(heading)) Tables.Line(text, fields);
        return text.ToString();
    }
}
