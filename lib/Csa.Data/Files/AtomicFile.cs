namespace Csa.Data.Files;

/// <summary>Writes a file so that its name never stands for half of it, whenever the process or the machine dies.</summary>
public static class AtomicFile
{
    /// <summary>What a file under construction is called; left behind only by a killed process.</summary>
    public const string TemporarySuffix = ".partial";

    /// <summary>Writes under a temporary name in the same folder, flushes to the disk, then renames over the target.</summary>
    /// <param name="path">The target; its folder is made.</param>
    /// <param name="write">Fills the stream.</param>
    /// <exception cref="BadInputException">The place cannot be written, or is a device or a pipe.</exception>
    public static void Write(string path, Action<FileStream> write) => Write(path, write, flushToDisk: true);

    /// <summary>As <see cref="Write(string, Action{FileStream})"/>; without the flush for one of very many files that are checked, and flushed together, by the caller.</summary>
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

    /// <summary>Says before the work, and not after hours of it, that a file cannot be written. Makes its folder and leaves nothing else.</summary>
    /// <param name="path">The target; an older file stays as it is.</param>
    /// <exception cref="BadInputException">The place cannot be written, or is a folder, a device or a pipe.</exception>
    public static void RequireWritable(string path)
    {
        if (Directory.Exists(path)) throw new BadInputException($"{path}: is a folder; name a file to write");
        string probe = $"{path}.{Guid.NewGuid():N}";
        Write(probe, _ => { });
        Discard(probe);
    }

    /// <summary>Says before the work that a folder cannot be written into. Makes it and leaves nothing else.</summary>
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
    /// <exception cref="BadInputException">The place cannot be written.</exception>
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
