using System.Text;
using System.Text.Json.Nodes;
using Csa.Data;
using Csa.Data.Masks;
using Csa.Data.Ranks;
using Csa.Data.Sources;
using Csa.Drawings;
using Csa.Systems;

namespace Csa.Experiments.Training;

/// <summary>Runs a training from its configuration to its result: opens the data, builds the system, trains in a folder.</summary>
public static class TrainingRun
{
    /// <summary>Starts a run.</summary>
    /// <param name="path">A folder without a run; it is made.</param>
    /// <param name="config">What to train, on what, for how long.</param>
    /// <param name="observer">Receives progress; may be null.</param>
    /// <param name="cancel">Asks to stop: the step is finished and a checkpoint written.</param>
    /// <param name="recover">Continue automatically if the run diverges, as <see cref="ResumeSlower"/> does; at most
    /// <see cref="Recovery.MaxCount"/> times.</param>
    /// <param name="ranks">The processes that train together, of which this is rank 0; the others call <see cref="Follow"/>.
    /// Null = this one alone.</param>
    /// <exception cref="BadInputException">An option out of range, no such data, the folder holds a run, or libtorch
    /// convolves wrongly on this CPU.</exception>
    /// <exception cref="TrainingDivergedException">A term or weight became non-finite.</exception>
    public static TrainingResult Start(string path, RunConfig config, ITrainingObserver? observer = null, CancellationToken cancel = default, bool recover = false, IRankGroup? ranks = null)
    {
        config.Training.Validate();
        using RunWriter folder = RunWriter.Create(path);
        return Run(folder, new RunRecord { Config = config }, observer, cancel, ranks, recover: recover);
    }

    /// <summary>Continues a run from its latest checkpoint, or from the start where it has none.</summary>
    /// <param name="path">A run folder.</param>
    /// <param name="catalog">The systems that config.json can name.</param>
    /// <param name="observer">Receives progress; may be null.</param>
    /// <param name="cancel">Asks to stop: the step is finished and a checkpoint written.</param>
    /// <param name="recover">Continue automatically if the run diverges, as <see cref="ResumeSlower"/> does; at most
    /// <see cref="Recovery.MaxCount"/> times.</param>
    /// <param name="ranks">The processes that train together, of which this is rank 0; the others call <see cref="Follow"/>.
    /// Null = this one alone.</param>
    /// <exception cref="BadInputException">No run, a damaged file, or another process trains in the folder.</exception>
    /// <exception cref="TrainingDivergedException">A term or weight became non-finite.</exception>
    public static TrainingResult Resume(string path, SystemCatalog catalog, ITrainingObserver? observer = null, CancellationToken cancel = default, bool recover = false, IRankGroup? ranks = null)
    {
        using RunWriter folder = RunWriter.Resume(path);
        return Run(folder, RunFolder.ReadRecord(path, catalog), observer, cancel, ranks, recover: recover);
    }

    /// <summary>
    /// Continues a run at a lower learning rate: one that diverged, from the averaged weights of its last good checkpoint.
    /// </summary>
    /// <remarks>
    /// A run that diverges again before its next checkpoint continues from the checkpoint before; the one that failed is
    /// deleted.
    /// </remarks>
    /// <param name="path">A run folder.</param>
    /// <param name="catalog">The systems that config.json can name.</param>
    /// <param name="factor">The factor on the learning rate from here on, between 0 and 1; config.json keeps it.</param>
    /// <param name="observer">Receives progress; may be null.</param>
    /// <param name="cancel">Asks to stop: the step is finished and a checkpoint written.</param>
    /// <param name="ranks">The processes that train together, of which this is rank 0; the others call <see cref="Follow"/>.
    /// Null = this one alone.</param>
    /// <exception cref="BadInputException">No run, a damaged file, a factor out of range, or another process trains in the
    /// folder.</exception>
    /// <exception cref="TrainingDivergedException">A term or weight became non-finite.</exception>
    public static TrainingResult ResumeSlower(string path, SystemCatalog catalog, double factor = Recovery.Factor, ITrainingObserver? observer = null, CancellationToken cancel = default, IRankGroup? ranks = null)
    {
        if (factor is not (> 0 and < 1)) throw new BadInputException($"factor: want more than 0 and less than 1, got {factor}");
        using RunWriter folder = RunWriter.Resume(path);
        return Run(folder, Slower(folder, RunFolder.ReadRecord(path, catalog), factor), observer, cancel, ranks);
    }

