using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Baselines.PartialConv;

/// <summary>Which features are valid: a mask of as many channels as the features have, stored as runs of equal channels.</summary>
/// <remarks>
/// Partial convolution's own polarity: 1 = valid, 0 = hole. All channels that one layer made are equal, and a concatenation
/// has a few such runs, so a window's count of valid values needs one channel per run. Does not own its tensors.
/// </remarks>
internal sealed class ValidMask
{
    private readonly IReadOnlyList<(Tensor Valid, int Channels)> runs;

    private ValidMask(IReadOnlyList<(Tensor Valid, int Channels)> runs) => this.runs = runs;

    /// <summary>Of how many channels of features it speaks.</summary>
    public int Channels => runs.Sum(run => run.Channels);

    /// <summary>One mask for all channels.</summary>
    /// <param name="valid">[N, 1, H, W] of 0 and 1, without gradient.</param>
    /// <param name="channels">That it holds for.</param>
    public static ValidMask Of(Tensor valid, int channels) => new([(valid, channels)]);

    /// <summary>The mask of two features joined along their channels.</summary>
    /// <param name="first">Of the first.</param>
    /// <param name="second">Of the second, on the same grid.</param>
    public static ValidMask Join(ValidMask first, ValidMask second) => new([.. first.runs, .. second.runs]);

    /// <summary>Everything valid that a window sees, all channels together; what lies beyond the border is not valid.</summary>
    /// <param name="kernel">The window's side.</param>
    /// <param name="stride">Between windows.</param>
    /// <param name="padding">Zeros at every border.</param>
    /// <returns>[N, 1, h, w], whole numbers.</returns>
    public Tensor Count(int kernel, int stride, int padding)
    {
        // Sums of whole numbers, which are exact in float32 up to 2^24; a convolution with ones would promise less.
        using var scope = NewDisposeScope();
        Tensor all = runs.Select(run => run.Valid * run.Channels).Aggregate((sum, run) => sum + run);
        return nn.functional.avg_pool2d(all, [kernel, kernel], [stride, stride], [padding, padding], divisor_override: 1).MoveToOuterDisposeScope();
    }

    /// <summary>The features with 0 where they are not valid.</summary>
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

    /// <summary>The mask of features whose every cell became two by two.</summary>
    public ValidMask Doubled() => new([.. runs.Select(run => (nn.functional.interpolate(run.Valid, scale_factor: [2, 2]), run.Channels))]);
}
