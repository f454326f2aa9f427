using System.Text.Json.Nodes;
using Csa.Data;
using Csa.Experiments.Training;
using Csa.Systems;
using Csa.Tensors.Weights;
using Xunit;

namespace Csa.Tests.Training;

/// <summary>A record repeats its run to the bit, and a run can be made longer.</summary>
public sealed class RepeatTests : TrainingRunScene
{
    [Fact]
    public void A_record_repeats_its_run()
    {
        TrainingRun.Start(At("first"), Config().With(["threads=0", "device=auto"]));
        var seen = new Notices();
        RunRecord record = RunRecord.Read(At("first/config.json"), LinearSystem.Catalog);
        Assert.Equal(record.ToJson(), RunRecord.Read(RunFolder.LatestCheckpoint(At("first"))!, LinearSystem.Catalog).ToJson());
        TrainingRun.Repeat(At("again"), record, seen);
        Assert.Empty(seen.All);
        AssertSameState(At("first"), At("again"));
        Assert.Equal(Terms(At("first")).Select(line => line["terms"]!.ToJsonString()), Terms(At("again")).Select(line => line["terms"]!.ToJsonString()));

        TrainingOptions repeated = RunRecord.Read(At("again"), LinearSystem.Catalog).Config.Training;
        Assert.Equal((record.Environment.Threads, DeviceChoice.Cpu), (repeated.Threads, repeated.Device));
        Assert.Contains("want a folder without a run", Assert.Throws<BadInputException>(() => TrainingRun.Repeat(At("again"), record)).Message);
    }

    [Fact]
    public void Other_data_is_refused_and_another_machine_is_said()
    {
        TrainingRun.Start(At("first"), Config(steps: 3));
        RunRecord record = RunRecord.Read(At("first"), LinearSystem.Catalog);
        var seen = new Notices();
        TrainingRun.Repeat(At("elsewhere"), record with { Environment = record.Environment with { Os = "CP/M", Library = "0.0.1" } }, seen);
        string notice = Assert.Single(seen.All);
        Assert.Contains("the system then CP/M", notice);
        Assert.Contains("this library then 0.0.1", notice);
        Assert.DoesNotContain("TorchSharp", notice);

        RunEnvironment otherFeatures = record.Environment with { Notes = new Dictionary<string, string> { ["features"] = "imagenet" } };
        Assert.Contains("features then imagenet, now none", Assert.Throws<BadInputException>(() => TrainingRun.Repeat(At("a"), record with { Environment = otherFeatures })).Message);

        File.Delete(At("photos/3.png"));
        string fault = Assert.Throws<BadInputException>(() => TrainingRun.Repeat(At("b"), record)).Message;
        Assert.Contains("the images then 24 files", fault);
        Assert.Contains("now 23 files", fault);

        // Going on with them is the user's business; that it is not the same run is said.
        TrainingRun.Extend(At("first"), LinearSystem.Catalog, TrainingBudget.OfSteps(4), seen);
        Assert.Contains("now 23 files", seen.All[^1]);
    }

    [Fact]
    public void Another_CPU_is_said_and_a_record_that_names_none_is_not_compared()
    {
        TrainingRun.Start(At("first"), Config(steps: 3));
        RunRecord record = RunRecord.Read(At("first"), LinearSystem.Catalog);
        Assert.Equal((Processor.Here.Name, Processor.Here.Extensions), (record.Environment.Cpu, record.Environment.VectorExtensions));
        Assert.Equal("", record.Environment.Convolutions); // a system without any
        var seen = new Notices();
        RunEnvironment other = record.Environment with { Cpu = "AMD EPYC, family 26 model 2", VectorExtensions = "avx2 avx512f", Convolutions = "slow path without oneDNN: 9 of 38" };
        TrainingRun.Repeat(At("elsewhere"), record with { Environment = other }, seen);
        string notice = Assert.Single(seen.All);
        Assert.Contains($"the CPU then AMD EPYC, family 26 model 2, now {Processor.Here.Name}", notice);
        Assert.Contains("its vector extensions then avx2 avx512f, now", notice);
        Assert.Contains("its convolutions then slow path without oneDNN: 9 of 38, now", notice);

        JsonNode old = JsonNode.Parse(record.ToJson())!;
        foreach (string name in new[] { "cpu", "vectorExtensions", "convolutions" }) Assert.True(old["environment"]!.AsObject().Remove(name));
        TrainingRun.Repeat(At("old"), RunRecord.FromJson(old.ToJsonString(), LinearSystem.Catalog, "old"), seen);
        Assert.Single(seen.All);
    }

    [Fact]
    public void A_finished_run_goes_on_to_a_new_length()
    {
        TrainingRun.Start(At("run"), Config(steps: 6));
        TrainingResult longer = TrainingRun.Extend(At("run"), LinearSystem.Catalog, TrainingBudget.OfSteps(12));
        Assert.Equal((TrainingOutcome.Finished, 12), (longer.Outcome, longer.Step));
        RunRecord record = RunRecord.Read(At("run"), LinearSystem.Catalog);
        Assert.Equal([new SchedulePlan(0, 0, 6), new SchedulePlan(6, 0.5, 12)], record.Plans);
        Assert.Equal(12, record.Config.Training.Steps);

        // Killed on the way, it goes on likewise; and the whole of it is repeated by its record.
        TrainingRun.Start(At("killed"), Config(steps: 6));
        Assert.Throws<KilledException>(() => TrainingRun.Extend(At("killed"), LinearSystem.Catalog, TrainingBudget.OfSteps(12), new Recorder { KillAt = 7 }));
        TrainingRun.Resume(At("killed"), LinearSystem.Catalog);
        AssertSameState(At("run"), At("killed"));
        TrainingRun.Repeat(At("again"), record);
        AssertSameState(At("run"), At("again"));
    }

