using Csa.Baselines.ContextualAttention;
using Csa.Baselines.GatedConv;
using Csa.Baselines.PartialConv;
using Csa.Baselines.ShiftNet;
using Csa.Data.Masks;
using Csa.Losses;
using Csa.Networks;
using Csa.Systems;
using Csa.Tests.Networks;
using Xunit;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Tests.Baselines;

/// <summary>Each learned system small enough for a test, with every part in play from the first step.</summary>
internal static class SmallSystems
{
    internal static TheoryData<string> Models { get; } = ["csa", "ca", "sh", "pc", "gc"];

    internal static LearningOptions Options(string model) => model switch
    {
        "csa" => Small.System with { EmaDecay = 0.9 },
        "ca" => new ContextualAttentionOptions { Network = new() { BaseChannels = 8 }, CriticSide = 64, CriticChannels = 4, CriticSteps = 2, EmaDecay = 0.9 },
        "sh" => new ShiftNetOptions { Network = new() { BaseChannels = 4, MaxChannelFactor = 4, Depth = 4, ShiftPosition = 2 }, EmaDecay = 0.9 },
        "pc" => new PartialConvOptions { Network = new() { BaseChannels = 4, MaxChannelFactor = 4, Levels = 3 }, EmaDecay = 0.9 },
        "gc" => new GatedConvOptions { Network = new() { BaseChannels = 8, InitialGain = 2.45 }, DiscriminatorChannels = 4, DiscriminatorLayers = 4, EmaDecay = 0.9 },
        _ => throw new ArgumentException(model),
    };

    /// <summary>What learns one image by heart in seconds: wider, no adversary, the hole counted apart.</summary>
    internal static LearningOptions Learner(string model) => model switch
    {
        "csa" => new CsaSystemOptions
        {
            Network = new() { BaseChannels = 8, MaxChannelFactor = 4, Depth = 4, CsaPosition = Csa.Networks.CsaPosition.Second },
            Weights = new ObjectiveWeights { Adversarial = 0, Consistency = 0 },
            LearningRate = 2e-3,
            HoleWeightedReconstruction = true,
            LearningRateDecay = LearningRateDecay.Cosine,
        },
        "ca" => new ContextualAttentionOptions
        {
            Network = new() { BaseChannels = 8 },
            LearningRate = 2e-3,
            HoleWeightedReconstruction = true,
            LearningRateDecay = LearningRateDecay.Cosine,
            AdversarialStart = 1,
        },
        "sh" => new ShiftNetOptions
        {
            Network = new() { BaseChannels = 16, MaxChannelFactor = 4, Depth = 4, ShiftPosition = 2 },
            LearningRate = 2e-3,
            HoleWeightedReconstruction = true,
            LearningRateDecay = LearningRateDecay.Cosine,
            AdversarialStart = 1,
        },
        "pc" => new PartialConvOptions
        {
            Network = new() { BaseChannels = 16, MaxChannelFactor = 4, Levels = 4 },
            LearningRate = 3e-3,
            HoleWeightedReconstruction = true,
            LearningRateDecay = LearningRateDecay.Cosine,
            FineTuningStart = 0.5,
        },
        "gc" => new GatedConvOptions
        {
            Network = new() { BaseChannels = 16, InitialGain = 2.45 },
            LearningRate = 2e-3,
            HoleWeightedReconstruction = true,
            LearningRateDecay = LearningRateDecay.Cosine,
            AdversarialStart = 1,
        },
        _ => throw new ArgumentException(model),
    };

    internal static IReadOnlyList<LossValue> Train(ITrainableSystem system, int from, int steps)
    {
        IReadOnlyList<LossValue> losses = [];
        for (int step = from; step < from + steps; step++)
        {
            random.manual_seed(step); // as a trainer, which keeps torch's generator in its checkpoints
            using TrainingBatch batch = Small.Batch(2, seed: (ulong)step);
            losses = system.Step(batch, new(step, 0));
        }

        return losses;
    }

    /// <summary>What a system makes of a batch, as one tensor that is its caller's.</summary>
    internal static Tensor Refined(IInpaintingSystem system, Tensor image, HoleMask hole)
    {
        using InpaintingResult made = system.Inpaint(image, hole);
        return made.Refined.clone();
    }

    /// <summary>The first moments of a network's optimiser by the names of its weights: non-zero where a gradient came.</summary>
    internal static Dictionary<string, Tensor> Moments(ITrainableSystem system, string network = "generator")
    {
        string prefix = $"optimiser.{network}.first_moment.";
        return system.State().Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal))
            .ToDictionary(pair => pair.Key[prefix.Length..], pair => pair.Value.clone());
    }
}
