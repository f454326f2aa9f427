using System.Text.Json.Nodes;
using Csa.Experiments.Training;
using Csa.Systems;
using Csa.Tests.Training.TensorBoard;
using TorchSharp;
using Xunit;

namespace Csa.Tests.Training;

/// <summary>A run that diverges goes on from its last good checkpoint at a lower learning rate, to the same bits whatever befalls it.</summary>
public sealed class RecoveryTests : TrainingRunScene
{
    private const string Rarely = "checkpointSeconds=1000";

    // Diverges in its twelfth step; half the rate does not.
    private static readonly LinearOptions Diverging = new() { NanLossAtStep = 11, NanAboveRate = 0.03, EmaDecay = 0.9 };

    [Fact]
    public void A_diverged_run_goes_on_at_half_the_rate_and_says_so()
    {
        var seen = new Watch();
        TrainingResult result = TrainingRun.Start(At("run"), Config(system: Diverging), seen, recover: true);
        Assert.Equal((TrainingOutcome.Finished, 20), (result.Outcome, result.Step));

        RunRecord record = RunFolder.ReadRecord(At("run"), LinearSystem.Catalog);
        Recovery recovery = Assert.Single(record.Recoveries);
        Assert.Equal((11, 0.5, 11, "term reconstruction"), (recovery.FromStep, recovery.RateFactor, recovery.After!.Step, recovery.After.What));
        Assert.Null(record.Divergence);
        Assert.Equal(Config(system: Diverging).System, record.Config.System);

        JsonNode noted = Assert.Single(Log(At("run")), line => line["recovery"] is not null);
        Assert.Equal((11, 0.5), ((int)noted["step"]!, (double)noted["recovery"]!["rateFactor"]!));
        Assert.Equal([5, 10, 15, 20], Terms(At("run")).Select(line => (int)line["step"]!));
        EventFileTests.AssertSaysWhatTheLogSays(At("run"));
        Assert.Equal(
            $"{At("run")}: diverged at step 11 (term reconstruction was not finite) and went on from the averaged weights of step 11 at 0.5 times the learning rate",
            Assert.Single(seen.Notices));
    }

    [Fact]
    public void What_is_told_names_the_new_rate()
    {
        var after = new Divergence(7, "weight rough.x", 1);
        var system = new CsaSystemOptions { LearningRate = 1e-3 };
        Assert.EndsWith("went on from step 5 at 0.25 times the learning rate, 0.00025", new Recovery(5, 0.25, after).Describe(system));
        Assert.Contains("the averaged weights of step 5", new Recovery(5, 0.25, after).Describe(system with { EmaDecay = 0.9 }));
        Assert.Contains("went on from its initial weights", new Recovery(0, 0.25, after).Describe(system));
        Assert.Equal("goes on from step 5 at 0.5 times the learning rate, 0.0005", new Recovery(5, 0.5, null).Describe(system));
    }

    [Theory]
    [InlineData("checkpointSeconds=0", 12)]
    [InlineData("checkpointSeconds=0", 17)]
    [InlineData(Rarely, 3)]
    [InlineData(Rarely, 12)]
    public void Killed_after_its_recovery_it_comes_to_the_same_bits(string checkpoints, int killedAt)
    {
        RunConfig config = Config(system: Diverging).With([checkpoints]);
        TrainingRun.Start(At("whole"), config, recover: true);

        // The first time that it comes there after the divergence.
        var seen = new Watch();
        seen.Report = report =>
        {
            if (report.Step == killedAt && seen.Notices.Count > 0) throw new KilledException();
        };
        Assert.Throws<KilledException>(() => TrainingRun.Start(At("killed"), config, seen, recover: true));
        torch.manual_seed(999);
        TrainingRun.Resume(At("killed"), LinearSystem.Catalog);

        AssertSameState(At("whole"), At("killed"));
        Assert.Equal(Terms(At("whole")).Length, Terms(At("killed")).Length);
        Assert.Single(Log(At("killed")), line => line["recovery"] is not null);
    }

    [Fact]
    public void Killed_as_its_recovery_begins_or_just_before_it_comes_to_the_same_bits()
    {
        RunConfig config = Config(system: Diverging);
        TrainingRun.Start(At("whole"), config, recover: true);
        Assert.Throws<KilledException>(() => TrainingRun.Start(At("begun"), config, new Watch { Notice = () => throw new KilledException() }, recover: true));
        TrainingRun.Resume(At("begun"), LinearSystem.Catalog);
        AssertSameState(At("whole"), At("begun"));

        // As a process leaves it that ends where it diverged; another one recovers.
        Assert.Throws<TrainingDivergedException>(() => TrainingRun.Start(At("stopped"), config));
        TrainingRun.Resume(At("stopped"), LinearSystem.Catalog, recover: true);
        AssertSameState(At("whole"), At("stopped"));
    }

