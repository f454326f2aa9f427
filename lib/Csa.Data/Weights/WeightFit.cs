using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Data.Weights;

/// <summary>Whether named values fit into named tensors.</summary>
internal static class WeightFit
{
    private const int Shown = 12;

    /// <summary>Every name that is missing, unknown or of another shape, with what is wrong; empty when all fit.</summary>
    public static List<string> Misfits(IReadOnlyDictionary<string, Tensor> live, IReadOnlyDictionary<string, Tensor> values) =>
    [
        .. live.Keys.Where(name => !values.ContainsKey(name)).Select(name => $"{name} is missing"),
        .. values.Keys.Where(name => !live.ContainsKey(name)).Select(name => $"{name} is unknown"),
        .. live.Where(pair => values.TryGetValue(pair.Key, out Tensor? value) && !value.shape.SequenceEqual(pair.Value.shape))
            .Select(pair => $"{pair.Key}: want [{string.Join(", ", pair.Value.shape)}], got [{string.Join(", ", values[pair.Key].shape)}]"),
    ];

    /// <summary>Refuses numbers that no training leaves: NaN, infinite, or of another kind.</summary>
    /// <param name="name">The tensor's.</param>
    /// <param name="live">Where the numbers would go.</param>
    /// <param name="value">The numbers; of the same shape.</param>
    /// <exception cref="InvalidDataException">The fault, without the file's name.</exception>
    public static void RequireNumbers(string name, Tensor live, Tensor value)
    {
        if (live.is_floating_point() != value.is_floating_point()) throw new InvalidDataException($"{name}: want {live.dtype} numbers, got {value.dtype}");
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        if (!value.to(live.dtype).isfinite().all().item<bool>())
            throw new InvalidDataException($"{name}: want finite numbers, it holds NaN or infinity; take an earlier file, or train again");
    }

    /// <summary>The first of them, in one line.</summary>
    public static string Shorten(List<string> misfits) =>
        string.Join("; ", misfits.Take(Shown)) + (misfits.Count > Shown ? $"; and {misfits.Count - Shown} more" : "");
}
