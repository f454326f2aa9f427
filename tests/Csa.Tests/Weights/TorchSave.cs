using System.IO.Compression;

namespace Csa.Tests.Weights;

/// <summary>Writes files as torch.save does, in either form, sound or not.</summary>
internal static class TorchSave
{
    /// <summary>The first pickle of the older form.</summary>
    public static byte[] Magic { get; } = [0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, (byte)'.'];

    public static void Write(string path, bool zip, object? root, params SavedStorage[] storages)
    {
        byte[] pickle = PickleWriter.Pickle(root);
        if (zip) Zip(path, pickle, storages);
        else Legacy(path, pickle, storages);
    }

    /// <summary>The zip form; with a level as TorchSharp.PyBridge writes it, deflated.</summary>
    public static void Zip(
        string path, byte[] pickle, SavedStorage[] storages, string folder = "archive/", CompressionLevel level = CompressionLevel.NoCompression)
    {
        using FileStream stream = File.Create(path);
        using var archive = new ZipArchive(stream, ZipArchiveMode.Create);
        Add("data.pkl", pickle);
        Add("byteorder", "little"u8.ToArray());
        foreach (SavedStorage storage in storages) Add($"data/{storage.Key}", storage.Bytes);
        Add("version", "3\n"u8.ToArray());

        void Add(string name, byte[] content)
        {
            using Stream entry = archive.CreateEntry(folder + name, level).Open();
            entry.Write(content);
        }
    }

    public static void Legacy(string path, byte[] pickle, SavedStorage[] storages)
    {
        using FileStream stream = File.Create(path);
        stream.Write(Magic);
        stream.Write(PickleWriter.Pickle(1001));
        stream.Write(PickleWriter.Pickle(new Dictionary<string, object?> { ["protocol_version"] = 1001, ["little_endian"] = true }));
        stream.Write(pickle);
        stream.Write(PickleWriter.Pickle(new List<object?>(storages.Select(storage => storage.Key))));
        foreach (SavedStorage storage in storages)
        {
            stream.Write(BitConverter.GetBytes(storage.Count));
            stream.Write(storage.Bytes);
        }
    }
}
