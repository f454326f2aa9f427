using System.Text.RegularExpressions;
using Csa.Baselines;
using Csa.Experiments.Training;
using Csa.Programs;
using Csa.Systems;
using Csa.Tests.Training;
using Xunit;

namespace Csa.Tests.Cli;

/// <summary>A training that diverges costs nobody the job: commands go on, or end with the report of what there is.</summary>
public sealed class DivergenceCommandTests : IDisposable
{
    private static readonly SystemCatalog Catalog = new(
        [.. ComparedSystems.Catalog.Models.Select(ComparedSystems.Catalog.Presets), LinearSystem.Catalog.Presets("linear")]);

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_command_that_train_prints_goes_on()
    {
        string run = folder.At("my run");
        CommandTests.Outcome stopped = CommandTests.Csa(
            Catalog, "train", "--model", "linear", "--out", run, "--steps", "20", "--device", "cpu", "--set",
            "side=16", "batchSize=2", "threads=1", "validationCount=0", "checkpointSeconds=0", "system.nanLossAtStep=11", "system.nanAboveRate=0.03");
        Assert.Equal(ExitCode.FailedCheck, stopped.Code);
        string error = Assert.Single(stopped.Errors.Split('\n'), line => line.StartsWith("csa: ", StringComparison.Ordinal));
        Assert.Contains("training stopped at step 11: term reconstruction is not finite; last good checkpoint: ", error);
        Assert.Contains("step-000011.safetensors", error);

        string command = error[error.LastIndexOf(": csa ", StringComparison.Ordinal)..];
        string[] words = [.. Regex.Matches(command, "\"([^\"]*)\"|\\S+").Skip(2).Select(word => word.Groups[1].Success ? word.Groups[1].Value : word.Value)];
        Assert.Equal(["train", "--resume", "--lower-rate", "0.5", "--out", run], words);
        CommandTests.Outcome done = CommandTests.Csa(Catalog, words);
        Assert.True(done.Code == ExitCode.Done, done.Errors);
        Assert.Contains("note: " + run + ": diverged at step 11", done.Errors);
        Assert.Equal(20, RunFolder.StepsDone(run));
    }

    [Fact]
    public void A_comparison_tells_what_it_recovered_and_what_it_left_out()
    {
        File.WriteAllText(folder.At("protocol.json"), """
            {
              "systems": [{ "model": "csa", "millisecondsPerStep": 1 }, { "model": "linear", "millisecondsPerStep": 1 }],
              "settings": ["side=32", "batchSize=2", "validationCount=0", "checkpointSeconds=0"],
              "sets": [
                { "name": "mended", "data": "builtin:portraits", "seeds": [1], "steps": 8, "settings": { "csa": TINY, "linear": ["system.nanLossAtStep=5", "system.nanAboveRate=0.03"] } },
                { "name": "lost", "data": "builtin:portraits", "seeds": [1], "steps": 8, "settings": { "csa": TINY, "linear": ["system.nanLossAtStep=5"] } }
              ],
              "test": { "masks": ["centre"], "count": 2, "seed": 7 }
            }
            """.Replace("TINY", """["system.network.baseChannels=4", "system.features=random", "system.network.depth=5", "system.patchDiscriminator=false"]""", StringComparison.Ordinal));
        CommandTests.Outcome outcome = Compare();
        Assert.Equal(ExitCode.FailedCheck, outcome.Code);
        Assert.Contains("training stopped at step 5: term reconstruction is not finite", outcome.Errors);
        Assert.Contains("csa: lost: linear, seed 1, is left out: it diverged at step 5 (term reconstruction was not finite), after 3 tries at lower learning rates.", outcome.Errors);

        string mended = File.ReadAllText(folder.At("out/mended/tables/tables.md")), lost = File.ReadAllText(folder.At("out/lost/tables/tables.md"));
        Assert.Contains("Note: linear, seed 1 diverged at step 5 (term reconstruction was not finite) and went on from step 5 at 0.5 times the learning rate.", mended);
        Assert.Contains("| linear |", mended);
        Assert.Contains("Note: linear, seed 1, is left out: ", lost);
        Assert.DoesNotContain("| linear |", lost);
        Assert.Contains("| csa |", lost);
        Assert.Contains("<p>Note: linear, seed 1, is left out: ", File.ReadAllText(folder.At("out/lost/tables/tables.html")));

        // What was given up is not tried again and again.
        string given = File.ReadAllText(folder.At("out/lost/linear-seed1/log.jsonl"));
        Assert.Equal(ExitCode.FailedCheck, Compare().Code);
        Assert.Equal(given, File.ReadAllText(folder.At("out/lost/linear-seed1/log.jsonl")));

        CommandTests.Outcome Compare() => CommandTests.Csa(Catalog, "compare", "--protocol", folder.At("protocol.json"), "--out", folder.At("out"));
    }

    [Theory]
    [InlineData(0.03, 0, ExitCode.Done, "The training of &quot;csa now&quot; diverged at step 5 (term reconstruction was not finite) and went on from step 5 at 0.5 times the learning rate.")]
    [InlineData(0, 0, ExitCode.FailedCheck, "was given up after 3 tries at lower learning rates: &quot;csa now&quot; is its last good checkpoint, after 5 steps.")]
    [InlineData(0, 1000, ExitCode.FailedCheck, "&quot;csa now&quot; is not in the tables, there is no good checkpoint of it.")]
    public void Reproduce_always_ends_with_its_report(double nanAboveRate, double checkpointSeconds, int code, string says)
    {
        // As a job leaves it that is killed in its third step.
        var config = new RunConfig
        {
            System = new LinearOptions { NanLossAtStep = 5, NanAboveRate = nanAboveRate },
            Training = Presets.QuickTraining with { Minutes = null, Steps = 8, BatchSize = 2, CheckpointSeconds = checkpointSeconds, ValidationCount = 2, Device = DeviceChoice.Cpu },
        };
        Assert.Throws<TimeoutException>(() => TrainingRun.Start(folder.At("job/run"), config, new Killer()));
        File.WriteAllText(folder.At("job/job.json"), """{"Minutes":1,"HasNotebooks":true}""");
        File.WriteAllText(folder.At("notebooks/00-none.ipynb"), """{"cells":[],"metadata":{},"nbformat":4,"nbformat_minor":5}""");

        CommandTests.Outcome outcome = CommandTests.Csa(Catalog, "reproduce", "--resume", "--out", folder.At("job"), "--notebooks", folder.At("notebooks"));
        Assert.True(outcome.Code == code, outcome.Output + outcome.Errors);
        string report = File.ReadAllText(folder.At("job/report.html")), tables = File.ReadAllText(folder.At("job/tables.md"));
        Assert.Contains(says, report);
        Assert.Contains("Note: ", tables);
        Assert.Equal(!says.Contains("not in the tables", StringComparison.Ordinal), tables.Contains("| csa now |", StringComparison.Ordinal));
        if (code == ExitCode.FailedCheck) Assert.Contains("csa: The training diverged at step 5 (term reconstruction was not finite)", outcome.Errors);
    }

    private sealed class Killer : ITrainingObserver
    {
        public void OnStep(StepReport report)
        {
            if (report.Step == 3) throw new TimeoutException();
        }
    }
}
