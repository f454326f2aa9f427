using Csa.Data;
using Csa.Graphs;
using Csa.Networks;
using Csa.Systems;
using static TorchSharp.torch;

namespace Csa.Baselines.PartialConv;

/// <summary>
/// How a partial convolution network is built and trained; the defaults are those of its paper and, where it is silent, of
/// published ports.
/// </summary>
public sealed record PartialConvOptions : LearningOptions
{
    /// <summary>The options of the paper: Adam with a learning rate of 2e-4 and its default betas.</summary>
    public PartialConvOptions() => Beta1 = 0.9;

    /// <summary>The value of <see cref="Model"/>, for catalogues that name the system without creating its options.</summary>
    public const string ModelName = "pc";

    /// <inheritdoc/>
    public override string Model => ModelName;

    /// <summary>The network's shape.</summary>
    public PartialConvNetworkOptions Network { get; init; } = new();

    /// <summary>The weights of the objective's terms.</summary>
    public PartialConvWeights Weights { get; init; } = new();

    /// <summary>
    /// VGG-16's weights: "builtin", "random", a file of torchvision's (.pth, .safetensors) or one of csa train-features.
    /// Paper: ImageNet's.
    /// </summary>
    public string Features { get; init; } = Vgg16Features.RandomName;

    /// <summary>
    /// The fraction of the run, 0 … 1, after which the encoder's norms are frozen and the learning rate is lower. Published
    /// ports: 0.5 and 0.73.
    /// </summary>
    public double FineTuningStart { get; init; } = 0.5;

    /// <summary>The factor on the learning rate from then on. Paper: 0.25 (2e-4, then 5e-5).</summary>
    public double FineTuningLearningRateFactor { get; init; } = 0.25;

    /// <inheritdoc/>
    public override bool ComparesRandomFeatures => (Weights.Perceptual > 0 || Weights.Style > 0) && Features == Vgg16Features.RandomName;

    /// <inheritdoc/>
    public override ITrainableSystem Create(ulong seed, Device device) => new PartialConvSystem(this, seed, device);

    /// <inheritdoc/>
    public override ITrainedSystem CreateForInference(Device device) => new InferenceSystem<PartialConvNetwork>(Model, new PartialConvNetwork(Validated().Network), device);

    /// <summary>True in the second phase of training.</summary>
    /// <param name="progress">The progress of the run.</param>
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
    public override OnnxExport ToOnnx() => PartialConvGraph.Export(Validated().Network);

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
    /// <summary>Weight of the L1 distance outside the hole.</summary>
    public double Valid { get; init; } = 1;

    /// <summary>Weight of the L1 distance in the hole.</summary>
    public double Hole { get; init; } = 6;

    /// <summary>Weight of the perceptual loss; if this and <see cref="Style"/> are 0, VGG-16 and its cost are left out.</summary>
    public double Perceptual { get; init; } = 0.05;

    /// <summary>Weight of the style losses of output and composite.</summary>
    public double Style { get; init; } = 120;

    /// <summary>Weight of the total variation in the hole.</summary>
    public double TotalVariation { get; init; } = 0.1;
}
