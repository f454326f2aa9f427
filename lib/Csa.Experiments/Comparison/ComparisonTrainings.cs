using Csa.Data;
using Csa.Experiments.Training;
using Csa.Systems;

namespace Csa.Experiments.Comparison;

/// <summary>
/// Carries out the trainings of a comparison that are not finished yet. Several processes may share the work: each takes
/// runs that no other has.
/// </summary>
/// <param name="catalog">The systems that runs can name.</param>
/// <param name="root">The comparison's folder.</param>
/// <param name="watch">Receives their progress.</param>
/// <param name="cancellation">Stops after a step and saves the current run's checkpoint.</param>
internal sealed class ComparisonTrainings(SystemCatalog catalog, string root, IComparisonObserver watch, CancellationToken cancellation)
{
    /// <summary>
    /// Trains the unfinished runs one by one, then goes on with those of each set that is to be extended. A run that diverges
    /// continues at a lower learning rate, and is given up after a few attempts.
    /// </summary>
    /// <param name="runs">In this order.</param>
    /// <param name="extendAbove">See <see cref="ComparisonProtocol.ExtendAbove"/>.</param>
    /// <returns>How many runs other processes are still training when this one has nothing left to do.</returns>
    /// <exception cref="OperationCanceledException">Cancelled; the current run's checkpoint is saved.</exception>
    /// <exception cref="BadInputException">A run in the folder was made by another protocol.</exception>
    public int Finish(IReadOnlyList<ComparisonRun> runs, double? extendAbove)
    {
        bool mayExtend = extendAbove is not null;
        TrainAll(runs, mayExtend);
        if (extendAbove is double least)
        {
            ComparisonRun[] longer = [.. runs.GroupBy(run => run.Set).Where(set => IsExtended([.. set], least)).SelectMany(set => set).Select(run => run.Extended())];
            TrainAll(longer, mayExtend);
            runs = [.. runs, .. longer];
        }

        return runs.Count(run => !IsDone(run));
    }

    /// <summary>
    /// Says whether the runs of a set are to be extended: all have ended, and the mean over the seeds of one system's
    /// <see cref="TrainingJournal.LateGain"/> is above the limit, or one of them has been extended already.
    /// </summary>
    /// <param name="set">All runs of a set, at their first length.</param>
    /// <param name="extendAbove">See <see cref="ComparisonProtocol.ExtendAbove"/>.</param>
    public bool IsExtended(IReadOnlyList<ComparisonRun> set, double extendAbove)
    {
        if (set.Any(run => StepsOf(run) > run.Config.Training.Steps)) return true;
        return set.All(IsDone) && set.Where(run => GivenUp(run) is null).GroupBy(run => run.Name)
            .Any(seeds => seeds.Average(run => TrainingJournal.LateGain(run.Folder(root))) > extendAbove);
    }

    /// <summary>The divergence of a run that was given up; null for any other run.</summary>
    public Divergence? GivenUp(ComparisonRun run)
    {
        string folder = run.Folder(root);
        return RunFolder.HasRun(folder) && RunFolder.ReadRecord(folder, catalog) is { IsGivenUp: true } record ? record.Divergence : null;
    }

    private bool IsDone(ComparisonRun run) => TrainingRun.HasReached(run.Folder(root), run.Config.Training.Steps!.Value, catalog);

    // As its config.json has it; null for a run that is not begun.
    private long? StepsOf(ComparisonRun run) => RunFolder.HasRun(run.Folder(root)) ? RunFolder.ReadRecord(run.Folder(root), catalog).Config.Training.Steps : null;

    private void TrainAll(IReadOnlyList<ComparisonRun> runs, bool mayExtend)
    {
        for (int i = 0; i < runs.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            (string folder, int number) = (runs[i].Folder(root), i + 1);
            RequireThisProtocol(runs[i], folder, mayExtend);
            Train(runs[i], folder, () => watch.OnTraining(number, runs.Count, folder));
        }
    }

    private void Train(ComparisonRun run, string folder, Func<ITrainingObserver> observe)
    {
        try
        {
            if (TrainingRun.TrainTo(folder, run.Config, catalog, observe, cancellation) is not TrainingResult result) return;
            watch.OnEnd(result);
            if (result.Outcome == TrainingOutcome.Interrupted) throw new OperationCanceledException(cancellation);
        }
        catch (TrainingDivergedException fault)
        {
            watch.OnGivenUp(folder, fault);
        }
    }

    private void RequireThisProtocol(ComparisonRun run, string folder, bool mayExtend)
    {
        if (!RunFolder.HasRun(folder)) return;
        RunConfig found = RunFolder.ReadRecord(folder, catalog).Config;
        (long? steps, long? there) = (run.Config.Training.Steps, found.Training.Steps);
        bool isItsLength = there == steps || (mayExtend && (there == ComparisonRun.ExtendedSteps(steps) || steps == ComparisonRun.ExtendedSteps(there)));
        string[] others = [.. ConfigDifferences.Between(run.Config.ToJson(), found.ToJson()), .. isItsLength ? Array.Empty<string>() : [$"training.steps is {steps}, was {there}"]];
        if (others.Length > 0) throw new BadInputException($"{folder}: was trained by another protocol: {string.Join("; ", others)}; choose another --out");
    }
}
