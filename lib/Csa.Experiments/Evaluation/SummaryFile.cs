using System.Globalization;
using Csa.Data;
using Csa.Data.Files;

namespace Csa.Experiments.Evaluation;

/// <summary>
/// Reads the csv files of <see cref="Tables.SummaryCsv"/> and <see cref="Tables.DifferencesCsv"/> back, for figures of
/// committed results.
/// </summary>
public static class SummaryFile
{
    private const int LargestBytes = 16 << 20;

    /// <summary>The rows of a summary.csv.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="BadInputException">No such file, or not of this form.</exception>
    public static IReadOnlyList<SummaryRow> Rows(string path) => Read(path, lines =>
        lines.GroupBy(line => (line["mask"], line["system"], line["stage"])).Select(row =>
        {
            Line first = row.First();
            return new SummaryRow(
                first["system"], Stage(first), first["features"], first["mask"], (int)first.Number("trainings"), (int)first.Number("images"), first.Number("hole_fraction"),
                Region(row, "whole")!, Region(row, "hole"), Region(row, "raw")!);
        }));

    /// <summary>The rows of a differences.csv.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="BadInputException">No such file, or not of this form.</exception>
    public static IReadOnlyList<PairedDifference> Differences(string path) => Read(path, lines =>
        lines.GroupBy(line => (line["mask"], line["system"], line["stage"])).Select(row =>
        {
            Line first = row.First();
            return new PairedDifference(first["system"], Stage(first), first["minus"], first["mask"], Region(row, "whole")!, Region(row, "hole"), Region(row, "raw")!);
        }));

    private static IReadOnlyList<T> Read<T>(string path, Func<IEnumerable<Line>, IEnumerable<T>> rows)
    {
        string[] lines = BoundedFile.ReadText(path, "a table that csa evaluate or csa compare wrote", LargestBytes).TrimEnd('\n').Split('\n');
        try
        {
            string[] names = Fields(lines[0]);
            return [.. rows(lines.Skip(1).Select(line => new Line(names, Fields(line))))];
        }
        catch (Exception fault) when (fault is FormatException or KeyNotFoundException or ArgumentException or InvalidOperationException)
        {
            throw new BadInputException($"{path}: want a table that csa evaluate or csa compare wrote (summary.csv, differences.csv): {fault.Message}", fault);
        }
    }

    private static OutputStage Stage(Line line) => Enum.Parse<OutputStage>(line["stage"], ignoreCase: true);

    private static MetricEstimates? Region(IEnumerable<Line> row, string region)
    {
        if (row.SingleOrDefault(line => line["region"] == region) is not { } line)
            return region == "hole" ? null : throw new FormatException($"a row has no region '{region}'");
        return new MetricEstimates(Of(Metric.L1), Of(Metric.L2), Of(Metric.Psnr), Of(Metric.Ssim), Of(Metric.SsimLuma))
        {
            FeatureDistance = IfMeasured(Metric.FeatureDistance),
            LpipsAlex = IfMeasured(Metric.LpipsAlex),
            LpipsVgg = IfMeasured(Metric.LpipsVgg),
        };

        Estimate? IfMeasured(Metric metric) => line.Has(metric.Key) && line[metric.Key].Length > 0 ? Of(metric) : null;

        Estimate Of(Metric metric) => new(
            line.Number(metric.Key), line.Number($"{metric.Key}_low"), line.Number($"{metric.Key}_high"),
            metric == Metric.Psnr && line.Has("psnr_infinite_left_out") ? (int)line.Number("psnr_infinite_left_out") : 0);
    }

    private static string[] Fields(string line) => CsvLine.Fields(line)?.ToArray() ?? throw new FormatException("a line's quotes do not close");

    private sealed class Line(string[] names, string[] fields)
    {
        private readonly Dictionary<string, string> values = names.Length == fields.Length
            ? names.Zip(fields).ToDictionary(pair => pair.First, pair => pair.Second)
            : throw new FormatException($"a line has {fields.Length} fields, the first has {names.Length}");

        public string this[string name] => values[name];

        public bool Has(string name) => values.ContainsKey(name);

        public double Number(string name) => this[name] == "inf" ? double.PositiveInfinity : double.Parse(this[name], NumberStyles.Float, CultureInfo.InvariantCulture);
    }
}
