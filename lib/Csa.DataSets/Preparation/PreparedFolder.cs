using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Csa.Data;
using Csa.Data.Files;
using Csa.Data.Images;
using Csa.Data.Sources;
using Csa.DataSets.Downloads;

namespace Csa.DataSets.Preparation;

/// <summary>
/// A data set folder under construction. Finished files are listed line by line in manifest.csv.part, so that a killed run
/// can be continued; manifest.csv and dataset.json are written last, so that a folder with them is complete.
/// </summary>
internal sealed class PreparedFolder : IDisposable
{
    private const string LockName = ".preparing";
    private const string SettingsMark = "# ";

    private readonly FileStream lockFile;
    private readonly AppendOnlyFile journal;
    private readonly ConcurrentDictionary<string, ManifestRow> done = new(StringComparer.Ordinal);
    private readonly Lock writing = new();

    private PreparedFolder(string path, IReadOnlyDictionary<string, string> settings, FileStream lockFile)
    {
        (Path, Settings, this.lockFile) = (path, settings, lockFile);
        journal = new AppendOnlyFile(JournalPath);
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>The options that determine its content.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; }

    /// <summary>The finished files by name.</summary>
    public IReadOnlyDictionary<string, ManifestRow> Done => done;

    private string JournalPath => In(ImageFolder.UnfinishedManifestName);

    /// <summary>Opens and locks a folder for this process.</summary>
    /// <param name="path">The folder; created if absent.</param>
    /// <param name="settings">The options that determine its content.</param>
    /// <exception cref="BadInputException">Another process has it, it was begun or finished with other options, or it cannot
    /// be written.</exception>
    public static PreparedFolder Open(string path, IReadOnlyDictionary<string, string> settings)
    {
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{path}: cannot be made: {failure.Message}; choose another --out", failure);
        }

        var folder = new PreparedFolder(path, settings, Lock(path));
        try
        {
            folder.RequireSettings();
            return folder;
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>The record of a finished folder whose manifest is the one that the record names; else null.</summary>
    public DataSetRecord? Finished()
    {
        if (File.Exists(JournalPath) || DataSetRecord.Find(Path) is not DataSetRecord record || !File.Exists(In(SplitManifest.Name))) return null;
        return Digest.Of(File.ReadAllBytes(In(SplitManifest.Name))) == record.Manifest ? record : null;
    }

    /// <summary>Continues the work of an earlier process: keeps every file whose bytes match its list.</summary>
    /// <param name="cancel">Stops.</param>
    public void Resume(CancellationToken cancel)
    {
        string[] lines = File.Exists(JournalPath) ? File.ReadAllLines(JournalPath) : [];
        Parallel.ForEach(lines.Skip(1), new ParallelOptions { CancellationToken = cancel }, line =>
        {
            if (SplitManifest.Parse(line) is ManifestRow row && DigestOf(In(row.File)) == row.Sha256) done[row.File] = row;
        });
        // Whole lines only, whatever a killed process left at the end.
        AtomicFile.WriteText(JournalPath, string.Concat(done.Values.OrderBy(row => row.File, StringComparer.Ordinal).Select(SplitManifest.Line)
            .Prepend(SettingsMark + Text(Settings)).Select(line => line + "\n")));
    }

    /// <summary>Writes a file and adds it to the list. Safe from several threads for different files.</summary>
    /// <param name="file">Relative, "/" between parts.</param>
    /// <param name="split">The authors' split, or null.</param>
    /// <param name="source">What it was made from.</param>
    /// <param name="bytes">Its content.</param>
    /// <exception cref="BadInputException">It cannot be written; the same command continues from there.</exception>
    public void Keep(string file, Split? split, string source, byte[] bytes)
    {
        AtomicFile.Write(In(file), stream => stream.Write(bytes), flushToDisk: false);
        Keep(new ManifestRow(file, split, Digest.Of(bytes), source));
    }

    /// <summary>Adds an existing file to the list.</summary>
    public void Keep(ManifestRow row)
    {
        lock (writing) journal.Append(Encoding.UTF8.GetBytes(SplitManifest.Line(row) + "\n"));
        done[row.File] = row;
    }

    /// <summary>Finishes the folder.</summary>
    /// <param name="recordFor">Makes the record from the files of each split and the manifest's SHA-256.</param>
    public DataSetRecord Finish(Func<IReadOnlyDictionary<string, int>, string, DataSetRecord> recordFor)
    {
        byte[] manifest = SplitManifest.Bytes(done.Values);
        DiskSpace.Flush();
        AtomicFile.Write(In(SplitManifest.Name), stream => stream.Write(manifest));
        var counts = done.Values.GroupBy(row => row.Split?.ToString().ToLowerInvariant() ?? "files").OrderBy(group => group.Key, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Count());
        DataSetRecord record = recordFor(counts, Digest.Of(manifest));
        JsonRecord.Write(In(DataSetRecord.Name), record);
        File.Delete(JournalPath);
        return record;
    }

    /// <summary>The listed files whose bytes are not those of the manifest, one phrase each.</summary>
    /// <param name="cancel">Stops.</param>
    public IReadOnlyList<string> Verify(CancellationToken cancel)
    {
        var faults = new ConcurrentBag<string>();
        Parallel.ForEach(SplitManifest.Find(Path)!.Rows, new ParallelOptions { CancellationToken = cancel }, row =>
        {
            string? digest = DigestOf(In(row.File));
            if (digest != row.Sha256) faults.Add($"{In(row.File)}: {(digest is null ? "is absent" : "has other bytes than when it was prepared")}");
        });
        return [.. faults.Order(StringComparer.Ordinal)];
    }

    /// <inheritdoc/>
    public void Dispose() => lockFile.Dispose();

    private static FileStream Lock(string path)
    {
        try
        {
            return new FileStream(System.IO.Path.Combine(path, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (IOException failure)
        {
            throw new BadInputException($"{path}: another process prepares this folder; wait for it, end it, or choose another --out", failure);
        }
        catch (UnauthorizedAccessException failure)
        {
            throw new BadInputException($"{path}: cannot be written: {failure.Message}; choose another --out", failure);
        }
    }

    private static string? DigestOf(string path)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            return Digest.Of(stream);
        }
        catch (Exception absent) when (absent is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string Text(IReadOnlyDictionary<string, string> settings) => JsonSerializer.Serialize(settings.OrderBy(pair => pair.Key, StringComparer.Ordinal).ToDictionary());

    private void RequireSettings()
    {
        string wanted = Text(Settings);
        string? begun = File.Exists(JournalPath) ? File.ReadLines(JournalPath).FirstOrDefault()
            : DataSetRecord.Find(Path) is DataSetRecord record ? SettingsMark + Text(record.Settings)
            : null;
        if (begun is not null && begun != SettingsMark + wanted)
            throw new BadInputException($"{Path}: was prepared with the options {begun.TrimStart('#', ' ')}, now they are {wanted}; give the same options or choose another --out");
    }

    private string In(string file) => System.IO.Path.Combine(Path, file);
}
