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

    /// <summary>What fills the hole in the features at that place (paper Fig. 8). Paper: the CSA layer.</summary>
    public HoleAttention Attention { get; init; } = HoleAttention.Csa;

    /// <summary>The reading of the CSA layer's equations; Nearest and Constant follow it but for the weights.</summary>
    public CsaOptions Csa { get; init; } = new();

    /// <summary>
    /// Zeroes the hole in what the encoder passes to the decoder at finer resolutions than the CSA layer's, so that nothing
    /// of the hole goes round the layer. Paper: no.
    /// </summary>
    public bool MaskedSkips { get; init; }

    /// <summary>Lets no gradient of the refinement network reach the rough one, as in the published code. Paper: no, end to end.</summary>
    public bool DetachRough { get; init; }

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
        Require(Enum.IsDefined(Attention), $"Attention: want one of {string.Join(", ", Enum.GetNames<HoleAttention>())}, got {Attention}");
        Require(Csa.PredecessorWeight is null || Attention == HoleAttention.Constant, $"Csa.PredecessorWeight: goes with Attention Constant, got {Csa.PredecessorWeight} with {Attention}");
        Require(Csa.Candidates >= 1, $"Csa.Candidates: want at least 1, got {Csa.Candidates}");
        Require(Csa.PredecessorWeight is null or >= 0 and <= 1, $"Csa.PredecessorWeight: want 0 … 1, got {Csa.PredecessorWeight}");
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

/// <summary>What fills the hole in the features of the refinement network, at the CSA layer's place (paper Fig. 8 and more).</summary>
public enum HoleAttention
{
    /// <summary>The CSA layer.</summary>
    Csa,

    /// <summary>Nothing: the features pass as they are.</summary>
    None,

    /// <summary>A 3x3 convolution over the whole map, with 9 C^2 + C parameters (Fig. 8 b).</summary>
    Convolution,

    /// <summary>The known cell of highest cosine, copied: CSA without its recurrence, a_i = 0.</summary>
    Nearest,

    /// <summary>
    /// Ours, selection in place of an average: of the <see cref="CsaOptions.Candidates"/> best matches, or 8, the one that continues what
    /// the predecessor copied is copied, a_i = 0.
    /// </summary>
    Selected,

    /// <summary>CSA's recurrence with the same weight everywhere: a_i = <see cref="CsaOptions.PredecessorWeight"/>, or 1/2.</summary>
    Constant,

    /// <summary>Contextual attention on the cells of the hole alone (Fig. 8 c): see <see cref="ContextualLayer"/>.</summary>
    Contextual,
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
