using Csa.Data.Masks;
using Csa.Losses;
using Csa.Networks;
using Csa.Tensors.Ranks;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Systems;

/// <summary>The paper's system: rough and refinement network trained end to end against two discriminators (Eq. 8).</summary>
/// <remarks>
/// Images whose sides are not multiples of 2^Depth are padded, with their holes, and cropped back.
/// Batches arrive in host memory and move to the device once; networks, losses, VGG-16 and Adam's moments live there. On the host
/// remain Adam's step count, the hole (a byte per cell) and the CSA recurrence; each loss term comes back as one number.
/// </remarks>
public sealed class CsaSystem : LearnedSystem<TwoStageGenerator>
{
    private readonly CsaSystemOptions options;
    private readonly Adversary? patch;
    private readonly Adversary? featurePatch;
    private readonly Adversary? srFeat;
    private readonly SrFeatDiscriminator? srFeatJudge;
    private readonly Vgg19Features? vgg19;

    /// <summary>An untrained system.</summary>
    /// <param name="options">Its networks and how they are trained.</param>
    /// <param name="seed">Draws the initial weights.</param>
    /// <param name="device">The device of all tensors; the CPU when not set.</param>
    /// <param name="features">VGG-16, owned by the system; when not set, the one that the options name, if a term needs it.</param>
    public CsaSystem(CsaSystemOptions options, ulong seed, Device? device = null, Vgg16Features? features = null)
        : this(options.Validated(), new Generator(seed), device, features)
    {
    }

    private CsaSystem(CsaSystemOptions options, Generator draw, Device? device, Vgg16Features? features)
        : base(options, new TwoStageGenerator(options.Network, draw), () => TwoStageGenerator.Uninitialised(options.Network), device)
    {
        using Generator owned = draw;
        this.options = options;
        if (options.IsAdversarial && options.PatchDiscriminator) patch = NewAdversary("patch_discriminator", new PatchDiscriminator(options.Network), draw);
        if (options.IsAdversarial && options.FeaturePatchDiscriminator) featurePatch = NewAdversary("feature_patch_discriminator", new FeaturePatchDiscriminator(options.Network), draw);
        if (options.IsAdversarial && options.SrFeatDiscriminator)
        {
            srFeatJudge = new SrFeatDiscriminator(options.Network, options.SrFeat);
            srFeatJudge.Draw(draw);
            srFeat = AddAdversary("srfeat_discriminator", srFeatJudge, RelativisticAverage.Instance, apart: true);
            vgg19 = AddFrozen(Vgg19Features.Open(options.SrFeat.Vgg19, options.Network));
        }

        if (features is not null || options.HasConsistencyLoss || featurePatch is not null)
            AddFeatures(() => features ?? Vgg16Features.Open(options.Features, options.Network));
        if (features is not null) _ = Features; // given, so owned already
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Terms: reconstruction_rough, reconstruction_refined, consistency, adversarial_patch, adversarial_feature,
    /// discriminator_patch, discriminator_feature, and with SRFeat's discriminator adversarial_srfeat, discriminator_srfeat;
    /// unweighted, 0 while a term is off.
    /// </remarks>
    public override IReadOnlyList<LossValue> Step(TrainingBatch batch, TrainingProgress progress)
    {
        using var scope = NewDisposeScope();
        Tensor iGt = ImagesOf(batch);
        HoleMask hole = HoleOf(batch);
        Tensor m = hole.ToTensor(ScalarType.Bool, Device);
        double rate = options.LearningRateOf(progress);
        bool consistent = options.HasConsistencyLoss;
        bool adversarial = options.IsAdversarialAt(progress);
        Adversary? pixels = adversarial ? patch : null, pool3 = adversarial ? featurePatch : null;

        using TwoStageOutput made = Network.forward(iGt, hole);
        using Vgg16Taps? phi = consistent || pool3 is not null ? Vgg!.GroundTruthTaps(iGt) : null;
        Tensor fake = options.AdversarialOnComposite ? where(m, made.Refined, iGt) : made.Refined;
        Tensor? fakePool3 = pool3 is null ? null : Vgg!.Value.Pool3(fake);

        Tensor? patchD = pixels?.Train(iGt, fake, rate * options.DiscriminatorLearningRateFactor, options.PenaltyAt(iGt));
        Tensor? patchG = pixels?.GeneratorLoss(iGt, fake);
        Tensor? featureD = pool3?.Train(phi!.Pool3, fakePool3!, rate * options.DiscriminatorLearningRateFactor, options.PenaltyAt(phi!.Pool3));
        Tensor? featureG = pool3?.GeneratorLoss(phi!.Pool3, fakePool3!);

        Adversary? conv5 = adversarial ? srFeat : null;
        Tensor? realConv5 = conv5 is null ? null : vgg19!.forward(iGt), fakeConv5 = conv5 is null ? null : vgg19!.forward(fake);
        Tensor? srFeatD = conv5?.Train(realConv5!, fakeConv5!, rate * options.DiscriminatorLearningRateFactor, options.PenaltyAt(realConv5!));
        Tensor? srFeatG = conv5?.GeneratorLoss(realConv5!, fakeConv5!);

        Tensor rough = ReconstructionOf(made.Rough, iGt, m), refined = ReconstructionOf(made.Refined, iGt, m);
        Tensor? consistency = consistent ? ConsistencyOf(made.Refinement, phi!, iGt) : null;
        Tensor objective = Objective.Total(rough + refined, consistency, [.. new[] { patchG, featureG, srFeatG }.OfType<Tensor>()], options.Weights);
        Minimise(objective, rate, made.Refinement.ThrowIfBackwardFailed);

        return
        [
            Value("reconstruction_rough", rough),
            Value("reconstruction_refined", refined),
            Value("consistency", consistency),
            Value("adversarial_patch", patchG),
            Value("adversarial_feature", featureG),
            Value("discriminator_patch", patchD),
            Value("discriminator_feature", featureD),
            .. srFeat is null ? Array.Empty<LossValue>() : [Value("adversarial_srfeat", srFeatG), Value("discriminator_srfeat", srFeatD)],
        ];
    }

    /// <inheritdoc/>
    public override void TrainOn(BatchShare share)
    {
        base.TrainOn(share);
        if (srFeatJudge is not null) srFeatJudge.Share = share;
    }

    private Adversary NewAdversary(string name, nn.Module<Tensor, Tensor> discriminator, Generator draw)
    {
        Initialisation.Normal(discriminator, draw);
        return AddAdversary(name, discriminator, RelativisticAverage.Instance);
    }

    private Tensor ConsistencyOf(RefinementOutput made, Vgg16Taps phi, Tensor iGt)
    {
        HoleMask cells = made.FeatureHole.Mask;
        Tensor mean = Consistency.Loss(made.CsaFeatures, made.DecoderFeatures, phi.Consistency, cells, options.ConsistencyTaps, Share);
        return options.ConsistencyScale == ConsistencyScale.Sum ? mean * Consistency.SumFactor(phi.Consistency, cells, iGt.numel(), Share) : mean;
    }
}
