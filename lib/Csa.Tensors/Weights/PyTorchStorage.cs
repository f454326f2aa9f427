using static TorchSharp.torch;

namespace Csa.Tensors.Weights;

/// <summary>A block of consecutive numbers that one or more tensors are views of.</summary>
/// <param name="Key">Its name in the file.</param>
/// <param name="Type">Its dtype.</param>
/// <param name="Count">Elements.</param>
internal sealed record PyTorchStorage(string Key, ScalarType Type, long Count)
{
    /// <summary>Its size in the file.</summary>
    public long Bytes => Count * SafetensorsHeader.ElementSize(Type);
}

/// <summary>The part of a storage that tensors are views of: all of it, except in files of PyTorch before 0.4.</summary>
/// <param name="Storage">The whole.</param>
/// <param name="Start">The part's first element.</param>
/// <param name="Count">Its elements.</param>
/// <param name="MaxBytes">The most bytes of all storages of the file, which bounds the size of any tensor.</param>
internal sealed record PyTorchStorageView(PyTorchStorage Storage, long Start, long Count, long MaxBytes);

/// <summary>The storages that a file's pickle refers to.</summary>
/// <param name="maxBytes">All storages together are no larger: the file's length, or what its entries inflate to.</param>
internal sealed class PyTorchStorages(long maxBytes)
{
    private readonly Dictionary<string, PyTorchStorage> storages = [];
    private long total;

    /// <summary>A storage by its key.</summary>
    /// <exception cref="InvalidDataException">The pickle mentions no such storage.</exception>
    public PyTorchStorage this[string key] => storages.TryGetValue(key, out PyTorchStorage? storage)
        ? storage
        : throw new InvalidDataException($"it holds a storage '{key}' that no tensor uses");

    /// <summary>Resolves a persistent id: ("storage", dtype, key, device, elements[, view]).</summary>
    /// <exception cref="InvalidDataException">It means something else, or more than the file can hold.</exception>
    public PyTorchStorageView Resolve(PickleTuple id)
    {
        if (id.Get<string>(0, "a persistent id") != "storage") throw new InvalidDataException("a persistent id is no storage");
        ScalarType type = id.Get<PyTorchGlobal>(1, "a storage's type").StorageType ?? throw new InvalidDataException("a storage's type is none");
        var named = new PyTorchStorage(id.Get<string>(2, "a storage's key"), type, id.Get<long>(4, "a storage's size"));
        PyTorchStorage storage = Known(named);
        if (id.Items.Count < 6 || id.Items[5] is null) return new PyTorchStorageView(storage, 0, storage.Count, maxBytes);

        PickleTuple view = id.Get<PickleTuple>(5, "a storage's view");
        long start = view.Get<long>(1, "a view's offset"), count = view.Get<long>(2, "a view's size");
        if (start < 0 || count < 0 || start > storage.Count - count)
            throw new InvalidDataException($"a view of {count} elements from {start} leaves storage '{storage.Key}' of {storage.Count}");
        return new PyTorchStorageView(storage, start, count, maxBytes);
    }

    private PyTorchStorage Known(PyTorchStorage named)
    {
        if (storages.TryGetValue(named.Key, out PyTorchStorage? storage))
        {
            return storage == named
                ? storage
                : throw new InvalidDataException($"storage '{named.Key}' is {named.Count} x {named.Type} here and {storage.Count} x {storage.Type} there");
        }

        if (named.Count < 0 || named.Count > maxBytes || named.Bytes > maxBytes - total)
            throw new InvalidDataException($"storage '{named.Key}' of {named.Count} x {named.Type} and those before it do not fit in {maxBytes} bytes");
        total += named.Bytes;
        storages.Add(named.Key, named);
        return named;
    }
}
