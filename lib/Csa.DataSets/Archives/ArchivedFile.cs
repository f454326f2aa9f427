using Csa.Data.Files;

namespace Csa.DataSets.Archives;

/// <summary>A file from an archive, in memory: nothing is ever written under a name from an archive.</summary>
/// <param name="Name">Relative, "/" between parts, checked by <see cref="EntryName"/>.</param>
/// <param name="Bytes">Its content.</param>
internal sealed record ArchivedFile(string Name, byte[] Bytes);

/// <summary>Limits on the content of an archive, far above those of any data set.</summary>
internal sealed record ArchiveLimits
{
    /// <summary>Entries, folders included.</summary>
    public int Entries { get; init; } = 4_000_000;

    /// <summary>Bytes of one file.</summary>
    public long FileBytes { get; init; } = 64L << 20;

    /// <summary>The bytes of all files together as a multiple of the archive's length.</summary>
    public int Expansion { get; init; } = 100;
}
