using Csa.Experiments.Comparison;
using Csa.Experiments.Training;

namespace Csa.Cli.Output;

/// <summary>Shows the progress of a comparison's trainings.</summary>
internal sealed class ComparisonProgress : IComparisonObserver, IDisposable
{
    private TrainingProgressLine? line;

    public ITrainingObserver OnTraining(int number, int count, string folder)
    {
        Dispose();
        Terminal.Line(FormattableString.Invariant($"run {number} of {count}: {folder}"));
        return line = new TrainingProgressLine();
    }

    public void OnEnd(TrainingResult result)
    {
        Dispose();
        Terminal.Line(result.Summary);
    }

    public void OnGivenUp(string folder, TrainingDivergedException fault)
    {
        Dispose();
        Terminal.Error($"{folder}: {fault.Message}");
    }

    public void Dispose() => line?.Dispose();
}
