using Csa.Tensors.Weights;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Systems;

/// <summary>Checkpoint tensors by name: gathering them from modules and restoring them.</summary>
public static class NamedTensors
{
    /// <summary>The prefix of the names of averaged weights.</summary>
    internal const string AveragePrefix = "average.";

    /// <summary>Adds a network's live weights, and its buffers (running statistics) if it has any.</summary>
    /// <param name="prefix">Put before every name, e.g. "rough.".</param>
    /// <param name="network">Its parameters are added, in the order of its parts, then its buffers.</param>
    /// <param name="state">Receives them.</param>
    public static void AddWeights(string prefix, nn.Module network, IDictionary<string, Tensor> state)
    {
        foreach ((string name, Parameter parameter) in network.named_parameters()) state.Add(prefix + name, parameter);
        foreach ((string name, Tensor buffer) in network.named_buffers()) state.Add(prefix + name, buffer);
    }

    /// <summary>Copies values into live tensors of the same names; nothing is copied unless all names and shapes fit.</summary>
    /// <param name="live">The tensors to overwrite, on any device.</param>
    /// <param name="values">The same names and shapes, on any device.</param>
    /// <exception cref="ArgumentException">A name is missing or unknown, or a shape differs; the message lists them.</exception>
    public static void Restore(IReadOnlyDictionary<string, Tensor> live, IReadOnlyDictionary<string, Tensor> values)
    {
        Check(live, values.ToDictionary(pair => pair.Key, pair => (IReadOnlyList<long>)pair.Value.shape));
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        foreach ((string name, Tensor tensor) in live) tensor.copy_(values[name]);
    }

    /// <summary>Reads values into live tensors one by one; nothing is read unless all names and shapes fit.</summary>
    /// <param name="file">Has their values.</param>
    /// <param name="prefix">What the file puts before each name.</param>
    /// <param name="live">The tensors to overwrite, on any device, of any floating dtype.</param>
    /// <param name="others">True when the file may have more tensors.</param>
    /// <exception cref="ArgumentException">A name is missing or unknown, or a shape differs; the message lists them.</exception>
    /// <exception cref="InvalidDataException">A value is not finite, or of another kind; those before it have been read.</exception>
    internal static void RestoreFrom(SafetensorsFile file, string prefix, IReadOnlyDictionary<string, Tensor> live, bool others)
    {
        IEnumerable<string> names = others ? live.Keys.Where(name => file.Names.Contains(prefix + name)) : file.Names;
        Check(live, names.ToDictionary(name => name, name => file.Shape(prefix + name)));
        using var _ = no_grad();
        foreach ((string name, Tensor tensor) in live)
        {
            using var scope = NewDisposeScope();
            Tensor value = file.Get(prefix + name);
            WeightFit.RequireNumbers(prefix + name, tensor, value);
            tensor.copy_(value);
        }
    }

    private static void Check(IReadOnlyDictionary<string, Tensor> live, IReadOnlyDictionary<string, IReadOnlyList<long>> shapes)
    {
        List<string> wrong =
        [
            .. live.Keys.Where(name => !shapes.ContainsKey(name)).Select(name => $"{name} is missing"),
            .. shapes.Keys.Where(name => !live.ContainsKey(name)).Select(name => $"{name} is unknown"),
            .. live.Where(pair => shapes.TryGetValue(pair.Key, out IReadOnlyList<long>? shape) && !shape.SequenceEqual(pair.Value.shape))
                .Select(pair => $"{pair.Key}: want [{string.Join(", ", pair.Value.shape)}], got [{string.Join(", ", shapes[pair.Key])}]"),
        ];
        if (wrong.Count > 0)
            throw new ArgumentException($"state: {wrong.Count} tensors do not fit, were the options others? {string.Join("; ", wrong.Take(12))}");
    }
}
