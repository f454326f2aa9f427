namespace Csa.DataSets.Downloads;

/// <summary>What a published file is, told by its first bytes.</summary>
internal enum FileForm
{
    /// <summary>A zip archive.</summary>
    Zip,

    /// <summary>A tar archive, not compressed.</summary>
    Tar,

    /// <summary>Lines of text.</summary>
    Text,

    /// <summary>Weights that torch.save wrote.</summary>
    PyTorch,
}

/// <summary>One file of a data set as its authors publish it.</summary>
/// <param name="FileName">Its published name, under which it is kept.</param>
/// <param name="Form">What it is.</param>
internal sealed record DataSource(string FileName, FileForm Form)
{
    /// <summary>Where it is downloaded from; null where only its authors hand it out.</summary>
    public Uri? Address { get; init; }

    /// <summary>The published MD5 in lower-case hexadecimal, or null.</summary>
    public string? Md5 { get; init; }

    /// <summary>The published SHA-256 in lower-case hexadecimal, or null.</summary>
    public string? Sha256 { get; init; }

    /// <summary>About how many bytes it has, for people and for the free-space check; 0 where nobody says.</summary>
    public long AboutBytes { get; init; }

    /// <summary>True where another file than the published one is welcome: a part of it, or another packing.</summary>
    public bool IsAnyFile { get; private init; }

    /// <summary>The same source, whose published checksums are not compared.</summary>
    public DataSource WithAnyChecksum() => HasChecksum ? this with { Md5 = null, Sha256 = null, IsAnyFile = true } : this;

    /// <summary>True where a published checksum is to be compared.</summary>
    public bool HasChecksum => Md5 is not null || Sha256 is not null;
}
