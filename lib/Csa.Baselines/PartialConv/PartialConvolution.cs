using Csa.Networks;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Baselines.PartialConv;

/// <summary>A convolution that uses only valid values and updates the mask of valid ones (Liu et al., ECCV 2018, Eq. 1-2).</summary>
/// <remarks>
/// As in its authors' code, an output is scaled by the size of its window over the number of valid values in it, and padding
/// counts as hole. An output is valid if its window has at least one valid value.
/// </remarks>
internal sealed class PartialConvolution : nn.Module
{
    private readonly Convolution2d conv;
    private readonly int channels;
    private readonly int kernel;
    private readonly int stride;

    /// <summary>A layer with torch's default weights.</summary>
    /// <param name="from">Input channels.</param>
    /// <param name="to">Output channels.</param>
    /// <param name="kernel">Side of the window, odd.</param>
    /// <param name="stride">1, or 2 to halve the sides.</param>
    /// <param name="bias">True to add a bias.</param>
    public PartialConvolution(int from, int to, int kernel, int stride, bool bias = false)
        : base(nameof(PartialConvolution))
    {
        (channels, this.kernel, this.stride) = (to, kernel, stride);
        conv = new(from, to, kernel, bias: bias);
        RegisterComponents();
    }

    /// <summary>Convolves the valid cells and renormalises by how many there are.</summary>
    /// <param name="features">[N, from, H, W]; invalid values are ignored.</param>
    /// <param name="valid">The mask of these features.</param>
    /// <returns>[N, to, H / stride, W / stride], 0 where invalid, and their mask.</returns>
    public (Tensor Features, ValidMask Valid) Convolve(Tensor features, ValidMask valid)
    {
        (Tensor made, Tensor remaining) = Apply(features, valid, conv.Weight, conv.Bias, stride, kernel / 2);
        return (made, ValidMask.Of(remaining, channels));
    }

    /// <summary>Eq. 1: with m valid values of n in a window, (W * (X M)) n / m + b where m > 0, else 0.</summary>
    /// <param name="features">X, [N, C, H, W].</param>
    /// <param name="valid">M, of C channels.</param>
    /// <param name="weight">W, [D, C, k, k].</param>
    /// <param name="bias">b, [D], or null for none.</param>
    /// <param name="stride">The step between windows in cells.</param>
    /// <param name="padding">Zeros at every border, in features and mask alike.</param>
    /// <returns>[N, D, h, w], and its mask, [N, 1, h, w], without gradient.</returns>
    internal static (Tensor Features, Tensor Valid) Apply(Tensor features, ValidMask valid, Tensor weight, Tensor? bias, int stride, int padding)
    {
        using var scope = NewDisposeScope();
        int kernel = (int)weight.shape[2];
        double windowSize = (double)valid.Channels * kernel * kernel;
        Tensor m = valid.Count(kernel, stride, padding);
        Tensor remaining = m.clamp(0, 1);
        Tensor y = Convolution2d.Apply(valid.Clear(features), weight, bias: null, new() { Stride = stride, Padding = padding });
        y *= remaining * (windowSize / m.clamp_min(1));
        if (bias is not null) y += bias.view(1, -1, 1, 1) * remaining;
        return (y.MoveToOuterDisposeScope(), remaining.MoveToOuterDisposeScope());
    }
}
