using Csa.Baselines.Losses;
using Csa.Data.Masks;
using Csa.Networks;
using Csa.Systems;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Baselines.ShiftNet;

/// <summary>Shift-Net (Yan et al., ECCV 2018) as a trainable system: L1, guidance and one patch discriminator.</summary>
/// <remarks>
/// Differs from its authors' Lua code: the discriminator has InstanceNorm, as everywhere here, instead of BatchNorm, so that
/// samples do not affect each other.
/// </remarks>
public sealed class ShiftNetSystem : LearnedSystem<ShiftNetwork>
{
    private readonly ShiftNetOptions options;
    private readonly Adversary? patch;

    /// <summary>An untrained system.</summary>
    /// <param name="options">Its networks and how they are trained.</param>
    /// <param name="seed">Draws the initial weights.</param>
    /// <param name="device">The device of all tensors; the CPU when not set.</param>
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
    /// <remarks>
    /// Terms: reconstruction, guidance, adversarial, discriminator, discounted, style, content; unweighted, 0 while a term
    /// is off.
    /// </remarks>
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
            discounted = DiscountedReconstruction.OfHole(made.Output, iGt, weights, m.to(iGt.dtype), Share);
            objective += options.Weights.Discounted * discounted;
        }

        if (Vgg is LazyFeatures vgg)
        {
            IReadOnlyList<Tensor> ofTruth = vgg.GroundTruthPools(iGt), ofOutput = vgg.Value.Pools(made.Output);
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

/// <summary>
/// The VGG-16 feature losses that the authors' PyTorch code adds to the paper's: squared distances, the sum of each pool's
/// mean.
/// </summary>
public static class FeatureTerms
{
    /// <summary>The content loss: the squared distance between the features.</summary>
    /// <param name="pools">Features of the output after pool1, pool2, pool3.</param>
    /// <param name="truth">Those of I_gt.</param>
    /// <returns>A scalar.</returns>
    public static Tensor Content(IReadOnlyList<Tensor> pools, IReadOnlyList<Tensor> truth) => PoolDistance.Sum(pools, truth, features => features, Squared);

    /// <summary>The style loss: the squared distance between the features' <see cref="GramMatrix"/>.</summary>
    /// <param name="pools">Features of the output after pool1, pool2, pool3.</param>
    /// <param name="truth">Those of I_gt.</param>
    /// <returns>A scalar.</returns>
    public static Tensor Style(IReadOnlyList<Tensor> pools, IReadOnlyList<Tensor> truth) => PoolDistance.Sum(pools, truth, GramMatrix.Of, Squared);

    private static Tensor Squared(Tensor one, Tensor other) => nn.functional.mse_loss(one, other);
}

/// <summary>The guidance loss of Shift-Net: what the decoder predicts in the hole should be what the encoder would see there.</summary>
public static class Guidance
{
    /// <summary>The squared distance in the hole between the decoder's features and the encoder's of the ground truth.</summary>
    /// <param name="decoder">F_d, [N, C, H, W].</param>
    /// <param name="truth">F_e of the ground truth through the same encoder, [N, C, H, W]; no gradient reaches it.</param>
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
