using Csa.Data;
using Csa.Experiments.Training;
using Csa.Systems;
using Csa.Tensors.Weights;
using TorchSharp;
using Xunit;

namespace Csa.Tests.Training;

/// <summary>Runs that are killed, cancelled, repeated or continued end in the same state, to the bit.</summary>
public sealed class ResumeTests : TrainingRunScene
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(20)]
    public void A_killed_run_resumes_bit_identical(int killedAt)
    {
        TrainingRun.Start(At("whole"), Config());

        // Killed after the step and before its checkpoint: that step is lost, its log line is not.
        Assert.Throws<KilledException>(() => TrainingRun.Start(At("killed"), Config(), new Recorder { KillAt = killedAt }));
        torch.manual_seed(999);
        TrainingResult resumed = TrainingRun.Resume(At("killed"), LinearSystem.Catalog);

        Assert.Equal(20, resumed.Step);
        AssertSameState(At("whole"), At("killed"));
        Assert.Equal(Terms(At("whole")).Length, Terms(At("killed")).Length);
    }

    [Fact]
    public void A_same_seed_repeats_a_run_and_another_does_not()
    {
        TrainingRun.Start(At("a"), Config());
        TrainingRun.Start(At("b"), Config());
        TrainingRun.Start(At("c"), Config().With(["training.seed=2"]));
        AssertSameState(At("a"), At("b"));
        Assert.Throws<Xunit.Sdk.TrueException>(() => AssertSameState(At("a"), At("c")));
    }

    [Fact]
    public void A_run_of_minutes_is_repeated_step_for_step_by_its_record()
    {
        RunConfig minutes = Config().With(["steps=none", "minutes=0.01"]);
        TrainingResult first = TrainingRun.Start(At("minutes"), minutes);
        RunRecord record = RunFolder.ReadRecord(At("minutes"), LinearSystem.Catalog);
        Assert.NotEmpty(record.Plans);
        Assert.Equal(first.Step, record.Plans[^1].EndStep);

        TrainingResult second = TrainingRun.Start(At("again"), record.ConfigToRepeat());
        Assert.Equal(first.Step, second.Step);
        AssertSameState(At("minutes"), At("again"));
    }

    [Fact]
    public void Cancelling_finishes_the_step_and_leaves_a_resumable_run()
    {
        using var cancel = new CancellationTokenSource();
        RunConfig config = Config().With(["checkpointSeconds=1000"]);
        TrainingResult stopped = TrainingRun.Start(At("run"), config, new Recorder { CancelAt = 8, Cancel = cancel }, cancel.Token);

        Assert.Equal(TrainingOutcome.Interrupted, stopped.Outcome);
        Assert.Equal(8, stopped.Step);
        Assert.Contains("--resume", stopped.Summary);
        Assert.Equal(["step-000008.safetensors"], Names(At("run"), "checkpoints"));

        Assert.Equal(TrainingOutcome.Finished, TrainingRun.Resume(At("run"), LinearSystem.Catalog).Outcome);
        TrainingRun.Start(At("whole"), Config());
        AssertSameState(At("whole"), At("run"));
    }

    [Fact]
    public void A_finished_run_resumes_to_nothing()
    {
        TrainingRun.Start(At("run"), Config());
        var seen = new Recorder();
        TrainingResult again = TrainingRun.Resume(At("run"), LinearSystem.Catalog, seen);
        Assert.Equal((TrainingOutcome.Finished, 20), (again.Outcome, again.Step));
        Assert.Empty(seen.Steps);
    }

    [Fact]
    public void A_damaged_or_foreign_checkpoint_is_named()
    {
        TrainingRun.Start(At("run"), Config(steps: 3));
        string latest = RunFolder.LatestCheckpoint(At("run"))!;
        byte[] whole = File.ReadAllBytes(latest);
        File.WriteAllBytes(latest, whole[..^5]);
        Assert.Contains(latest, Assert.Throws<BadInputException>(() => TrainingRun.Resume(At("run"), LinearSystem.Catalog)).Message);

        using torch.Tensor x = torch.ones(2);
        Safetensors.Write(latest, new Dictionary<string, torch.Tensor> { ["x"] = x });
        Assert.Contains("checkpoint", Assert.Throws<BadInputException>(() => TrainingRun.Resume(At("run"), LinearSystem.Catalog)).Message);
    }
}
