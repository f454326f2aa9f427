using Csa.Attention;
using Csa.Data.Masks;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Networks;

/// <summary>The output of a system for a batch. Owns its tensors.</summary>
public sealed class InpaintingResult : IDisposable
{
    /// <summary>Takes ownership of the tensors, detaching them from any dispose scope.</summary>
    /// <param name="refined">The final output before compositing, [N, 3, H, W].</param>
    /// <param name="rough">The first stage's output, or null for a system of one stage.</param>
    /// <param name="trace">The attention, or null for a system without a CSA layer.</param>
    /// <param name="featureHole">The hole that the trace's layer saw, as it came from pixels; null without a trace.</param>
    /// <exception cref="ArgumentException">A trace without a hole, or a hole without a trace.</exception>
    public InpaintingResult(Tensor refined, Tensor? rough = null, CsaTrace? trace = null, FeatureHole? featureHole = null)
    {
        if (trace is null != featureHole is null) throw new ArgumentException("featureHole: want it beside a trace and only there", nameof(featureHole));
        Refined = refined.DetachFromDisposeScope();
        Rough = rough?.DetachFromDisposeScope();
        Trace = trace;
        FeatureHole = featureHole;
    }

    /// <summary>I_r: the final output before compositing, [N, 3, H, W], clamped to [-1, 1].</summary>
    public Tensor Refined { get; }

    /// <summary>I_p: the rough prediction, [N, 3, H, W], clamped to [-1, 1]; null for a system of one stage.</summary>
    public Tensor? Rough { get; }

    /// <summary>The attention of the CSA layer, with its features on the system's device; null for a system without one.</summary>
    public CsaTrace? Trace { get; }

    /// <summary>The hole that the CSA layer saw, and what its grid is too coarse to show; null for a system without one.</summary>
    public FeatureHole? FeatureHole { get; }

    /// <summary>The output inside the hole, the image outside.</summary>
    /// <param name="output">[N, 3, H, W]: <see cref="Refined"/> or <see cref="Rough"/>.</param>
    /// <param name="image">[N, 3, H, W].</param>
    /// <param name="hole">On the pixel grid.</param>
    /// <returns>[N, 3, H, W]; known pixels bit-identical to the image.</returns>
    public static Tensor Composite(Tensor output, Tensor image, HoleMask hole)
    {
        using var scope = NewDisposeScope();
        Tensor m = hole.ToTensor(ScalarType.Bool, image.device);
        return where(m, output, image).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Refined.Dispose();
        Rough?.Dispose();
        Trace?.Dispose();
    }
}

/// <summary>A network that fills holes: the part of a system that is trained, averaged, shipped and used.</summary>
public interface IInpaintingNetwork
{
    /// <summary>Image sides must be multiples of this; the caller pads and crops.</summary>
    int SideMultiple { get; }

    /// <summary>Fills the holes of a batch; the caller has turned gradients off and evaluation mode on.</summary>
    /// <param name="image">[N, 3, H, W] in [-1, 1], on the network's device; pixels in the hole are ignored; sides are
    /// multiples of <see cref="SideMultiple"/>.</param>
    /// <param name="hole">On the pixel grid, N masks.</param>
    /// <returns>Predictions of the image's size, uncomposited; they may leave [-1, 1]. The caller disposes it.</returns>
    /// <exception cref="ArgumentException">A side is not such a multiple, or the mask's size differs.</exception>
    InpaintingResult Fill(Tensor image, HoleMask hole);

    /// <summary>From now on convolves in bfloat16 where no search depends on it, with the weights as they are at this moment.</summary>
    /// <returns>False for a network that has no such form; it stays as it is.</returns>
    bool UseBFloat16() => false;
}
