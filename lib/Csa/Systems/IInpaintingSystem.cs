using Csa.Data.Masks;
using Csa.Networks;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Systems;

/// <summary>Anything that fills holes: CSA, the systems it is compared with, harmonic fill.</summary>
public interface IInpaintingSystem : IDisposable
{
    /// <summary>The short name that tables and commands use: "csa", "harmonic" …</summary>
    string Name { get; }

    /// <summary>Fills the holes of a batch, without gradients and in evaluation mode.</summary>
    /// <param name="image">[N, 3, H, W] float in [-1, 1], on any device; pixels in the hole are ignored.</param>
    /// <param name="hole">On the pixel grid, N masks.</param>
    /// <returns>Predictions on the image's device, whichever device the system uses; the caller disposes it.</returns>
    InpaintingResult Inpaint(Tensor image, HoleMask hole);
}