    /// <summary>Continues a run, finished or not, to another length.</summary>
    /// <remarks>
    /// From here on schedules see the fraction of the new length: a decaying learning rate rises and falls again; with a
    /// constant one this equals a run of that length.
    /// </remarks>
    /// <param name="path">A run folder.</param>
    /// <param name="catalog">The systems that config.json can name.</param>
    /// <param name="budget">The length of the whole run, what is done included; config.json keeps it.</param>
    /// <param name="observer">Receives progress; may be null.</param>
    /// <param name="cancel">Asks to stop: the step is finished and a checkpoint written.</param>
    /// <param name="ranks">The processes that train together, of which this is rank 0; the others call <see cref="Follow"/>.
    /// Null = this one alone.</param>
    /// <exception cref="BadInputException">No run, a damaged file, another process trains in the folder, or the run is
    /// beyond that length.</exception>
    /// <exception cref="TrainingDivergedException">A term or weight became non-finite.</exception>
    public static TrainingResult Extend(string path, SystemCatalog catalog, TrainingBudget budget, ITrainingObserver? observer = null, CancellationToken cancel = default, IRankGroup? ranks = null)
    {
        using RunWriter folder = RunWriter.Resume(path);
        return Run(folder, Longer(RunFolder.ReadRecord(path, catalog), budget), observer, cancel, ranks);
    }

    /// <summary>
    /// Brings a run to a number of steps, with recoveries, whatever has been done of it: starts it, continues it or extends it.
    /// Several processes may ask for the same run at any time: one trains it.
    /// </summary>
    /// <param name="path">A run folder, or none yet; it is made.</param>
    /// <param name="config">What to train, with the number of steps.</param>
    /// <param name="catalog">The systems that config.json can name.</param>
    /// <param name="observe">Creates the observer of the run; called only if there is something to do.</param>
    /// <param name="cancel">Asks to stop: the step is finished and a checkpoint written.</param>
    /// <returns>Null if there is nothing to do: another process trains the run, it has its steps, or it was given up.</returns>
    /// <exception cref="BadInputException">As for <see cref="Start"/> and <see cref="Resume"/>.</exception>
    /// <exception cref="TrainingDivergedException">A term or weight became non-finite.</exception>
    internal static TrainingResult? TrainTo(string path, RunConfig config, SystemCatalog catalog, Func<ITrainingObserver> observe, CancellationToken cancel)
    {
        config.Training.Validate();
        long steps = config.Training.Steps!.Value;
        // A finished run is only read, as is one that another process holds.
        if (HasReached(path, steps, catalog) || RunWriter.IsBusy(path)) return null;
        // What is to be done is asked behind the lock: another process may have done it a moment ago.
        using RunWriter? folder = RunWriter.OpenUnlessBusy(path);
        if (folder is null || HasReached(path, steps, catalog)) return null;
        if (!RunFolder.HasRun(path)) return Run(folder, new RunRecord { Config = config }, observe(), cancel, ranks: null, recover: true);
        RunRecord record = RunFolder.ReadRecord(path, catalog);
        bool isShorter = record.Config.Training.Steps < steps;
        return Run(folder, isShorter ? Longer(record, TrainingBudget.OfSteps(steps)) : record, observe(), cancel, ranks: null, recover: true);
    }

    /// <summary>Repeats a run to the bit: its options, plans, threads and device, on the same data and machine.</summary>
    /// <param name="path">A folder without a run; it is made.</param>
    /// <param name="original">The record of the run. What its environment does not say (a config.json written by hand) is
    /// not compared.</param>
    /// <param name="observer">Receives progress, and notices if the machine or program differs from the record's, so that
    /// the bits may differ too; may be null.</param>
    /// <param name="cancel">Asks to stop: the step is finished and a checkpoint written.</param>
    /// <param name="ranks">The processes that train together, of which this is rank 0; the others call <see cref="Follow"/>.
    /// Null = this one alone.</param>
    /// <exception cref="BadInputException">The data or features are others than the record's, its device is not here, or the
    /// folder holds a run.</exception>
    /// <exception cref="TrainingDivergedException">A term or weight became non-finite.</exception>
    public static TrainingResult Repeat(string path, RunRecord original, ITrainingObserver? observer = null, CancellationToken cancel = default, IRankGroup? ranks = null)
    {
        RunConfig config = original.ConfigToRepeat();
        config.Training.Validate();
        using RunWriter folder = RunWriter.Create(path);
        if (config.Training.Minutes is not null) observer?.OnNotice("the record has no plan, the run ended before its speed was known: as many minutes are repeated, not as many steps");
        return Run(folder, new RunRecord { Config = config, Recoveries = original.Recoveries }, observer, cancel, ranks, original.Environment);
    }

