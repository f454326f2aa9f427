using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Csa.Training;

/// <summary>Measures a run: its wall time over all processes, its speed lately, the means of its terms between log lines.</summary>
internal sealed class ProgressMeter(double elapsedBefore, int batchSize)
{
    // The first steps of a process compile code and fill caches; they say nothing about the rest.
    private const int WarmUpSteps = 3;
    private const double Smoothing = 0.05;

    private readonly Stopwatch watch = Stopwatch.StartNew();
    private readonly Dictionary<string, double> sums = [];
    private double lastStepAt, secondsPerStep;
    private long stepsSeen, summed;

    public double ElapsedSeconds => elapsedBefore + watch.Elapsed.TotalSeconds;

    public double ImagesPerSecond => secondsPerStep > 0 ? batchSize / secondsPerStep : 0;

    public double? SecondsPerStep => secondsPerStep > 0 ? secondsPerStep : null;

    public void Count(IReadOnlyList<LossValue> terms)
    {
        double now = watch.Elapsed.TotalSeconds, took = now - lastStepAt;
        lastStepAt = now;
        stepsSeen++;
        if (stepsSeen == WarmUpSteps + 1) secondsPerStep = took;
        else if (stepsSeen > WarmUpSteps) secondsPerStep += Math.Max(Smoothing, 1.0 / (stepsSeen - WarmUpSteps)) * (took - secondsPerStep);
        foreach (LossValue term in terms) sums[term.Name] = sums.GetValueOrDefault(term.Name) + term.Value;
        summed++;
    }

    /// <summary>A log line with the means since the last; starts the next means.</summary>
    public JsonObject TakeLine(long step)
    {
        var terms = new JsonObject();
        foreach ((string name, double sum) in sums) terms[name] = Digits(sum / summed);
        sums.Clear();
        summed = 0;
        return new JsonObject
        {
            ["step"] = step,
            ["seconds"] = Digits(ElapsedSeconds),
            ["imagesPerSecond"] = Digits(ImagesPerSecond),
            ["terms"] = terms,
        };
    }

    /// <summary>Six significant digits: enough to read, and short.</summary>
    public static double Digits(double value) => double.Parse(value.ToString("G6"));
}
