using Csa.Data.Files;
using Csa.Data.Images;
using Csa.Experiments.Evaluation;
using Csa.Figures;

namespace Csa.Cli.Report;

/// <summary>
/// The files of an evaluation: csv per image, of means and of differences, and of sets if FID or KID was measured; tables, a strip
/// and a sheet per mask kind, and PSNR by hole share if there are several.
/// </summary>
internal sealed record EvaluationFiles(
    EvaluationSummary Summary, string PerImageCsv, string SummaryCsv, string DifferencesCsv, string Markdown, string Html, IReadOnlyList<string> Strips, IReadOnlyList<string> Sheets, string? SetsCsv, string? HoleShares)
{
    private const int StripImages = 4;

    /// <summary>All of them.</summary>
    public IEnumerable<string> All => [PerImageCsv, SummaryCsv, DifferencesCsv, Markdown, Html, .. Strips, .. Sheets, .. new[] { SetsCsv, HoleShares }.OfType<string>()];

    /// <summary>Writes them into a folder, which is created.</summary>
    /// <param name="report">An evaluation.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="stripOf">The two-stage system that the strips show; the first one when not given.</param>
    public static EvaluationFiles Write(EvaluationReport report, string folder, string? stripOf = null)
    {
        EvaluationSummary summary = EvaluationSummary.Of(report);
        List<string> strips = [], sheets = [];
        string? twoStage = stripOf ?? report.Pictures.FirstOrDefault(picture => picture.Stage == OutputStage.Rough)?.System;
        foreach (string kind in report.Pictures.Select(picture => picture.MaskKind).Distinct())
        {
            sheets.Add(Picture($"sheet-{FileName(kind)}.png", Sheet(report, kind)));
            if (twoStage is not null) strips.Add(Picture($"strip-{FileName(kind)}.png", Strip(report, twoStage, kind)));
        }

        string page = Path.Combine(folder, "tables.html");
        new HtmlPage($"Evaluation on {report.Description.Data}").Elements(Tables.HtmlFragment(summary)).Write(page);
        return new EvaluationFiles(
            summary,
            Text("per-image.csv", Tables.PerImageCsv(report)),
            Text("summary.csv", Tables.SummaryCsv(summary)),
            Text("differences.csv", Tables.DifferencesCsv(summary)),
            Text("tables.md", Tables.Markdown(summary)),
            page,
            strips,
            sheets,
            summary.Sets.Count > 0 ? Text("sets.csv", Tables.SetsCsv(summary)) : null,
            Chart());

        string? Chart()
        {
            SummaryRow[] rows = [.. summary.Rows.Where(row => row.Stage == OutputStage.Refined && row.MaskKind.Contains('#', StringComparison.Ordinal))];
            return rows.Select(row => row.MaskKind).Distinct().Count() < 2 ? null
                : Picture("hole-shares.png", Figure.HoleShares(rows, $"{report.Description.Data}; the band is the 95 % bootstrap interval."));
        }

        string Picture(string name, RgbImage picture)
        {
            string path = Path.Combine(folder, name);
            ImageFile.Write(path, picture);
            return path;
        }

        string Text(string name, string content)
        {
            string path = Path.Combine(folder, name);
            AtomicFile.WriteText(path, content);
            return path;
        }
    }

    // The first images of a mask kind: input, every output, truth.
    private static RgbImage Sheet(EvaluationReport report, string kind)
    {
        EvaluationPicture[] pictures = [.. report.Pictures.Where(picture => picture.MaskKind == kind)];
        var rows = pictures.GroupBy(picture => picture.Item).Select(row =>
        {
            EvaluationPicture[] outputs = [.. InOrder(row)];
            return new SheetRow("", [Figure.WithHole(outputs[0].Item.Image, outputs[0].Item.Hole), .. outputs.Select(output => output.Output), outputs[0].Item.Image]);
        });
        string[] columns = ["input", .. InOrder(pictures.Where(picture => picture.Item == pictures[0].Item)).Select(picture => picture.Label), "truth"];
        return Figure.Sheet(columns, [.. rows], $"{report.Description.Data}, holes {kind}; outputs composited");
    }

    // A few images of a mask kind at a glance: the hole, the rough and the refined output, the truth.
    private static RgbImage Strip(EvaluationReport report, string system, string kind)
    {
        var rows = report.Pictures.Where(picture => picture.MaskKind == kind && picture.System == system).GroupBy(picture => picture.Item).Take(StripImages)
            .Select(row => new SheetRow("",
            [
                Figure.WithHole(row.First().Item.Image, row.First().Item.Hole),
                .. row.OrderByDescending(picture => picture.Stage).Select(picture => picture.Output),
                row.First().Item.Image,
            ]));
        return Figure.Sheet(["input", "rough", "refined", "truth"], [.. rows]);
    }

    // From the floor to the final output: left to right it should get better.
    private static IEnumerable<EvaluationPicture> InOrder(IEnumerable<EvaluationPicture> pictures) =>
        pictures.OrderBy(picture => picture.System switch { "mean" => 0, "harmonic" => 1, _ => 2 }).ThenByDescending(picture => picture.Stage);

    private static string FileName(string kind) => string.Concat(Path.GetFileName(Path.TrimEndingDirectorySeparator(kind)).Select(c => char.IsLetterOrDigit(c) ? c : '-'));
}
