using Csa.Tensors.Weights;

namespace Csa.DataSets.Downloads;

/// <summary>The form of a published file, recognised by its first bytes.</summary>
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
/// <param name="Form">Its form.</param>
internal sealed record DataSource(string FileName, FileForm Form)
{
    /// <summary>The address to download it from; null if its authors send it on request only.</summary>
    public Uri? Address { get; init; }

    /// <summary>The published MD5 in lower-case hexadecimal, or null.</summary>
    public string? Md5 { get; init; }

    /// <summary>The published SHA-256 in lower-case hexadecimal, or its beginning where no more is published, or null.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Its approximate size in bytes, for display and the check of free space; 0 if unknown.</summary>
    public long AboutBytes { get; init; }

    /// <summary>True if a file other than the published one is accepted: a part of it, or one packed differently.</summary>
    public bool IsAnyFile { get; private init; }

    /// <summary>A file of published weights.</summary>
    public static DataSource Of(PublishedFile file) => new(file.Name, FileForm.PyTorch) { Address = new Uri(file.Address), Sha256 = file.Sha256, AboutBytes = file.Bytes };

    /// <summary>The same source without a check of published checksums.</summary>
    public DataSource WithAnyChecksum() => HasChecksum ? this with { Md5 = null, Sha256 = null, IsAnyFile = true } : this;

    /// <summary>True if a published checksum is to be compared.</summary>
    public bool HasChecksum => Md5 is not null || Sha256 is not null;
}
