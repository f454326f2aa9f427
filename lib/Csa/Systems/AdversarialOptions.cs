using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Systems;

/// <summary>Options of all systems that train against discriminators, under the same names in each.</summary>
public abstract record AdversarialOptions : LearningOptions
{
    /// <summary>The fraction of the run, 0 … 1, after which discriminators start to train and adversarial terms count. Papers: 0.</summary>
    public double AdversarialStart { get; init; }

    /// <summary>
    /// Shows the discriminators the composited output (the ground truth outside the hole) instead of the raw output. CSA:
    /// no.
    /// </summary>
    public bool AdversarialOnComposite { get; init; }

    /// <summary>The discriminators' learning rate as a multiple of the generator's. Papers: 1.</summary>
    public double DiscriminatorLearningRateFactor { get; init; } = 1;

    /// <summary>
    /// Weight of the penalty on the discriminators' gradient at real images; see <see cref="Losses.RealGradientPenalty"/>.
    /// Papers: 0.
    /// </summary>
    public double RealGradientPenalty { get; init; }

    /// <summary>The weight of the generator's adversarial terms in the system's objective.</summary>
    protected abstract double AdversarialWeight { get; }

    /// <summary>True when discriminators train at some point of a run.</summary>
    internal bool IsAdversarial => AdversarialWeight > 0 && AdversarialStart < 1;

    /// <summary>The penalty that these options add to a discriminator's loss.</summary>
    /// <param name="real">Real images, in the form that the discriminator takes.</param>
    /// <returns>A function from the discriminator to a scalar; null if nothing is added.</returns>
    public Func<nn.Module<Tensor, Tensor>, Tensor>? PenaltyAt(Tensor real) =>
        RealGradientPenalty > 0 ? discriminator => RealGradientPenalty * Losses.RealGradientPenalty.Of(discriminator, real) : null;

    /// <summary>True when discriminators train at a point of the run.</summary>
    /// <param name="progress">The progress of the run.</param>
    public bool IsAdversarialAt(TrainingProgress progress) => progress.Fraction >= AdversarialStart;

    /// <inheritdoc/>
    protected override void RequireRanges()
    {
        base.RequireRanges();
        RequireShare(AdversarialStart, nameof(AdversarialStart));
        RequireNotNegative(RealGradientPenalty, nameof(RealGradientPenalty));
        RequireNotNegative(DiscriminatorLearningRateFactor, nameof(DiscriminatorLearningRateFactor));
    }
}
