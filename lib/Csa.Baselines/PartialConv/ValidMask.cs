using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Baselines.PartialConv;

/// <summary>Which features are valid: a mask of as many channels as the features have, stored as runs of equal channels.</summary>
/// <remarks>
/// Partial convolution's own polarity: 1 = valid, 0 = hole. All channels of one layer's output have the same mask, and a
/// concatenation has a few such runs, so counting valid values takes one channel per run. Does not own its tensors.
/// </remarks>
internal sealed class ValidMask
{
    private readonly IReadOnlyList<(Tensor Valid, int Channels)> runs;

    private ValidMask(IReadOnlyList<(Tensor Valid, int Channels)> runs) => this.runs = runs;

    /// <summary>The number of feature channels that the mask covers.</summary>
    public int Channels => runs.Sum(run => run.Channels);

    /// <summary>The same mask for all channels.</summary>
    /// <param name="valid">[N, 1, H, W] of 0 and 1, without gradient.</param>
    /// <param name="channels">How many channels it covers.</param>
    public static ValidMask Of(Tensor valid, int channels) => new([(valid, channels)]);

    /// <summary>The mask of two feature maps concatenated along their channels.</summary>
    /// <param name="first">The mask of the first.</param>
    /// <param name="second">The mask of the second, on the same grid.</param>
    public static ValidMask Join(ValidMask first, ValidMask second) => new([.. first.runs, .. second.runs]);

    /// <summary>The number of valid values in each window, over all channels; padding is invalid.</summary>
    /// <param name="kernel">Side of the window.</param>
    /// <param name="stride">The step between windows in cells.</param>
    /// <param name="padding">Zeros at every border.</param>
    /// <returns>[N, 1, h, w], whole numbers.</returns>
    public Tensor Count(int kernel, int stride, int padding)
    {
        // Sums of whole numbers, which are exact in float32 up to 2^24; a convolution with ones would promise less.
        using var scope = NewDisposeScope();
        Tensor all = runs.Select(run => run.Valid * run.Channels).Aggregate((sum, run) => sum + run);
        return nn.functional.avg_pool2d(all, [kernel, kernel], [stride, stride], [padding, padding], divisor_override: 1).MoveToOuterDisposeScope();
    }

    /// <summary>Sets invalid features to 0.</summary>
    /// <param name="features">[N, Channels, H, W].</param>
    /// <exception cref="ArgumentException">Another number of channels.</exception>
    public Tensor Clear(Tensor features)
    {
        if (features.shape[1] != Channels)
            throw new ArgumentException($"features: want {Channels} channels as the mask has, got {features.shape[1]}", nameof(features));
        using var scope = NewDisposeScope();
        Tensor[] parts = features.split([.. runs.Select(run => (long)run.Channels)], 1);
        Tensor[] cleared = [.. parts.Zip(runs, (part, run) => part * run.Valid)];
        return (cleared.Length == 1 ? cleared[0] : cat(cleared, 1)).MoveToOuterDisposeScope();
    }

    /// <summary>The mask of features up-sampled by 2.</summary>
    public ValidMask Doubled() => new([.. runs.Select(run => (nn.functional.interpolate(run.Valid, scale_factor: [2, 2]), run.Channels))]);
}
