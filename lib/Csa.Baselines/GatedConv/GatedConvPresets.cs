using Csa.Baselines.DeepFill;
using Csa.Systems;

namespace Csa.Baselines.GatedConv;

/// <summary>Complete configurations for GC.</summary>
public static class GatedConvPresets
{
    /// <summary>As in its paper: 256x256, strokes, batches of 16; days on a GPU.</summary>
    public static RunConfig Paper() => new()
    {
        Training = new TrainingOptions { Masks = "box+strokes", BatchSize = 16 },
        System = new GatedConvOptions(),
    };

    /// <summary>
    /// Ten minutes on one core: 64x64, half the width, a discriminator as deep as the side allows, initial weights that make
    /// up for the gates, and what helps every quick preset.
    /// </summary>
    public static RunConfig Quick() => new()
    {
        Training = Presets.QuickTraining,
        System = Presets.ForShortAdversarialRuns(new GatedConvOptions
        {
            Network = new DeepFillNetworkOptions { BaseChannels = 24, InitialGain = 2.45, Attention = AttentionOptions.OfSmallImages },
            DiscriminatorChannels = 16,
            DiscriminatorLayers = 4,
            LearningRate = 1e-3,
        }),
    };
}
