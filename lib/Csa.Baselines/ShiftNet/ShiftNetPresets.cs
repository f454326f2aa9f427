using Csa.Systems;

namespace Csa.Baselines.ShiftNet;

/// <summary>Complete configurations for SH.</summary>
public static class ShiftNetPresets
{
    /// <summary>As in its paper: 256x256, 64 base channels, batch 1, Adam 2e-4, 100 : 1 : 0.2 from the first step.</summary>
    public static RunConfig Paper() => new() { System = new ShiftNetOptions() };

    /// <summary>Ten minutes on one core: 64x64, with what helps every quick preset.</summary>
    public static RunConfig Quick() => new()
    {
        Training = Presets.QuickTraining,
        System = Presets.ForShortAdversarialRuns(new ShiftNetOptions
        {
            Network = new ShiftNetworkOptions { BaseChannels = 32, MaxChannelFactor = 4, Depth = 6, ShiftPosition = 2, MaskChannel = true },
            LearningRate = 1e-3,
        }),
    };
}
