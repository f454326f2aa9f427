using Csa.Baselines.DeepFill;
using Csa.Data;
using Csa.Data.Masks;
using Csa.Losses;
using Csa.Systems;
using Csa.Tensors.Ranks;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Baselines.GatedConv;

/// <summary>
/// Gated Convolution (Yu et al. 2019, DeepFill's second version): two gated stages trained end to end with L1 and
/// SN-PatchGAN.
/// </summary>
/// <remarks>Differs from its published code: one mask per sample.</remarks>
public sealed class GatedConvSystem : LearnedSystem<DeepFillGenerator>
{
    private readonly GatedConvOptions options;
    private readonly Adversary? patch;

    /// <summary>An untrained system.</summary>
    /// <param name="options">Its networks and how they are trained.</param>
    /// <param name="seed">Draws the initial weights.</param>
    /// <param name="device">The device of all tensors; the CPU when not set.</param>
    /// <exception cref="BadInputException">An option is out of range.</exception>
    public GatedConvSystem(GatedConvOptions options, ulong seed, Device? device = null)
        : this(options.Validated(), new Generator(seed), device)
    {
    }

    private GatedConvSystem(GatedConvOptions options, Generator draw, Device? device)
        : base(options, new DeepFillGenerator(options.Network, new GatedDesign(), draw), () => new DeepFillGenerator(options.Network, new GatedDesign(), draw: null), device)
    {
        using Generator owned = draw;
        this.options = options;
        if (options.IsAdversarial)
            patch = AddAdversary("patch_discriminator", new SnPatchDiscriminator(options.DiscriminatorChannels, options.DiscriminatorLayers, draw), Hinge.Instance);
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Terms: reconstruction_rough, reconstruction_refined, adversarial, discriminator; unweighted, 0 while a term is off.
    /// </remarks>
    public override IReadOnlyList<LossValue> Step(TrainingBatch batch, TrainingProgress progress)
    {
        using var scope = NewDisposeScope();
        Tensor iGt = ImagesOf(batch);
        HoleMask hole = HoleOf(batch);
        Tensor m = hole.ToTensor(iGt.dtype, Device);
        double rate = options.LearningRateOf(progress);
        Adversary? active = options.IsAdversarialAt(progress) ? patch : null;

        using DeepFillOutput made = Network.forward(iGt, hole);
        Tensor fake = options.AdversarialOnComposite ? where(m.to(ScalarType.Bool), made.Refined, iGt) : made.Refined;
        // The discriminator is shown where the hole is, in both.
        Tensor real = cat([iGt, m], 1), judged = cat([fake, m], 1);
        Tensor? discriminator = active?.Train(real, judged, rate * options.DiscriminatorLearningRateFactor, options.PenaltyAt(real));
        Tensor? adversarial = active?.GeneratorLoss(real, judged);

        Tensor rough = ReconstructionOf(made.Rough, iGt, m), refined = ReconstructionOf(made.Refined, iGt, m);
        Tensor objective = options.Weights.Reconstruction * (rough + refined);
        if (adversarial is not null) objective += options.Weights.Adversarial * adversarial;
        Minimise(objective, rate);

        return
        [
            Value("reconstruction_rough", rough),
            Value("reconstruction_refined", refined),
            Value("adversarial", adversarial),
            Value("discriminator", discriminator),
        ];
    }
}

/// <summary>The hinge adversarial loss of SN-PatchGAN (Yu et al. 2019, Eq. 2-3), over every element of the map.</summary>
public sealed class Hinge : IAdversarialLoss
{
    private Hinge()
    {
    }

    /// <summary>The one instance: the loss has no state.</summary>
    public static Hinge Instance { get; } = new();

    /// <inheritdoc/>
    public Tensor DiscriminatorLoss(Tensor real, Tensor fake, BatchShare? share = null)
    {
        using var scope = NewDisposeScope();
        return (((1 - real).relu().mean() + (1 + fake).relu().mean()) / 2).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public Tensor GeneratorLoss(Func<Tensor> real, Tensor fake, BatchShare? share = null)
    {
        using var scope = NewDisposeScope();
        return (-fake.mean()).MoveToOuterDisposeScope();
    }
}