    /// <summary>
    /// Takes part, on a rank other than 0, in the run that rank 0 starts, resumes, extends or repeats; returns when rank 0's call does.
    /// If either throws, the other ranks wait for ever, so the caller that catches it must call <see cref="IRankGroup.Abort"/>.
    /// </summary>
    /// <param name="ranks">All of them.</param>
    /// <param name="catalog">The systems that config.json can name.</param>
    /// <param name="cancel">Asks all ranks to stop: the step is finished and rank 0 writes a checkpoint.</param>
    /// <exception cref="BadInputException">This rank cannot read the data, or has no device for it.</exception>
    public static void Follow(IRankGroup ranks, SystemCatalog catalog, CancellationToken cancel = default) => RankFollower.Follow(RankPlace.Find(ranks), catalog, cancel);

    /// <summary>Starts a run, with recoveries, on images and holes that no option names.</summary>
    /// <param name="path">A folder without a run; it is made.</param>
    /// <param name="config">As for <see cref="Start"/>; its data and masks are not opened.</param>
    /// <param name="images">The images.</param>
    /// <param name="masks">Their holes.</param>
    /// <param name="observer">Receives progress; may be null.</param>
    /// <param name="cancel">Asks to stop: the step is finished and a checkpoint written.</param>
    internal static TrainingResult StartOn(string path, RunConfig config, IImageSource images, IMaskSource masks, ITrainingObserver? observer, CancellationToken cancel)
    {
        config.Training.Validate();
        using RunWriter folder = RunWriter.Create(path);
        return Run(folder, new RunRecord { Config = config }, observer, cancel, ranks: null, recover: true, given: new(images, masks));
    }

    /// <summary>True if nothing is left to be done up to a number of steps: the run has them, or it was given up, so that its steps would come to the same again.</summary>
    /// <param name="path">A run folder, or none yet.</param>
    /// <param name="steps">The number of steps.</param>
    /// <param name="catalog">The systems that config.json can name.</param>
    internal static bool HasReached(string path, long steps, SystemCatalog catalog) =>
        RunFolder.StepsDone(path) >= steps || (RunFolder.HasRun(path) && RunFolder.ReadRecord(path, catalog).IsGivenUp);

    private static RunRecord Longer(RunRecord record, TrainingBudget budget)
    {
        TrainingOptions options = budget.Of(record.Config.Training);
        options.Validate();
        return record with { Config = record.Config with { Training = options }, Plans = [] };
    }

    private static TrainingResult Run(
        RunWriter folder, RunRecord record, ITrainingObserver? observer, CancellationToken cancel, IRankGroup? ranks, RunEnvironment? repeated = null, bool recover = false,
        ImagesWithMasks? given = null)
    {
        RankPlace place = RankPlace.Find(ranks);
        CheckSwapped(folder.Path, record.Config, observer);
        TrainingOptions options = record.Config.Training;
        TrainingInputs inputs = TrainingInputs.Open(record.Config, place, observer, given);
        (IImageSource images, IMaskSource masks) = (inputs.Images, inputs.Masks);
        EvaluationSet? validationSet = ValidationSet(images, masks, options, observer);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        while (true)
        {
            try
            {
                TrainingResult result = Train();
                if (place.Ranks is not null) new RankCommand(RankCommand.Kind.End).Send(place.Ranks);
                return result with { SkippedFiles = [.. images.Problems, .. masks.Problems] };
            }
            catch (TrainingDivergedException fault) when (recover && fault.Record.IsRecoverable)
            {
                record = Slower(folder, fault.Record, Recovery.Factor);
                repeated = null;
            }
        }

        // As a process of its own would: from the latest checkpoint, or from fresh weights.
        TrainingResult Train()
        {
            using ITrainableSystem system = inputs.NewSystem(record.Config);
            // A run that has a checkpoint goes on from there, and no longer needs the file that it began with.
            bool begun = RunFolder.LatestCheckpoint(folder.Path) is not null;
            string start = begun ? record.Environment.StartFingerprint : StartingWeights.Load(options.StartFrom, system, record.Config.System);
            RunEnvironment here = inputs.Here with { StartFingerprint = start, Notes = system.Notes };
            if (repeated is null) TellResumed(record.Environment, here, observer);
            else CheckRepeated(repeated, here, observer);
            if (record.Environment.Started.Length > 0) here = here with { Started = record.Environment.Started };
            RunRecord begins = record with { Environment = here, Divergence = null };
            ITrainableSystem trained = place.Ranks is null ? system : Leading(system, place.Ranks, begins);
            return new Trainer(trained, inputs.Batches, validationSet, folder, begins, observer).Train(stop.Token);
        }

        ITrainableSystem Leading(ITrainableSystem system, IRankGroup all, RunRecord begins)
        {
            new RankCommand(RankCommand.Kind.Begin).Send(all);
            all.BroadcastBytes(Encoding.UTF8.GetBytes(begins.ToJson()), 0);
            CheckRanks(RankFollower.Compare(all, begins.Environment), observer);
            return new LeadingSystem(system, all, inputs.Share, stop);
        }
    }

