using Csa.Data.Masks;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Networks;

/// <summary>A network that fills holes: what a system trains, averages, ships and uses.</summary>
public interface IFillingNetwork
{
    /// <summary>Image sides must be multiples of this; whoever calls pads and crops.</summary>
    int SideMultiple { get; }

    /// <summary>Fills the holes of a batch; the caller has turned gradients off and evaluation mode on.</summary>
    /// <param name="image">[N, 3, H, W] in [-1, 1], on the network's device; what stands in the hole is ignored; sides are multiples of <see cref="SideMultiple"/>.</param>
    /// <param name="hole">On the pixel grid, N masks.</param>
    /// <returns>Predictions of the image's size, uncomposited; they may leave [-1, 1]. The caller disposes it.</returns>
    /// <exception cref="ArgumentException">A side is no such multiple, or the mask's size differs.</exception>
    InpaintingResult Fill(Tensor image, HoleMask hole);
}