    [Fact]
    public void Who_asks_for_a_number_of_steps_finds_them_done_or_does_what_is_left()
    {
        int told = 0;
        TrainingResult? Reach(string run, int steps) => TrainingRun.TrainTo(At(run), Config(steps), LinearSystem.Catalog, () => { told++; return new Recorder(); }, default);

        using (RunWriter other = RunWriter.Create(At("busy"))) Assert.Null(Reach("busy", 6));
        Assert.Equal(0, told);
        Assert.Equal(6, Reach("busy", 6)!.Step);
        Assert.Equal(6, Reach("run", 6)!.Step);
        // As another process sees it that believed the run was not begun.
        Assert.Null(Reach("run", 6));
        Assert.Equal(12, Reach("run", 12)!.Step);
        Assert.Null(Reach("run", 12));
        Assert.Null(Reach("run", 6));
        Assert.Equal(3, told);

        Assert.Throws<KilledException>(() => TrainingRun.Start(At("killed"), Config(steps: 6), new Recorder { KillAt = 3 }));
        Assert.Equal(12, Reach("killed", 12)!.Step);
    }

    [Fact]
    public void Processes_that_all_ask_for_the_same_run_train_it_once()
    {
        TrainingResult?[] results = new TrainingResult?[4];
        Parallel.For(0, results.Length, i => results[i] = TrainingRun.TrainTo(At("run"), Config(steps: 6), LinearSystem.Catalog, () => new Recorder(), default));
        Assert.Equal(6, Assert.Single(results, result => result is not null)!.Step);
    }

    [Fact]
    public void A_run_of_minutes_goes_on_for_more()
    {
        TrainingResult first = TrainingRun.Start(At("run"), Config().With(["steps=none", "minutes=0.005"]));
        // From what the first took, which on a busy machine is far more than it was given.
        TrainingResult longer = TrainingRun.Extend(At("run"), LinearSystem.Catalog, TrainingBudget.OfMinutes((first.ElapsedSeconds / 60 * 2) + 0.01));
        Assert.True(longer.Step > first.Step);
        TrainingRun.Repeat(At("again"), RunRecord.Read(At("run"), LinearSystem.Catalog));
        AssertSameState(At("run"), At("again"));
    }

    [Fact]
    public void A_length_that_is_passed_is_refused_and_nothing_changes()
    {
        TrainingRun.Start(At("run"), Config(steps: 6));
        string config = File.ReadAllText(At("run/config.json"));
        Assert.Contains("want more than the 6", Assert.Throws<BadInputException>(() => TrainingRun.Extend(At("run"), LinearSystem.Catalog, TrainingBudget.OfSteps(5))).Message);
        Assert.Contains("minutes: want more", Assert.Throws<BadInputException>(() => TrainingRun.Extend(At("run"), LinearSystem.Catalog, TrainingBudget.OfMinutes(1e-9))).Message);
        Assert.Equal(config, File.ReadAllText(At("run/config.json")));
    }

    // A checkpoint between two log lines keeps what the next line is the mean of.
    [Fact]
    public void The_log_of_a_resumed_run_is_that_of_one_never_killed()
    {
        TrainingRun.Start(At("whole"), Config());
        Assert.Throws<KilledException>(() => TrainingRun.Start(At("killed"), Config(), new Recorder { KillAt = 8 }));
        TrainingRun.Resume(At("killed"), LinearSystem.Catalog);
        Assert.Equal(Terms(At("whole")).Select(line => line["terms"]!.ToJsonString()), Terms(At("killed")).Select(line => line["terms"]!.ToJsonString()));
    }

    // Before November 2026 checkpoints said neither: their runs go on.
    [Fact]
    public void A_checkpoint_without_terms_and_budget_goes_on()
    {
        Assert.Throws<KilledException>(() => TrainingRun.Start(At("run"), Config(), new Recorder { KillAt = 8 }));
        string latest = RunFolder.LatestCheckpoint(At("run"))!;
        using (SafetensorsFile file = Safetensors.Read(latest))
        {
            Dictionary<string, string> metadata = file.Metadata.Where(pair => pair.Key is not ("terms" or "budget")).ToDictionary();
            Safetensors.Write(latest, file.Names.ToDictionary(name => name, file.Get), metadata);
        }

        TrainingRun.Resume(At("run"), LinearSystem.Catalog);
        TrainingRun.Start(At("whole"), Config());
        AssertSameState(At("whole"), At("run"));
    }

    private sealed class Notices : ITrainingObserver
    {
        public List<string> All { get; } = [];

        public void OnNotice(string notice) => All.Add(notice);
    }
}
