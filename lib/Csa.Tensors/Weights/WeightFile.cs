using Csa.Data;
using Csa.Data.Files;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Tensors.Weights;

/// <summary>Reads named weights from any kind of file that this library knows, recognised by its content.</summary>
public static class WeightFile
{
    private const int HeadBytes = 262;

    /// <summary>Reads the wanted tensors of a file into memory.</summary>
    /// <param name="path">A safetensors file, or a PyTorch file of a state_dict.</param>
    /// <param name="wanted">True for the names to read; every tensor when not set.</param>
    /// <returns>By name, on the CPU; the caller disposes them.</returns>
    /// <exception cref="BadInputException">No such file, a damaged one, or one of another kind.</exception>
    public static IReadOnlyDictionary<string, Tensor> Read(string path, Func<string, bool>? wanted = null)
    {
        if (!IsSafetensors(path)) return PyTorchFile.Read(path, wanted);
        using SafetensorsFile file = Safetensors.Read(path);
        return file.Names.Where(name => wanted?.Invoke(name) ?? true).ToDictionary(name => name, file.Get);
    }

    /// <summary>True if a file is not one of PyTorch's, and so can only be safetensors.</summary>
    /// <param name="path">A file that must be there.</param>
    internal static bool IsSafetensors(string path)
    {
        using FileStream stream = Open(path, "a file of weights (.safetensors or .pth)", bufferSize: 0);
        return KindOf(stream) == WeightFileKind.Other;
    }

    /// <summary>Opens a file that must be there.</summary>
    /// <param name="path">The file.</param>
    /// <param name="want">What it should be, for the message.</param>
    /// <param name="bufferSize">Bytes; 0 for none.</param>
    internal static FileStream Open(string path, string want, int bufferSize)
    {
        if (!File.Exists(path)) throw new BadInputException($"{path}: want {want}, {(Directory.Exists(path) ? "this is a folder" : "there is none")}");
        if (SpecialFile.Exists(path)) throw new BadInputException($"{path}: want {want}, this is a device or a pipe");
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{path}: cannot be read: {failure.Message}", failure);
        }
    }

    /// <summary>The kind of a file by its first bytes; the stream is rewound.</summary>
    internal static WeightFileKind KindOf(FileStream stream)
    {
        Span<byte> head = stackalloc byte[HeadBytes];
        head = head[..stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
        stream.Position = 0;
        // A safetensors header's length can begin like the others; its ninth byte cannot.
        if (head.Length > 8 && head[8] == (byte)'{') return WeightFileKind.Other;
        if (head.StartsWith("PK\x3\x4"u8)) return WeightFileKind.PyTorchZip;
        if (head is [0x80, ..]) return WeightFileKind.PyTorchLegacy;
        return head.Length == HeadBytes && head[257..].SequenceEqual("ustar"u8) ? WeightFileKind.PyTorchTar : WeightFileKind.Other;
    }
}

/// <summary>Kinds of files that hold weights.</summary>
internal enum WeightFileKind
{
    /// <summary>Safetensors, or something unknown.</summary>
    Other,

    /// <summary>PyTorch since 1.6.</summary>
    PyTorchZip,

    /// <summary>PyTorch before 1.6.</summary>
    PyTorchLegacy,

    /// <summary>PyTorch's first form, a tar archive: not read.</summary>
    PyTorchTar,
}
