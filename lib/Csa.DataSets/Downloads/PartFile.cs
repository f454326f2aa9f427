using Csa.Data;

namespace Csa.DataSets.Downloads;

/// <summary>A file that has come in part: NAME.part, with NAME.part.json that says which version of which file it is a part of.</summary>
/// <remarks>Only what the checksums have seen is in it: a block that a full disk cut is cut off again.</remarks>
internal sealed class PartFile : IDisposable
{
    private readonly string path;
    private RunningChecksums checksums = new();

    /// <summary>The part beside a target.</summary>
    /// <param name="target">The whole file's path.</param>
    public PartFile(string target) => path = target + ".part";

    private string RecordPath => path + ".json";

    /// <summary>Bytes that can be kept.</summary>
    public long Length => checksums.Length;

    /// <summary>What the part is of, or null where there is none to be continued.</summary>
    public PartRecord? Record { get; private set; }

    /// <summary>Takes up what an earlier process left, if it is a part of this file.</summary>
    /// <param name="address">What is wanted.</param>
    /// <param name="cancel">Stops.</param>
    public void TakeUp(Uri address, CancellationToken cancel)
    {
        if (JsonRecord.TryRead<PartRecord>(RecordPath) is not { Validator: not null } record || record.Address != address.ToString() || !File.Exists(path)) return;
        long length = new FileInfo(path).Length;
        if (record.Total < length) return;
        checksums.AddFile(path, length, cancel);
        Record = record;
    }

    /// <summary>Begins anew.</summary>
    /// <param name="record">What is coming.</param>
    public void Restart(PartRecord? record)
    {
        checksums.Dispose();
        checksums = new RunningChecksums();
        Record = record;
        File.Delete(path);
        if (record is null) File.Delete(RecordPath);
        else JsonRecord.Write(RecordPath, record);
    }

    /// <summary>Opens the part to be continued where it ends.</summary>
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

    /// <summary>SHA-256 and MD5 of the part.</summary>
    public (string Sha256, string Md5) Checksums() => checksums.Current();

    /// <summary>Makes the part the whole file.</summary>
    public void Complete(string target)
    {
        File.Move(path, target, overwrite: true);
        File.Delete(RecordPath);
    }

    /// <inheritdoc/>
    public void Dispose() => checksums.Dispose();
}
