using Csa.Baselines.DeepFill;
using Csa.Data;
using Csa.Graphs;
using Csa.Systems;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Baselines.GatedConv;

/// <summary>The weights of GC's loss terms; the defaults are its paper's.</summary>
public sealed record GatedConvWeights
{
    /// <summary>Weight of both stages' L1.</summary>
    public double Reconstruction { get; init; } = 1;

    /// <summary>Weight of the adversarial term; 0 leaves out the term, the discriminator and their cost.</summary>
    public double Adversarial { get; init; } = 1;
}

/// <summary>How a Gated Convolution system (Yu et al. 2019) is built and trained; the defaults are its published code's.</summary>
public sealed record GatedConvOptions : AdversarialOptions
{
    /// <summary>The options of the published code.</summary>
    public GatedConvOptions()
    {
        LearningRate = 1e-4;
        AdversarialOnComposite = true;
    }

    /// <summary>The value of <see cref="Model"/>, for catalogues that name the system without creating its options.</summary>
    public const string ModelName = "gc";

    /// <inheritdoc/>
    public override string Model => ModelName;

    /// <summary>The generator's shape.</summary>
    public DeepFillNetworkOptions Network { get; init; } = new() { BaseChannels = 48 };

    /// <summary>The weights of the loss terms.</summary>
    public GatedConvWeights Weights { get; init; } = new();

    /// <summary>Channels of the discriminator's first convolution. Published: 64.</summary>
    public int DiscriminatorChannels { get; init; } = 64;

    /// <summary>Halvings of the discriminator: 6 (published) reduce a 256x256 image to a 4x4 map, 4 do the same for 64x64.</summary>
    public int DiscriminatorLayers { get; init; } = 6;

    /// <summary>Checks every value, the network's too.</summary>
    /// <returns>These options.</returns>
    /// <exception cref="BadInputException">A value is out of range; the message names it and the range.</exception>
    public GatedConvOptions Validated()
    {
        Network.Validated();
        RequireRanges();
        return this;
    }

    /// <inheritdoc/>
    public override ITrainableSystem Create(ulong seed, Device device) => new GatedConvSystem(this, seed, device);

    /// <inheritdoc/>
    public override ITrainedSystem CreateForInference(Device device) =>
        new InferenceSystem<DeepFillGenerator>(Model, new DeepFillGenerator(Validated().Network, new GatedDesign(), draw: null), device);

    /// <inheritdoc/>
    /// <inheritdoc/>
    public override OnnxExport ToOnnx() => DeepFillGraph.Export(Validated().Network, new GatedDesign());

    /// <remarks>Any: the generator pads, and the discriminator has no dense layer.</remarks>
    public override void RequireSide(int side)
    {
    }

    /// <inheritdoc/>
    protected override double AdversarialWeight => Weights.Adversarial;

    /// <inheritdoc/>
    protected override void RequireRanges()
    {
        base.RequireRanges();
        RequireNotNegative(Weights.Reconstruction, "Weights.Reconstruction");
        RequireNotNegative(Weights.Adversarial, "Weights.Adversarial");
        RequireAtLeastOne(DiscriminatorChannels, nameof(DiscriminatorChannels));
        RequireAtLeastOne(DiscriminatorLayers, nameof(DiscriminatorLayers));
    }
}

/// <summary>
/// DeepFill's second version: gated convolutions (Yu et al. 2019, section 3.1), outputs through tanh, the mask fed to the
/// first stage only.
/// </summary>
internal sealed class GatedDesign : TwoStageDesign
{
    internal override int ChannelsPerFeature => 2;

    internal override bool SecondStageSeesHole => false;

    internal override Tensor Activate(Tensor convolved, bool rectified) => Gate(convolved, rectified);

    internal override Tensor Bound(Tensor output) => output.tanh();

    internal override string Activate(OnnxGraph graph, string convolved, bool rectified)
    {
        string[] halves = graph.Op("Split", [convolved], 2, ("axis", 1));
        return graph.Op("Mul", [graph.Op(rectified ? "Relu" : "Elu", [halves[0]]), graph.Op("Sigmoid", [halves[1]])]);
    }

    internal override string Bound(OnnxGraph graph, string output) => graph.Op("Tanh", [output]);

    /// <summary>The gated activation ELU(a) sigmoid(g): how much of each feature passes is learned, place by place.</summary>
    /// <param name="convolved">[N, 2 C, H, W]: a, then g.</param>
    /// <param name="rectified">True for ReLU in place of ELU.</param>
    /// <returns>[N, C, H, W].</returns>
    internal static Tensor Gate(Tensor convolved, bool rectified = false)
    {
        using var scope = NewDisposeScope();
        Tensor[] halves = convolved.chunk(2, 1);
        Tensor feature = rectified ? nn.functional.relu(halves[0]) : nn.functional.elu(halves[0], 1.0);
        return (feature * halves[1].sigmoid()).MoveToOuterDisposeScope();
    }
}
