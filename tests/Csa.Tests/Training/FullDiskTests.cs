using Csa.Data;
using Csa.Experiments.Training;
using Csa.Systems;
using Csa.Tensors.Weights;
using Xunit;

namespace Csa.Tests.Training;

/// <summary>What cannot be written costs no training: it is said, tried again, and the last good checkpoint stays whole.</summary>
public sealed class FullDiskTests : TrainingRunScene
{
    // A folder under the name that a file is written under first: fails on every system, for every user.
    private string Obstacle(long step) => At($"run/checkpoints/step-{step:D6}.safetensors.partial/x");

    [Fact]
    public void A_failed_checkpoint_is_reported_and_the_next_one_saves()
    {
        var seen = new Watch();
        _ = Obstacle(12);
        TrainingResult result = TrainingRun.Start(At("run"), Config(), seen);
        Assert.Equal(TrainingOutcome.Finished, result.Outcome);
        string notice = Assert.Single(seen.Notices);
        Assert.Contains("after step 12: ", notice);
        Assert.Contains("step-000012.safetensors: cannot be written", notice);
        Assert.Contains("MB are free", notice);
        Assert.Contains("the last good checkpoint is " + Path.Combine(At("run"), "checkpoints", "step-000011.safetensors"), notice);
        Assert.EndsWith("step-000020.safetensors", RunFolder.LatestCheckpoint(At("run")));
        TrainingRun.Start(At("whole"), Config());
        AssertSameState(At("whole"), At("run"));
    }

    [Fact]
    public void A_failed_last_checkpoint_is_an_error_from_which_the_run_can_go_on()
    {
        string obstacle = Obstacle(20);
        string fault = Assert.Throws<BadInputException>(() => TrainingRun.Start(At("run"), Config())).Message;
        Assert.Contains("stopped after step 20", fault);
        Assert.Contains("the last good checkpoint is " + Path.Combine(At("run"), "checkpoints", "step-000019.safetensors"), fault);
        Assert.Contains("--resume", fault);

        Directory.Delete(Path.GetDirectoryName(obstacle)!, recursive: true);
        TrainingRun.Resume(At("run"), LinearSystem.Catalog);
        TrainingRun.Start(At("whole"), Config());
        AssertSameState(At("whole"), At("run"));
    }

    [Fact]
    public void Log_lines_that_cannot_be_written_wait_and_sheets_are_left_out()
    {
        string log = At("run/log.jsonl"), aside = At("aside.jsonl");
        var seen = new Watch
        {
            At = new()
            {
                // Nothing can be appended to a folder.
                [6] = () =>
                {
                    File.Move(log, aside);
                    Directory.CreateDirectory(log);
                },
                [17] = () =>
                {
                    Directory.Delete(log);
                    File.Move(aside, log);
                },
            },
        };
        Directory.CreateDirectory(At("run/samples/step-000010.png.partial"));
        TrainingRun.Start(At("run"), Config(), seen);
        Assert.Equal([5, 10, 10, 15, 20, 20], Log(At("run")).Select(line => (int)line["step"]!));
        Assert.Equal(3, seen.Notices.Count);
        Assert.Contains("log.jsonl: cannot be written", seen.Notices[0]);
        Assert.Contains("step-000010.png: cannot be written", seen.Notices[1]);
        Assert.Contains("written again", seen.Notices[2]);
        Assert.Equal(["step-000020.png"], Names(At("run"), "samples"));
        TensorBoard.EventFileTests.AssertSaysWhatTheLogSays(At("run"));
    }

    [SkippableFact]
    public void On_a_disk_that_is_full_for_a_while_nothing_good_is_lost()
    {
        using var disk = new SmallDisk(At("disk/x"), kilobytes: 256);
        string run = Path.Combine(disk.Path, "run"), ballast = Path.Combine(disk.Path, "ballast");
        string? good = null;
        var seen = new Watch
        {
            At = new()
            {
                [8] = () => Fill(ballast),
                [15] = () =>
                {
                    good = RunFolder.LatestCheckpoint(run);
                    using (SafetensorsFile whole = Safetensors.Read(good!))
                        foreach (string name in whole.Names) whole.Get(name).Dispose();
                    File.Delete(ballast);
                },
            },
        };
        TrainingRun.Start(run, Config(), seen);
        Assert.EndsWith("step-000007.safetensors", good);
        Assert.Contains(seen.Notices, notice => notice.Contains("0 MB are free", StringComparison.Ordinal));
        Assert.EndsWith("step-000020.safetensors", RunFolder.LatestCheckpoint(run));
        Assert.Equal([5, 10, 15, 20], Terms(run).Select(line => (int)line["step"]!));
        Assert.Empty(Directory.GetFiles(run, "*.partial", SearchOption.AllDirectories));
        TrainingRun.Start(At("whole"), Config());
        AssertSameState(At("whole"), run);
    }

    private static void Fill(string path)
    {
        using var stream = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            while (true) stream.Write(new byte[512]);
        }
        catch (IOException)
        {
            // Full.
        }
    }

    private sealed class Watch : ITrainingObserver
    {
        public List<string> Notices { get; } = [];

        public Dictionary<long, Action> At { get; init; } = [];

        public void OnNotice(string notice) => Notices.Add(notice);

        public void OnStep(StepReport report)
        {
            if (At.TryGetValue(report.Step, out Action? act)) act();
        }
    }
}
