using System.Formats.Tar;
using Csa.Data.Files;

namespace Csa.DataSets.Archives;

/// <summary>The files of a tar archive.</summary>
internal static class TarFiles
{
    /// <summary>The wanted files, in the archive's order.</summary>
    /// <exception cref="InvalidDataException">The fault, without the archive's name.</exception>
    public static IEnumerable<ArchivedFile> Read(FileStream stream, Func<string, bool> wanted, ArchiveLimits limits)
    {
        using var reader = new TarReader(stream, leaveOpen: true);
        int entries = 0;
        while (reader.GetNextEntry() is TarEntry entry)
        {
            if (++entries > limits.Entries) throw new InvalidDataException($"it has more than {limits.Entries} entries");
            if (entry.EntryType == TarEntryType.GlobalExtendedAttributes) continue;
            if (entry.EntryType == TarEntryType.Directory && entry.Name is "." or "./") continue;
            string name = EntryName.Checked(entry.Name);
            if (entry.EntryType == TarEntryType.Directory) continue;
            if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile))
                throw new InvalidDataException($"'{name}' is no file but a {entry.EntryType}");
            if (entry.Length > limits.FileBytes) throw new InvalidDataException($"'{name}' has {entry.Length} bytes, want at most {limits.FileBytes}");
            // The reader stands behind the file already. A tar archive unpacks to no more than itself: there is nothing else to blow up.
            if (stream.Position > stream.Length) throw new InvalidDataException($"it ends in the middle of '{name}'");
            if (!wanted(name)) continue;
            var bytes = new byte[entry.Length];
            entry.DataStream?.ReadExactly(bytes);
            yield return new ArchivedFile(name, bytes);
        }
    }
}
