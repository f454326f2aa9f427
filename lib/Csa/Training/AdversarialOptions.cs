namespace Csa.Training;

/// <summary>How the systems that train against discriminators do so, named alike in all of them.</summary>
public abstract record AdversarialOptions : LearningOptions
{
    /// <summary>The share of the run, 0 … 1, before which the discriminators rest and the adversarial terms are off. Papers: 0.</summary>
    public double AdversarialStart { get; init; }

    /// <summary>Shows the discriminators the output inside the hole and the truth outside. CSA: no, the output.</summary>
    public bool AdversarialOnComposite { get; init; }

    /// <summary>The discriminators' learning rate as a multiple of the generator's. Papers: 1.</summary>
    public double DiscriminatorLearningRateFactor { get; init; } = 1;

    /// <summary>True when discriminators train at a point of the run.</summary>
    /// <param name="progress">Where the run stands.</param>
    public bool IsAdversarialAt(TrainingProgress progress) => progress.Fraction >= AdversarialStart;

    /// <inheritdoc/>
    protected override void RequireRanges()
    {
        base.RequireRanges();
        RequireShare(AdversarialStart, nameof(AdversarialStart));
        RequireNotNegative(DiscriminatorLearningRateFactor, nameof(DiscriminatorLearningRateFactor));
    }
}
