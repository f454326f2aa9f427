using Csa.Attention;
using Csa.Data;

namespace Csa.Networks;

/// <summary>The shape of every network; the defaults are the paper's at 256x256.</summary>
/// <remarks>
/// At the defaults: rough 54,419,459 parameters, refinement 77,692,291, patch discriminator 2,766,529, feature patch
/// discriminator 10,487,296, VGG-16 to relu4_3 7,635,264.
/// </remarks>
public sealed record NetworkOptions
{
    /// <summary>Channels at full resolution; the width of every network, VGG-16 included, is proportional to it.</summary>
    public int BaseChannels { get; init; } = 64;

    /// <summary>The widest layer in multiples of <see cref="BaseChannels"/>. Paper: 8 (512 channels).</summary>
    public int MaxChannelFactor { get; init; } = 8;

    /// <summary>Down-samplings of each generator network; image sides are padded to a multiple of 2^Depth. Paper: 8.</summary>
    public int Depth { get; init; } = 8;

    /// <summary>The down-sampling of the refinement encoder after which the CSA layer comes. Paper: the third (1/8 of the side).</summary>
    public CsaPosition CsaPosition { get; init; } = CsaPosition.Third;

    /// <summary>The reading of the CSA layer's equations.</summary>
    public CsaOptions Csa { get; init; } = new();

    /// <summary>Feeds the mask to both networks as one more input channel. Paper: no.</summary>
    public bool MaskChannel { get; init; }

    /// <summary>The colour that fills the hole in the networks' inputs.</summary>
    public HoleFill HoleFill { get; init; } = HoleFill.Mean;

    /// <summary>
    /// Halvings of the patch discriminator: 3 sees 70x70 pixels (paper) and needs images of 24 pixels, 2 sees 34x34 and
    /// needs 12.
    /// </summary>
    public int PatchDiscriminatorLayers { get; init; } = 3;

    /// <summary>
    /// Strides of the feature patch discriminator, which needs images of at least 64 pixels with Halving, 48 with Figure5.
    /// </summary>
    public FeaturePatchStrides FeaturePatchStrides { get; init; } = FeaturePatchStrides.Halving;

    /// <summary>The smallest image side, in pixels, that the patch discriminator accepts.</summary>
    public int SmallestPatchSide => 3 << PatchDiscriminatorLayers;

    /// <summary>The smallest image side, in pixels, that the feature patch discriminator accepts.</summary>
    public int SmallestFeaturePatchSide => FeaturePatchStrides == FeaturePatchStrides.Halving ? 64 : 48;

    /// <summary>The channels after a number of doublings, capped.</summary>
    /// <param name="doublings">0 … 4: block 0 of every network has <see cref="BaseChannels"/>.</param>
    public int Channels(int doublings) => BaseChannels * Math.Min(1 << Math.Min(doublings, 16), MaxChannelFactor);

    /// <summary>The networks pad image sides to a multiple of this: 2^Depth.</summary>
    public int SideMultiple => 1 << Depth;

    /// <summary>Checks every value.</summary>
    /// <returns>These options.</returns>
    /// <exception cref="BadInputException">A value is out of range; the message names it and the range.</exception>
    public NetworkOptions Validated()
    {
        Require(BaseChannels is >= 1 and <= 1024, $"BaseChannels: want 1 … 1024, got {BaseChannels}");
        Require(MaxChannelFactor is 1 or 2 or 4 or 8, $"MaxChannelFactor: want 1, 2, 4 or 8, got {MaxChannelFactor}");
        Require(Depth is >= 3 and <= 10, $"Depth: want 3 … 10, got {Depth}");
        Require(Enum.IsDefined(CsaPosition), $"CsaPosition: want Second, Third or Fourth, got {CsaPosition}");
        Require((int)CsaPosition < Depth, $"Depth: want more than {(int)CsaPosition}, because CsaPosition is {CsaPosition}, got {Depth}");
        Require(PatchDiscriminatorLayers is >= 1 and <= 6, $"PatchDiscriminatorLayers: want 1 … 6, got {PatchDiscriminatorLayers}");
        return this;
    }

    private static void Require(bool holds, string message)
    {
        if (!holds) throw new BadInputException($"network options: {message}");
    }
}

/// <summary>The down-sampling of the refinement encoder after which the CSA layer comes (paper Fig. 9).</summary>
public enum CsaPosition
{
    /// <summary>1/4 of the side: 64x64 of 256 channels at 256x256.</summary>
    Second = 2,

    /// <summary>1/8 of the side: 32x32 of 512 channels at 256x256; the paper's choice.</summary>
    Third = 3,

    /// <summary>1/16 of the side: 16x16 of 512 channels at 256x256.</summary>
    Fourth = 4,
}

/// <summary>The colour that fills the hole in a network's input.</summary>
public enum HoleFill
{
    /// <summary>The ImageNet mean RGB (123, 117, 104), for both networks.</summary>
    Mean,

    /// <summary>The published code's: (123, 104, 117) for the rough network and mid grey (0 in [-1, 1]) for the refinement.</summary>
    OfficialCode,
}

/// <summary>Strides of the feature patch discriminator's three layers.</summary>
public enum FeaturePatchStrides
{
    /// <summary>2, 2, 2: the published code, 32-16-8-4 at 256x256.</summary>
    Halving,

    /// <summary>2, 1, 1: the paper's Figure 5, 32-16-15-14 at 256x256.</summary>
    Figure5,
}
