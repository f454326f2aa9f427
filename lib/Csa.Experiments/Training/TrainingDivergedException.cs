using Csa.Systems;

namespace Csa.Experiments.Training;

/// <summary>A loss term or a weight became infinite or NaN. What was saved before is untouched.</summary>
public sealed class TrainingDivergedException : Exception
{
    /// <summary>A run that stopped.</summary>
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

    /// <summary>Where it was seen, and in what.</summary>
    public Divergence Divergence { get; }

    /// <summary>The checkpoint to go back to, or null.</summary>
    public string? LastGoodCheckpoint { get; }

    /// <summary>What config.json says of the run.</summary>
    internal RunRecord Record { get; }

    private static string Quoted(string path) => path.AsSpan().ContainsAny(" '()&;") ? $"\"{path}\"" : path;
}
