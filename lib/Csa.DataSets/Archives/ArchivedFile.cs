using Csa.Data.Files;

namespace Csa.DataSets.Archives;

/// <summary>A file out of an archive, in memory: nothing is ever written under a name that an archive gives.</summary>
/// <param name="Name">Relative, "/" between parts, found harmless by <see cref="EntryName"/>.</param>
/// <param name="Bytes">All of it.</param>
internal sealed record ArchivedFile(string Name, byte[] Bytes);

/// <summary>What an archive may hold at most; a data set's are far below.</summary>
internal sealed record ArchiveLimits
{
    /// <summary>Entries, folders included.</summary>
    public int Entries { get; init; } = 4_000_000;

    /// <summary>Bytes of one file.</summary>
    public long FileBytes { get; init; } = 64L << 20;

    /// <summary>All files' bytes as a multiple of the archive's own length.</summary>
    public int Expansion { get; init; } = 100;
}
