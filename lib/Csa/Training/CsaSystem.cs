using Csa.Losses;
using Csa.Masks;
using Csa.Networks;
using TorchSharp;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Training;

/// <summary>The paper's system: rough and refinement network trained end to end against two discriminators (Eq. 8).</summary>
/// <remarks>
/// Image sides that are no multiple of 2^Depth are padded inside, image and hole alike, and cropped back.
/// Batches come in host memory and go to the device once; networks, losses, VGG-16 and Adam's moments live there. On the host
/// remain Adam's step count, the hole (a byte per cell) and the CSA recurrence; of the loss terms one number each comes back.
/// </remarks>
public sealed class CsaSystem : ITrainableSystem
{
    internal const string AveragePrefix = "average.";

    private readonly CsaSystemOptions options;
    private readonly Device device;
    private readonly TwoStageGenerator generator;
    private readonly AveragedWeights? average;
    private readonly Adam adam;
    private readonly Adversary? patch;
    private readonly Adversary? featurePatch;
    private readonly Lazy<Vgg16Features>? features;

    /// <summary>An untrained system.</summary>
    /// <param name="options">Its networks and how they learn.</param>
    /// <param name="seed">Draws the initial weights.</param>
    /// <param name="device">Where everything lives; the CPU when not set.</param>
    /// <param name="features">VGG-16, owned from now on; the options' when not set and a term needs it.</param>
    public CsaSystem(CsaSystemOptions options, ulong seed, Device? device = null, Vgg16Features? features = null)
    {
        this.options = options.Validated();
        this.device = device ?? CPU;
        using var draw = new Generator(seed);
        generator = OnDevice(new TwoStageGenerator(options.Network, draw));
        adam = new(generator, options.Beta1, options.Beta2);
        bool adversarial = options.Weights.Adversarial > 0 && options.AdversarialStart < 1;
        if (adversarial && options.PatchDiscriminator) patch = NewAdversary(new PatchDiscriminator(options.Network), draw);
        if (adversarial && options.FeaturePatchDiscriminator) featurePatch = NewAdversary(new FeaturePatchDiscriminator(options.Network), draw);
        // Opened when first needed: filling holes needs no judge, nor the file that it comes from.
        if (features is not null) this.features = new Lazy<Vgg16Features>(OnDevice(features));
        else if (options.Weights.Consistency > 0 || featurePatch is not null)
            this.features = new Lazy<Vgg16Features>(OpenFeatures);
        if (options.EmaDecay > 0) average = new(generator, OnDevice(TwoStageGenerator.ToLoad(options.Network)), options.EmaDecay);
    }

    /// <inheritdoc/>
    public string Name => "csa";

    /// <summary>Where VGG-16's weights come from, printed beside every figure: "random", "imagenet (FILE)"; "none" when no term needs it.</summary>
    /// <exception cref="BadInputException">The options' file of weights is absent, damaged or of another network or width.</exception>
    public string Features => features?.Value.Weights ?? "none";

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Notes => new Dictionary<string, string> { ["features"] = Features };

