using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Weights;

/// <summary>An open safetensors file whose header was found sound.</summary>
public sealed class SafetensorsFile : IDisposable
{
    private readonly string path;
    private readonly FileStream stream;
    private readonly SafetensorsHeader header;
    private readonly Dictionary<string, SafetensorsEntry> entries;

    internal SafetensorsFile(string path)
    {
        this.path = path;
        stream = WeightFile.Open(path, "a safetensors file", bufferSize: 0);
        try
        {
            header = SafetensorsHeader.Parse(stream);
        }
        catch (Exception fault) when (fault is InvalidDataException or IOException)
        {
            stream.Dispose();
            throw new BadInputException($"{path}: not a sound safetensors file: {fault.Message}; fetch or write it again", fault);
        }

        entries = header.Entries.ToDictionary(entry => entry.Name);
        Names = [.. entries.Keys.Order(StringComparer.Ordinal)];
    }

    /// <summary>The tensors' names, sorted.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Free text by name; empty when the file has none.</summary>
    public IReadOnlyDictionary<string, string> Metadata => header.Metadata;

    /// <summary>The sizes of one tensor, without reading it.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <exception cref="BadInputException">The file has no such tensor.</exception>
    public IReadOnlyList<long> Shape(string name) => Entry(name).Shape;

    /// <summary>Reads one tensor.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <returns>On the CPU, of the stored shape and dtype; the caller disposes it.</returns>
    /// <exception cref="BadInputException">The file has no such tensor, or it shrank since it was opened.</exception>
    public Tensor Get(string name)
    {
        SafetensorsEntry entry = Entry(name);
        using var scope = NewDisposeScope();
        Tensor result = empty(entry.Shape, entry.Type);
        stream.Position = header.DataStart + entry.Begin;
        try
        {
            Safetensors.ForEachChunk(result, chunk => stream.ReadExactly(chunk.bytes));
        }
        catch (IOException failure)
        {
            throw new BadInputException($"{path}: tensor '{name}' cannot be read: {failure.Message}", failure);
        }

        return result.MoveToOuterDisposeScope();
    }

    /// <summary>Reads every tensor.</summary>
    /// <returns>By name, on the CPU; the caller disposes them.</returns>
    /// <exception cref="BadInputException">The file shrank since it was opened.</exception>
    public IReadOnlyDictionary<string, Tensor> Load()
    {
        // In the file's order, so that a disk reads forward.
        var tensors = new Dictionary<string, Tensor>();
        foreach (SafetensorsEntry entry in header.Entries) tensors[entry.Name] = Get(entry.Name);
        return tensors;
    }

    /// <inheritdoc/>
    public void Dispose() => stream.Dispose();

    private SafetensorsEntry Entry(string name) => entries.TryGetValue(name, out SafetensorsEntry? entry)
        ? entry
        : throw new BadInputException($"{path}: has no tensor '{name}'; it has {string.Join(", ", Names.Take(8))}{(Names.Count > 8 ? $" and {Names.Count - 8} more" : "")}");
}
