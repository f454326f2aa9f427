using System.IO.Compression;
using System.Text;
using Csa.Data.Files;

namespace Csa.Data.Weights;

/// <summary>The form that torch.save writes since 1.6: a zip archive of data.pkl and data/KEY in one folder of any name, stored uncompressed.</summary>
internal sealed class PyTorchZip : PyTorchForm
{
    private const string PickleName = "data.pkl";

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
        string[] pickles = [.. entries.Keys.Where(name => name == PickleName || name.EndsWith("/" + PickleName, StringComparison.Ordinal))];
        if (pickles.Length != 1) throw new InvalidDataException($"a zip archive with {pickles.Length} {PickleName}; want one, as torch.save writes it");
        folder = pickles[0][..^PickleName.Length];
        if (entries.ContainsKey(folder + "byteorder") && Encoding.ASCII.GetString(Bytes("byteorder")).Trim() != "little")
            throw new InvalidDataException("its numbers are big-endian; save it on a little-endian machine");
        Root = PickleMachine.Read(new MemoryStream(Bytes(PickleName)), new PyTorchStorages(stream.Length));
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
            CheckSum(entry);
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
        CheckSum(entry);
        using Stream stream = entry.Open();
        var bytes = new byte[entry.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    // .NET does not look at it. 0 stands where PyTorch was told to leave it out.
    private static void CheckSum(ZipArchiveEntry entry)
    {
        if (entry.Crc32 == 0) return;
        var checksum = new Crc32();
        var buffer = new byte[1 << 16];
        using Stream stream = entry.Open();
        for (int read = stream.Read(buffer); read > 0; read = stream.Read(buffer)) checksum.Add(buffer.AsSpan(0, read));
        if (checksum.Value != entry.Crc32) throw new InvalidDataException($"{entry.FullName} is damaged: its checksum is wrong; copy or download the file again");
    }

    // Stored as they are, entries cannot be larger than the file: there is nothing to blow up.
    private ZipArchiveEntry Entry(string name)
    {
        if (!entries.TryGetValue(folder + name, out ZipArchiveEntry? entry)) throw new InvalidDataException($"{folder}{name} is missing");
        if (entry.CompressedLength != entry.Length)
            throw new InvalidDataException($"{entry.FullName} is compressed, which torch.save never does; save it again, or zip it with -0");
        return entry;
    }
}
