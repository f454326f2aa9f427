using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Tensors.Weights;

/// <summary>Checks whether named values fit named tensors.</summary>
internal static class WeightFit
{
    private const int Shown = 12;

    /// <summary>A description of every name that is missing, unknown or of another shape; empty if all fit.</summary>
    public static List<string> Misfits(IReadOnlyDictionary<string, Tensor> live, IReadOnlyDictionary<string, Tensor> values) =>
    [
        .. live.Keys.Where(name => !values.ContainsKey(name)).Select(name => $"{name} is missing"),
        .. values.Keys.Where(name => !live.ContainsKey(name)).Select(name => $"{name} is unknown"),
        .. live.Where(pair => values.TryGetValue(pair.Key, out Tensor? value) && !value.shape.SequenceEqual(pair.Value.shape))
            .Select(pair => $"{pair.Key}: want [{string.Join(", ", pair.Value.shape)}], got [{string.Join(", ", values[pair.Key].shape)}]"),
    ];

    /// <summary>Refuses values that no training produces: NaN, infinity, or another kind of dtype.</summary>
    /// <param name="name">The tensor's.</param>
    /// <param name="live">The tensor that would receive the values.</param>
    /// <param name="value">The values, of the same shape.</param>
    /// <exception cref="InvalidDataException">The fault, without the file's name.</exception>
    public static void RequireNumbers(string name, Tensor live, Tensor value)
    {
        if (live.is_floating_point() != value.is_floating_point()) throw new InvalidDataException($"{name}: want {live.dtype} numbers, got {value.dtype}");
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        if (!value.to(live.dtype).isfinite().all().item<bool>())
            throw new InvalidDataException($"{name}: want finite numbers, it holds NaN or infinity; take an earlier file, or train again");
    }

    /// <summary>The first few misfits in one line.</summary>
    public static string Shorten(List<string> misfits) =>
        string.Join("; ", misfits.Take(Shown)) + (misfits.Count > Shown ? $"; and {misfits.Count - Shown} more" : "");
}
