using System.Numerics;

namespace Csa.Tensors.Weights;

/// <summary>
/// The form that torch.save wrote before 1.6: pickles of a magic number, a version, the machine, what was saved and the
/// storages' keys, then each storage as its number of elements (int64) and its bytes.
/// </summary>
internal sealed class PyTorchLegacy : PyTorchForm
{
    private const long Version = 1001;
    private static readonly BigInteger Magic = BigInteger.Parse("119547037146038801333356");

    private readonly FileStream stream;
    private readonly PyTorchStorages storages;
    private readonly List<object?> keys;
    private readonly long dataStart;

    /// <summary>Reads the pickles.</summary>
    /// <param name="stream">At position 0; stays the caller's.</param>
    /// <exception cref="InvalidDataException">The fault, without the file's name.</exception>
    public PyTorchLegacy(FileStream stream)
    {
        this.stream = stream;
        storages = new PyTorchStorages(stream.Length);
        if (!Magic.Equals(PickleMachine.Read(stream))) throw new InvalidDataException("it begins with a pickle, but not of PyTorch's magic number");
        if (!Version.Equals(PickleMachine.Read(stream))) throw new InvalidDataException($"want version {Version} of the format, it is another");
        if (PickleMachine.Read(stream) is not PickleDictionary machine || !true.Equals(machine.Items.GetValueOrDefault("little_endian")))
            throw new InvalidDataException("its numbers are not said to be little-endian; save it on a little-endian machine");
        Root = PickleMachine.Read(stream, storages);
        keys = PickleMachine.Read(stream) as List<object?> ?? throw new InvalidDataException("it has no list of storages");
        dataStart = stream.Position;
    }

    /// <inheritdoc/>
    public override object? Root { get; }

    /// <inheritdoc/>
    public override void ReadStorages(IReadOnlySet<PyTorchStorage> wanted, Action<PyTorchStorage, Stream> read)
    {
        var missing = new HashSet<PyTorchStorage>(wanted);
        var reader = new PickleReader(stream);
        stream.Position = dataStart;
        foreach (object? key in keys)
        {
            PyTorchStorage storage = storages[key as string ?? throw new InvalidDataException("a storage's key is no text")];
            long count = reader.Int64(), end = stream.Position + storage.Bytes;
            if (count != storage.Count) throw new InvalidDataException($"storage '{storage.Key}' has {count} elements, its pickle says {storage.Count}");
            if (end > stream.Length) throw new InvalidDataException($"it ends at byte {stream.Length}, in the middle of storage '{storage.Key}'");
            if (missing.Remove(storage)) read(storage, stream);
            stream.Position = end;
        }

        if (missing.Count > 0) throw new InvalidDataException($"storage '{missing.First().Key}' is missing");
    }
}
