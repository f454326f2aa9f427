using System.Globalization;
using Csa.Data;
using Csa.Programs;

namespace Csa.DataSets.Downloads;

/// <summary>Keeps records of complete published files: where they came from and by which checksums they were verified.</summary>
internal static class SourceFiles
{
    /// <summary>The option that accepts files other than the published ones; messages about checksums name it.</summary>
    public const string AnyChecksumOption = "--any-checksum";

    private const string FirstSeen = "none published: as first seen on ", AnyFile = "not compared with the published one, as asked";

    /// <summary>The record of a file that an earlier run found complete, or null.</summary>
    /// <param name="source">The file.</param>
    /// <param name="target">Its path.</param>
    public static SourceRecord? Whole(DataSource source, string target)
    {
        if (JsonRecord.TryRead<SourceRecord>(RecordPath(target)) is not SourceRecord record || !File.Exists(target)) return null;
        return new FileInfo(target).Length == record.Bytes && Mismatch(source, null, record.Sha256, record.Md5) is null ? record : null;
    }

    /// <summary>What is wrong with a file's checksums, or null.</summary>
    /// <param name="source">The published file.</param>
    /// <param name="target">Its path, beside which an earlier file's record may lie; null to compare with published checksums only.</param>
    /// <param name="sha256">Of the file.</param>
    /// <param name="md5">Of the file.</param>
    public static string? Mismatch(DataSource source, string? target, string sha256, string md5)
    {
        if (source.Sha256 is string wantedSha && !sha256.StartsWith(wantedSha, StringComparison.Ordinal)) return $"want {source.FileName} with the published sha256 {wantedSha}, got {sha256}: damaged, or another file";
        if (source.Md5 is string wantedMd5 && wantedMd5 != md5) return $"want {source.FileName} with the published md5 {wantedMd5}, got {md5}: damaged, or another file";
        if (source.HasChecksum || target is null || JsonRecord.TryRead<SourceRecord>(RecordPath(target)) is not SourceRecord seen || seen.Sha256 == sha256) return null;
        return $"want {source.FileName} with the sha256 {seen.Sha256} that was seen first, got {sha256}: damaged, or published anew; if you trust it, delete {RecordPath(target)}";
    }

    /// <summary>Writes the record of a complete file.</summary>
    /// <param name="source">The file.</param>
    /// <param name="target">Its path, or the path under which it would be kept.</param>
    /// <param name="origin">Where it came from.</param>
    /// <param name="bytes">Its length.</param>
    /// <param name="sha256">Of it.</param>
    /// <param name="md5">Of it.</param>
    /// <param name="observer">Is notified if no checksum is published.</param>
    public static SourceRecord Keep(DataSource source, string target, string origin, long bytes, string sha256, string md5, IDownloadObserver observer)
    {
        string check = source.Sha256 is not null ? "sha256 as published" : source.Md5 is not null ? "md5 as published"
            : source.IsAnyFile ? AnyFile : FirstSeen + DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        if (!source.HasChecksum)
        {
            SourceRecord? seen = JsonRecord.TryRead<SourceRecord>(RecordPath(target));
            if (seen?.Sha256 == sha256) check = seen.Check;
            else observer.OnNote($"{source.FileName}: {(source.IsAnyFile ? "the published checksum is not compared" : "no checksum is published")}; sha256 {sha256} is written down, and a later download that differs will be refused");
        }

        var record = new SourceRecord(source.FileName, origin, bytes, sha256, md5, check);
        JsonRecord.Write(RecordPath(target), record);
        return record;
    }

    /// <summary>Accepts a file that the user downloaded by hand: it stays where it is and is read once to check it.</summary>
    /// <param name="source">What it should be.</param>
    /// <param name="path">Where it is.</param>
    /// <param name="folder">Where its record goes.</param>
    /// <param name="observer">Receives progress.</param>
    /// <param name="cancel">Stops.</param>
    /// <exception cref="BadInputException">It is absent, a page, or not the published file.</exception>
    public static SourceRecord AcceptLocalFile(DataSource source, string path, string folder, IDownloadObserver observer, CancellationToken cancel)
    {
        if (!File.Exists(path)) throw new BadInputException($"{path}: want {source.FileName}, there is no such file");
        using var checksums = new RunningChecksums();
        long length;
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 0);
            length = stream.Length;
            var block = new byte[1 << 20];
            for (int read = stream.Read(block); read > 0; read = stream.Read(block))
            {
                cancel.ThrowIfCancellationRequested();
                if (checksums.Length == 0 && WebPage.IsPage(block.AsSpan(0, Math.Min(read, WebPage.Excerpt))))
                    throw new BadInputException($"{path}: want {source.FileName}, this is a web page that was saved in its place; open the address in a browser and save the file itself");
                checksums.Add(block.AsSpan(0, read));
                observer.OnBytes(source.FileName, checksums.Length, length);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{path}: cannot be read: {ConsoleText.OneLine(failure.Message)}", failure);
        }

        (string sha256, string md5) = checksums.Current();
        string target = Path.Combine(folder, source.FileName);
        if (Mismatch(source, target, sha256, md5) is string mismatch) throw new BadInputException($"{path}: {mismatch}; download it again, or take it as it is with {AnyChecksumOption}");
        return Keep(source, target, Path.GetFullPath(path), length, sha256, md5, observer);
    }

    private static string RecordPath(string target) => target + ".json";
}
