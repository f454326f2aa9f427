using Csa.Data;

namespace Csa.Baselines.PartialConv;

/// <summary>The shape of the partial convolution U-Net; the defaults are its paper's at 512x512.</summary>
/// <remarks>At the defaults 32.85 million parameters without norms; 25.77 million with 7 levels, for 256x256.</remarks>
public sealed record PartialConvNetworkOptions
{
    /// <summary>Channels of the first level. Paper: 64.</summary>
    public int BaseChannels { get; init; } = 64;

    /// <summary>The widest level in multiples of <see cref="BaseChannels"/>. Paper: 8.</summary>
    public int MaxChannelFactor { get; init; } = 8;

    /// <summary>
    /// Down-samplings; image sides are padded to a multiple of 2^Levels. Paper: 8 at 512x512; published ports 7 at 256x256.
    /// </summary>
    public int Levels { get; init; } = 8;

    /// <summary>The network pads image sides to a multiple of this: 2^Levels.</summary>
    public int SideMultiple => 1 << Levels;

    /// <summary>The channels of a level.</summary>
    /// <param name="level">From 1.</param>
    public int Channels(int level) => BaseChannels * Math.Min(1 << (level - 1), MaxChannelFactor);

    /// <summary>Checks every value.</summary>
    /// <returns>These options.</returns>
    /// <exception cref="BadInputException">A value is out of range; the message names it and the range.</exception>
    public PartialConvNetworkOptions Validated()
    {
        Require(BaseChannels >= 1, $"BaseChannels: want at least 1, got {BaseChannels}");
        Require(MaxChannelFactor is 1 or 2 or 4 or 8, $"MaxChannelFactor: want 1, 2, 4 or 8, got {MaxChannelFactor}");
        Require(Levels is >= 1 and <= 10, $"Levels: want 1 … 10, got {Levels}");
        return this;
    }

    private static void Require(bool holds, string message)
    {
        if (!holds) throw new BadInputException($"network options: {message}");
    }
}
