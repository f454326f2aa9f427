using System.IO.Compression;
using System.IO.Hashing;
using Csa.Data.Files;

namespace Csa.DataSets.Archives;

/// <summary>The files of a zip archive.</summary>
internal static class ZipFiles
{
    private const int UnixMode = 16, TypeBits = 0xF000, Regular = 0x8000, Folder = 0x4000, Link = 0xA000;

    /// <summary>The wanted files, in the archive's order.</summary>
    /// <exception cref="InvalidDataException">The fault, without the archive's name.</exception>
    public static IEnumerable<ArchivedFile> Read(FileStream stream, Func<string, bool> wanted, ArchiveLimits limits)
    {
        using var archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
        if (archive.Entries.Count > limits.Entries) throw new InvalidDataException($"it has {archive.Entries.Count} entries, want at most {limits.Entries}");
        // What it says of itself, all of it, before any of it is unpacked; that it is true is seen file by file.
        long said = 0, most = limits.Expansion * stream.Length;
        foreach (ZipArchiveEntry entry in archive.Entries)
        {
            Check(entry, limits);
            said += entry.Length;
            if (said > most) throw new InvalidDataException($"its files have more than {limits.Expansion} times the archive's own {stream.Length} bytes");
        }

        foreach (ZipArchiveEntry entry in archive.Entries)
        {
            if (entry.FullName.EndsWith('/') || entry.FullName.EndsWith('\\')) continue;
            string name = EntryName.Checked(entry.FullName);
            if (wanted(name)) yield return new ArchivedFile(name, Unpack(entry));
        }
    }

    private static void Check(ZipArchiveEntry entry, ArchiveLimits limits)
    {
        EntryName.Checked(entry.FullName);
        int type = (entry.ExternalAttributes >> UnixMode) & TypeBits;
        if (type is not (0 or Regular or Folder)) throw new InvalidDataException($"'{entry.FullName}' is {(type == Link ? "a link" : "a device or a pipe")}");
        if (entry.IsEncrypted) throw new InvalidDataException($"'{entry.FullName}' is encrypted");
        if (entry.Length > limits.FileBytes) throw new InvalidDataException($"'{entry.FullName}' has {entry.Length} bytes, want at most {limits.FileBytes}");
    }

    private static byte[] Unpack(ZipArchiveEntry entry)
    {
        var bytes = new byte[entry.Length];
        using Stream stream = entry.Open();
        int read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        if (read < bytes.Length) throw new InvalidDataException($"'{entry.FullName}' has fewer bytes than the archive says");
        // .NET does not look at it. It finds more bytes than the archive says, too: they were not read.
        if (Crc32.HashToUInt32(bytes) != entry.Crc32) throw new InvalidDataException($"'{entry.FullName}' is damaged: its checksum is wrong");
        return bytes;
    }
}