    [Fact]
    public void A_record_repeats_a_run_that_recovered()
    {
        TrainingRun.Start(At("first"), Config(system: Diverging), recover: true);
        TrainingRun.Repeat(At("again"), RunFolder.ReadRecord(At("first"), LinearSystem.Catalog));
        AssertSameState(At("first"), At("again"));
    }

    [Fact]
    public void It_goes_on_from_the_averaged_weights()
    {
        foreach (string run in new[] { "a", "b" }) Assert.Throws<TrainingDivergedException>(() => TrainingRun.Start(At(run), Config(system: Diverging)));
        Rewrite(RunFolder.LatestCheckpoint(At("b"))!, tensors =>
        {
            Assert.False(tensors["weight"].bytes.SequenceEqual(tensors["average.weight"].bytes));
            tensors["weight"] = tensors["average.weight"].clone();
        });
        foreach (string run in new[] { "a", "b" }) TrainingRun.ResumeSlower(At(run), LinearSystem.Catalog);
        AssertSameState(At("a"), At("b"));

        // Without a divergence the learning weights stay what they are.
        foreach (string run in new[] { "c", "d" }) TrainingRun.Start(At(run), Config(steps: 10, Diverging));
        Rewrite(RunFolder.LatestCheckpoint(At("d"))!, tensors => tensors["weight"] = tensors["average.weight"].clone());
        foreach (string run in new[] { "c", "d" })
        {
            TrainingRun.ResumeSlower(At(run), LinearSystem.Catalog, 0.25);
            Assert.Equal(0.25, RunFolder.ReadRecord(At(run), LinearSystem.Catalog).Recoveries[0].RateFactor);
            TrainingRun.Extend(At(run), LinearSystem.Catalog, TrainingBudget.OfSteps(12));
        }

        Assert.Throws<Xunit.Sdk.TrueException>(() => AssertSameState(At("c"), At("d")));
    }

    [Fact]
    public void After_three_tries_a_run_is_given_up_with_a_good_checkpoint()
    {
        var seen = new Watch();
        Assert.Throws<TrainingDivergedException>(() => TrainingRun.Start(At("run"), Config(system: Diverging with { NanAboveRate = 0 }), seen, recover: true));
        RunRecord record = RunFolder.ReadRecord(At("run"), LinearSystem.Catalog);
        Assert.True(record.IsGivenUp);

        // Diverging at once where it went on from, it tries the checkpoint before.
        Assert.Equal([(11, 0.5), (10, 0.25), (11, 0.125)], record.Recoveries.Select(recovery => (recovery.FromStep, recovery.RateFactor)));
        Assert.Equal(Recovery.MaxCount, seen.Notices.Count);
        Assert.EndsWith("step-000011.safetensors", RunFolder.LatestCheckpoint(At("run")));

        Assert.Throws<TrainingDivergedException>(() => TrainingRun.Resume(At("run"), LinearSystem.Catalog, recover: true));
        Assert.Equal(Recovery.MaxCount, RunFolder.ReadRecord(At("run"), LinearSystem.Catalog).Recoveries.Count);
    }

    [Fact]
    public void Without_a_checkpoint_it_starts_anew_at_a_lower_rate()
    {
        TrainingRun.Start(At("run"), Config(system: Diverging with { NanAboveRate = 0.02 }).With([Rarely]), recover: true);
        Assert.Equal([(0, 0.5), (0, 0.25)], RunFolder.ReadRecord(At("run"), LinearSystem.Catalog).Recoveries.Select(recovery => (recovery.FromStep, recovery.RateFactor)));
        Assert.Equal(5, Log(At("run")).Count(line => line["terms"] is not null || line["recovery"] is not null));
    }

    // A run of minutes, and the job that it is part of, would else take longer than it was given.
    [Fact]
    public void The_time_of_steps_that_did_not_last_is_spent()
    {
        var seen = new Watch();
        double? first = null;
        seen.Report = report =>
        {
            if (seen.Notices.Count > 0) first ??= report.ElapsedSeconds;
            else Thread.Sleep(20);
        };
        TrainingRun.Start(At("run"), Config(system: Diverging).With([Rarely]), seen, recover: true);
        Divergence spent = Assert.Single(RunFolder.ReadRecord(At("run"), LinearSystem.Catalog).Recoveries).After!;
        Assert.InRange(first!.Value, spent.ElapsedSeconds, double.PositiveInfinity);
        Assert.True(spent.ElapsedSeconds > 0.2);
    }

    private sealed class Watch : ITrainingObserver
    {
        public List<string> Notices { get; } = [];

        public Action Notice { get; init; } = () => { };

        public Action<StepReport> Report { get; set; } = _ => { };

        public void OnNotice(string notice)
        {
            Notices.Add(notice);
            Notice();
        }

        public void OnStep(StepReport report) => Report(report);
    }
}
