using Csa.Data.Masks;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Baselines.ShiftNet;

/// <summary>The guidance loss of Shift-Net: what the decoder predicts in the hole should be what the encoder would see there.</summary>
public static class Guidance
{
    /// <summary>The squared distance of the decoder's features to the encoder's of the truth, in the hole.</summary>
    /// <param name="decoder">F_d, [N, C, H, W].</param>
    /// <param name="truth">F_e of the ground truth through the same encoder, [N, C, H, W]; no gradient goes there.</param>
    /// <param name="hole">On the same grid.</param>
    /// <returns>A scalar: the mean over all elements of the square of the difference, which is 0 outside the hole.</returns>
    /// <remarks>Both sides are masked, as in the authors' Lua code; their PyTorch code pushes known features to zero.</remarks>
    public static Tensor Loss(Tensor decoder, Tensor truth, HoleMask hole)
    {
        using var scope = NewDisposeScope();
        Tensor m = hole.ToTensor(decoder.dtype, decoder.device);
        return ((decoder - truth.detach()) * m).square().mean().MoveToOuterDisposeScope();
    }
}
