using System.Text.Json.Nodes;
using Csa.Images;
using Csa.Masks;
using Csa.Training;
using Csa.Weights;
using TorchSharp;
using Xunit;

namespace Csa.Tests.Training;

public sealed class TrainingRunTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public TrainingRunTests()
    {
        for (int i = 0; i < 24; i++)
        {
            var pixels = new byte[3 * 16 * 16];
            new Random(i).NextBytes(pixels);
            ImageFile.Write(folder.At($"photos/{i}.png"), new RgbImage(16, 16, pixels));
        }
    }

    public void Dispose() => folder.Dispose();

    private RunConfig Config(long steps = 20, LinearOptions? system = null) => new()
    {
        System = system ?? new LinearOptions(),
        Training = new TrainingOptions
        {
            Data = folder.At("photos"),
            Masks = "strokes",
            Side = 16,
            BatchSize = 4,
            Threads = 1,
            Device = DeviceChoice.Cpu,
            Steps = steps,
            LogSteps = 5,
            SampleSteps = 10,
            CheckpointSeconds = 0,
            ValidationCount = 4,
        },
    };

    [Fact]
    public void ARunLeavesConfigLogSheetsAndTwoCheckpoints()
    {
        string run = folder.At("run");
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

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(20)]
    public void AKilledRunResumesBitIdentical(int killedAt)
    {
        TrainingRun.Start(folder.At("whole"), Config());

        // Killed after the step and before its checkpoint: that step is lost, its log line is not.
        Assert.Throws<KilledException>(() => TrainingRun.Start(folder.At("killed"), Config(), new Recorder { KillAt = killedAt }));
        torch.manual_seed(999);
        TrainingResult resumed = TrainingRun.Resume(folder.At("killed"), LinearSystem.Catalog);

        Assert.Equal(20, resumed.Step);
        AssertSameState(folder.At("whole"), folder.At("killed"));
        Assert.Equal(Terms(folder.At("whole")).Length, Terms(folder.At("killed")).Length);
    }

    [Fact]
    public void ASameSeedRepeatsARunAndAnotherDoesNot()
    {
        TrainingRun.Start(folder.At("a"), Config());
        TrainingRun.Start(folder.At("b"), Config());
        TrainingRun.Start(folder.At("c"), Config().With(["training.seed=2"]));
        AssertSameState(folder.At("a"), folder.At("b"));
        Assert.Throws<Xunit.Sdk.TrueException>(() => AssertSameState(folder.At("a"), folder.At("c")));
    }

    [Fact]
    public void ARunOfMinutesIsRepeatedStepForStepByItsRecord()
    {
        RunConfig minutes = Config().With(["steps=none", "minutes=0.01"]);
        TrainingResult first = TrainingRun.Start(folder.At("minutes"), minutes);
        RunRecord record = RunFolder.ReadRecord(folder.At("minutes"), LinearSystem.Catalog);
        Assert.NotEmpty(record.Plans);
        Assert.Equal(first.Step, record.Plans[^1].EndStep);

        TrainingResult second = TrainingRun.Start(folder.At("again"), record.ToRepeat());
        Assert.Equal(first.Step, second.Step);
        AssertSameState(folder.At("minutes"), folder.At("again"));
    }

    [Fact]
    public void CancellingFinishesTheStepAndLeavesAResumableRun()
    {
        using var cancel = new CancellationTokenSource();
        RunConfig config = Config().With(["checkpointSeconds=1000"]);
        TrainingResult stopped = TrainingRun.Start(folder.At("run"), config, new Recorder { CancelAt = 8, Cancel = cancel }, cancel.Token);

        Assert.Equal(TrainingOutcome.Interrupted, stopped.Outcome);
        Assert.Equal(8, stopped.Step);
        Assert.Contains("--resume", stopped.Summary);
        Assert.Equal(["step-000008.safetensors"], Names(folder.At("run"), "checkpoints"));

        Assert.Equal(TrainingOutcome.Finished, TrainingRun.Resume(folder.At("run"), LinearSystem.Catalog).Outcome);
        TrainingRun.Start(folder.At("whole"), Config());
        AssertSameState(folder.At("whole"), folder.At("run"));
    }

    [Fact]
    public void AFinishedRunResumesToNothing()
    {
        TrainingRun.Start(folder.At("run"), Config());
        var seen = new Recorder();
        TrainingResult again = TrainingRun.Resume(folder.At("run"), LinearSystem.Catalog, seen);
        Assert.Equal((TrainingOutcome.Finished, 20), (again.Outcome, again.Step));
        Assert.Empty(seen.Steps);
    }

    [Fact]
    public void ANonFiniteLossStopsNamingStepTermAndCheckpoint()
    {
        var stopped = Assert.Throws<TrainingDivergedException>(() => TrainingRun.Start(folder.At("run"), Config(system: new LinearOptions { NanLossAtStep = 11 })));
        Assert.Equal(11, stopped.Step);
        Assert.Contains("step 11: term reconstruction", stopped.Message);
        Assert.EndsWith("step-000011.safetensors", stopped.LastGoodCheckpoint);
        Assert.Contains(stopped.LastGoodCheckpoint!, stopped.Message);
    }

    [Fact]
    public void NonFiniteWeightsAreNeverSaved()
    {
        var stopped = Assert.Throws<TrainingDivergedException>(() => TrainingRun.Start(folder.At("run"), Config(system: new LinearOptions { NanWeightAtStep = 11 })));
        Assert.Contains("weight weight", stopped.Message);
        string latest = RunFolder.LatestCheckpoint(folder.At("run"))!;
        Assert.Equal(latest, stopped.LastGoodCheckpoint);
        Assert.EndsWith("step-000011.safetensors", latest);
        using SafetensorsFile file = Safetensors.Read(latest);
        using torch.Tensor weight = file.Get("weight");
        Assert.True(weight.isfinite().all().item<bool>());
    }

    [Fact]
    public void ADamagedOrForeignCheckpointIsNamed()
    {
        TrainingRun.Start(folder.At("run"), Config(steps: 3));
        string latest = RunFolder.LatestCheckpoint(folder.At("run"))!;
        byte[] whole = File.ReadAllBytes(latest);
        File.WriteAllBytes(latest, whole[..^5]);
        Assert.Contains(latest, Assert.Throws<BadInputException>(() => TrainingRun.Resume(folder.At("run"), LinearSystem.Catalog)).Message);

        using torch.Tensor x = torch.ones(2);
        Safetensors.Write(latest, new Dictionary<string, torch.Tensor> { ["x"] = x });
        Assert.Contains("checkpoint", Assert.Throws<BadInputException>(() => TrainingRun.Resume(folder.At("run"), LinearSystem.Catalog)).Message);
    }

    [Fact]
    public void StepsLeaveNoTensorsBehind()
    {
        var seen = new Recorder { CountTensors = true };
        TrainingRun.Start(folder.At("run"), Config(steps: 40), seen);
        Assert.Equal(seen.LiveTensors[15], seen.LiveTensors[38]);
    }

    [Fact]
    public void ATrainedModelLoadsFromRunCheckpointAndExport()
    {
        TrainingRun.Start(folder.At("run"), Config());
        using TrainedModel model = TrainedModel.Load(folder.At("run"), LinearSystem.Catalog);
        model.ExportWeights(folder.At("small.safetensors"));
        using TrainedModel fromFile = TrainedModel.Load(RunFolder.LatestCheckpoint(folder.At("run"))!, LinearSystem.Catalog);
        using TrainedModel small = TrainedModel.Load(folder.At("small.safetensors"), LinearSystem.Catalog);

        Assert.Equal(Config().Training, small.Record.Config.Training);
        using torch.Tensor image = torch.rand(2, 3, 16, 16) * 2 - 1;
        HoleMask hole = HoleMask.Create(16, 16, (y, x) => y > 4 && x > 4).Repeat(2);
        using InpaintingResult a = model.System.Inpaint(image, hole), b = fromFile.System.Inpaint(image, hole), c = small.System.Inpaint(image, hole);
        Assert.True(a.Refined.equal(b.Refined).all().item<bool>());
        Assert.InRange((a.Refined - c.Refined).abs().max().item<float>(), 0, 2e-3f);
        using SafetensorsFile file = Safetensors.Read(folder.At("small.safetensors"));
        Assert.Equal(["weight"], file.Names);
        using torch.Tensor half = file.Get("weight");
        Assert.Equal(torch.ScalarType.Float16, half.dtype);
    }

    [Fact]
    public void FilesThatCannotBeReadAreSkippedAndNamed()
    {
        Assert.Empty(TrainingRun.Start(folder.At("good"), Config()).SkippedFiles);
        for (int i = 0; i < 10; i++) File.WriteAllText(folder.At($"photos/{i}.png"), "no picture");
        IReadOnlyList<FileProblem> skipped = TrainingRun.Start(folder.At("bad"), Config()).SkippedFiles;
        Assert.NotEmpty(skipped);
        Assert.All(skipped, problem => Assert.Matches("^[0-9].png$", problem.Name));
    }

    [Fact]
    public void PlacesThatAreNoModelAreNamed()
    {
        Assert.Contains("config.json", Assert.Throws<BadInputException>(() => TrainedModel.Load(folder.At("photos"), LinearSystem.Catalog)).Message);
        Assert.Contains("none", Assert.Throws<BadInputException>(() => TrainedModel.Load(folder.At("absent"), LinearSystem.Catalog)).Message);
        using (RunFolder run = RunFolder.Create(folder.At("fresh"))) run.WriteRecord(new RunRecord { Config = Config() });
        Assert.Contains("has none yet", Assert.Throws<BadInputException>(() => TrainedModel.Load(folder.At("fresh"), LinearSystem.Catalog)).Message);
    }

    private static string[] Names(string run, string part) => [.. Directory.GetFiles(Path.Combine(run, part)).Select(file => Path.GetFileName(file)).Order()];

    private static JsonNode[] Log(string run) => [.. File.ReadLines(Path.Combine(run, "log.jsonl")).Select(line => JsonNode.Parse(line)!)];

    private static JsonNode[] Terms(string run) => [.. Log(run).Where(line => line["terms"] is not null)];

    private static void AssertSameState(string runA, string runB)
    {
        using SafetensorsFile a = Safetensors.Read(RunFolder.LatestCheckpoint(runA)!), b = Safetensors.Read(RunFolder.LatestCheckpoint(runB)!);
        Assert.Equal(a.Names, b.Names);
        Assert.Contains("trainer.rng", a.Names);
        foreach (string name in a.Names)
        {
            using torch.Tensor x = a.Get(name), y = b.Get(name);
            Assert.True(x.bytes.SequenceEqual(y.bytes), name);
        }
    }

    private sealed class KilledException : Exception;

    private sealed class Recorder : ITrainingObserver
    {
        public List<long> Steps { get; } = [];

        public List<long> LiveTensors { get; } = [];

        public bool CountTensors { get; init; }

        public long? KillAt { get; init; }

        public long? CancelAt { get; init; }

        public CancellationTokenSource? Cancel { get; init; }

        public void OnStep(StepReport report)
        {
            Steps.Add(report.Step);
            if (CountTensors) LiveTensors.Add(DisposeScopeManager.Statistics.ThreadTotalLiveCount);
            if (report.Step == CancelAt) Cancel!.Cancel();
            if (report.Step == KillAt) throw new KilledException();
        }
    }
}
