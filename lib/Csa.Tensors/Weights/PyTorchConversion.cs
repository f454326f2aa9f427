using Csa.Data;
using Csa.Data.Files;

namespace Csa.Tensors.Weights;

/// <summary>Copies tensors from a PyTorch file to a safetensors file, number by number; libtorch is not needed.</summary>
internal static class PyTorchConversion
{
    /// <summary>Converts the wanted tensors of a file.</summary>
    /// <param name="path">The .pth file.</param>
    /// <param name="target">The .safetensors file, written atomically.</param>
    /// <param name="wanted">The tensors to copy.</param>
    /// <exception cref="BadInputException">The file is damaged or lacks one of them, or the target cannot be written.</exception>
    public static void ToSafetensors(string path, string target, IReadOnlySet<string> wanted)
    {
        using FileStream stream = WeightFile.Open(path, "a PyTorch file", bufferSize: 1 << 16);
        try
        {
            using PyTorchForm form = PyTorchFile.OpenForm(stream);
            Dictionary<string, PyTorchTensor> tensors = PyTorchStateDict.Flatten(form.Root).Where(pair => wanted.Contains(pair.Key)).ToDictionary();
            if (wanted.FirstOrDefault(name => !tensors.ContainsKey(name)) is string missing) throw new InvalidDataException($"it has no tensor {missing}");
            if (tensors.FirstOrDefault(pair => !pair.Value.IsWholeStorage).Key is string view) throw new InvalidDataException($"{view} is a view into other numbers");
            Dictionary<PyTorchStorage, byte[]> numbers = Numbers(form, tensors.Values.Select(tensor => tensor.Storage).ToHashSet());
            Write(target, tensors, numbers);
        }
        catch (Exception fault) when (fault is InvalidDataException or EndOfStreamException or NotSupportedException)
        {
            throw new BadInputException($"{path}: cannot be converted: {fault.Message}", fault);
        }
    }

    private static Dictionary<PyTorchStorage, byte[]> Numbers(PyTorchForm form, IReadOnlySet<PyTorchStorage> storages)
    {
        var numbers = new Dictionary<PyTorchStorage, byte[]>();
        form.ReadStorages(storages, (storage, stream) => stream.ReadExactly(numbers[storage] = new byte[storage.Bytes]));
        return numbers;
    }

    private static void Write(string target, Dictionary<string, PyTorchTensor> tensors, Dictionary<PyTorchStorage, byte[]> numbers)
    {
        string[] names = [.. tensors.Keys.OrderByDescending(name => SafetensorsHeader.ElementSize(tensors[name].Storage.Type)).ThenBy(name => name, StringComparer.Ordinal)];
        var entries = new List<SafetensorsEntry>(names.Length);
        long position = 0;
        foreach (string name in names)
        {
            PyTorchTensor tensor = tensors[name];
            SafetensorsType type = SafetensorsType.Of(tensor.Storage.Type) ?? throw new InvalidDataException($"{name}: safetensors has no dtype {tensor.Storage.Type}");
            entries.Add(new SafetensorsEntry(name, type, [.. tensor.Size], position, tensor.Storage.Bytes));
            position += tensor.Storage.Bytes;
        }

        byte[] header = SafetensorsHeader.Build(entries, null);
        AtomicFile.Write(target, stream =>
        {
            stream.Write(header);
            foreach (string name in names) stream.Write(numbers[tensors[name].Storage]);
        });
    }
}
