using Csa.Data;
using Csa.Masks;
using static TorchSharp.torch;

namespace Csa.Training;

/// <summary>A training run from a configuration to its result: opens the data, builds the system, trains in a folder.</summary>
public static class TrainingRun
{
    /// <summary>Starts a run.</summary>
    /// <param name="path">A folder without a run; it is made.</param>
    /// <param name="config">What to train, on what, for how long.</param>
    /// <param name="observer">Is told of progress, or null.</param>
    /// <param name="cancel">Asks to stop: the step is finished and a checkpoint written.</param>
    /// <exception cref="BadInputException">An option out of range, no such data, or the folder holds a run.</exception>
    /// <exception cref="TrainingDivergedException">A term or weight became non-finite.</exception>
    public static TrainingResult Start(string path, RunConfig config, ITrainingObserver? observer = null, CancellationToken cancel = default)
    {
        config.Training.Validate();
        using RunFolder folder = RunFolder.Create(path);
        return Run(folder, new RunRecord { Config = config }, observer, cancel);
    }

    /// <summary>Continues a run from its latest checkpoint, or from the start where it has none.</summary>
    /// <param name="path">A run folder.</param>
    /// <param name="catalog">The systems that config.json can name.</param>
    /// <param name="observer">Is told of progress, or null.</param>
    /// <param name="cancel">Asks to stop: the step is finished and a checkpoint written.</param>
    /// <exception cref="BadInputException">No run, a damaged file, or another process trains in the folder.</exception>
    /// <exception cref="TrainingDivergedException">A term or weight became non-finite.</exception>
    public static TrainingResult Resume(string path, SystemCatalog catalog, ITrainingObserver? observer = null, CancellationToken cancel = default)
    {
        using RunFolder folder = RunFolder.Resume(path);
        return Run(folder, RunFolder.ReadRecord(path, catalog), observer, cancel);
    }

    private static TrainingResult Run(RunFolder folder, RunRecord record, ITrainingObserver? observer, CancellationToken cancel)
    {
        TrainingOptions options = record.Config.Training;
        record.Config.System.RequireSide(options.Side);
        Device device = options.ResolveDevice();
        IImageSource images = ImageSources.Open(options.Data);
        IMaskSource masks = MaskSources.Open(options.Masks);
        if (options.Threads > 0) set_num_threads(options.Threads);
        manual_seed((long)options.Seed);
        using ITrainableSystem system = record.Config.System.Create(options.Seed, device);

        RunEnvironment here = RunEnvironment.Here(device) with { Images = images.Description, Masks = masks.Description, Notes = system.Notes };
        if (record.Environment.Started.Length > 0) here = here with { Started = record.Environment.Started };
        var batches = new Batches(images, masks, new BatchOptions { Side = options.Side, BatchSize = options.BatchSize, Seed = options.Seed, Flip = options.Flip });
        var trainer = new Trainer(system, batches, ValidationSet(images, masks, options), folder, record with { Environment = here }, observer);
        return trainer.Train(cancel) with { SkippedFiles = [.. images.Problems, .. masks.Problems] };
    }

    // A folder of a handful of photographs may have none to validate on: it can still be trained on.
    private static EvaluationSet? ValidationSet(IImageSource images, IMaskSource masks, TrainingOptions options) =>
        options.ValidationCount == 0 || images.Count(Split.Validation) == 0
            ? null
            : new EvaluationSet(images, masks, new EvaluationOptions { Side = options.Side, Count = options.ValidationCount });
}