    /// <inheritdoc/>
    /// <remarks>
    /// Terms: reconstruction_rough, reconstruction_refined, consistency, adversarial_patch, adversarial_feature,
    /// discriminator_patch, discriminator_feature; unweighted, 0 while a term is off.
    /// </remarks>
    public IReadOnlyList<LossValue> Step(TrainingBatch batch, TrainingProgress progress)
    {
        using var scope = NewDisposeScope();
        Tensor iGt = GridPadding.Pad(batch.Images.to(device), options.Network.SideMultiple);
        HoleMask hole = GridPadding.Pad(batch.Hole, options.Network.SideMultiple);
        Tensor m = hole.ToTensor(ScalarType.Bool, device);
        double rate = options.LearningRateAt(progress.Fraction);
        bool consistent = options.Weights.Consistency > 0;
        bool adversarial = progress.Fraction >= options.AdversarialStart;
        Adversary? pixels = adversarial ? patch : null, pool3 = adversarial ? featurePatch : null;

        using TwoStageOutput made = generator.forward(iGt, hole);
        using Vgg16Taps? phi = consistent || pool3 is not null ? FeaturesOf(iGt) : null;
        Tensor fake = options.AdversarialOnComposite ? where(m, made.Refined, iGt) : made.Refined;
        Tensor? fakePool3 = pool3 is null ? null : features!.Value.Pool3(fake);

        Tensor? patchD = pixels?.Learn(iGt, fake, rate * options.DiscriminatorLearningRateFactor);
        Tensor? patchG = pixels?.Judge(iGt, fake);
        Tensor? featureD = pool3?.Learn(phi!.Pool3, fakePool3!, rate * options.DiscriminatorLearningRateFactor);
        Tensor? featureG = pool3?.Judge(phi!.Pool3, fakePool3!);

        Tensor rough = ReconstructionOf(made.Rough, iGt, m), refined = ReconstructionOf(made.Refined, iGt, m);
        Tensor? consistency = consistent ? ConsistencyOf(made.Refinement, phi!) : null;
        adam.ZeroGradients();
        Objective.Total(rough + refined, consistency, [.. new[] { patchG, featureG }.OfType<Tensor>()], options.Weights).backward();
        made.Refinement.Trace.ThrowIfBackwardFailed();
        adam.Step(rate);
        average?.Follow(adam.Steps);

        return
        [
            Value("reconstruction_rough", rough),
            Value("reconstruction_refined", refined),
            Value("consistency", consistency),
            Value("adversarial_patch", patchG),
            Value("adversarial_feature", featureG),
            Value("discriminator_patch", patchD),
            Value("discriminator_feature", featureD),
        ];
    }

    /// <inheritdoc/>
    /// <remarks>By the averaged weights when <see cref="CsaSystemOptions.EmaDecay"/> is on.</remarks>
    public InpaintingResult Inpaint(Tensor image, HoleMask hole) => CsaFiller.Fill(Trained, options.Network, device, image, hole);

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, Tensor> State()
    {
        var state = new Dictionary<string, Tensor>();
        NamedTensors.AddWeights("", generator, state);
        if (average is not null) NamedTensors.AddWeights(AveragePrefix, average.Generator, state);
        patch?.AddState("patch_discriminator", state);
        featurePatch?.AddState("feature_patch_discriminator", state);
        adam.AddState("optimiser.generator.", state);
        return state;
    }

    /// <inheritdoc/>
    public void LoadState(IReadOnlyDictionary<string, Tensor> state) => NamedTensors.Restore(State(), state);

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, Tensor> InferenceState() => CsaFiller.StateOf(Trained);

    /// <inheritdoc/>
    public void Dispose()
    {
        adam.Dispose();
        patch?.Dispose();
        featurePatch?.Dispose();
        if (features is { IsValueCreated: true }) features.Value.Dispose();
        average?.Dispose();
        generator.Dispose();
    }

    private TwoStageGenerator Trained => average?.Generator ?? generator;

    private static LossValue Value(string name, Tensor? loss) => new(name, loss?.item<float>() ?? 0);

    private T OnDevice<T>(T network)
        where T : nn.Module => network.to(device);

    // Leaves torch's generator as it was, so that a run does not depend on when this happens.
    private Vgg16Features OpenFeatures()
    {
        using Tensor state = random.get_rng_state();
        Vgg16Features opened = OnDevice(Vgg16Features.Open(options.Features, options.Network));
        random.set_rng_state(state);
        return opened;
    }

    private Adversary NewAdversary(nn.Module<Tensor, Tensor> discriminator, Generator draw)
    {
        Initialisation.Normal(discriminator, draw);
        return new(OnDevice(discriminator), options.Beta1, options.Beta2);
    }

    private Tensor ReconstructionOf(Tensor prediction, Tensor iGt, Tensor m) =>
        options.HoleWeightedReconstruction ? Reconstruction.HoleWeighted(prediction, iGt, m) : Reconstruction.Mean(prediction, iGt);

    private static Tensor ConsistencyOf(RefinementOutput made, Vgg16Taps phi) =>
        Consistency.Loss(made.CsaFeatures, made.DecoderFeatures, phi.Consistency, made.Trace.Hole);

    private Vgg16Taps FeaturesOf(Tensor iGt)
    {
        using var _ = no_grad();
        return features!.Value.forward(iGt);
    }
}
