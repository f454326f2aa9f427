using Csa.Baselines.Losses;
using Csa.Data.Masks;
using Csa.Data.Sources;
using Csa.Networks;
using Csa.Systems;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Baselines.ShiftNet;

/// <summary>Shift-Net (Yan et al., ECCV 2018) as a system that learns: L1, guidance and one patch discriminator.</summary>
/// <remarks>
/// Differs from its authors' Lua code: InstanceNorm in the discriminator as everywhere here, where that has BatchNorm, so
/// that samples do not see each other.
/// </remarks>
public sealed class ShiftNetSystem : LearnedSystem<ShiftNetwork>
{
    private readonly ShiftNetOptions options;
    private readonly Adversary? patch;

    /// <summary>An untrained system.</summary>
    /// <param name="options">Its networks and how they learn.</param>
    /// <param name="seed">Draws the initial weights.</param>
    /// <param name="device">Where everything lives; the CPU when not set.</param>
    public ShiftNetSystem(ShiftNetOptions options, ulong seed, Device? device = null)
        : this(options.Validated(), new Generator(seed), device)
    {
    }

    private ShiftNetSystem(ShiftNetOptions options, Generator draw, Device? device)
        : base(options, Drawn(new ShiftNetwork(options.Network), draw), () => new ShiftNetwork(options.Network), device)
    {
        using Generator owned = draw;
        this.options = options;
        if (options.IsAdversarial) patch = AddAdversary("patch_discriminator", Drawn(new PatchDiscriminator(options.Network.Blocks), draw), CrossEntropy.Instance);
        if (options.Weights.Style > 0 || options.Weights.Content > 0) AddFeatures(() => Vgg16Features.OpenOwnWidth(options.Features, options.Network.Blocks));
    }

    /// <inheritdoc/>
    /// <remarks>Terms: reconstruction, guidance, adversarial, discriminator, discounted, style, content; unweighted, 0 while a term is off.</remarks>
    public override IReadOnlyList<LossValue> Step(TrainingBatch batch, TrainingProgress progress)
    {
        using var scope = NewDisposeScope();
        Tensor iGt = ImagesOf(batch);
        HoleMask hole = HoleOf(batch);
        Tensor m = hole.ToTensor(ScalarType.Bool, Device);
        double rate = options.LearningRateOf(progress);
        Adversary? active = options.IsAdversarialAt(progress) ? patch : null;

        using ShiftOutput made = Network.forward(iGt, hole);
        Tensor fake = options.AdversarialOnComposite ? where(m, made.Output, iGt) : made.Output;
        Tensor? discriminator = active?.Train(iGt, fake, rate * options.DiscriminatorLearningRateFactor, options.PenaltyAt(iGt));
        Tensor? adversarial = active?.GeneratorLoss(iGt, fake);
        Tensor? guidance = options.Weights.Guidance > 0 ? Guidance.Loss(made.DecoderFeatures, EncoderFeatures(iGt, hole), made.Hole) : null;
        Tensor reconstruction = ReconstructionOf(made.Output, iGt, m);

        Tensor objective = options.Weights.Reconstruction * reconstruction;
        if (guidance is not null) objective += options.Weights.Guidance * guidance;
        if (adversarial is not null) objective += options.Weights.Adversarial * adversarial;

        Tensor? discounted = null, style = null, content = null;
        if (options.Weights.Discounted > 0)
        {
            Tensor weights = DiscountedReconstruction.HoleWeights(hole, options.Discount).to(Device);
            discounted = DiscountedReconstruction.OfHole(made.Output, iGt, weights, m.to(iGt.dtype));
            objective += options.Weights.Discounted * discounted;
        }

        if (Vgg is LazyFeatures vgg)
        {
            IReadOnlyList<Tensor> ofTruth = vgg.PoolsOfTruth(iGt), ofOutput = vgg.Value.Pools(made.Output);
            (style, content) = (FeatureTerms.Style(ofOutput, ofTruth), FeatureTerms.Content(ofOutput, ofTruth));
            objective += (options.Weights.Style * style) + (options.Weights.Content * content);
        }

        Minimise(objective, rate);

        return
        [
            Value("reconstruction", reconstruction), Value("guidance", guidance), Value("adversarial", adversarial), Value("discriminator", discriminator),
            Value("discounted", discounted), Value("style", style), Value("content", content),
        ];
    }

    private Tensor EncoderFeatures(Tensor iGt, HoleMask hole)
    {
        using var _ = no_grad();
        return Network.EncoderFeatures(iGt, hole);
    }

    private static T Drawn<T>(T network, Generator draw)
        where T : nn.Module
    {
        Initialisation.Normal(network, draw);
        return network;
    }
}

/// <summary>The terms on VGG-16's features that the authors' PyTorch code adds to the paper's: squared distances, each pool's mean added.</summary>
public static class FeatureTerms
{
    /// <summary>How far the features themselves are apart.</summary>
    /// <param name="pools">Of the output, after pool1, pool2, pool3.</param>
    /// <param name="truth">The same of I_gt.</param>
    /// <returns>A scalar.</returns>
    public static Tensor Content(IReadOnlyList<Tensor> pools, IReadOnlyList<Tensor> truth) => PoolDistance.Sum(pools, truth, features => features, Squared);

    /// <summary>How far their <see cref="GramMatrix"/> are apart.</summary>
    /// <param name="pools">Of the output, after pool1, pool2, pool3.</param>
    /// <param name="truth">The same of I_gt.</param>
    /// <returns>A scalar.</returns>
    public static Tensor Style(IReadOnlyList<Tensor> pools, IReadOnlyList<Tensor> truth) => PoolDistance.Sum(pools, truth, GramMatrix.Of, Squared);

    private static Tensor Squared(Tensor one, Tensor other) => nn.functional.mse_loss(one, other);
}

/// <summary>The guidance loss of Shift-Net: what the decoder predicts in the hole should be what the encoder would see there.</summary>
public static class Guidance
{
    /// <summary>The squared distance of the decoder's features to the encoder's of the truth, in the hole.</summary>
    /// <param name="decoder">F_d, [N, C, H, W].</param>
    /// <param name="truth">F_e of the ground truth through the same encoder, [N, C, H, W]; no gradient goes there.</param>
    /// <param name="hole">On the same grid.</param>
    /// <returns>A scalar: the mean over all elements of the square of the difference, which is 0 outside the hole.</returns>
    /// <remarks>Both sides are masked, as in the authors' Lua code; their PyTorch code pushes known features to zero.</remarks>
    public static Tensor Loss(Tensor decoder, Tensor truth, HoleMask hole)
    {
        using var scope = NewDisposeScope();
        Tensor m = hole.ToTensor(decoder.dtype, decoder.device);
        return ((decoder - truth.detach()) * m).square().mean().MoveToOuterDisposeScope();
    }
}
