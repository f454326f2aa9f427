using System.Diagnostics;
using Csa.Systems;

namespace Csa.Experiments.Training;

/// <summary>Measures a run: its wall time over all processes, its recent speed, the means of its loss terms between log lines.</summary>
internal sealed class ProgressMeter
{
    // The first steps of a process compile code and fill caches; they say nothing about the rest.
    private const int WarmUpSteps = 3;
    private const double Smoothing = 0.05;

    private readonly Stopwatch watch = Stopwatch.StartNew();
    private readonly Dictionary<string, double> sums;
    private readonly int batchSize;
    private double elapsedBefore, lastStepAt, secondsPerStep;
    private long stepsSeen, summed;

    /// <summary>A meter that starts now.</summary>
    /// <param name="batchSize">Images per step.</param>
    /// <param name="state">The checkpoint from which the run continues, or null.</param>
    public ProgressMeter(int batchSize, CheckpointState? state = null)
    {
        this.batchSize = batchSize;
        elapsedBefore = state?.ElapsedSeconds ?? 0;
        sums = state?.Terms.Sums.ToDictionary(term => term.Name, term => term.Value) ?? [];
        summed = state?.Terms.Steps ?? 0;
    }

    public double ElapsedSeconds => elapsedBefore + watch.Elapsed.TotalSeconds;

    /// <summary>Raises the elapsed time to at least this many seconds, to include time spent on steps that were lost.</summary>
    public void AtLeast(double seconds) => elapsedBefore = Math.Max(elapsedBefore, seconds);

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

    /// <summary>The sums for the next log line so far.</summary>
    public TermSums Sums => new(summed, [.. sums.Select(sum => new LossValue(sum.Key, sum.Value))]);

    /// <summary>Returns the means since the last call and starts new ones.</summary>
    public IReadOnlyList<LossValue> TakeMeans()
    {
        LossValue[] means = [.. sums.Select(sum => new LossValue(sum.Key, sum.Value / summed))];
        sums.Clear();
        summed = 0;
        return means;
    }
}
