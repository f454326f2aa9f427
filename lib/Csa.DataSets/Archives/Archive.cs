using Csa.Data;
using Csa.DataSets.Downloads;

namespace Csa.DataSets.Archives;

/// <summary>Reads the files of a zip or tar archive one by one into memory, and never writes to a path that the archive names.</summary>
/// <remarks>
/// An archive is refused as a whole for a name that leads outside, a link or device, more or larger files than a data set
/// has, wrong sizes or checksums, or two files of one name. It is then not the one that was published.
/// </remarks>
internal static class Archive
{
    /// <summary>The wanted files, in the archive's order.</summary>
    /// <param name="path">The archive.</param>
    /// <param name="form">Zip or tar.</param>
    /// <param name="wanted">True for the names to read; the others are only checked.</param>
    /// <param name="limits">The limits of an archive; the defaults when not set.</param>
    /// <exception cref="BadInputException">While enumerating: damaged, or refused.</exception>
    public static IEnumerable<ArchivedFile> Read(string path, FileForm form, Func<string, bool> wanted, ArchiveLimits? limits = null)
    {
        using FileStream stream = Open(path, form);
        using IEnumerator<ArchivedFile> files = (form == FileForm.Zip
            ? ZipFiles.Read(stream, wanted, limits ?? new ArchiveLimits())
            : TarFiles.Read(stream, wanted, limits ?? new ArchiveLimits())).GetEnumerator();
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        while (Next(path, files))
        {
            if (!names.Add(files.Current.Name)) throw Refused(path, $"it has two files called '{files.Current.Name}'");
            yield return files.Current;
        }
    }

    /// <summary>Opens a file, and refuses it if its content has another form.</summary>
    /// <param name="path">The file.</param>
    /// <param name="form">Zip or tar.</param>
    private static FileStream Open(string path, FileForm form)
    {
        try
        {
            var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
            var head = new byte[512];
            int read = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
            stream.Position = 0;
            bool zip = read > 3 && head.AsSpan().StartsWith("PK"u8), tar = read == head.Length && head.AsSpan(257).StartsWith("ustar"u8);
            if (form == FileForm.Zip ? zip : tar) return stream;
            stream.Dispose();
            string got = read == 0 ? "an empty file" : zip ? "a zip archive" : tar ? "a tar archive" : head is [0x1F, 0x8B, ..] ? "a gzip file" : "something else";
            throw new BadInputException($"{path}: want a {(form == FileForm.Zip ? "zip" : "tar")} archive, got {got}; download it again");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{path}: cannot be read: {failure.Message}", failure);
        }
    }

    private static bool Next(string path, IEnumerator<ArchivedFile> files)
    {
        try
        {
            return files.MoveNext();
        }
        catch (Exception fault) when (fault is InvalidDataException or IOException or NotSupportedException or ArgumentException or FormatException or OverflowException)
        {
            throw Refused(path, fault.Message, fault);
        }
    }

    private static BadInputException Refused(string path, string fault, Exception? inner = null) =>
        new($"{path}: not read: {fault.TrimEnd('.')}; this is not the archive as published, download it again", inner);
}
