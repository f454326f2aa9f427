using Csa.Cli.Commands;
using Csa.Cli.Output;
using Csa.Training;

namespace Csa.Cli.Comparison;

/// <summary>Carries out the trainings of a comparison, whatever part of them is done. Several processes may share the work: each takes what no other has.</summary>
internal static class ComparisonTrainings
{
    /// <summary>Trains what is not finished, one run after the other.</summary>
    /// <param name="runs">In this order.</param>
    /// <param name="root">The comparison's folder.</param>
    /// <returns>How many runs other processes still have in hand when this one has nothing left to do.</returns>
    /// <exception cref="OperationCanceledException">Ctrl+C; the run in hand has its checkpoint.</exception>
    /// <exception cref="BadInputException">A run in the folder was made by another protocol.</exception>
    public static int Finish(IReadOnlyList<ComparisonRun> runs, string root)
    {
        for (int i = 0; i < runs.Count; i++)
        {
            Interruption.Token.ThrowIfCancellationRequested();
            string folder = runs[i].Folder(root);
            RequireThisProtocol(runs[i], folder);
            if (IsFinished(runs[i], folder) || RunFolder.IsBusy(folder)) continue;
            Terminal.Line(FormattableString.Invariant($"run {i + 1} of {runs.Count}: {folder}"));
            Train(runs[i], folder);
        }

        return runs.Count(run => !IsFinished(run, run.Folder(root)));
    }

    private static bool IsFinished(ComparisonRun run, string folder) => RunFolder.StepsDone(folder) >= run.Config.Training.Steps;

    private static void Train(ComparisonRun run, string folder)
    {
        try
        {
            using var watch = new TrainingProgressLine();
            TrainingResult result = RunFolder.HasRun(folder)
                ? TrainingRun.Resume(folder, SharedOptions.Catalog, watch, Interruption.Token)
                : TrainingRun.Start(folder, run.Config, watch, Interruption.Token);
            watch.Dispose();
            Terminal.Line(result.Summary);
            if (result.Outcome == TrainingOutcome.Interrupted) throw new OperationCanceledException(Interruption.Token);
        }
        catch (BadInputException) when (RunFolder.IsBusy(folder))
        {
            // Another process took it a moment ago.
        }
    }

    private static void RequireThisProtocol(ComparisonRun run, string folder)
    {
        if (!RunFolder.HasRun(folder)) return;
        string[] others = [.. Settings.Differences(run.Config.ToJson(), RunFolder.ReadRecord(folder, SharedOptions.Catalog).Config.ToJson())];
        if (others.Length > 0) throw new BadInputException($"{folder}: was trained by another protocol: {string.Join("; ", others)}; choose another --out");
    }
}
