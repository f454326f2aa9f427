using System.IO.Compression;
using System.IO.Hashing;
using System.Text;

namespace Csa.Tensors.Weights;

/// <summary>The form that torch.save writes since 1.6: a zip archive of data.pkl and data/KEY in one folder of any name.</summary>
/// <remarks>
/// PyTorch stores entries uncompressed; others (TorchSharp.PyBridge) deflate them. Inflated sizes are bounded before
/// anything is inflated: each entry by its size in the directory, which for numbers must also match the pickle, and all of
/// them by the file's length.
/// </remarks>
internal sealed class PyTorchZip : PyTorchForm
{
    private const string PickleName = "data.pkl";

    // Trained numbers deflate by a tenth, zeros (fresh biases, fresh moments) by a thousand: few of a large file are zeros, a small one may be nothing else.
    private const long MaxExpansion = 16, AnyFile = 64L << 20;

    // What an entry takes beside its name and content, at least: a header before it and a line of the directory.
    private const int EntryBytes = 30 + 46;

    private readonly ZipArchive archive;
    private readonly Dictionary<string, ZipArchiveEntry> entries = [];
    private readonly string folder;

    /// <summary>Reads the archive's directory and the pickle.</summary>
    /// <param name="stream">The file; stays the caller's.</param>
    /// <exception cref="InvalidDataException">The fault, without the file's name.</exception>
    public PyTorchZip(FileStream stream)
    {
        archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
        foreach (ZipArchiveEntry entry in archive.Entries)
            if (!entries.TryAdd(entry.FullName, entry)) throw new InvalidDataException($"it holds {entry.FullName} twice");
        long inflated = InflatedBytes(stream.Length);
        string[] pickles = [.. entries.Keys.Where(name => name == PickleName || name.EndsWith("/" + PickleName, StringComparison.Ordinal))];
        if (pickles.Length != 1) throw new InvalidDataException($"a zip archive with {pickles.Length} {PickleName}; want one, as torch.save writes it");
        folder = pickles[0][..^PickleName.Length];
        if (entries.ContainsKey(folder + "byteorder") && Encoding.ASCII.GetString(Bytes("byteorder")).Trim() != "little")
            throw new InvalidDataException("its numbers are big-endian; save it on a little-endian machine");
        Root = PickleMachine.Read(new MemoryStream(Bytes(PickleName)), new PyTorchStorages(inflated));
    }

    /// <inheritdoc/>
    public override object? Root { get; }

    /// <inheritdoc/>
    public override void ReadStorages(IReadOnlySet<PyTorchStorage> wanted, Action<PyTorchStorage, Stream> read)
    {
        foreach (PyTorchStorage storage in wanted)
        {
            ZipArchiveEntry entry = Entry($"data/{storage.Key}");
            if (entry.Length != storage.Bytes)
                throw new InvalidDataException($"{entry.FullName} has {entry.Length} bytes, its pickle says {storage.Count} x {storage.Type}");
            Check(entry);
            using Stream stream = entry.Open();
            read(storage, stream);
        }
    }

    /// <inheritdoc/>
    public override void Dispose() => archive.Dispose();

    private byte[] Bytes(string name)
    {
        ZipArchiveEntry entry = Entry(name);
        if (entry.Length > PickleReader.MaxBytes) throw new InvalidDataException($"{entry.FullName} has {entry.Length >> 20} MB, more than any state_dict's");
        Check(entry);
        using Stream stream = entry.Open();
        var bytes = new byte[entry.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    // What all entries have by the directory.
    private long InflatedBytes(long fileBytes)
    {
        long left = fileBytes, inflated = 0, most = AnyFile + (MaxExpansion * fileBytes);
        foreach (ZipArchiveEntry entry in entries.Values)
        {
            left -= EntryBytes + (2 * entry.FullName.Length);
            if (entry.CompressedLength > left) throw new InvalidDataException($"its entries overlap: up to {entry.FullName} they take more than the file's {fileBytes} bytes");
            left -= entry.CompressedLength;
            if (entry.Length > most - inflated)
                throw new InvalidDataException($"its entries inflate to more than {most >> 20} MB, far more than weights do; if they are weights, save them uncompressed, as torch.save does");
            inflated += entry.Length;
        }

        return inflated;
    }

    // .NET looks at neither. A checksum of 0 stands where PyTorch was told to leave it out.
    private static void Check(ZipArchiveEntry entry)
    {
        var checksum = new Crc32();
        var buffer = new byte[1 << 16];
        long length = 0;
        using Stream stream = entry.Open();
        for (int read = stream.Read(buffer); read > 0 && length <= entry.Length; read = stream.Read(buffer))
        {
            checksum.Append(buffer.AsSpan(0, read));
            length += read;
        }

        if (length != entry.Length) throw new InvalidDataException($"{entry.FullName} is damaged: it has {(length < entry.Length ? "fewer" : "more")} bytes than the {entry.Length} that the archive says");
        if (entry.Crc32 != 0 && checksum.GetCurrentHashAsUInt32() != entry.Crc32) throw new InvalidDataException($"{entry.FullName} is damaged: its checksum is wrong; copy or download the file again");
    }

    private ZipArchiveEntry Entry(string name) =>
        entries.TryGetValue(folder + name, out ZipArchiveEntry? entry) ? entry : throw new InvalidDataException($"{folder}{name} is missing");
}
