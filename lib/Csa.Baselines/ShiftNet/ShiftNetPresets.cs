using Csa.Systems;

namespace Csa.Baselines.ShiftNet;

/// <summary>Shift-Net's complete configurations.</summary>
public static class ShiftNetPresets
{
    /// <summary>Its paper's: 256x256, 64 base channels, batch 1, Adam 2e-4, 100 : 1 : 0.2 from the first step.</summary>
    public static RunConfig Paper() => new() { System = new ShiftNetOptions() };

    /// <summary>Ten minutes on one core: 64x64, with the help that CSA's quick preset has.</summary>
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
