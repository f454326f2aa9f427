using TorchSharp.Modules;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Training;

/// <summary>Checkpoint tensors by name: gathering them from modules and restoring them.</summary>
public static class NamedTensors
{
    /// <summary>Adds a network's live weights.</summary>
    /// <param name="prefix">Put before every name, e.g. "rough.".</param>
    /// <param name="network">Its parameters are added, in the order of its parts.</param>
    /// <param name="state">Receives them.</param>
    public static void AddWeights(string prefix, nn.Module network, IDictionary<string, Tensor> state)
    {
        foreach ((string name, Parameter parameter) in network.named_parameters()) state.Add(prefix + name, parameter);
    }

    /// <summary>Copies values into live tensors of the same names; nothing is copied unless everything fits.</summary>
    /// <param name="live">The tensors to overwrite, on any device.</param>
    /// <param name="values">The same names and shapes, on any device.</param>
    /// <exception cref="ArgumentException">A name is missing or unknown, or a shape differs; the message lists them.</exception>
    public static void Restore(IReadOnlyDictionary<string, Tensor> live, IReadOnlyDictionary<string, Tensor> values)
    {
        List<string> wrong =
        [
            .. live.Keys.Where(name => !values.ContainsKey(name)).Select(name => $"{name} is missing"),
            .. values.Keys.Where(name => !live.ContainsKey(name)).Select(name => $"{name} is unknown"),
            .. live.Where(pair => values.TryGetValue(pair.Key, out Tensor? value) && !value.shape.SequenceEqual(pair.Value.shape))
                .Select(pair => $"{pair.Key}: want [{string.Join(", ", pair.Value.shape)}], got [{string.Join(", ", values[pair.Key].shape)}]"),
        ];
        if (wrong.Count > 0)
            throw new ArgumentException($"state: {wrong.Count} tensors do not fit, were the options others? {string.Join("; ", wrong.Take(12))}", nameof(values));

        using var _ = no_grad();
        foreach ((string name, Tensor tensor) in live) tensor.copy_(values[name]);
    }
}
