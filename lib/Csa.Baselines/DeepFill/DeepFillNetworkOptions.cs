using Csa.Data;

namespace Csa.Baselines.DeepFill;

/// <summary>The width of DeepFill's generator; its layout is fixed.</summary>
public sealed record DeepFillNetworkOptions
{
    /// <summary>
    /// Channels of the first convolution, a multiple of 4; every layer scales with it. Published: 32 for CA, 48 (24 after
    /// the gate) for GC.
    /// </summary>
    public int BaseChannels { get; init; } = 32;

    /// <summary>
    /// Factor on the Glorot initial weights of all but the output layers. Published: 1. At that a gated layer passes on 0.41
    /// of a small signal's scale (its gate is half open, and Glorot counts the gate's channels as outputs), so 17 of them
    /// pass on next to nothing, and the first steps are spent on repairing that; the square root of 6 keeps the scale.
    /// </summary>
    public double InitialGain { get; init; } = 1;

    /// <summary>Options of the attention layer.</summary>
    public AttentionOptions Attention { get; init; } = new();

    /// <summary>The network pads image sides to a multiple of this: 4 for the features' grid, times the attention's rate.</summary>
    public int SideMultiple => 4 * Attention.Rate;

    /// <summary>Checks every value.</summary>
    /// <returns>These options.</returns>
    /// <exception cref="BadInputException">A value is out of range.</exception>
    public DeepFillNetworkOptions Validated()
    {
        if (BaseChannels < 4 || BaseChannels % 4 != 0) throw new BadInputException($"network options: BaseChannels: want a multiple of 4, at least 4, got {BaseChannels}");
        if (!(InitialGain > 0 && double.IsFinite(InitialGain))) throw new BadInputException($"network options: InitialGain: want more than 0, got {InitialGain}");
        Attention.Validated();
        return this;
    }
}
