using Csa.Baselines;
using Csa.Data;
using Csa.Experiments.Evaluation;
using Csa.Experiments.Perceptual;
using Csa.Programs;
using Csa.Tensors.Weights;
using Csa.Tests.Cli;
using Csa.Tests.Evaluation;
using Xunit;

namespace Csa.Tests.Perceptual;

/// <summary>LPIPS, FID and KID in an evaluation: columns, sets, records, warnings and errors.</summary>
public sealed class PerceptualMetricsTests(PerceptualMetricsTests.WeightFolder weights) : IClassFixture<PerceptualMetricsTests.WeightFolder>
{
    private static readonly EvaluationDescription Description = new() { Data = "noise, 32x32" };

    [Fact]
    public void What_is_opened_is_measured_and_nothing_else_is_in_the_tables()
    {
        using PerceptualMetrics metrics = PerceptualMetrics.Open(["lpips-alex,fid", "kid"], weights.Path);
        using var mean = new MeanFill();
        using var oracle = new EvaluatorTests.Fixed("oracle", rough: 0.1);
        EvaluationReport report = Evaluator.Run(
            [new EvaluatedSystem(mean), new EvaluatedSystem(oracle)], [new EvaluationPart("centre", EvaluatorTests.Items(3, side: 32))],
            Description with { Weights = metrics.Weights, Notes = metrics.Notes }, new EvaluatorOptions { Perceptual = metrics, ChunkSize = 2 });
        EvaluationRecord[] perfect = [.. report.Records.Where(record => record is { System: "oracle", Stage: OutputStage.Refined })];
        Assert.All(perfect, record => Assert.Equal((0.0, (double?)null, 0.0), (record.Metrics.Whole.LpipsAlex, record.Metrics.Whole.LpipsVgg, record.Raw.LpipsAlex)));
        Assert.All(report.Records, record => Assert.Null(record.Metrics.Hole!.LpipsAlex));
        EvaluationRecord rough = report.Records.First(record => record.Stage == OutputStage.Rough);
        Assert.InRange(rough.Metrics.Whole.LpipsAlex!.Value, 1e-4, rough.Raw.LpipsAlex!.Value);

        Assert.Equal(["mean", "oracle", "oracle rough"], report.Sets.Select(set => set.Label));
        Assert.All(report.Sets, set => Assert.Equal(3, set.Images));
        Assert.InRange(report.Sets[1].Distances.Fid!.Value, 0, 1e-6);
        Assert.True(report.Sets[0].Distances.Fid > 1e-6);

        EvaluationSummary summary = EvaluationSummary.Of(report);
        string markdown = Tables.Markdown(summary);
        Assert.Equal(2, markdown.Split("| LPIPS (alex) |").Length - 1); // whole and raw, not the hole
        Assert.DoesNotContain("LPIPS (vgg)", markdown);
        Assert.Contains("| system | images | FID | KID |", markdown);
        Assert.Contains("KID is over all images; it leaves out each output's own truth", markdown);
        Assert.Contains("Few images: up to 2048 FID's covariance has not full rank", markdown);
        Assert.Equal(0, report.Sets[1].Distances.Kid!.Value, 1e-9);
        Assert.Contains("Compare it only with FID of 3 images", markdown);
        Assert.Contains($"Note: fid and kid by {PublishedWeights.Inception.Name} (sha256 {metrics.Weights[PublishedWeights.Inception.Name]}, which is not the published file's", markdown);
        Assert.Equal(1 + 3, Tables.SetsCsv(summary).TrimEnd('\n').Split('\n').Length);
        string header = Tables.PerImageCsv(report).Split('\n')[0];
        Assert.Contains("whole_lpips_alex,raw_l1_percent", header);
        Assert.DoesNotContain(",hole_lpips_alex", header);

        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.At("summary.csv"), Tables.SummaryCsv(summary));
        Assert.Equal(summary.Rows, SummaryFile.Rows(folder.At("summary.csv")));
        ResultFile.Of(summary, "csa evaluate").Write(folder.At("r.json"));
        ResultFile record = ResultFile.Read(folder.At("r.json"));
        Assert.Equal(metrics.Weights, record.Weights);
        Assert.Equal(0, record.Values["centre, whole: oracle lpips_alex"]);
        Assert.Equal(Math.Round(report.Sets[0].Distances.Kid!.Value, 6), record.Values["centre, set: mean kid"]);
        Assert.InRange(record.Values["centre, set: mean fid"], 0, 1e6);
    }

    [Fact]
    public void Without_them_tables_and_records_are_as_before()
    {
        using var mean = new MeanFill();
        EvaluationReport report = Evaluator.Run([new EvaluatedSystem(mean)], [new EvaluationPart("centre", EvaluatorTests.Items(2))], Description);
        EvaluationSummary summary = EvaluationSummary.Of(report);
        foreach (string text in new[] { Tables.Markdown(summary), Tables.SummaryCsv(summary), Tables.PerImageCsv(report), Tables.DifferencesCsv(summary) })
            Assert.DoesNotContain("lpips", text, StringComparison.OrdinalIgnoreCase);
        Assert.Empty(summary.Sets);
        Assert.Null(ResultFile.Of(summary, "csa evaluate").Weights);
    }

    [Fact]
    public void The_caption_of_sets_warns_of_few_images_only()
    {
        Assert.Contains("FID's covariance", PerceptualMetrics.Caption(new(1, null), 2048));
        Assert.Equal("", PerceptualMetrics.Caption(new(1, null), 2049));
        Assert.DoesNotContain("Few images", PerceptualMetrics.Caption(new(null, 1), 1000));
        Assert.Contains("below 1000 KID scatters", PerceptualMetrics.Caption(new(null, 1), 999));
        Assert.StartsWith("KID is the mean over 100 subsets of 1000 images, drawn with seed 0; it leaves out", PerceptualMetrics.Caption(new(1, 1), 5000));
    }

    [Fact]
    public void Images_that_are_too_small_or_too_few_are_refused_before_anything_runs()
    {
        using PerceptualMetrics metrics = PerceptualMetrics.Open(["lpips-alex", "kid"], weights.Path);
        var options = new EvaluatorOptions { Perceptual = metrics };
        using var mean = new MeanFill();
        Assert.Contains("centre: lpips-alex wants images of at least 31x31, got 16x16", Refused(new("centre", EvaluatorTests.Items(2))));
        Assert.Contains("centre: fid and kid want at least 2 images, got 1", Refused(new("centre", EvaluatorTests.Items(1, side: 32))));

        string Refused(EvaluationPart part) => Assert.Throws<BadInputException>(() => Evaluator.Run([new EvaluatedSystem(mean)], [part], Description, options)).Message;
    }

    [Fact]
    public void A_missing_file_is_one_line_that_says_what_where_and_how_to_mend_it()
    {
        using var folder = new TemporaryFolder();
        string run = folder.At("no-run"), place = folder.At("metrics");
        CommandTests.Outcome outcome = CommandTests.Csa("evaluate", "--run", run, "--metrics", "fid,kid", "--metric-weights", place, "--out", folder.At("e"));
        Assert.Equal(ExitCode.BadInput, outcome.Code);
        Assert.Equal(
            $"csa: {Path.Combine(place, PublishedWeights.Inception.Name)}: fid and kid want FID's Inception-v3, there is none; "
            + $"fetch it with dotnet run -c Release data-scripts/metrics.cs -- --out {place}, or name another folder by --metric-weights",
            outcome.Errors.TrimEnd());
        Assert.Contains("lpips-alex wants torchvision's AlexNet", CommandTests.Csa("evaluate", "--run", run, "--metrics", "lpips-alex", "--metric-weights", place, "--out", folder.At("e")).Errors);

        CommandTests.Outcome unknown = CommandTests.Csa("evaluate", "--run", run, "--metrics", "lpips", "--out", folder.At("e"));
        Assert.Equal(ExitCode.BadUsage, unknown.Code);
        Assert.Contains("--metrics: want lpips-alex, lpips-vgg, fid, kid, got 'lpips'", unknown.Errors);
        File.WriteAllText(Path.Combine(Directory.CreateDirectory(place).FullName, PublishedWeights.Inception.Name), "no weights");
        Assert.Equal(ExitCode.BadInput, CommandTests.Csa("evaluate", "--run", run, "--metrics", "fid", "--metric-weights", place, "--out", folder.At("e")).Code);
    }

    [Fact]
    public void The_command_measures_them_too()
    {
        using var run = new CommandTests.TinyRun();
        using var folder = new TemporaryFolder();
        CommandTests.Outcome outcome = CommandTests.Csa(
            "evaluate", "--run", run.Path, "--count", "2", "--masks", "centre", "--metrics", "lpips-alex", "kid", "--metric-weights", weights.Path, "--out", folder.At("e"), "--record", folder.At("r.json"));
        Assert.True(outcome.Code == ExitCode.Done, outcome.Errors);
        Assert.Contains("LPIPS (alex)", outcome.Output);
        Assert.Contains("| system | images | KID |", outcome.Output);
        Assert.StartsWith("data,evidence,mask,system,run,stage,images,fid,kid\n", File.ReadAllText(folder.At("e/sets.csv")));
        Assert.Equal(3, ResultFile.Read(folder.At("r.json")).Weights!.Count);
    }

    /// <summary>Random weights of AlexNet and Inception.</summary>
    public sealed class WeightFolder : IDisposable
    {
        private readonly TemporaryFolder folder = new();

        public WeightFolder()
        {
            RandomWeights.WriteAlex(folder.Path);
            RandomWeights.WriteInception(folder.Path);
        }

        public string Path => folder.Path;

        public void Dispose() => folder.Dispose();
    }
}
