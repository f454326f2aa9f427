using System.Runtime.CompilerServices;
using Csa.Baselines;
using Csa.Data.Masks;
using Csa.Data.Sources;
using Csa.Drawings;
using Csa.Experiments.Evaluation;
using Csa.Experiments.Training;
using Csa.Systems;
using Xunit;

namespace Csa.Outsiders;

/// <summary>Whoever has the published libraries alone can add a system, train it, load it and compare it.</summary>
public sealed class SixthSystemTests : IDisposable
{
    private const int Side = 32;

    private static readonly RunConfig Config = new()
    {
        System = new SixthOptions { LearningRate = 1e-3, EmaDecay = 0.5 },
        Training = new TrainingOptions { Side = Side, BatchSize = 2, Steps = 10, Threads = 1, ValidationCount = 2 },
    };

    private readonly string folder = Directory.CreateTempSubdirectory("csa-outsiders-").FullName;

    [Fact]
    public void Ten_steps_are_trained_loaded_and_compared()
    {
        string run = Path.Combine(folder, "run");
        Assert.Equal(TrainingOutcome.Finished, TrainingRun.Start(run, Config).Outcome);

        SystemCatalog catalog = ComparedSystems.Catalog.With(new SystemPresets("sixth", () => Config, () => Config));
        using TrainedModel sixth = TrainedModel.Load(run, catalog, DeviceChoice.Cpu);
        using var mean = new MeanFill();
        var set = new EvaluationSet(ImageSources.Open("builtin:portraits"), MaskSources.Open("centre"), new EvaluationOptions { Split = Split.Test, Side = Side, Count = 4 });
        EvaluationReport report = Evaluator.Run(
            [new(sixth.System), new(mean)], [EvaluationPart.Of("centre", set)], new EvaluationDescription { Data = "builtin:portraits" });

        SummaryRow[] rows = [.. EvaluationSummary.Of(report).Rows];
        Assert.Contains(rows, row => row.System == "sixth");
        Assert.Contains(rows, row => row.System == mean.Name);
    }

    [Fact]
    public void It_takes_less_than_sixty_lines() => Assert.InRange(File.ReadLines(Path.Combine(Here(), "SixthSystem.cs")).Count(), 1, 59);

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
