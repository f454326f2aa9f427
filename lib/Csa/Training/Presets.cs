using Csa.Losses;
using Csa.Networks;

namespace Csa.Training;

/// <summary>Complete configurations for CSA. Sizes between them are options, not presets.</summary>
public static class Presets
{
    /// <summary>The presets' names.</summary>
    public static IReadOnlyList<string> Names { get; } = ["quick", "paper"];

    /// <summary>A preset by name.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <exception cref="BadInputException">No such preset.</exception>
    public static RunConfig Named(string name) => name switch
    {
        "quick" => Quick(),
        "paper" => Paper(),
        _ => throw new BadInputException($"preset: want one of {string.Join(", ", Names)}, got '{name}'"),
    };

    /// <summary>The paper's: 256x256, 64 base channels, batch 1, Adam 2e-4, every term of Eq. 8 from the first step; days on a GPU.</summary>
    public static RunConfig Paper() => new() { System = new CsaSystemOptions() };

    /// <summary>Ten minutes on one core: 64x64, 16 base channels, and the help that a short run needs. Each difference is an option.</summary>
    public static RunConfig Quick() => new()
    {
        Training = new TrainingOptions { Masks = "mixed", Side = 64, BatchSize = 4, Threads = 1, Steps = null, Minutes = 10 },
        System = new CsaSystemOptions
        {
            Network = new NetworkOptions { BaseChannels = 16, MaxChannelFactor = 4, Depth = 6, CsaPosition = CsaPosition.Second, MaskChannel = true },
            HoleWeightedReconstruction = true,
            Features = Vgg16Features.BuiltInName,
            Weights = new ObjectiveWeights { Adversarial = 0.008 },
            LearningRate = 4e-4,
            LearningRateDecay = LearningRateDecay.Cosine,
            EmaDecay = 0.999,
            // From the first step the discriminators win and leave coloured noise; on random features the second one paints dots.
            AdversarialStart = 0.6,
            AdversarialOnComposite = true,
            FeaturePatchDiscriminator = false,
            DiscriminatorLearningRateFactor = 0.3,
        },
    };
}
