using Csa.Data;
using Csa.Graphs;
using Csa.Losses;
using Csa.Networks;
using static TorchSharp.torch;

namespace Csa.Systems;

/// <summary>How a CSA system is built and trained; the defaults are the paper's.</summary>
public sealed record CsaSystemOptions : AdversarialOptions
{
    /// <summary>The value of <see cref="Model"/>, for catalogues that name the system without creating its options.</summary>
    public const string ModelName = "csa";

    /// <inheritdoc/>
    public override string Model => ModelName;

    /// <summary>The networks' shape, the CSA layer and the mask channel.</summary>
    public NetworkOptions Network { get; init; } = new();

    /// <summary>Eq. 8's weights: 1 : 0.01 : 0.002.</summary>
    public ObjectiveWeights Weights { get; init; } = new();

    /// <summary>Which of Eq. 4's two distances the consistency loss has (Fig. 10). Paper: both.</summary>
    public ConsistencyTaps ConsistencyTaps { get; init; } = ConsistencyTaps.Both;

    /// <summary>How Eq. 4 is reduced to a scalar: a mean over the hole, or the printed sum relative to the reconstruction loss.</summary>
    public ConsistencyScale ConsistencyScale { get; init; } = ConsistencyScale.Mean;

    /// <summary>
    /// VGG-16's weights: "builtin" (for the quick preset's width), "random", a file of torchvision's (.pth, .safetensors),
    /// which wants the paper's width, or one of csa train-features. Paper: ImageNet's.
    /// </summary>
    public string Features { get; init; } = Vgg16Features.RandomName;

    /// <summary>Trains against the patch discriminator. Paper: yes.</summary>
    public bool PatchDiscriminator { get; init; } = true;

    /// <summary>Trains against the feature patch discriminator. Paper: yes.</summary>
    public bool FeaturePatchDiscriminator { get; init; } = true;

    /// <summary>Trains against SRFeat's discriminator (Fig. 11 c), by the same loss and weight as the others. Paper: no.</summary>
    public bool SrFeatDiscriminator { get; init; }

    /// <summary>How SRFeat's discriminator is built, if it is on.</summary>
    public SrFeatOptions SrFeat { get; init; } = new();

    /// <inheritdoc/>
    public override bool ComparesRandomFeatures => (HasConsistencyLoss || (IsAdversarial && FeaturePatchDiscriminator)) && Features == Vgg16Features.RandomName;

    /// <summary>True if the objective has a consistency loss.</summary>
    internal bool HasConsistencyLoss => Weights.Consistency > 0 && ConsistencyTaps != ConsistencyTaps.None;

    /// <inheritdoc/>
    public override ITrainableSystem Create(ulong seed, Device device) => new CsaSystem(this, seed, device);

    /// <inheritdoc/>
    public override ITrainedSystem CreateForInference(Device device) =>
        new InferenceSystem<TwoStageGenerator>(Model, TwoStageGenerator.Uninitialised(Validated().Network), device);

    /// <inheritdoc/>
    public override OnnxExport ToOnnx() => TwoStageGraph.Export(Validated().Network);

    /// <summary>Checks every value, the networks' too.</summary>
    /// <returns>These options.</returns>
    /// <exception cref="BadInputException">A value is out of range; the message names it and the range.</exception>
    public CsaSystemOptions Validated()
    {
        Network.Validated();
        RequireRanges();
        if (!Enum.IsDefined(ConsistencyTaps)) throw new BadInputException($"ConsistencyTaps: want one of {string.Join(", ", Enum.GetNames<ConsistencyTaps>())}, got {ConsistencyTaps}");
        if (!Enum.IsDefined(ConsistencyScale)) throw new BadInputException($"ConsistencyScale: want one of {string.Join(", ", Enum.GetNames<ConsistencyScale>())}, got {ConsistencyScale}");
        return this;
    }

    /// <inheritdoc/>
    public override void RequireSide(int side)
    {
        int padded = (side + Network.SideMultiple - 1) / Network.SideMultiple * Network.SideMultiple;
        if (IsAdversarial && PatchDiscriminator && padded < Network.SmallestPatchSide)
        {
            throw new BadInputException(
                $"side: the patch discriminator wants at least {Network.SmallestPatchSide} pixels, got {padded}; "
                + "set system.network.patchDiscriminatorLayers lower or system.patchDiscriminator=false");
        }

        if (IsAdversarial && FeaturePatchDiscriminator && padded < Network.SmallestFeaturePatchSide)
        {
            throw new BadInputException(
                $"side: the feature patch discriminator wants at least {Network.SmallestFeaturePatchSide} pixels, got {padded}; set system.featurePatchDiscriminator=false");
        }

        if (IsAdversarial && SrFeatDiscriminator && padded != SrFeat.ImageSide)
            throw new BadInputException($"side: SRFeat's dense layer is made for {SrFeat.ImageSide} pixels (system.srFeat.imageSide), got {padded}; set system.srFeat.imageSide={padded}");
    }

    /// <inheritdoc/>
    public override void RequireBatch(int images)
    {
        if (IsAdversarial && SrFeatDiscriminator) Networks.SrFeatDiscriminator.RequireBatch(SrFeat, images);
    }

    /// <inheritdoc/>
    protected override double AdversarialWeight => Weights.Adversarial;

    /// <inheritdoc/>
    protected override void RequireRanges()
    {
        base.RequireRanges();
        if (SrFeat.ImageSide is < 16 or > 4096 || SrFeat.ImageSide % 16 != 0)
            throw new BadInputException($"training options: SrFeat.ImageSide: want a multiple of 16, 16 … 4096, got {SrFeat.ImageSide}");
        RequireNotNegative(Weights.Reconstruction, "Weights.Reconstruction");
        RequireNotNegative(Weights.Consistency, "Weights.Consistency");
        RequireNotNegative(Weights.Adversarial, "Weights.Adversarial");
    }
}