    private static void CheckRanks(RunEnvironment[] found, ITrainingObserver? observer)
    {
        for (int rank = 1; rank < found.Length; rank++)
        {
            (string, string) who = ("of rank 0", $"of rank {rank}");
            if (found[0].InputDifferences(found[rank], who) is { Count: > 0 } inputs)
                throw new BadInputException($"rank {rank} reads other files than rank 0: {string.Join("; ", inputs)}; give every machine the same ones");
            if (found[0].MachineDifferences(found[rank], who) is { Count: > 0 } machine)
                observer?.OnNotice($"rank {rank} may round differently from rank 0: {string.Join("; ", machine)}");
        }
    }

    // The checkpoint that a run went on from and diverged again before the next one is no good one.
    private static RunRecord Slower(RunWriter folder, RunRecord record, double factor)
    {
        Recovery? last = record.Recoveries.LastOrDefault();
        bool again = record.Divergence is not null && last is { After: not null } && last.FromStep == RunFolder.StepsDone(folder.Path);
        if (again && RunFolder.CheckpointBeforeLatest(folder.Path) is not null) folder.DeleteLatestCheckpoint();
        var recovery = new Recovery(RunFolder.StepsDone(folder.Path), factor * (last?.RateFactor ?? 1), record.Divergence);
        return record with { Recoveries = [.. record.Recoveries, recovery] };
    }

    private static void CheckRepeated(RunEnvironment then, RunEnvironment here, ITrainingObserver? observer)
    {
        if (then.InputDifferences(here) is { Count: > 0 } inputs)
            throw new BadInputException($"this would be another run, not a repetition: {string.Join("; ", inputs)}; bring back what the record names, or start a run of its own with --data and --set");
        if (then.MachineDifferences(here) is { Count: > 0 } machine)
            observer?.OnNotice($"the repetition may differ in the last bits: {string.Join("; ", machine)}");
    }

    // A config.json of another run, copied here by mistake, would go on with this one's weights; one edited on purpose may.
    private static void CheckSwapped(string path, RunConfig config, ITrainingObserver? observer)
    {
        if (RunFolder.LatestCheckpoint(path) is not string latest || Checkpoint.ConfigOf(latest) is not JsonObject saved) return;
        string model = saved["model"]?.ToString() ?? "";
        if (model != config.System.Model)
            throw new BadInputException($"{path}: its config.json is of a run of '{config.System.Model}', its checkpoint {latest} of one of '{model}'; bring back the config.json that belongs here");
        string[] others = [.. ConfigDifferences.Between(config.ToJson(), saved)];
        if (others.Length > 0) observer?.OnNotice($"config.json is not as the checkpoint was trained with, is it of another run? The run goes on as it says: {string.Join("; ", others)}");
    }

    private static void TellResumed(RunEnvironment then, RunEnvironment here, ITrainingObserver? observer)
    {
        string[] others = [.. then.InputDifferences(here), .. then.MachineDifferences(here)];
        if (others.Length > 0) observer?.OnNotice($"the run goes on, but perhaps not to the bit as if it had never stopped: {string.Join("; ", others)}");
    }

    // A folder of a handful of photographs may have none to validate on: it can still be trained on.
    private static EvaluationSet? ValidationSet(IImageSource images, IMaskSource masks, TrainingOptions options, ITrainingObserver? observer)
    {
        if (options.ValidationCount == 0) return null;
        if (images.Count(Split.Validation) > 0) return new EvaluationSet(images, masks, new EvaluationOptions { Side = options.Side, Count = options.ValidationCount });
        if (options.Keep == TrainingOptions.KeepBest) throw new BadInputException($"{images.Description}: want validation images to know the best checkpoint, none of its images fell to validation; add more, or keep all or a number");
        observer?.OnNotice($"{images.Description}: none of its images fell to validation; the run is not validated on the way");
        return null;
    }
}
