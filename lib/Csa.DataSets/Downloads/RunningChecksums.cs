using System.Security.Cryptography;

namespace Csa.DataSets.Downloads;

/// <summary>Both checksums of a file while it grows.</summary>
internal sealed class RunningChecksums : IDisposable
{
    private readonly IncrementalHash sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    // Published for some data sets; guards against damage, not against forgery.
    private readonly IncrementalHash md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);

    /// <summary>Bytes added.</summary>
    public long Length { get; private set; }

    /// <summary>Adds the next bytes.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        sha256.AppendData(bytes);
        md5.AppendData(bytes);
        Length += bytes.Length;
    }

    /// <summary>Adds the first bytes of a file, for a download that another process began.</summary>
    /// <param name="path">The file.</param>
    /// <param name="length">The number of bytes; the file has at least as many.</param>
    /// <param name="cancel">Stops.</param>
    public void AddFile(string path, long length, CancellationToken cancel)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 0);
        var buffer = new byte[1 << 20];
        while (length > 0)
        {
            cancel.ThrowIfCancellationRequested();
            int read = stream.Read(buffer, 0, (int)Math.Min(length, buffer.Length));
            if (read == 0) throw new EndOfStreamException($"{path} became shorter while it was read");
            Add(buffer.AsSpan(0, read));
            length -= read;
        }
    }

    /// <summary>SHA-256 and MD5 of everything added, in lower-case hexadecimal.</summary>
    public (string Sha256, string Md5) Current() => (Convert.ToHexStringLower(sha256.GetCurrentHash()), Convert.ToHexStringLower(md5.GetCurrentHash()));

    /// <inheritdoc/>
    public void Dispose()
    {
        sha256.Dispose();
        md5.Dispose();
    }
}
