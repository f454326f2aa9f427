using System.Text.Json.Nodes;
using Csa.Data.Files;
using Csa.Data.Images;
using Csa.Experiments.Training;
using Csa.Systems;
using Csa.Tensors.Weights;
using TorchSharp;
using Xunit;

namespace Csa.Tests.Training;

/// <summary>What a run leaves, and what stops it.</summary>
public sealed class TrainingRunTests : TrainingRunScene
{
    [Fact]
    public void A_run_leaves_config_log_sheets_and_two_checkpoints()
    {
        string run = At("run");
        var seen = new Recorder();
        TrainingResult result = TrainingRun.Start(run, Config(), seen);

        Assert.Equal(TrainingOutcome.Finished, result.Outcome);
        Assert.Equal(20, result.Step);
        Assert.Equal(["step-000019.safetensors", "step-000020.safetensors"], Names(run, "checkpoints"));
        Assert.Equal(["step-000010.png", "step-000020.png"], Names(run, "samples"));
        RgbImage sheet = ImageFile.Read(Path.Combine(run, "samples", "step-000020.png"));
        Assert.Equal(4 * 20 + 4, sheet.Height);

        JsonNode[] log = Log(run);
        Assert.Equal([5, 10, 10, 15, 20, 20], log.Select(line => (int)line["step"]!));
        Assert.Equal(["reconstruction", "size"], log[0]["terms"]!.AsObject().Select(pair => pair.Key));
        Assert.Equal(["rough", "refined"], log[2]["holePsnr"]!.AsObject().Select(pair => pair.Key));
        Assert.Equal(Enumerable.Range(1, 20).Select(step => (long)step), seen.Steps);

        RunRecord record = RunFolder.ReadRecord(run, LinearSystem.Catalog);
        Assert.Equal(Config().Training, record.Config.Training);
        Assert.Equal(Config().System, record.Config.System);
        Assert.Equal("strokes", record.Environment.Masks);
        Assert.Equal("none", record.Environment.Notes["features"]);
        Assert.Equal([new SchedulePlan(0, 0, 20)], record.Plans);
    }

    [Fact]
    public void A_non_finite_loss_stops_naming_step_term_and_checkpoint()
    {
        var stopped = Assert.Throws<TrainingDivergedException>(() => TrainingRun.Start(At("run"), Config(system: new LinearOptions { NanLossAtStep = 11 })));
        Assert.Equal(11, stopped.Divergence.Step);
        Assert.Contains("step 11: term reconstruction", stopped.Message);
        Assert.EndsWith("step-000011.safetensors", stopped.LastGoodCheckpoint);
        Assert.Contains(stopped.LastGoodCheckpoint!, stopped.Message);
        Assert.EndsWith("csa train --resume --lower-rate 0.5 --out " + At("run"), stopped.Message);
        Assert.Equal(stopped.Divergence, RunFolder.ReadRecord(At("run"), LinearSystem.Catalog).Divergence);
    }

    [Fact]
    public void Non_finite_weights_are_never_saved()
    {
        var stopped = Assert.Throws<TrainingDivergedException>(() => TrainingRun.Start(At("run"), Config(system: new LinearOptions { NanWeightAtStep = 11 })));
        Assert.Contains("weight weight", stopped.Message);
        string latest = RunFolder.LatestCheckpoint(At("run"))!;
        Assert.Equal(latest, stopped.LastGoodCheckpoint);
        Assert.EndsWith("step-000011.safetensors", latest);
        using SafetensorsFile file = Safetensors.Read(latest);
        using torch.Tensor weight = file.Get("weight");
        Assert.True(weight.isfinite().all().item<bool>());
    }

    [Fact]
    public void Non_finite_weights_stop_a_run_before_they_are_shown()
    {
        RunConfig config = Config(system: new LinearOptions { NanWeightAtStep = 9 }).With(["checkpointSeconds=1000"]);
        Assert.Contains("step 9: weight weight", Assert.Throws<TrainingDivergedException>(() => TrainingRun.Start(At("run"), config)).Message);
        Assert.False(File.Exists(At("run/samples/step-000010.png")));
    }

    [Fact]
    public void Steps_leave_no_tensors_behind()
    {
        var seen = new Recorder { CountTensors = true };
        TrainingRun.Start(At("run"), Config(steps: 40), seen);
        Assert.Equal(seen.LiveTensors[15], seen.LiveTensors[38]);
    }

    [Fact]
    public void Files_that_cannot_be_read_are_skipped_and_named()
    {
        Assert.Empty(TrainingRun.Start(At("good"), Config()).SkippedFiles);
        for (int i = 0; i < 10; i++) File.WriteAllText(At($"photos/{i}.png"), "no picture");
        IReadOnlyList<FileProblem> skipped = TrainingRun.Start(At("bad"), Config()).SkippedFiles;
        Assert.NotEmpty(skipped);
        Assert.All(skipped, problem => Assert.Matches("^[0-9].png$", problem.Name));
    }
}
