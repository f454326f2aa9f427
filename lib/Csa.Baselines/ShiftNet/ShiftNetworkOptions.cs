using Csa.Data;
using Csa.Data.Masks;
using Csa.Networks;

namespace Csa.Baselines.ShiftNet;

/// <summary>The shape of Shift-Net's networks; the defaults are its authors' (Lua) at 256x256.</summary>
/// <remarks>At the defaults 54,943,747 parameters, 1,024 more with <see cref="MaskChannel"/>.</remarks>
public sealed record ShiftNetworkOptions
{
    /// <summary>Channels after the first down-sampling, and the discriminator's. Paper: 64.</summary>
    public int BaseChannels { get; init; } = 64;

    /// <summary>The widest layer in multiples of <see cref="BaseChannels"/>. Paper: 8.</summary>
    public int MaxChannelFactor { get; init; } = 8;

    /// <summary>Down-samplings; image sides are padded to a multiple of 2^Depth. Paper: 8.</summary>
    public int Depth { get; init; } = 8;

    /// <summary>The down-sampling after which the shift layer comes, 2 … Depth - 1. Paper: the third (1/8 of the side).</summary>
    public int ShiftPosition { get; init; } = 3;

    /// <summary>
    /// Gives the network a fourth channel, 1 where the image is known, and mid grey in the hole, as the authors' PyTorch code.
    /// Paper: no; the ImageNet mean colour in the hole.
    /// </summary>
    public bool MaskChannel { get; init; }

    /// <summary>
    /// Halvings of the patch discriminator: 3 sees 70x70 pixels (paper) and needs images of 24 pixels, 2 sees 34x34 and
    /// needs 12.
    /// </summary>
    public int PatchDiscriminatorLayers { get; init; } = 3;

    /// <summary>Checks every value.</summary>
    /// <returns>These options.</returns>
    /// <exception cref="BadInputException">A value is out of range; the message names it and the range.</exception>
    public ShiftNetworkOptions Validated()
    {
        Blocks.Validated();
        int last = Math.Min(Depth - 1, FeatureMask.MaxLevels);
        if (ShiftPosition < 2 || ShiftPosition > last)
            throw new BadInputException($"network options: ShiftPosition: want 2 … {last} at Depth {Depth}, got {ShiftPosition}");
        return this;
    }

    /// <summary>The same shape as options for the parts shared with CSA's networks.</summary>
    internal NetworkOptions Blocks => new()
    {
        BaseChannels = BaseChannels,
        MaxChannelFactor = MaxChannelFactor,
        Depth = Depth,
        CsaPosition = CsaPosition.Second, // not used; any that every depth allows
        PatchDiscriminatorLayers = PatchDiscriminatorLayers,
    };
}
