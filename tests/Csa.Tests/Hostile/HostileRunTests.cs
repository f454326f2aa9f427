using Csa.Data;
using Csa.Data.Files;
using Csa.Experiments.Training;
using Csa.Systems;
using Csa.Tensors.Weights;
using Csa.Tests.Training;
using Xunit;
using static TorchSharp.torch;

namespace Csa.Tests.Hostile;

/// <summary>Run folders that are damaged, swapped or in the way: one line that names the fault, and nothing that was learned is lost.</summary>
public sealed class HostileRunTests : TrainingRunScene
{
    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.NegativeInfinity)]
    public void A_weight_that_is_no_number_is_refused_by_name_wherever_it_is_read(float bad)
    {
        TrainingRun.Start(At("run"), Config(steps: 3));
        string latest = RunFolder.LatestCheckpoint(At("run"))!;
        Rewrite(latest, tensors => tensors["weight"][1, 2] = bad);
        foreach (Action read in new Action[]
                 {
                     () => TrainingRun.Resume(At("run"), LinearSystem.Catalog),
                     () => TrainedModel.Load(At("run"), LinearSystem.Catalog).Dispose(),
                     () => TrainingRun.Start(At("other"), Config() with { Training = Config().Training with { StartFrom = latest } }),
                 })
        {
            string fault = Assert.Throws<BadInputException>(read).Message;
            Assert.StartsWith($"{latest}: weight: want finite numbers", fault);
            Assert.DoesNotContain('\n', fault);
        }

        // Resuming tells what to fall back on, and does where the damaged file is gone.
        Assert.Contains("goes on from " + Path.Combine(At("run"), "checkpoints", "step-000002"), Assert.Throws<BadInputException>(() => TrainingRun.Resume(At("run"), LinearSystem.Catalog)).Message);
        File.Delete(latest);
        Assert.Equal(3, TrainingRun.Resume(At("run"), LinearSystem.Catalog).Step);
        TrainingRun.Start(At("whole"), Config(steps: 3));
        AssertSameState(At("whole"), At("run"));
    }

    [Fact]
    public void A_weight_beyond_float16_is_not_exported_as_infinity()
    {
        TrainingRun.Start(At("run"), Config(steps: 1));
        Rewrite(RunFolder.LatestCheckpoint(At("run"))!, tensors => tensors["weight"][0, 0] = 1e6f);
        using TrainedModel model = TrainedModel.Load(At("run"), LinearSystem.Catalog);
        Assert.Contains("weight has a number too large for float16", Assert.Throws<BadInputException>(() => model.ExportWeights(At("small.safetensors"))).Message);
        Assert.False(File.Exists(At("small.safetensors")));
    }

    public static TheoryData<string, string> States => new()
    {
        { "step", "-1" }, { "step", "1e3" }, { "elapsedSeconds", "NaN" }, { "elapsedSeconds", "-5" }, { "plans", "[null]" }, { "plans", """[{"firstStep":1}]""" }, { "plans", Deep },
        { "terms", "{}" }, { "terms", """{"steps":1,"sums":[null]}""" }, { "terms", """{"steps":1,"sums":[{"name":"a","value":1},{"name":"a","value":1}]}""" },
    };

    [Theory]
    [MemberData(nameof(States))]
    public void A_state_that_no_trainer_saves_is_refused(string key, string value)
    {
        TrainingRun.Start(At("run"), Config(steps: 2));
        string latest = RunFolder.LatestCheckpoint(At("run"))!;
        Rewrite(latest, _ => { }, metadata => metadata[key] = value);
        Assert.StartsWith(latest + ": want a checkpoint", Assert.Throws<BadInputException>(() => TrainingRun.Resume(At("run"), LinearSystem.Catalog)).Message);
    }

    // libtorch would end the process at either.
    [Theory]
    [InlineData(7)]
    [InlineData(5056)]
    public void A_generator_of_another_kind_is_refused(long bytes)
    {
        TrainingRun.Start(At("run"), Config(steps: 2));
        string latest = RunFolder.LatestCheckpoint(At("run"))!;
        Rewrite(latest, tensors => tensors["trainer.rng"] = full(bytes, 0xAA, ScalarType.Byte));
        Assert.StartsWith(latest + ": its 'trainer.rng' is no state", Assert.Throws<BadInputException>(() => TrainingRun.Resume(At("run"), LinearSystem.Catalog)).Message);
    }

    [Fact]
    public void A_config_of_another_run_is_seen_by_the_checkpoint_that_it_lies_beside()
    {
        TrainingRun.Start(At("a"), Config(steps: 2));
        TrainingRun.Start(At("b"), Config(steps: 2, new LinearOptions { LearningRate = 0.25 }));
        File.Copy(At("b/config.json"), At("a/config.json"), overwrite: true);
        var seen = new Notices();
        TrainingRun.Extend(At("a"), LinearSystem.Catalog, TrainingBudget.OfSteps(4), seen);
        Assert.Contains("system.learningRate is 0.25, was 0.05", Assert.Single(seen.Said));

        // Lengthened on purpose, a run is not suspected.
        seen.Said.Clear();
        TrainingRun.Extend(At("b"), LinearSystem.Catalog, TrainingBudget.OfSteps(3), seen);
        Assert.Empty(seen.Said);

        Rewrite(RunFolder.LatestCheckpoint(At("b"))!, _ => { }, metadata => metadata["record"] = metadata["record"].Replace("\"linear\"", "\"pc\"", StringComparison.Ordinal));
        Assert.Contains("its config.json is of a run of 'linear', its checkpoint", Assert.Throws<BadInputException>(() => TrainingRun.Resume(At("b"), LinearSystem.Catalog)).Message);
    }

    [SkippableFact]
    public void A_config_that_is_long_deep_endless_or_a_folder_is_refused()
    {
        TrainingRun.Start(At("run"), Config(steps: 1));
        string config = At("run/config.json");
        File.WriteAllText(config, Deep);
        Assert.Contains("depth", Refused().Message);
        using (FileStream huge = File.Create(config)) huge.SetLength(3L << 30);
        Assert.Contains("at most 16 MB", Refused().Message);
        File.Delete(config);
        Directory.CreateDirectory(config);
        Assert.Contains("no config.json", Refused().Message);
        Assert.Contains("this is a folder", Assert.Throws<BadInputException>(() => BoundedFile.Read(config, "a file", 9)).Message);
        Directory.Delete(config);
        Skip.IfNot(OperatingSystem.IsLinux(), "knows /dev/zero");
        File.CreateSymbolicLink(config, "/dev/zero");
        Assert.Contains("a device or a pipe", Refused().Message);
        Assert.Contains("a device or a pipe", Assert.Throws<BadInputException>(() => Safetensors.Read("/dev/zero")).Message);

        BadInputException Refused()
        {
            var fault = Assert.Throws<BadInputException>(() => TrainingRun.Resume(At("run"), LinearSystem.Catalog));
            Assert.Contains(At("run"), fault.Message);
            return fault;
        }
    }

    [SkippableFact]
    public void Resuming_deletes_nothing_beyond_the_runs_own_files()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "makes links");
        TrainingRun.Start(At("run"), Config(steps: 2));
        File.WriteAllText(At("elsewhere/film.mkv.partial"), "half a film");
        Directory.CreateSymbolicLink(At("run/elsewhere"), Path.GetDirectoryName(At("elsewhere/x"))!);
        Directory.CreateSymbolicLink(At("run/ring"), At("run"));
        Directory.CreateSymbolicLink(At("run/samples/ring"), At("run"));
        foreach (string begun in new[] { "run/config.json.partial", "run/samples/a.png.partial", "run/checkpoints/a.partial" }) File.WriteAllText(At(begun), "");
        File.AppendAllText(At("run/log.jsonl"), "{\"step\":1,\"step\":1}\n[1]\n{\"step\":1e400}\n" + Deep + "\n");

        TrainingRun.Extend(At("run"), LinearSystem.Catalog, TrainingBudget.OfSteps(6));
        Assert.True(File.Exists(At("elsewhere/film.mkv.partial")));
        Assert.Empty(new[] { "", "samples", "checkpoints" }.SelectMany(part => Directory.GetFiles(Path.Combine(At("run"), part), "*.partial")));
        Assert.Equal([5], Terms(At("run")).Select(line => (int)line["step"]!));
    }

    [Fact]
    public void Photographs_that_vanish_take_nothing_learned_with_them()
    {
        RunConfig config = Config() with { Training = Config().Training with { CheckpointSeconds = 3600, ValidationCount = 0 } };
        TrainingRun.Start(At("whole"), config);
        // Early enough that some are not in memory yet.
        var gone = new Vanishing(At("photos/x"), step: 2);
        string fault = Assert.Throws<BadInputException>(() => TrainingRun.Start(At("run"), config, gone)).Message;
        int done = fault.StartsWith("training stopped after step 2", StringComparison.Ordinal) ? 2 : 3; // the next batch may have been drawn already
        Assert.StartsWith($"training stopped after step {done}: {Path.GetDirectoryName(At("photos/x"))}: its 24 files were here and are gone", fault);
        Assert.Contains($"step-00000{done}.safetensors", fault);
        Assert.DoesNotContain('\n', fault);

        gone.BringBack();
        TrainingRun.Resume(At("run"), LinearSystem.Catalog);
        AssertSameState(At("whole"), At("run"));
    }

    [SkippableFact]
    public void A_read_only_disk_is_not_taken_for_another_process()
    {
        using var disk = new SmallDisk(At("disk/x"), kilobytes: 512);
        string run = Path.Combine(disk.Path, "run");
        TrainingRun.Start(run, Config(steps: 2));
        disk.MakeReadOnly();
        foreach (Action write in new Action[] { () => TrainingRun.Resume(run, LinearSystem.Catalog), () => TrainingRun.Start(run + "2", Config(steps: 2)) })
        {
            string fault = Assert.Throws<BadInputException>(write).Message;
            Assert.StartsWith(run, fault);
            Assert.Contains("Read-only", fault);
            Assert.DoesNotContain("another process", fault);
        }

        // What only reads is not disturbed.
        TrainedModel.Load(run, LinearSystem.Catalog).Dispose();
    }

    private static string Deep { get; } = new('[', 100_000);

    private sealed class Notices : ITrainingObserver
    {
        public List<string> Said { get; } = [];

        public void OnNotice(string notice) => Said.Add(notice);
    }

    /// <summary>Takes the photographs away after a step, as a disk that is unmounted does.</summary>
    private sealed class Vanishing(string inside, long step) : ITrainingObserver
    {
        private readonly string photos = Path.GetDirectoryName(inside)!;

        public void OnStep(StepReport report)
        {
            if (report.Step != step) return;
            Directory.Move(photos, photos + " away");
            Directory.CreateDirectory(photos);
        }

        public void BringBack()
        {
            Directory.Delete(photos);
            Directory.Move(photos + " away", photos);
        }
    }
}
