using System.Runtime.InteropServices;
using Csa.Data;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Tensors.Weights;

/// <summary>An open safetensors file whose header has been checked.</summary>
public sealed class SafetensorsFile : IDisposable
{
    private readonly Stream stream;
    private readonly SafetensorsHeader header;
    private readonly Dictionary<string, SafetensorsEntry> entries;

    internal SafetensorsFile(Stream stream, string name)
    {
        Name = name;
        this.stream = stream;
        try
        {
            header = SafetensorsHeader.Parse(stream);
        }
        catch (Exception fault) when (fault is InvalidDataException or IOException)
        {
            stream.Dispose();
            throw new BadInputException($"{Name}: not a sound safetensors file: {fault.Message}; fetch or write it again", fault);
        }

        entries = header.Entries.ToDictionary(entry => entry.Name);
        Names = [.. entries.Keys.Order(StringComparer.Ordinal)];
    }

    /// <summary>The name of the file in error messages.</summary>
    public string Name { get; }

    /// <summary>The tensors' names, sorted.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Free text by name; empty when the file has none.</summary>
    public IReadOnlyDictionary<string, string> Metadata => header.Metadata;

    internal static SafetensorsFile Open(string path) => new(WeightFile.Open(path, "a safetensors file", bufferSize: 0), path);

    /// <summary>The sizes of one tensor, without reading it.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <exception cref="BadInputException">The file has no such tensor.</exception>
    public IReadOnlyList<long> Shape(string name) => Entry(name).Shape;

    /// <summary>Reads one tensor.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <returns>
    /// On the CPU, of the stored shape; the caller disposes it. Of the stored dtype, except those that torch lacks, which
    /// are widened to the next dtype that holds every value: U16 to int32, U32 and U64 to int64, both F8 to float32.
    /// </returns>
    /// <exception cref="BadInputException">The file has no such tensor, it shrank since it was opened, a U64 exceeds int64,
    /// or memory is short.</exception>
    public Tensor Get(string name)
    {
        SafetensorsEntry entry = Entry(name);
        using var scope = NewDisposeScope();
        try
        {
            Tensor result = empty(entry.Shape, entry.Type.Tensor);
            stream.Position = header.DataStart + entry.Begin;
            Safetensors.ForEachChunk(result, chunk => Fill(chunk, entry.Type));
            return result.MoveToOuterDisposeScope();
        }
        catch (Exception failure) when (failure is IOException or InvalidDataException)
        {
            throw new BadInputException($"{Name}: tensor '{name}' cannot be read: {failure.Message}", failure);
        }
        catch (ExternalException failure)
        {
            throw new BadInputException($"{Name}: tensor '{name}' of {entry.Length >> 20} MB needs more memory than there is", failure);
        }
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

    private void Fill(Tensor chunk, SafetensorsType type)
    {
        if (type.Widen is null)
        {
            stream.ReadExactly(chunk.bytes);
            return;
        }

        var stored = new byte[chunk.numel() * type.Bytes];
        stream.ReadExactly(stored);
        type.Widen(stored, chunk.bytes);
    }

    private SafetensorsEntry Entry(string name) => entries.TryGetValue(name, out SafetensorsEntry? entry)
        ? entry
        : throw new BadInputException($"{Name}: has no tensor '{name}'; it has {string.Join(", ", Names.Take(8))}{(Names.Count > 8 ? $" and {Names.Count - 8} more" : "")}");
}
