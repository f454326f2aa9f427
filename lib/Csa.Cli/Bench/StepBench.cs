using Csa.Baselines;
using Csa.Data.Masks;
using Csa.Data.Sources;
using Csa.Drawings;
using Csa.Networks;
using Csa.Systems;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Cli.Bench;

/// <summary>
/// Training steps and inference with our convolutions and allocator settings, compared with plain calls: what correctness
/// costs or gains.
/// </summary>
internal static class StepBench
{
    private const string Plain = "plain convolutions and malloc";

    /// <summary>A step of a system's quick preset.</summary>
    /// <param name="model">The system's name.</param>
    public static Func<int, BenchRow> OfQuick(string model) => rounds => Step(ComparedSystems.Catalog.Presets(model).Quick, $"{model} quick step", rounds);

    /// <summary>A step of CSA's paper preset, with random features.</summary>
    public static BenchRow OfPaper(int rounds) => Step(Presets.Paper(), "csa paper step at 256x256", rounds);

    /// <summary>The same networks filling one image.</summary>
    public static BenchRow PaperInference(int rounds)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var networks = new TwoStageGenerator(new NetworkOptions());
        Tensor image = rand(1, 3, 256, 256);
        HoleMask hole = MaskShapes.Centre(256);
        return Against("csa paper inference at 256x256", rounds, () => networks.forward(image, hole).Dispose());
    }

    private static BenchRow Step(RunConfig config, string subject, int rounds)
    {
        using var step = new StepOfRun(config);
        return Against(subject, rounds, step.Take);
    }

    private static BenchRow Against(string subject, int rounds, Action work)
    {
        double[] seconds = Interleaved.MedianSeconds(rounds, work, () =>
        {
            Convolution2d.Substitute = Convolution2d.Plain;
            NativeRuntime.KeepFreedMemory(false);
            try
            {
                work();
            }
            finally
            {
                Convolution2d.Substitute = null;
                NativeRuntime.KeepFreedMemory(true);
            }
        });
        return new BenchRow(subject, seconds[0], Plain, seconds[1]);
    }
}

/// <summary>The first training step of a run, to be taken again and again on its first batch.</summary>
internal sealed class StepOfRun : IDisposable
{
    private readonly ITrainableSystem system;
    private readonly TrainingBatch batch;

    /// <summary>Makes the run's system and its first batch.</summary>
    /// <param name="config">The run.</param>
    public StepOfRun(RunConfig config)
    {
        TrainingOptions training = config.Training;
        system = config.System.Create(training.Seed, CPU);
        var batches = new Batches(ImageSources.Open(training.Data), MaskSources.Open(training.Masks), new BatchOptions { Side = training.Side, BatchSize = training.BatchSize, Seed = training.Seed });
        batch = batches.At(0);
    }

    /// <summary>Takes the step.</summary>
    public void Take() => system.Step(batch, new TrainingProgress(0, 1));

    /// <inheritdoc/>
    public void Dispose()
    {
        system.Dispose();
        batch.Dispose();
    }
}
