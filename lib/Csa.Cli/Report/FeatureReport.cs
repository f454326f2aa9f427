using System.Globalization;
using System.Text;
using Csa.Data.Files;
using Csa.Data.Images;
using Csa.Data.Sources;
using Csa.Drawings;
using Csa.Experiments.Evaluation;
using Csa.Experiments.FeatureLearning;
using Csa.Figures;
using Csa.Networks;

namespace Csa.Cli.Report;

/// <summary>Compares trained features with random ones and with pixels: a table, and a figure of nearest neighbours.</summary>
internal static class FeatureReport
{
    private const string Trained = "trained", Random = Vgg16Features.RandomName;
    private const int Queries = 4, Neighbours = 4;

    /// <summary>Writes NAME.md and, for each data set, NAME-SET.png beside the features.</summary>
    /// <param name="path">A file of <c>csa train-features</c>.</param>
    /// <param name="options">The options that it was trained with.</param>
    /// <param name="report">Receives the progress and what is being measured.</param>
    /// <returns>One line of findings per data set.</returns>
    public static IReadOnlyList<string> Write(string path, FeatureTrainingOptions options, Action<double, string> report)
    {
        var width = new NetworkOptions { BaseChannels = options.BaseChannels, MaxChannelFactor = options.MaxChannelFactor };
        using Vgg16Features trained = Vgg16Features.FromFile(path, width), random = Vgg16Features.Random(width);
        var features = new Dictionary<string, Vgg16Features?> { [Trained] = trained, [Random] = random, [FeatureProbe.Pixels] = null };
        var probe = new FeatureProbeOptions { Side = options.Side };
        var page = new StringBuilder();
        var findings = new List<string>();
        string[] sets = options.Data.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        foreach ((int number, string set) in sets.Index())
        {
            report((double)number / sets.Length, set);
            var source = (ILabelledSource)ImageSources.Open(set, options.Seed);
            IReadOnlyList<ProbedAttribute> read = FeatureProbe.Read(source, features, probe);
            var nearest = features.ToDictionary(pair => pair.Key, pair => FeatureProbe.NearestNeighbours(source, pair.Value, probe, Neighbours));
            findings.Add(Finding(set, read, nearest.ToDictionary(pair => pair.Key, pair => FeatureProbe.SharedClasses(source, pair.Value)), ByChance(source, probe)));
            page.AppendLine(Table(findings[^1], read, [.. features.Keys]).ToMarkdown());
            string figure = Path.ChangeExtension(path, null) + "-" + set[(set.IndexOf(':') + 1)..] + ".png";
            ImageFile.Write(figure, Sheet(source, nearest, options.Side));
        }

        AtomicFile.WriteText(Path.ChangeExtension(path, ".md"), page.ToString());
        return findings;
    }

    // Any drawing with the next one: drawings of a split are independent.
    private static double ByChance(ILabelledSource source, FeatureProbeOptions probe) =>
        FeatureProbe.SharedClasses(source, [.. Enumerable.Range(0, probe.TestCount).Select(i => (IReadOnlyList<int>)[(i + 1) % probe.TestCount])]);

    private static string Finding(string set, IReadOnlyList<ProbedAttribute> read, IReadOnlyDictionary<string, double> shared, double chance)
    {
        ProbedAttribute[] classes = [.. read.Where(row => row.Label.ClassCount > 0)], numbers = [.. read.Where(row => row.Label.ClassCount == 0)];
        string Each(Func<string, double> of) => string.Join(", ", shared.Keys.Select(name => string.Create(CultureInfo.InvariantCulture, $"{name} {of(name):F2}")));
        return string.Create(CultureInfo.InvariantCulture, $"{set}: classes read right {Each(name => classes.Average(row => row.Scores[name]))} (the usual class {classes.Average(row => row.Baseline):F2}); ")
            + $"R² of numbers {Each(name => numbers.Average(row => row.Scores[name]))}; "
            + string.Create(CultureInfo.InvariantCulture, $"classes shared with the {Neighbours} nearest drawings {Each(name => shared[name])} (by chance {chance:F2})");
    }

    private static ResultTable Table(string finding, IReadOnlyList<ProbedAttribute> read, IReadOnlyList<string> names)
    {
        TableCell Score(double score) => new(score.ToString("F2", CultureInfo.InvariantCulture));
        return new ResultTable(
            "",
            finding,
            [new("attribute"), new("score"), .. names.Prepend("floor").Select(name => new TableColumn(name, ColumnKind.Number))],
            [new TableBlock("", [.. read.Select(row => (IReadOnlyList<TableCell>)
            [
                new(row.Label.Name), new(row.Label.ClassCount > 0 ? $"right of {row.Label.ClassCount}" : "R²"), Score(row.Baseline), .. names.Select(name => Score(row.Scores[name])),
            ])])]);
    }

    private static RgbImage Sheet(ILabelledSource source, IReadOnlyDictionary<string, IReadOnlyList<IReadOnlyList<int>>> nearest, int side)
    {
        IEnumerable<SheetRow> rows = Enumerable.Range(0, Queries).SelectMany(query => nearest.Select(found => new SheetRow(
            found.Key,
            [source.Read(Split.Test, query, side), .. found.Value[query].Select(other => source.Read(Split.Test, other, side))])));
        return Figure.Sheet(
            ["drawing", .. Enumerable.Range(1, Neighbours).Select(i => $"nearest {i}")],
            [.. rows],
            $"Unseen drawings whose features after pool3 are most alike: {source.Description}");
    }
}
