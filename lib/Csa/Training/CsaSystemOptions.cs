using Csa.Losses;
using Csa.Networks;
using static TorchSharp.torch;

namespace Csa.Training;

/// <summary>How a CSA system is built and trained; the defaults are the paper's.</summary>
public sealed record CsaSystemOptions : ISystemOptions
{
    /// <inheritdoc/>
    public string Model => "csa";

    /// <summary>The networks' shape, the CSA layer and the mask channel.</summary>
    public NetworkOptions Network { get; init; } = new();

    /// <summary>Eq. 8's weights: 1 : 0.01 : 0.002.</summary>
    public ObjectiveWeights Weights { get; init; } = new();

    /// <summary>VGG-16's weights: "builtin" (for the quick preset's width), "random", a file of torchvision's (.pth, .safetensors), which wants the paper's width, or one of csa train-features. Paper: ImageNet's.</summary>
    public string Features { get; init; } = Vgg16Features.RandomName;

    /// <summary>Takes L1 as mean over the hole plus mean over the known pixels. Paper: no, one mean over all.</summary>
    public bool HoleWeightedReconstruction { get; init; }

    /// <summary>Trains against the patch discriminator. Paper: yes.</summary>
    public bool PatchDiscriminator { get; init; } = true;

    /// <summary>Trains against the feature patch discriminator. Paper: yes.</summary>
    public bool FeaturePatchDiscriminator { get; init; } = true;

    /// <summary>The share of the run, 0 … 1, before which the discriminators rest and the adversarial terms are off. Paper: 0.</summary>
    public double AdversarialStart { get; init; }

    /// <summary>Shows the discriminators the output inside the hole and the truth outside. Paper: no, the output.</summary>
    public bool AdversarialOnComposite { get; init; }

    /// <summary>Adam's learning rate. Paper: 2e-4.</summary>
    public double LearningRate { get; init; } = 2e-4;

    /// <summary>The discriminators' learning rate as a multiple of <see cref="LearningRate"/>. Paper: 1.</summary>
    public double DiscriminatorLearningRateFactor { get; init; } = 1;

    /// <summary>How the learning rate falls to zero. Paper: it does not say; constant.</summary>
    public LearningRateDecay LearningRateDecay { get; init; } = LearningRateDecay.Constant;

    /// <summary>The share of the run, 0 … 1, before which the learning rate does not fall.</summary>
    public double DecayStart { get; init; }

    /// <summary>Adam's decay of the first moment. Paper: 0.5.</summary>
    public double Beta1 { get; init; } = 0.5;

    /// <summary>Adam's decay of the second moment. Paper: it does not say; Adam's default.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Decay per step of the averaged weights that inpainting then uses, e.g. 0.999; 0 = none, the paper's.</summary>
    public double EmaDecay { get; init; }

    /// <inheritdoc/>
    public ITrainableSystem Create(ulong seed, Device device) => new CsaSystem(this, seed, device);

    /// <inheritdoc/>
    public ITrainedSystem CreateForUse(Device device) => new CsaFiller(Validated().Network, device);

    /// <inheritdoc/>
    public long? TrainingBytes(int side, int batch) => TrainingMemory.Estimate(this, side, batch);

    /// <inheritdoc/>
    public string InferencePrefix => EmaDecay > 0 ? CsaSystem.AveragePrefix : "";

    /// <summary>The learning rate at a point of the run.</summary>
    /// <param name="fraction">The share of the run already done, 0 … 1.</param>
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

    /// <summary>Checks every value, the networks' too.</summary>
    /// <returns>These options.</returns>
    /// <exception cref="BadInputException">A value is out of range; the message names it and the range.</exception>
    public CsaSystemOptions Validated()
    {
        Network.Validated();
        RequireShare(AdversarialStart, nameof(AdversarialStart));
        RequireShare(DecayStart, nameof(DecayStart));
        RequireBelowOne(Beta1, nameof(Beta1));
        RequireBelowOne(Beta2, nameof(Beta2));
        RequireBelowOne(EmaDecay, nameof(EmaDecay));
        RequireNotNegative(LearningRate, nameof(LearningRate));
        RequireNotNegative(DiscriminatorLearningRateFactor, nameof(DiscriminatorLearningRateFactor));
        RequireNotNegative(Weights.Reconstruction, "Weights.Reconstruction");
        RequireNotNegative(Weights.Consistency, "Weights.Consistency");
        RequireNotNegative(Weights.Adversarial, "Weights.Adversarial");
        return this;
    }

    /// <inheritdoc/>
    public void RequireSide(int side)
    {
        int padded = (side + Network.SideMultiple - 1) / Network.SideMultiple * Network.SideMultiple;
        bool adversarial = Weights.Adversarial > 0 && AdversarialStart < 1;
        if (adversarial && PatchDiscriminator && padded < Network.SmallestPatchSide)
        {
            throw new BadInputException(
                $"side: the patch discriminator wants at least {Network.SmallestPatchSide} pixels, got {padded}; "
                + "set system.network.patchDiscriminatorLayers lower or system.patchDiscriminator=false");
        }

        if (adversarial && FeaturePatchDiscriminator && padded < Network.SmallestFeaturePatchSide)
        {
            throw new BadInputException(
                $"side: the feature patch discriminator wants at least {Network.SmallestFeaturePatchSide} pixels, got {padded}; set system.featurePatchDiscriminator=false");
        }
    }

    private static void RequireShare(double value, string name) => Require(value is >= 0 and <= 1, name, "0 … 1", value);

    private static void RequireBelowOne(double value, string name) => Require(value is >= 0 and < 1, name, "0 or more and less than 1", value);

    private static void RequireNotNegative(double value, string name) => Require(value >= 0 && double.IsFinite(value), name, "0 or more", value);

    private static void Require(bool holds, string name, string wanted, double value)
    {
        if (!holds) throw new BadInputException($"training options: {name}: want {wanted}, got {value}");
    }
}

/// <summary>How the learning rate falls to zero by the end of a run.</summary>
public enum LearningRateDecay
{
    /// <summary>It does not.</summary>
    Constant,

    /// <summary>In a straight line.</summary>
    Linear,

    /// <summary>As half a cosine wave.</summary>
    Cosine,
}
