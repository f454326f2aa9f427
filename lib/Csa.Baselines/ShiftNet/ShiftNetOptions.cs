using Csa.Data;
using Csa.Graphs;
using Csa.Networks;
using Csa.Systems;
using static TorchSharp.torch;

namespace Csa.Baselines.ShiftNet;

/// <summary>How a Shift-Net is built and trained; the defaults are those of its paper and its authors' Lua code.</summary>
public sealed record ShiftNetOptions : AdversarialOptions
{
    /// <summary>The value of <see cref="Model"/>, for catalogues that name the system without creating its options.</summary>
    public const string ModelName = "sh";

    /// <inheritdoc/>
    public override string Model => ModelName;

    /// <summary>The networks' shape.</summary>
    public ShiftNetworkOptions Network { get; init; } = new();

    /// <summary>The weights of the objective's terms.</summary>
    public ShiftNetWeights Weights { get; init; } = new();

    /// <summary>
    /// VGG-16's weights, needed if <see cref="ShiftNetWeights.Style"/> or <see cref="ShiftNetWeights.Content"/> is not 0:
    /// "builtin", "random", a file of
    /// torchvision's (.pth, .safetensors) or one of csa train-features. PyTorch code: ImageNet's.
    /// </summary>
    public string Features { get; init; } = Vgg16Features.RandomName;

    /// <summary>
    /// The factor per pixel by which the discounted L1 falls with the distance to the nearest known pixel. PyTorch code:
    /// 0.9.
    /// </summary>
    public double Discount { get; init; } = 0.9;

    /// <inheritdoc/>
    public override bool ComparesRandomFeatures => (Weights.Style > 0 || Weights.Content > 0) && Features == Vgg16Features.RandomName;

    /// <inheritdoc/>
    public override ITrainableSystem Create(ulong seed, Device device) => new ShiftNetSystem(this, seed, device);

    /// <inheritdoc/>
    public override ITrainedSystem CreateForInference(Device device) => new InferenceSystem<ShiftNetwork>(Model, new ShiftNetwork(Validated().Network), device);

    /// <summary>Checks every value, the network's too.</summary>
    /// <returns>These options.</returns>
    /// <exception cref="BadInputException">A value is out of range; the message names it and the range.</exception>
    public ShiftNetOptions Validated()
    {
        Network.Validated();
        RequireRanges();
        return this;
    }

    /// <inheritdoc/>
    public override OnnxExport ToOnnx() => ShiftGraph.Export(Validated().Network);

    /// <inheritdoc/>
    public override void RequireSide(int side)
    {
        NetworkOptions blocks = Network.Blocks;
        int padded = (side + blocks.SideMultiple - 1) / blocks.SideMultiple * blocks.SideMultiple;
        if (IsAdversarial && padded < blocks.SmallestPatchSide)
        {
            throw new BadInputException(
                $"side: the patch discriminator wants at least {blocks.SmallestPatchSide} pixels, got {padded}; "
                + "set system.network.patchDiscriminatorLayers lower or system.weights.adversarial=0");
        }
    }

    /// <inheritdoc/>
    protected override double AdversarialWeight => Weights.Adversarial;

    /// <inheritdoc/>
    protected override void RequireRanges()
    {
        base.RequireRanges();
        RequireNotNegative(Weights.Reconstruction, "Weights.Reconstruction");
        RequireNotNegative(Weights.Guidance, "Weights.Guidance");
        RequireNotNegative(Weights.Adversarial, "Weights.Adversarial");
        RequireNotNegative(Weights.Discounted, "Weights.Discounted");
        RequireNotNegative(Weights.Style, "Weights.Style");
        RequireNotNegative(Weights.Content, "Weights.Content");
        RequireShare(Discount, nameof(Discount));
    }
}

/// <summary>The weights of Shift-Net's objective. Paper: 1 : 0.01 : 0.002, times 100 in its code.</summary>
/// <remarks>
/// The last three exist only in the authors' PyTorch code, whose defaults are <c>--set system.weights.discounted=400
/// system.weights.style=10
/// system.weights.content=1 system.features=…</c>; the paper's tables were made without them.
/// </remarks>
public sealed record ShiftNetWeights
{
    /// <summary>Weight of the L1 distance.</summary>
    public double Reconstruction { get; init; } = 100;

    /// <summary>Weight of the guidance loss; 0 leaves out the term and its cost.</summary>
    public double Guidance { get; init; } = 1;

    /// <summary>Weight of the adversarial term; 0 leaves out the term and the discriminator.</summary>
    public double Adversarial { get; init; } = 0.2;

    /// <summary>
    /// Weight of the L1 distance in the hole, discounted by the distance to the nearest known pixel. Paper: 0. PyTorch code:
    /// 400.
    /// </summary>
    public double Discounted { get; init; }

    /// <summary>Weight of the distance between the Gram matrices of VGG-16 features. Paper: 0. PyTorch code: 10.</summary>
    public double Style { get; init; }

    /// <summary>Weight of the distance between VGG-16 features. Paper: 0. PyTorch code: 1.</summary>
    public double Content { get; init; }
}
