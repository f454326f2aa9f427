using Csa.Experiments.Evaluation;

namespace Csa.Cli.Output;

/// <summary>An evaluation that shows how far it is.</summary>
internal static class ShownEvaluation
{
    /// <summary>Measures systems beside the floor.</summary>
    public static EvaluationOutcome Run(EvaluationRequest request, IReadOnlyList<EvaluatedSystem> systems)
    {
        using var line = new ProgressLine("evaluating");
        return request.Run(systems, new Watch(line), Interruption.Token);
    }

    // Not Progress<T>, which reports from another thread.
    private sealed class Watch(ProgressLine line) : IProgress<EvaluationProgress>
    {
        public void Report(EvaluationProgress value) => line.Show((double)value.Done / value.Total, $"{value.MaskKind}, {value.System}");
    }
}
