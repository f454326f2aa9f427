using Csa.Networks;
using Csa.Systems;

namespace Csa.Baselines.PartialConv;

/// <summary>Complete configurations for PC.</summary>
public static class PartialConvPresets
{
    /// <summary>
    /// As in its paper: 512x512, 8 levels, batch 6, irregular masks, Adam 2e-4 and then 5e-5 with the encoder's norms
    /// frozen.
    /// </summary>
    public static RunConfig Paper() => new()
    {
        Training = new TrainingOptions { Masks = "walks", Side = 512, BatchSize = 6 },
        System = new PartialConvOptions(),
    };

    /// <summary>
    /// Ten minutes on one core: 64x64, 5 levels, with what helps CSA's quick preset, as far as it applies without an
    /// adversary.
    /// </summary>
    public static RunConfig Quick() => new()
    {
        Training = Presets.QuickTraining,
        System = Presets.ForShortRuns(new PartialConvOptions
        {
            Network = new PartialConvNetworkOptions { BaseChannels = 32, MaxChannelFactor = 4, Levels = 5 },
            Features = Vgg16Features.BuiltInName,
            // With the narrow built-in features 120 outweighs the hole's own term: 18.1 dB in the hole and not 19.7 after 1,650 steps.
            Weights = new PartialConvWeights { Style = 5 },
            FineTuningStart = 0.8, // the learning rate falls by itself
            LearningRate = 1e-3,
        }),
    };
}
