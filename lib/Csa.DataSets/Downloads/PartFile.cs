using Csa.Data;

namespace Csa.DataSets.Downloads;

/// <summary>A partially downloaded file: NAME.part, with NAME.part.json that says which version of which file it is.</summary>
/// <remarks>It has only bytes that are in the checksums: a block cut short by a full disk is removed again.</remarks>
internal sealed class PartFile : IDisposable
{
    private readonly string path;
    private RunningChecksums checksums = new();

    /// <summary>The partial file of a target.</summary>
    /// <param name="target">The whole file's path.</param>
    public PartFile(string target) => path = target + ".part";

    private string RecordPath => path + ".json";

    /// <summary>The bytes that can be kept.</summary>
    public long Length => checksums.Length;

    /// <summary>The record of the partial file, or null if there is none to continue.</summary>
    public PartRecord? Record { get; private set; }

    /// <summary>Continues what an earlier process left, if it belongs to this file.</summary>
    /// <param name="address">The address of the file.</param>
    /// <param name="cancel">Stops.</param>
    public void Resume(Uri address, CancellationToken cancel)
    {
        if (JsonRecord.TryRead<PartRecord>(RecordPath) is not { Validator: not null } record || record.Address != address.ToString() || !File.Exists(path)) return;
        long length = new FileInfo(path).Length;
        if (record.Total < length) return;
        checksums.AddFile(path, length, cancel);
        Record = record;
    }

    /// <summary>Starts again with an empty file.</summary>
    /// <param name="record">The record of the new download.</param>
    public void Restart(PartRecord? record)
    {
        checksums.Dispose();
        checksums = new RunningChecksums();
        Record = record;
        File.Delete(path);
        if (record is null) File.Delete(RecordPath);
        else JsonRecord.Write(RecordPath, record);
    }

    /// <summary>Opens the partial file at its end.</summary>
    public FileStream OpenEnd()
    {
        var stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, bufferSize: 0);
        stream.SetLength(Length);
        stream.Seek(Length, SeekOrigin.Begin);
        return stream;
    }

    /// <summary>Appends a block.</summary>
    /// <exception cref="BadInputException">The disk is full or gone; what came before is kept.</exception>
    public void Append(FileStream stream, ReadOnlySpan<byte> block)
    {
        try
        {
            stream.Write(block);
        }
        catch (IOException failure)
        {
            stream.SetLength(Length);
            throw new BadInputException($"{path}: cannot be written: {failure.Message}; make room and run the same command again, it goes on from byte {Length}", failure);
        }

        checksums.Add(block);
    }

    /// <summary>SHA-256 and MD5 of the partial file.</summary>
    public (string Sha256, string Md5) Checksums() => checksums.Current();

    /// <summary>Renames the partial file to the complete one.</summary>
    public void Complete(string target)
    {
        File.Move(path, target, overwrite: true);
        File.Delete(RecordPath);
    }

    /// <inheritdoc/>
    public void Dispose() => checksums.Dispose();
}
