using Csa.Baselines;
using Csa.Experiments.Comparison;
using Csa.Experiments.Training;
using Csa.Networks;
using Csa.Programs;
using Csa.Systems;
using Xunit;

namespace Csa.Tests.Cli;

/// <summary><c>csa compare</c>: trainings by a protocol, and their tables.</summary>
public sealed class CompareCommandTests
{
    private const string Tiny = """
        {
          "systems": [{ "model": "sh", "millisecondsPerStep": 6000 }, { "model": "pc", "millisecondsPerStep": 20000 }],
          "settings": ["side=64", "batchSize=1", "validationCount=0"],
          "sets": [{ "name": "drawn", "data": "builtin:portraits", "seeds": [1, 2], "minutes": 1 }],
          "test": { "masks": ["centre"], "count": 2, "seed": 7 }
        }
        """;

    [Fact]
    public void Every_system_and_seed_is_trained_once_and_measured()
    {
        using var folder = new TemporaryFolder();
        string output = Done(folder, Tiny);
        Assert.Contains("drawn", output);

        // A minute is 10 steps of one and 3 of the other.
        Assert.Equal([10, 10, 3, 3], new[] { "sh-seed1", "sh-seed2", "pc-seed1", "pc-seed2" }.Select(run => RunFolder.StepsDone(folder.At($"out/drawn/{run}"))));
        RunRecord record = RunFolder.ReadRecord(folder.At("out/drawn/pc-seed2"), ComparedSystems.Catalog);
        Assert.Equal(2ul, record.Config.Training.Seed);

        string[] rows = [.. File.ReadLines(folder.At("out/drawn/tables/summary.csv")).Where(line => line.Contains(",hole,", StringComparison.Ordinal))];
        Assert.Equal(["sh", "pc", "harmonic", "mean"], rows.Select(line => line.Split(',').SkipWhile(field => field != "hole").ElementAt(1)));
        Assert.Contains("over trainings (up to 2 a system), then images", output);
        Assert.Contains("PSNR - sh's", output);
        Assert.StartsWith("data,evidence,mask,region,system,stage,minus", File.ReadAllText(folder.At("out/drawn/tables/differences.csv")));

        string tables = File.ReadAllText(folder.At("out/drawn/tables/tables.md"));
        DateTime trained = File.GetLastWriteTimeUtc(RunFolder.LatestCheckpoint(folder.At("out/drawn/sh-seed1"))!);
        Done(folder, Tiny);
        Assert.Equal(trained, File.GetLastWriteTimeUtc(RunFolder.LatestCheckpoint(folder.At("out/drawn/sh-seed1"))!));
        Assert.Equal(tables, File.ReadAllText(folder.At("out/drawn/tables/tables.md")));

        CommandTests.Outcome other = Run(folder, Tiny.Replace("\"batchSize=1\"", "\"batchSize=2\"", StringComparison.Ordinal));
        Assert.Equal(ExitCode.BadInput, other.Code);
        Assert.Contains("another protocol", other.Errors);
    }

    [Fact]
    public void A_sets_settings_are_its_systems_alone()
    {
        using var folder = new TemporaryFolder();
        string shorter = Tiny.Replace("\"minutes\": 1", "\"steps\": 1, \"settings\": { \"pc\": [\"system.emaDecay=0\"] }", StringComparison.Ordinal)
            .Replace("[1, 2]", "[1]", StringComparison.Ordinal);
        Done(folder, shorter);
        double[] decays = [.. new[] { "sh", "pc" }.Select(model =>
            ((LearningOptions)RunFolder.ReadRecord(folder.At($"out/drawn/{model}-seed1"), ComparedSystems.Catalog).Config.System).EmaDecay)];
        Assert.Equal([((LearningOptions)ComparedSystems.Catalog.Presets("sh").Quick.System).EmaDecay, 0], decays);
        Assert.NotEqual(0, decays[0]);
    }

    [Fact]
    public void One_model_can_be_compared_with_itself_under_two_names()
    {
        using var folder = new TemporaryFolder();
        string arms = Tiny.Replace("\"model\": \"sh\", \"millisecondsPerStep\": 6000", "\"model\": \"csa\", \"name\": \"nearest\", \"millisecondsPerStep\": 30000, \"settings\": [\"system.network.attention=nearest\"]", StringComparison.Ordinal)
            .Replace("\"model\": \"pc\", \"millisecondsPerStep\": 20000", "\"model\": \"csa\", \"millisecondsPerStep\": 30000", StringComparison.Ordinal);
        string output = Done(folder, arms);
        Assert.Equal([2, 2, 2, 2], new[] { "nearest-seed1", "nearest-seed2", "csa-seed1", "csa-seed2" }.Select(run => RunFolder.StepsDone(folder.At($"out/drawn/{run}"))));
        HoleAttention[] attention = [.. new[] { "nearest", "csa" }.Select(arm =>
            ((CsaSystemOptions)RunFolder.ReadRecord(folder.At($"out/drawn/{arm}-seed1"), ComparedSystems.Catalog).Config.System).Network.Attention)];
        Assert.Equal([HoleAttention.Nearest, HoleAttention.Csa], attention);
        Assert.Contains("PSNR - nearest's", output);
        string[] rows = [.. File.ReadLines(folder.At("out/drawn/tables/summary.csv")).Where(line => line.Contains(",hole,", StringComparison.Ordinal))];
        Assert.Contains("nearest", rows.Select(line => line.Split(',').SkipWhile(field => field != "hole").ElementAt(1)));
    }

