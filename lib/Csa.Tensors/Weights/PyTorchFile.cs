using System.Runtime.InteropServices;
using Csa.Data;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Tensors.Weights;

/// <summary>Reads weights from PyTorch's own files (.pth, .pt), without Python and without running any code in them.</summary>
/// <remarks>
/// Such a file is a program for Python's unpickler. Only the instructions that make tensors and plain containers are
/// understood here; every other one, and every other name, is an error. All sizes are checked against the file's length.
/// </remarks>
public static class PyTorchFile
{
    /// <summary>Reads the tensors that torch.save wrote as a state_dict, in the zip form or the one before PyTorch 1.6.</summary>
    /// <param name="path">The file: a dictionary of tensors, alone or under "state_dict". Tensors in inner dictionaries are
    /// named "outer.inner".</param>
    /// <param name="wanted">True for the names to read; every tensor when not set.</param>
    /// <returns>
    /// By name, on the CPU, of the stored shapes and dtypes, without gradient; tensors that shared memory in the file share it here. The
    /// caller disposes them.
    /// </returns>
    /// <exception cref="BadInputException">No such file, a damaged one, or one that holds anything but tensors and plain
    /// values.</exception>
    public static IReadOnlyDictionary<string, Tensor> Read(string path, Func<string, bool>? wanted = null)
    {
        using FileStream stream = WeightFile.Open(path, "a PyTorch file", bufferSize: 1 << 16);
        try
        {
            using PyTorchForm form = OpenForm(stream);
            return Load(form, PyTorchStateDict.Flatten(form.Root).Where(pair => wanted?.Invoke(pair.Key) ?? true).ToDictionary());
        }
        catch (Exception fault) when (fault is InvalidDataException or IOException or NotSupportedException)
        {
            throw new BadInputException($"{path}: not PyTorch weights that can be read: {fault.Message}", fault);
        }
        catch (ExternalException fault)
        {
            throw new BadInputException($"{path}: its {stream.Length >> 20} MB need more memory than there is", fault);
        }
    }

    /// <summary>Opens a file of either form.</summary>
    /// <exception cref="InvalidDataException">The fault, without the file's name.</exception>
    internal static PyTorchForm OpenForm(FileStream stream)
    {
        switch (WeightFile.KindOf(stream))
        {
            case WeightFileKind.PyTorchZip: return new PyTorchZip(stream);
            case WeightFileKind.PyTorchLegacy: return new PyTorchLegacy(stream);
            case WeightFileKind.PyTorchTar: throw new InvalidDataException("PyTorch's first form, a tar archive; load it with PyTorch and save it again");
            default: throw new InvalidDataException("it begins neither as a zip archive nor with PyTorch's magic number");
        }
    }

    private static Dictionary<string, Tensor> Load(PyTorchForm form, Dictionary<string, PyTorchTensor> tensors)
    {
        using var scope = NewDisposeScope();
        var values = new Dictionary<PyTorchStorage, Tensor>();
        form.ReadStorages(tensors.Values.Select(tensor => tensor.Storage).ToHashSet(), (storage, stream) =>
        {
            Tensor numbers = empty(storage.Count, storage.Type);
            Safetensors.ForEachChunk(numbers, chunk => stream.ReadExactly(chunk.bytes));
            values[storage] = numbers;
        });
        return tensors.ToDictionary(pair => pair.Key, pair => pair.Value.Of(values[pair.Value.Storage]).MoveToOuterDisposeScope());
    }
}
