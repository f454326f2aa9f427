using Csa.Data;
using Csa.Graphs;
using static TorchSharp.torch;

namespace Csa.Systems;

/// <summary>
/// Training options of all learned systems, under the same names in each; the defaults are those of each system's own paper.
/// </summary>
/// <remarks>
/// What helps a short run and is in no paper (a decaying learning rate, averaged weights, a separate mean over the hole) is
/// off by default and on in every quick preset.
/// </remarks>
public abstract record LearningOptions : ISystemOptions
{
    /// <inheritdoc/>
    public abstract string Model { get; }

    /// <summary>
    /// Computes each L1 as the mean over the hole plus the mean over the known pixels. Papers: no, one mean over all pixels.
    /// </summary>
    public bool HoleWeightedReconstruction { get; init; }

    /// <summary>Adam's learning rate. CSA: 2e-4.</summary>
    public double LearningRate { get; init; } = 2e-4;

    /// <summary>How the learning rate decays. The CSA paper does not say; constant by default.</summary>
    public LearningRateDecay LearningRateDecay { get; init; } = LearningRateDecay.Constant;

    /// <summary>The fraction of the run, 0 … 1, after which the learning rate decays.</summary>
    public double DecayStart { get; init; }

    /// <summary>Adam's decay of the first moment. CSA: 0.5.</summary>
    public double Beta1 { get; init; } = 0.5;

    /// <summary>Adam's decay of the second moment. The CSA paper does not say; Adam's default.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>
    /// Decay per step of the exponential moving average of the weights, which inpainting then uses, e.g. 0.999. Papers: 0,
    /// no average.
    /// </summary>
    public double EmaDecay { get; init; }

    /// <inheritdoc/>
    public virtual bool ComparesRandomFeatures => false;

    /// <inheritdoc/>
    public string InferencePrefix => EmaDecay > 0 ? NamedTensors.AveragePrefix : "";

    /// <inheritdoc/>
    public abstract ITrainableSystem Create(ulong seed, Device device);

    /// <inheritdoc/>
    public abstract ITrainedSystem CreateForInference(Device device);

    /// <inheritdoc/>
    public virtual OnnxExport ToOnnx() => ISystemOptions.NoOnnx(Model);

    /// <inheritdoc/>
    public abstract void RequireSide(int side);

    /// <inheritdoc/>
    public virtual void RequireBatch(int images)
    {
    }

    /// <summary>The learning rate at a point of the run.</summary>
    /// <param name="fraction">The fraction of the run already done, 0 … 1.</param>
    public double LearningRateAt(double fraction)
    {
        double through = DecayStart < 1 ? Math.Clamp((fraction - DecayStart) / (1 - DecayStart), 0, 1) : 0;
        return LearningRate * LearningRateDecay switch
        {
            LearningRateDecay.Linear => 1 - through,
            LearningRateDecay.Cosine => (1 + Math.Cos(Math.PI * through)) / 2,
            _ => 1,
        };
    }

    /// <summary>The learning rate of a step: the schedule's, lowered if the run has diverged before.</summary>
    /// <param name="progress">The step's.</param>
    public double LearningRateOf(TrainingProgress progress) => LearningRateAt(progress.Fraction) * progress.RateFactor;

    /// <summary>Checks the ranges of these options.</summary>
    /// <exception cref="BadInputException">A value is out of range; the message names it and the range.</exception>
    protected virtual void RequireRanges()
    {
        RequireShare(DecayStart, nameof(DecayStart));
        RequireBelowOne(Beta1, nameof(Beta1));
        RequireBelowOne(Beta2, nameof(Beta2));
        RequireBelowOne(EmaDecay, nameof(EmaDecay));
        RequireNotNegative(LearningRate, nameof(LearningRate));
    }

    /// <summary>Checks a share of a run.</summary>
    /// <param name="value">Wanted in 0 … 1.</param>
    /// <param name="name">The option's, for the message.</param>
    /// <exception cref="BadInputException">It is outside.</exception>
    protected static void RequireShare(double value, string name) => Require(value is >= 0 and <= 1, name, "0 … 1", value);

    /// <summary>Checks a decay.</summary>
    /// <param name="value">Wanted in [0, 1).</param>
    /// <param name="name">The option's, for the message.</param>
    /// <exception cref="BadInputException">It is outside.</exception>
    protected static void RequireBelowOne(double value, string name) => Require(value is >= 0 and < 1, name, "0 or more and less than 1", value);

    /// <summary>Checks a weight or a rate.</summary>
    /// <param name="value">Wanted finite, 0 or more.</param>
    /// <param name="name">The option's, for the message.</param>
    /// <exception cref="BadInputException">It is not.</exception>
    protected static void RequireNotNegative(double value, string name) => Require(value >= 0 && double.IsFinite(value), name, "0 or more", value);

    /// <summary>Checks a count.</summary>
    /// <param name="value">Wanted 1 or more.</param>
    /// <param name="name">The option's, for the message.</param>
    /// <exception cref="BadInputException">It is less.</exception>
    protected static void RequireAtLeastOne(int value, string name) => Require(value >= 1, name, "at least 1", value);

    private static void Require(bool holds, string name, string wanted, double value)
    {
        if (!holds) throw new BadInputException($"training options: {name}: want {wanted}, got {value}");
    }
}

/// <summary>How the learning rate decays to zero by the end of a run.</summary>
public enum LearningRateDecay
{
    /// <summary>It does not decay.</summary>
    Constant,

    /// <summary>Linearly.</summary>
    Linear,

    /// <summary>Along half a cosine wave.</summary>
    Cosine,
}
