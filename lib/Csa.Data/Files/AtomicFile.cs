namespace Csa.Data.Files;

/// <summary>Writes files atomically: whenever the process or the machine dies, a file is complete or not there.</summary>
public static class AtomicFile
{
    /// <summary>The suffix of a file that is still being written; only a killed process leaves one behind.</summary>
    public const string TemporarySuffix = ".partial";

    /// <summary>Writes under a temporary name in the same folder, flushes to the disk, then renames over the target.</summary>
    /// <param name="path">The target; its folder is made.</param>
    /// <param name="write">Fills the stream.</param>
    /// <exception cref="BadInputException">The file cannot be written, or the path is a device or a pipe.</exception>
    public static void Write(string path, Action<FileStream> write) => Write(path, write, flushToDisk: true);

    /// <summary>
    /// As <see cref="Write(string, Action{FileStream})"/>; the flush can be left out for one of very many files that the
    /// caller checks and flushes together.
    /// </summary>
    internal static void Write(string path, Action<FileStream> write, bool flushToDisk)
    {
        if (SpecialFile.Exists(path)) throw new BadInputException($"{path}: is a device or a pipe; name a file to write");
        string temporary = path + TemporarySuffix;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20))
            {
                write(stream);
                stream.Flush(flushToDisk);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception failure)
        {
            Discard(temporary);
            if (failure is IOException or UnauthorizedAccessException)
                throw new BadInputException($"{path}: cannot be written: {failure.Message}; free space or choose another place", failure);
            throw;
        }
    }

    /// <summary>
    /// Throws if a file cannot be written, so that this is known before hours of work. Creates its folder and nothing else.
    /// </summary>
    /// <param name="path">The target; an existing file is not changed.</param>
    /// <exception cref="BadInputException">The file cannot be written, or the path is a folder, a device or a pipe.</exception>
    public static void RequireWritable(string path)
    {
        if (Directory.Exists(path)) throw new BadInputException($"{path}: is a folder; name a file to write");
        string probe = $"{path}.{Guid.NewGuid():N}";
        Write(probe, _ => { });
        Discard(probe);
    }

    /// <summary>Throws if files cannot be written into a folder, before any work is done. Creates the folder and nothing else.</summary>
    /// <param name="folder">The folder of files to come.</param>
    /// <exception cref="BadInputException">It cannot be made or written, or is a file.</exception>
    public static void RequireWritableFolder(string folder)
    {
        if (folder.Length == 0) throw new BadInputException("'': is an empty name; name a folder to write into");
        if (File.Exists(folder)) throw new BadInputException($"{folder}: is a file; name a folder to write into");
        RequireWritable(Path.Combine(folder, "csa"));
    }

    /// <summary>Writes text as UTF-8 without a byte order mark.</summary>
    /// <param name="path">The target; its folder is made.</param>
    /// <param name="text">The whole content.</param>
    /// <exception cref="BadInputException">The file cannot be written.</exception>
    public static void WriteText(string path, string text) => Write(path, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)));

    private static void Discard(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // The first failure is the one to report.
        }
    }
}
