using Csa.Systems;

namespace Csa.Experiments.Training;

/// <summary>Thrown when a loss term or a weight becomes infinite or NaN. Earlier checkpoints are intact.</summary>
public sealed class TrainingDivergedException : Exception
{
    /// <summary>The exception of a run that stopped.</summary>
    /// <param name="record">The run's, with where it diverged.</param>
    /// <param name="folder">The run folder.</param>
    internal TrainingDivergedException(RunRecord record, string folder)
        : this(record, record.Divergence!, folder, RunFolder.LatestCheckpoint(folder))
    {
    }

    private TrainingDivergedException(RunRecord record, Divergence divergence, string folder, string? lastGoodCheckpoint)
        : base(FormattableString.Invariant(
            $"training stopped at step {divergence.Step}: {divergence.What} is not finite; last good checkpoint: {lastGoodCheckpoint ?? "none yet"}; go on at a lower learning rate: csa train --resume --lower-rate {Recovery.Factor} --out {Quoted(folder)}"))
    {
        Record = record;
        Divergence = divergence;
        LastGoodCheckpoint = lastGoodCheckpoint;
    }

    /// <summary>The step and the term or weight.</summary>
    public Divergence Divergence { get; }

    /// <summary>The checkpoint to go back to, or null.</summary>
    public string? LastGoodCheckpoint { get; }

    /// <summary>The record in the run's config.json.</summary>
    internal RunRecord Record { get; }

    private static string Quoted(string path) => path.AsSpan().ContainsAny(" '()&;") ? $"\"{path}\"" : path;
}
