namespace Csa.Training;

/// <summary>A loss term or a weight became infinite or NaN. What was saved before is untouched.</summary>
public sealed class TrainingDivergedException : Exception
{
    /// <summary>A run that cannot go on.</summary>
    /// <param name="step">The step, from 0, after which it was seen.</param>
    /// <param name="what">"term consistency" or "weight rough.…".</param>
    /// <param name="lastGoodCheckpoint">The checkpoint to go back to, or null.</param>
    public TrainingDivergedException(long step, string what, string? lastGoodCheckpoint)
        : base($"training stopped at step {step}: {what} is not finite; last good checkpoint: {lastGoodCheckpoint ?? "none yet"}; train anew with a lower learning rate or adversarial weight")
    {
        Step = step;
        What = what;
        LastGoodCheckpoint = lastGoodCheckpoint;
    }

    /// <summary>The step, from 0, after which it was seen.</summary>
    public long Step { get; }

    /// <summary>The term or weight.</summary>
    public string What { get; }

    /// <summary>The checkpoint to go back to, or null.</summary>
    public string? LastGoodCheckpoint { get; }
}
