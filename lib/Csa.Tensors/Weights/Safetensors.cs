using Csa.Data;
using Csa.Data.Files;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Tensors.Weights;

/// <summary>Reads and writes safetensors files: named tensors without any code, readable from every framework.</summary>
public static class Safetensors
{
    private const long ChunkBytes = 1 << 26;

    /// <summary>Writes tensors atomically: under a temporary name, flushed, then renamed.</summary>
    /// <param name="path">The file; an existing one is replaced.</param>
    /// <param name="tensors">Any shapes, devices and layouts; dtypes float64/32/16, bfloat16, complex64, int64/32/16/8,
    /// uint8, bool. For half size give <c>t.to(Float16)</c>.</param>
    /// <param name="metadata">Free text by name, or null.</param>
    /// <exception cref="ArgumentException">A dtype that the format lacks.</exception>
    /// <exception cref="BadInputException">The file cannot be written.</exception>
    public static void Write(string path, IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        // Large elements first keeps every tensor aligned to its element without padding.
        string[] names = [.. tensors.Keys
            .OrderByDescending(name => SafetensorsHeader.ElementSize(tensors[name].dtype))
            .ThenBy(name => name, StringComparer.Ordinal)];
        var entries = new List<SafetensorsEntry>(names.Length);
        long position = 0;
        foreach (string name in names)
        {
            Tensor tensor = tensors[name];
            if (name == SafetensorsHeader.MetadataKey) throw new ArgumentException($"tensor '{name}': the format keeps this name for metadata", nameof(tensors));
            SafetensorsType type = SafetensorsType.Of(tensor.dtype)
                ?? throw new ArgumentException($"tensor '{name}': safetensors has no dtype {tensor.dtype}; convert it first", nameof(tensors));
            long length = tensor.numel() * type.Bytes;
            entries.Add(new SafetensorsEntry(name, type, tensor.shape, position, length));
            position += length;
        }

        byte[] header = SafetensorsHeader.Build(entries, metadata);
        AtomicFile.Write(path, stream =>
        {
            stream.Write(header);
            foreach (string name in names) WriteData(stream, tensors[name]);
        });
    }

    /// <summary>Opens a file and checks its header; tensors are read when asked for.</summary>
    /// <param name="path">A .safetensors file.</param>
    /// <exception cref="BadInputException">No such file, or a damaged one: the message names the file and the fault.</exception>
    public static SafetensorsFile Read(string path) => SafetensorsFile.Open(path);

    /// <summary>Opens a stream and checks its header; tensors are read when asked for.</summary>
    /// <param name="stream">Seekable, at its start; the result owns it.</param>
    /// <param name="name">The name used in error messages.</param>
    /// <exception cref="BadInputException">Damaged: the message names it and the fault.</exception>
    public static SafetensorsFile Read(Stream stream, string name) => new(stream, name);

    /// <summary>Visits a contiguous CPU tensor's memory in pieces that a span can hold.</summary>
    internal static void ForEachChunk(Tensor contiguous, Action<Tensor> visit)
    {
        using var scope = NewDisposeScope();
        Tensor flat = contiguous.reshape(-1);
        long step = ChunkBytes / SafetensorsHeader.ElementSize(flat.dtype), count = flat.numel();
        for (long start = 0; start < count; start += step) visit(flat.narrow(0, start, Math.Min(step, count - start)));
    }

    private static void WriteData(Stream stream, Tensor tensor)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        ForEachChunk(tensor.detach().cpu().contiguous(), chunk => stream.Write(chunk.bytes));
    }
}
