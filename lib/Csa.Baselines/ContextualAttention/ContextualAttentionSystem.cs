using Csa.Baselines.DeepFill;
using Csa.Baselines.Losses;
using Csa.Data;
using Csa.Data.Masks;
using Csa.Networks;
using Csa.Systems;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Baselines.ContextualAttention;

/// <summary>Contextual Attention (Yu et al. 2018): two stages trained end to end against a global and a local Wasserstein critic.</summary>
/// <remarks>
/// Differs from its published code: one mask per sample; the critics' steps before one of the generator see one batch, whose
/// fakes are computed once; the local window is found from the hole (<see cref="HoleWindow"/>). With
/// <see cref="LearningOptions.HoleWeightedReconstruction"/> the discounted L1 is that of the hole, whatever its shape, and
/// not that of the window, outside which strokes would go unseen.
/// </remarks>
public sealed class ContextualAttentionSystem : LearnedSystem<DeepFillGenerator>
{
    private readonly ContextualAttentionOptions options;
    private readonly Adversary? local;
    private readonly Adversary? global;

    /// <summary>An untrained system.</summary>
    /// <param name="options">Its networks and how they are trained.</param>
    /// <param name="seed">Draws the initial weights.</param>
    /// <param name="device">The device of all tensors; the CPU when not set.</param>
    /// <exception cref="BadInputException">An option is out of range.</exception>
    public ContextualAttentionSystem(ContextualAttentionOptions options, ulong seed, Device? device = null)
        : this(options.Validated(), new Generator(seed), device)
    {
    }

    private ContextualAttentionSystem(ContextualAttentionOptions options, Generator draw, Device? device)
        : base(options, new DeepFillGenerator(options.Network, new EluDesign(), draw), () => new DeepFillGenerator(options.Network, new EluDesign(), draw: null), device)
    {
        using Generator owned = draw;
        this.options = options;
        if (!options.IsAdversarial) return;
        local = NewCritic("local_critic", options.CriticSide / 2, widest: 3, draw);
        global = NewCritic("global_critic", options.CriticSide, widest: 2, draw);
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Terms: hole_rough, hole_refined (discounted), known_rough, known_refined, adversarial_local, adversarial_global,
    /// critic_local, critic_global (the last of a step's, weighted penalty included); 0 while a term is off.
    /// </remarks>
    public override IReadOnlyList<LossValue> Step(TrainingBatch batch, TrainingProgress progress)
    {
        using var scope = NewDisposeScope();
        Tensor iGt = ImagesOf(batch);
        HoleMask hole = HoleOf(batch);
        Tensor m = hole.ToTensor(iGt.dtype, Device);
        HoleWindow window = HoleWindow.Find(hole, Math.Min(hole.Height, hole.Width) / 2);
        double rate = options.LearningRateOf(progress);

        using DeepFillOutput made = Network.forward(iGt, hole);
        Tensor? criticLocal = null, criticGlobal = null, adversarialLocal = null, adversarialGlobal = null;
        if (local is not null && global is not null && options.IsAdversarialAt(progress))
        {
            Tensor fake = options.AdversarialOnComposite ? where(m.to(ScalarType.Bool), made.Refined, iGt) : made.Refined;
            Tensor realWindow = window.Crop(iGt), fakeWindow = window.Crop(fake), mWindow = window.Crop(m);
            for (int step = 0; step < options.CriticSteps; step++)
            {
                criticLocal = Train(local, realWindow, fakeWindow, mWindow, rate);
                criticGlobal = Train(global, iGt, fake, m, rate);
            }

            adversarialLocal = local.GeneratorLoss(realWindow, fakeWindow);
            adversarialGlobal = global.GeneratorLoss(iGt, fake);
        }

        Func<Tensor, Tensor> inHole = HoleTerm(iGt, hole, m, window);
        Tensor holeRough = inHole(made.Rough), holeRefined = inHole(made.Refined);
        Tensor knownRough = DiscountedReconstruction.OfKnown(made.Rough, iGt, m, Share), knownRefined = DiscountedReconstruction.OfKnown(made.Refined, iGt, m, Share);

        ContextualAttentionWeights lambda = options.Weights;
        Tensor objective = (lambda.Hole * ((lambda.Rough * holeRough) + holeRefined)) + (lambda.Known * ((lambda.Rough * knownRough) + knownRefined));
        if (adversarialLocal is not null) objective += lambda.Adversarial * (adversarialLocal + adversarialGlobal!);
        Minimise(objective, rate);

        return
        [
            Value("hole_rough", holeRough),
            Value("hole_refined", holeRefined),
            Value("known_rough", knownRough),
            Value("known_refined", knownRefined),
            Value("adversarial_local", adversarialLocal),
            Value("adversarial_global", adversarialGlobal),
            Value("critic_local", criticLocal),
            Value("critic_global", criticGlobal),
        ];
    }

    // Where a slope is taken comes from torch's generator, which checkpoints keep.
    private Tensor Train(Adversary critic, Tensor real, Tensor fake, Tensor m, double rate)
    {
        using var scope = NewDisposeScope();
        Tensor share = Share.Uniform(real.shape[0]).view(-1, 1, 1, 1).to(Device);
        Func<nn.Module<Tensor, Tensor>, Tensor>? further = options.PenaltyAt(real);
        return critic.Train(real, fake, rate * options.DiscriminatorLearningRateFactor, Penalty).MoveToOuterDisposeScope();

        Tensor Penalty(nn.Module<Tensor, Tensor> network)
        {
            Tensor penalty = options.Weights.GradientPenalty * Wasserstein.GradientPenalty(network, real, fake, m, share);
            return further is null ? penalty : penalty + further(network);
        }
    }

    private Func<Tensor, Tensor> HoleTerm(Tensor iGt, HoleMask hole, Tensor m, HoleWindow window)
    {
        if (options.HoleWeightedReconstruction)
        {
            Tensor discount = DiscountedReconstruction.HoleWeights(hole, options.Discount).to(Device);
            return prediction => DiscountedReconstruction.OfHole(prediction, iGt, discount, m, Share);
        }

        Tensor weights = DiscountedReconstruction.WindowWeights(window.Side, options.Discount).to(Device);
        return prediction => DiscountedReconstruction.OfWindow(window.Crop(prediction), window.Crop(iGt), weights);
    }

    // 64-128-256-512 locally, 64-128-256-256 globally.
    private Adversary NewCritic(string name, int side, int widest, Generator draw)
    {
        var critic = new Critic(side, [.. Enumerable.Range(0, options.CriticLayers).Select(i => options.CriticChannels << Math.Min(i, widest))]);
        Initialisation.Glorot(critic, draw);
        return AddAdversary(name, critic, Wasserstein.Instance);
    }
}
