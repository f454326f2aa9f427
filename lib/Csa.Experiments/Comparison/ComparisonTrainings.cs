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
    /// Trains the unfinished runs one by one. A run that diverges continues at a lower learning rate, and is given up after
    /// a few attempts.
    /// </summary>
    /// <param name="runs">In this order.</param>
    /// <returns>How many runs other processes are still training when this one has nothing left to do.</returns>
    /// <exception cref="OperationCanceledException">Cancelled; the current run's checkpoint is saved.</exception>
    /// <exception cref="BadInputException">A run in the folder was made by another protocol.</exception>
    public int Finish(IReadOnlyList<ComparisonRun> runs)
    {
        for (int i = 0; i < runs.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            string folder = runs[i].Folder(root);
            RequireThisProtocol(runs[i], folder);
            if (IsDone(runs[i]) || RunWriter.IsBusy(folder)) continue;
            Train(runs[i], folder, watch.OnTraining(i + 1, runs.Count, folder));
        }

        return runs.Count(run => !IsDone(run));
    }

    /// <summary>The divergence of a run that was given up; null for any other run.</summary>
    public Divergence? GivenUp(ComparisonRun run)
    {
        string folder = run.Folder(root);
        return RunFolder.HasRun(folder) && RunFolder.ReadRecord(folder, catalog) is { IsGivenUp: true } record ? record.Divergence : null;
    }

    // A run given up stays so: its steps would come to the same again.
    private bool IsDone(ComparisonRun run) => RunFolder.StepsDone(run.Folder(root)) >= run.Config.Training.Steps || GivenUp(run) is not null;

    private void Train(ComparisonRun run, string folder, ITrainingObserver training)
    {
        try
        {
            TrainingResult result = RunFolder.HasRun(folder)
                ? TrainingRun.Resume(folder, catalog, training, cancellation, recover: true)
                : TrainingRun.Start(folder, run.Config, training, cancellation, recover: true);
            watch.OnEnd(result);
            if (result.Outcome == TrainingOutcome.Interrupted) throw new OperationCanceledException(cancellation);
        }
        catch (BadInputException) when (RunWriter.IsBusy(folder))
        {
            // Another process took it a moment ago.
        }
        catch (TrainingDivergedException fault)
        {
            watch.OnGivenUp(folder, fault);
        }
    }

    private void RequireThisProtocol(ComparisonRun run, string folder)
    {
        if (!RunFolder.HasRun(folder)) return;
        string[] others = [.. ConfigDifferences.Between(run.Config.ToJson(), RunFolder.ReadRecord(folder, catalog).Config.ToJson())];
        if (others.Length > 0) throw new BadInputException($"{folder}: was trained by another protocol: {string.Join("; ", others)}; choose another --out");
    }
}
