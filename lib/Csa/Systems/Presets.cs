using Csa.Losses;
using Csa.Networks;

namespace Csa.Systems;

/// <summary>Complete configurations for CSA, and what the quick presets of all systems share.</summary>
public static class Presets
{
    /// <summary>CSA's two presets.</summary>
    public static SystemPresets All { get; } = new(CsaSystemOptions.ModelName, Quick, Paper);

    /// <summary>The run of every quick preset: ten minutes on one core, 64x64, batches of 4, half strokes and half rectangles.</summary>
    public static TrainingOptions QuickTraining { get; } = new() { Masks = "mixed", Side = 64, BatchSize = 4, Threads = 1, Steps = null, Minutes = 10 };

    /// <summary>
    /// The paper's: 256x256, 64 base channels, batch 1, Adam 2e-4, every term of Eq. 8 from the first step; days on a GPU.
    /// </summary>
    public static RunConfig Paper() => new() { System = new CsaSystemOptions() };

    /// <summary>
    /// Ten minutes on one core: 64x64, 16 base channels, and the help that a short run needs. Each difference is an option.
    /// </summary>
    public static RunConfig Quick() => new()
    {
        Training = QuickTraining,
        System = ForShortAdversarialRuns(new CsaSystemOptions
        {
            Network = new NetworkOptions { BaseChannels = 16, MaxChannelFactor = 4, Depth = 6, CsaPosition = CsaPosition.Second, MaskChannel = true },
            Features = Vgg16Features.BuiltInName,
            Weights = new ObjectiveWeights { Adversarial = 0.008 },
            LearningRate = 1e-3,
            FeaturePatchDiscriminator = false,
        }),
    };

    /// <summary>Adds what helps a short run and is in no paper, the same for every system.</summary>
    /// <typeparam name="T">A system's options.</typeparam>
    /// <param name="options">The options to start from.</param>
    public static T ForShortRuns<T>(T options)
        where T : LearningOptions => options with { HoleWeightedReconstruction = true, LearningRateDecay = LearningRateDecay.Cosine, EmaDecay = 0.999 };

    /// <summary><see cref="ForShortRuns{T}"/>, and what keeps discriminators from winning.</summary>
    /// <typeparam name="T">A system's options.</typeparam>
    /// <param name="options">The options to start from.</param>
    public static T ForShortAdversarialRuns<T>(T options)
        where T : AdversarialOptions => ForShortRuns(options) with
        {
            // From the first step the discriminators win and leave coloured noise; on random features the second one paints dots.
            AdversarialStart = 0.6,
            AdversarialOnComposite = true,
            DiscriminatorLearningRateFactor = 0.3,
        };
}
