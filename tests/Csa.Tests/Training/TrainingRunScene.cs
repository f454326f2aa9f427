using System.Text.Json.Nodes;
using Csa.Data.Images;
using Csa.Experiments.Training;
using Csa.Systems;
using Csa.Tensors.Weights;
using TorchSharp;
using Xunit;

namespace Csa.Tests.Training;

/// <summary>Photographs of noise, a small system to train on them, and what its runs leave.</summary>
public abstract class TrainingRunScene : IDisposable
{
    private readonly TemporaryFolder folder = new();

    protected TrainingRunScene()
    {
        for (int i = 0; i < 24; i++)
        {
            var pixels = new byte[3 * 16 * 16];
            new Random(i).NextBytes(pixels);
            ImageFile.Write(folder.At($"photos/{i}.png"), new RgbImage(16, 16, pixels));
        }
    }

    public void Dispose()
    {
        folder.Dispose();
        GC.SuppressFinalize(this);
    }

    protected string At(string name) => folder.At(name);

    protected RunConfig Config(long steps = 20, LinearOptions? system = null) => new()
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

    protected static string[] Names(string run, string part) => [.. Directory.GetFiles(Path.Combine(run, part)).Select(file => Path.GetFileName(file)).Order()];

    protected static JsonNode[] Log(string run) => [.. File.ReadLines(Path.Combine(run, "log.jsonl")).Select(line => JsonNode.Parse(line)!)];

    protected static JsonNode[] Terms(string run) => [.. Log(run).Where(line => line["terms"] is not null)];

    protected static void AssertSameState(string runA, string runB)
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

    /// <summary>Changes a checkpoint.</summary>
    protected static void Rewrite(string path, Action<Dictionary<string, torch.Tensor>> change, Action<Dictionary<string, string>>? metadata = null)
    {
        using var scope = torch.NewDisposeScope();
        Dictionary<string, torch.Tensor> tensors;
        Dictionary<string, string> texts;
        using (SafetensorsFile file = Safetensors.Read(path))
        {
            tensors = file.Load().ToDictionary();
            texts = file.Metadata.ToDictionary();
        }

        change(tensors);
        metadata?.Invoke(texts);
        Safetensors.Write(path, tensors, texts);
    }

    protected sealed class KilledException : Exception;

    protected sealed class Recorder : ITrainingObserver
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