    [Fact]
    public void A_protocol_with_contrasts_is_judged_as_an_ablation()
    {
        using var folder = new TemporaryFolder();
        string arms = Tiny.Replace("\"model\": \"sh\", \"millisecondsPerStep\": 6000", "\"model\": \"csa\", \"name\": \"none\", \"millisecondsPerStep\": 30000, \"settings\": [\"system.network.attention=none\"]", StringComparison.Ordinal)
            .Replace("\"model\": \"pc\", \"millisecondsPerStep\": 20000", "\"model\": \"csa\", \"millisecondsPerStep\": 30000", StringComparison.Ordinal)
            .Replace("\"masks\": [\"centre\"]", "\"masks\": [\"centre\", \"walks#20-30\"]", StringComparison.Ordinal)
            .Replace("\"test\"", "\"contrasts\": [{ \"first\": \"csa\", \"second\": \"none\" }], \"test\"", StringComparison.Ordinal);
        string output = Done(folder, arms);
        Assert.Contains("**The contrasts.**", output);
        Assert.Contains("csa - none", output);
        Assert.Contains("seeds cannot decide", output);

        string[] rows = File.ReadAllLines(folder.At("out/drawn/tables/arms.csv"));
        Assert.Equal(1 + (2 * 2 * 2), rows.Length); // arms, seeds, masks
        Assert.Equal(2, rows.Count(row => row.StartsWith("csa,", StringComparison.Ordinal) && row.Contains(",centre,", StringComparison.Ordinal)));
        Assert.All(rows.Skip(1).Where(row => row.Contains(",centre,", StringComparison.Ordinal)), row => Assert.All(row.Split(',').SkipLast(1), field => Assert.NotEqual("", field)));

        string[] contrasts = File.ReadAllLines(folder.At("out/drawn/tables/contrasts.csv"));
        Assert.Equal(["centre,yes,csa,none", "walks#20-30,no,csa,none"], contrasts.Skip(1).Select(row => string.Join(',', row.Split(',').Take(4))));
        double ofTables = Psnr(rows, "csa") - Psnr(rows, "none");
        Assert.Equal(ofTables, double.Parse(contrasts[1].Split(',')[4], System.Globalization.CultureInfo.InvariantCulture), 1e-9);

        // Only the arm with a layer can be probed.
        Assert.Equal(["csa,bypassed", "csa,nearest match", "csa,other image"], File.ReadLines(folder.At("out/drawn/tables/probes.csv")).Skip(1).Select(row => string.Join(',', row.Split(',').Take(2))));

        static double Psnr(string[] rows, string arm) => rows.Where(row => row.StartsWith($"{arm},", StringComparison.Ordinal) && row.Contains(",centre,", StringComparison.Ordinal))
            .Average(row => double.Parse(row.Split(',')[3], System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Where_one_system_still_gains_every_training_of_the_set_goes_on_once()
    {
        using var folder = new TemporaryFolder();
        string four = Tiny.Replace("\"minutes\": 1", "\"steps\": 4", StringComparison.Ordinal);
        string[] runs = [.. new[] { "sh-seed1", "pc-seed1", "sh-seed2", "pc-seed2" }.Select(run => folder.At($"out/drawn/{run}"))];
        Done(folder, Extending(0.1));
        Assert.All(runs, run => Assert.Equal(4, RunFolder.StepsDone(run))); // not validated: nothing is known

        // 0.3 dB over the last fifth with one seed, none with the other: 0.15 of pc.
        File.AppendAllText(Path.Combine(runs[1], "log.jsonl"), Validation(3, 10) + Validation(4, 10.3));
        File.AppendAllText(Path.Combine(runs[3], "log.jsonl"), Validation(3, 10) + Validation(4, 10));
        Done(folder, Extending(0.2));
        Assert.All(runs, run => Assert.Equal(4, RunFolder.StepsDone(run)));
        Assert.DoesNotContain("was extended", File.ReadAllText(folder.At("out/drawn/tables/tables.md")));

        for (int again = 0; again < 2; again++)
        {
            Done(folder, Extending(0.1));
            Assert.All(runs, run => Assert.Equal(6, RunFolder.StepsDone(run)));
            Assert.Contains("Every training of this set was extended from 4 to 6 steps", File.ReadAllText(folder.At("out/drawn/tables/tables.md")));
        }

        Assert.Contains("another protocol", Run(folder, four).Errors);

        string Extending(double limit) => four.Replace("\"test\"", $"\"extendAbove\": {limit}, \"test\"", StringComparison.Ordinal);
        static string Validation(int step, double psnr) => $"{{\"step\":{step},\"seconds\":1,\"holePsnr\":{{\"refined\":{psnr}}}}}\n";
    }

    [Fact]
    public void A_run_that_another_process_has_is_left_to_it()
    {
        using var folder = new TemporaryFolder();
        using RunWriter held = RunWriter.Create(folder.At("out/drawn/sh-seed1"));
        string one = Tiny.Replace("[1, 2]", "[1]", StringComparison.Ordinal);
        Assert.Contains("other processes have 1 runs in hand", Done(folder, one));
        Assert.Equal(3, RunFolder.StepsDone(folder.At("out/drawn/pc-seed1")));
        Assert.False(Directory.Exists(folder.At("out/drawn/tables")));
    }

    [Theory]
    [InlineData("\"test\":", "\"extendAbove\": -1, \"test\":", "extendAbove: want at least 0 dB")]
    [InlineData("\"seeds\": [1, 2]", "\"seeds\": []", "seeds: want at least one")]
    [InlineData("\"minutes\": 1", "\"minutes\": 1, \"steps\": 4", "steps or minutes")]
    [InlineData("\"model\": \"pc\"", "\"model\": \"sh\"", "each name once")]
    [InlineData("\"model\": \"pc\"", "\"model\": \"pc\", \"name\": \"a/b\"", "names that can be folders'")]
    [InlineData("\"model\": \"pc\"", "\"model\": \"xx\"", "xx")]
    [InlineData("\"drawn\"", "\"../drawn\"", "names that can be folders'")]
    [InlineData("\"batchSize=1\"", "\"batchSice=1\"", "batchSice")]
    [InlineData("\"minutes\": 1", "\"minutes\": 1, \"settings\": { \"gc\": [] }", "names that are systems of the protocol")]
    [InlineData("\"minutes\": 1", "\"minutes\": 1, \"settings\": { \"pc\": [\"system.emaDecoy=0\"] }", "emaDecoy")]
    [InlineData("\"count\": 2", "\"count\": 0", "a count of at least 1")]
    [InlineData("\"test\"", "\"text\"", "text")]
    [InlineData("\"test\"", "\"contrasts\": [{ \"first\": \"sh\", \"second\": \"csa\" }], \"test\"", "contrasts: want")]
    public void A_poor_protocol_is_refused(string good, string bad, string says)
    {
        using var folder = new TemporaryFolder();
        CommandTests.Outcome outcome = Run(folder, Tiny.Replace(good, bad, StringComparison.Ordinal));
        Assert.Equal(ExitCode.BadInput, outcome.Code);
        Assert.Contains(says, outcome.Errors);
        Assert.Contains("protocol.json", outcome.Errors);
        Assert.False(Directory.Exists(folder.At("out")));
    }

    [Theory]
    [InlineData("tables/protocol.json")]
    [InlineData("ablations/figure-8.json")]
    [InlineData("ablations/figure-9.json")]
    [InlineData("ablations/figure-10.json")]
    [InlineData("ablations/figure-11.json")]
    [InlineData("ablations/theory.json")]
    [InlineData("ablations/selection.json")]
    public void The_repositorys_protocols_can_be_carried_out(string file)
    {
        ComparisonProtocol protocol = ComparisonProtocol.Read(Path.Combine(Repository.Root, "notebooks", "results", file), ComparedSystems.Catalog);
        Assert.All(protocol.Sets.SelectMany(protocol.Runs), run => run.Config.Training.Validate());
    }

    [Fact]
    public void The_paper_has_no_other_figure_to_ablate()
    {
        CommandTests.Outcome outcome = CommandTests.Csa("ablate", "--figure", "7", "--out", "nowhere");
        Assert.Equal(ExitCode.BadUsage, outcome.Code);
        Assert.Contains("theory", outcome.Errors);
        Assert.False(Directory.Exists("nowhere"));
    }

    [Fact]
    public void An_unknown_set_is_bad_usage()
    {
        using var folder = new TemporaryFolder();
        CommandTests.Outcome outcome = Run(folder, Tiny, "--set", "painted");
        Assert.Equal(ExitCode.BadUsage, outcome.Code);
        Assert.Contains("want drawn, got painted", outcome.Errors);
    }

    private static CommandTests.Outcome Run(TemporaryFolder folder, string protocol, params string[] more)
    {
        File.WriteAllText(folder.At("protocol.json"), protocol);
        return CommandTests.Csa(["compare", "--protocol", folder.At("protocol.json"), "--out", folder.At("out"), .. more]);
    }

    private static string Done(TemporaryFolder folder, string protocol)
    {
        CommandTests.Outcome outcome = Run(folder, protocol);
        Assert.True(outcome.Code == ExitCode.Done, outcome.Errors);
        return outcome.Output;
    }
}
