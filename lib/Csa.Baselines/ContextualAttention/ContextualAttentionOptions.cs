using Csa.Baselines.DeepFill;
using Csa.Data;
using Csa.Graphs;
using Csa.Systems;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Baselines.ContextualAttention;

/// <summary>The weights of CA's loss terms; the defaults are its published code's.</summary>
public sealed record ContextualAttentionWeights
{
    /// <summary>Weight of the discounted L1 in the hole.</summary>
    public double Hole { get; init; } = 1.2;

    /// <summary>Weight of the L1 over the known pixels.</summary>
    public double Known { get; init; } = 1.2;

    /// <summary>Weight of the first stage's L1, as a multiple of the second's.</summary>
    public double Rough { get; init; } = 1.2;

    /// <summary>Weight of both critics' terms; 0 leaves out the terms, the critics and their cost.</summary>
    public double Adversarial { get; init; } = 0.001;

    /// <summary>Weight of the gradient penalty in each critic's loss.</summary>
    public double GradientPenalty { get; init; } = 10;
}

/// <summary>How a Contextual Attention system (Yu et al. 2018) is built and trained; the defaults are its published code's.</summary>
public sealed record ContextualAttentionOptions : AdversarialOptions
{
    /// <summary>The options of the published code.</summary>
    public ContextualAttentionOptions()
    {
        LearningRate = 1e-4;
        Beta2 = 0.9;
        AdversarialOnComposite = true;
    }

    /// <summary>The value of <see cref="Model"/>, for catalogues that name the system without creating its options.</summary>
    public const string ModelName = "ca";

    /// <inheritdoc/>
    public override string Model => ModelName;

    /// <summary>The generator's shape.</summary>
    public DeepFillNetworkOptions Network { get; init; } = new();

    /// <summary>The weights of the loss terms.</summary>
    public ContextualAttentionWeights Weights { get; init; } = new();

    /// <summary>The decay per pixel of the L1 inside the hole. Published: 0.9.</summary>
    public double Discount { get; init; } = 0.9;

    /// <summary>
    /// Height and width in pixels of the global critic's input, which must be the training side; the local critic takes
    /// windows of half that.
    /// </summary>
    public int CriticSide { get; init; } = 256;

    /// <summary>Channels of the critics' first convolution. Published: 64.</summary>
    public int CriticChannels { get; init; } = 64;

    /// <summary>Halvings of each critic. Published: 4.</summary>
    public int CriticLayers { get; init; } = 4;

    /// <summary>Critic steps per generator step, all on the same batch. Published: 5, each on a different batch.</summary>
    public int CriticSteps { get; init; } = 5;

    /// <summary>Checks every value, the network's too.</summary>
    /// <returns>These options.</returns>
    /// <exception cref="BadInputException">A value is out of range; the message names it and the range.</exception>
    public ContextualAttentionOptions Validated()
    {
        Network.Validated();
        RequireRanges();
        return this;
    }

    /// <inheritdoc/>
    public override ITrainableSystem Create(ulong seed, Device device) => new ContextualAttentionSystem(this, seed, device);

    /// <inheritdoc/>
    public override ITrainedSystem CreateForInference(Device device) =>
        new InferenceSystem<DeepFillGenerator>(Model, new DeepFillGenerator(Validated().Network, new EluDesign(), draw: null), device);

    /// <inheritdoc/>
    public override OnnxExport ToOnnx() => DeepFillGraph.Export(Validated().Network, new EluDesign());

    /// <inheritdoc/>
    public override void RequireSide(int side)
    {
        int padded = (side + Network.SideMultiple - 1) / Network.SideMultiple * Network.SideMultiple;
        if (IsAdversarial && padded != CriticSide)
        {
            throw new BadInputException(
                $"side: the critics' dense layers are made for {CriticSide} pixels (system.criticSide), got {padded}; set system.criticSide={padded}");
        }
    }

    /// <inheritdoc/>
    protected override double AdversarialWeight => Weights.Adversarial;

    /// <inheritdoc/>
    protected override void RequireRanges()
    {
        base.RequireRanges();
        RequireNotNegative(Weights.Hole, "Weights.Hole");
        RequireNotNegative(Weights.Known, "Weights.Known");
        RequireNotNegative(Weights.Rough, "Weights.Rough");
        RequireNotNegative(Weights.Adversarial, "Weights.Adversarial");
        RequireNotNegative(Weights.GradientPenalty, "Weights.GradientPenalty");
        RequireShare(Discount, nameof(Discount));
        RequireAtLeastOne(CriticChannels, nameof(CriticChannels));
        RequireAtLeastOne(CriticLayers, nameof(CriticLayers));
        RequireAtLeastOne(CriticSteps, nameof(CriticSteps));
        if (CriticSide < Network.SideMultiple || CriticSide % Network.SideMultiple != 0)
            throw new BadInputException($"training options: CriticSide: want a multiple of {Network.SideMultiple}, got {CriticSide}");
    }
}

/// <summary>DeepFill's first version: plain convolutions with ELU, outputs clipped to [-1, 1], the mask fed to both stages.</summary>
internal sealed class EluDesign : TwoStageDesign
{
    internal override int ChannelsPerFeature => 1;

    internal override bool SecondStageSeesHole => true;

    internal override Tensor Activate(Tensor convolved, bool rectified) =>
        rectified ? nn.functional.relu(convolved, inplace: true) : nn.functional.elu(convolved, 1.0, inplace: true);

    internal override Tensor Bound(Tensor output) => output.clamp(-1, 1);

    internal override string Activate(OnnxGraph graph, string convolved, bool rectified) => graph.Op(rectified ? "Relu" : "Elu", [convolved]);

    internal override string Bound(OnnxGraph graph, string output) => graph.Op("Clip", [output, graph.Float(-1), graph.Float(1)]);
}
