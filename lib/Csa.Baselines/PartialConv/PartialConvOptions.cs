using Csa.Data;
using Csa.Networks;
using Csa.Systems;
using static TorchSharp.torch;

namespace Csa.Baselines.PartialConv;

/// <summary>How a partial convolution network is built and trained; the defaults are its paper's, as far as that and published ports say.</summary>
public sealed record PartialConvOptions : LearningOptions
{
    /// <summary>The paper's: Adam 2e-4 with its own default decays.</summary>
    public PartialConvOptions() => Beta1 = 0.9;

    /// <summary>What <see cref="Model"/> says, for catalogues that name the system without building its options.</summary>
    public const string ModelName = "pc";

    /// <inheritdoc/>
    public override string Model => ModelName;

    /// <summary>The network's shape.</summary>
    public PartialConvNetworkOptions Network { get; init; } = new();

    /// <summary>The weights of the objective's terms.</summary>
    public PartialConvWeights Weights { get; init; } = new();

    /// <summary>VGG-16's weights: "builtin", "random", a file of torchvision's (.pth, .safetensors) or one of csa train-features. Paper: ImageNet's.</summary>
    public string Features { get; init; } = Vgg16Features.RandomName;

    /// <summary>The share of the run, 0 … 1, from which on the encoder's norms are frozen and the learning rate is lower. Published ports: 0.5 and 0.73.</summary>
    public double FineTuningStart { get; init; } = 0.5;

    /// <summary>The learning rate from then on as a multiple of what it would be. Paper: 0.25 (2e-4, then 5e-5).</summary>
    public double FineTuningLearningRateFactor { get; init; } = 0.25;

    /// <inheritdoc/>
    public override ITrainableSystem Create(ulong seed, Device device) => new PartialConvSystem(this, seed, device);

    /// <inheritdoc/>
    public override ITrainedSystem CreateForInference(Device device) => new InferenceSystem<PartialConvNetwork>(Model, new PartialConvNetwork(Validated().Network), device);

    /// <summary>True in the second phase of training.</summary>
    /// <param name="progress">Where the run stands.</param>
    public bool IsFineTuningAt(TrainingProgress progress) => progress.Fraction >= FineTuningStart;

    /// <summary>Checks every value, the network's too.</summary>
    /// <returns>These options.</returns>
    /// <exception cref="BadInputException">A value is out of range; the message names it and the range.</exception>
    public PartialConvOptions Validated()
    {
        Network.Validated();
        RequireRanges();
        return this;
    }

    /// <inheritdoc/>
    public override void RequireSide(int side)
    {
        if (side < 2 * Network.SideMultiple)
            throw new BadInputException($"side: {Network.Levels} levels want at least {2 * Network.SideMultiple} pixels, so that the last has more than one cell to normalise, got {side}; set system.network.levels lower");
    }

    /// <inheritdoc/>
    protected override void RequireRanges()
    {
        base.RequireRanges();
        RequireShare(FineTuningStart, nameof(FineTuningStart));
        RequireNotNegative(FineTuningLearningRateFactor, nameof(FineTuningLearningRateFactor));
        RequireNotNegative(Weights.Valid, "Weights.Valid");
        RequireNotNegative(Weights.Hole, "Weights.Hole");
        RequireNotNegative(Weights.Perceptual, "Weights.Perceptual");
        RequireNotNegative(Weights.Style, "Weights.Style");
        RequireNotNegative(Weights.TotalVariation, "Weights.TotalVariation");
    }
}

/// <summary>The weights of the paper's Eq. 7.</summary>
public sealed record PartialConvWeights
{
    /// <summary>Of the L1 distance outside the hole.</summary>
    public double Valid { get; init; } = 1;

    /// <summary>Of the L1 distance in the hole.</summary>
    public double Hole { get; init; } = 6;

    /// <summary>Of the perceptual loss; 0 together with <see cref="Style"/> leaves VGG-16 and its cost out.</summary>
    public double Perceptual { get; init; } = 0.05;

    /// <summary>Of the style losses of output and composite.</summary>
    public double Style { get; init; } = 120;

    /// <summary>Of the total variation in the hole.</summary>
    public double TotalVariation { get; init; } = 0.1;
}
