using System.Runtime.InteropServices;
using Csa.Data;
using Csa.Programs;

namespace Csa.DataSets.Downloads;

/// <summary>Room on the disk, asked for before hours of work and not found missing after them.</summary>
internal static class DiskSpace
{
    // What a full disk takes down with it.
    private const long Reserve = 64L << 20;

    /// <summary>The free bytes where a folder lies or will lie; null where the system does not say.</summary>
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
    /// <param name="folder">Where it goes.</param>
    /// <param name="bytes">What it takes.</param>
    /// <param name="what">What it is, for the message.</param>
    /// <exception cref="BadInputException">Less is free.</exception>
    public static void Require(string folder, long bytes, string what)
    {
        if (bytes > 0 && Free(folder) is long free && free < bytes + Math.Min(bytes, Reserve))
            throw new BadInputException($"{folder}: want {ConsoleText.Size(bytes)} for {what}, {ConsoleText.Size(free)} are free; make room or choose another --out");
    }

    /// <summary>Has the system write what it still holds in memory, so that a power cut takes nothing that was said to be there.</summary>
    public static void Flush()
    {
        if (OperatingSystem.IsLinux()) Synchronise();
    }

    [DllImport("libc.so.6", EntryPoint = "sync")]
    private static extern void Synchronise();
}
