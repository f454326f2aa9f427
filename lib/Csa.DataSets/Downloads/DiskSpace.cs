using System.Runtime.InteropServices;
using Csa.Data;
using Csa.Programs;

namespace Csa.DataSets.Downloads;

/// <summary>Checks free disk space before hours of work instead of after them.</summary>
internal static class DiskSpace
{
    // What a full disk takes down with it.
    private const long Reserve = 64L << 20;

    /// <summary>The free bytes on the disk of a folder; null if the system does not tell.</summary>
    /// <param name="folder">Need not exist yet.</param>
    public static long? Free(string folder)
    {
        string? existing = Path.GetFullPath(folder);
        while (existing is not null && !Directory.Exists(existing)) existing = Path.GetDirectoryName(existing);
        try
        {
            return existing is null ? null : new DriveInfo(existing).AvailableFreeSpace;
        }
        catch (Exception unknown) when (unknown is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Refuses work that the disk cannot hold.</summary>
    /// <param name="folder">The folder to write to.</param>
    /// <param name="bytes">The bytes needed.</param>
    /// <param name="what">What it is, for the message.</param>
    /// <exception cref="BadInputException">Less is free.</exception>
    public static void Require(string folder, long bytes, string what)
    {
        if (bytes > 0 && Free(folder) is long free && free < bytes + Math.Min(bytes, Reserve))
            throw new BadInputException($"{folder}: want {ConsoleText.Size(bytes)} for {what}, {ConsoleText.Size(free)} are free; make room or choose another --out");
    }

    /// <summary>Flushes the system's buffers to disk, so that a power cut cannot lose anything reported as written.</summary>
    public static void Flush()
    {
        if (OperatingSystem.IsLinux()) Synchronise();
    }

    [DllImport("libc.so.6", EntryPoint = "sync")]
    private static extern void Synchronise();
}
