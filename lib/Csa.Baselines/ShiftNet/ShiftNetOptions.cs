using Csa.Data;
using Csa.Networks;
using Csa.Systems;
using static TorchSharp.torch;

namespace Csa.Baselines.ShiftNet;

/// <summary>How a Shift-Net is built and trained; the defaults are its paper's, as its authors' Lua code has them.</summary>
public sealed record ShiftNetOptions : AdversarialOptions
{
    /// <summary>What <see cref="Model"/> says, for catalogues that name the system without building its options.</summary>
    public const string ModelName = "sh";

    /// <inheritdoc/>
    public override string Model => ModelName;

    /// <summary>The networks' shape.</summary>
    public ShiftNetworkOptions Network { get; init; } = new();

    /// <summary>The weights of the objective's terms.</summary>
    public ShiftNetWeights Weights { get; init; } = new();

    /// <summary>
    /// VGG-16's weights where a weight of <see cref="ShiftNetWeights.Style"/> or <see cref="ShiftNetWeights.Content"/> wants them: "builtin", "random", a file of
    /// torchvision's (.pth, .safetensors) or one of csa train-features. PyTorch code: ImageNet's.
    /// </summary>
    public string Features { get; init; } = Vgg16Features.RandomName;

    /// <summary>How fast the discounted L1 falls with the distance to what is known. PyTorch code: 0.9.</summary>
    public double Discount { get; init; } = 0.9;

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
/// The last three are the authors' PyTorch code's alone, whose defaults are <c>--set system.weights.discounted=400 system.weights.style=10
/// system.weights.content=1 system.features=…</c>; the paper's tables were made without.
/// </remarks>
public sealed record ShiftNetWeights
{
    /// <summary>Of the L1 distance.</summary>
    public double Reconstruction { get; init; } = 100;

    /// <summary>Of the guidance loss; 0 leaves the term and its cost out.</summary>
    public double Guidance { get; init; } = 1;

    /// <summary>Of the adversarial term; 0 leaves it and the discriminator out.</summary>
    public double Adversarial { get; init; } = 0.2;

    /// <summary>Of the L1 distance in the hole, discounted with the distance to what is known. Paper: 0. PyTorch code: 400.</summary>
    public double Discounted { get; init; }

    /// <summary>Of the distance of the features' Gram matrices. Paper: 0. PyTorch code: 10.</summary>
    public double Style { get; init; }

    /// <summary>Of the distance of the features. Paper: 0. PyTorch code: 1.</summary>
    public double Content { get; init; }
}
