using Csa.Experiments.Evaluation;

namespace Csa.Cli.Output;

/// <summary>Runs an evaluation and shows its progress.</summary>
internal static class ShownEvaluation
{
    /// <summary>Measures systems together with the baselines.</summary>
    /// <param name="request">What on.</param>
    /// <param name="systems">In the order of the tables.</param>
    /// <param name="options">Batch size and pictures; the defaults when not set.</param>
    public static EvaluationOutcome Run(EvaluationRequest request, IReadOnlyList<EvaluatedSystem> systems, EvaluatorOptions? options = null)
    {
        using var line = new ProgressLine("evaluating");
        return request.Run(systems, new Watch(line), Interruption.Token, options);
    }

    // Not Progress<T>, which reports from another thread.
    private sealed class Watch(ProgressLine line) : IProgress<EvaluationProgress>
    {
        public void Report(EvaluationProgress value) => line.Show((double)value.Done / value.Total, $"{value.MaskKind}, {value.System}");
    }
}
