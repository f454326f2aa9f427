using Csa.Baselines.DeepFill;
using Csa.Systems;

namespace Csa.Baselines.ContextualAttention;

/// <summary>Complete configurations for CA.</summary>
public static class ContextualAttentionPresets
{
    /// <summary>As in its paper: 256x256, boxes of up to half the side, batches of 16; days on a GPU.</summary>
    public static RunConfig Paper() => new()
    {
        Training = new TrainingOptions { Masks = "box", BatchSize = 16 },
        System = new ContextualAttentionOptions(),
    };

    /// <summary>Ten minutes on one core: 64x64, half the width, narrow critics, and what helps every quick preset.</summary>
    public static RunConfig Quick() => new()
    {
        Training = Presets.QuickTraining,
        System = Presets.ForShortAdversarialRuns(new ContextualAttentionOptions
        {
            Network = new DeepFillNetworkOptions { BaseChannels = 16, Attention = AttentionOptions.OfSmallImages },
            CriticSide = Presets.QuickTraining.Side,
            CriticChannels = 16,
            LearningRate = 1e-3,
        }),
    };
}
