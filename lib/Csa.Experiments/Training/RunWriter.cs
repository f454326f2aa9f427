using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Csa.Data;
using Csa.Data.Files;
using Csa.Systems;

namespace Csa.Experiments.Training;

/// <summary>
/// Writes the folder of a training run: config.json, log.jsonl, TensorBoard's events, samples/step-….png and
/// checkpoints/step-….safetensors. It is locked against every other process until disposed.
/// </summary>
/// <remarks>
/// The lock is the operating system's, on the file "lock": it ends with the process, so the mere presence of the file means
/// nothing.
/// </remarks>
public sealed class RunWriter : IDisposable
{
    private const string LogName = "log.jsonl", LockName = "lock", SamplesName = "samples";

    // A process killed a moment ago holds its lock until the system has cleared it away.
    private const int LockWaits = 10, LockWaitMilliseconds = 100;

    private readonly FileStream lockFile;
    private readonly AppendOnlyFile log;

    private RunWriter(string path, FileStream lockFile)
    {
        Path = path;
        log = new(In(path, LogName));
        this.lockFile = lockFile;
    }

    /// <summary>The path of the folder.</summary>
    public string Path { get; }

    /// <summary>Makes and locks the folder of a new run.</summary>
    /// <param name="path">A folder that holds no run yet.</param>
    /// <exception cref="BadInputException">It holds a run, another process trains in it, or it cannot be made.</exception>
    public static RunWriter Create(string path)
    {
        var folder = new RunWriter(path, Lock(path));
        if (!RunFolder.HasRun(path)) return folder;
        folder.Dispose();
        throw new BadInputException($"{path}: want a folder without a run, this one has {RunFolder.ConfigName}; continue it with --resume or choose another --out");
    }

    /// <summary>Locks the folder of a run in order to continue it.</summary>
    /// <param name="path">A run folder.</param>
    /// <exception cref="BadInputException">It holds no run, or another process trains in it.</exception>
    public static RunWriter Resume(string path)
    {
        RunFolder.RequireRun(path);
        return new RunWriter(path, Lock(path));
    }

    /// <summary>Locks a folder, with a run or without; null while another process trains in it.</summary>
    /// <param name="path">A run folder, or none yet; it is made.</param>
    /// <exception cref="BadInputException">It cannot be made or written.</exception>
    internal static RunWriter? OpenUnlessBusy(string path) => TryLock(path) is FileStream held ? new RunWriter(path, held) : null;

    /// <summary>True while a process trains in a folder.</summary>
    /// <param name="path">A run folder, or none yet.</param>
    public static bool IsBusy(string path)
    {
        string file = In(path, LockName);
        if (!File.Exists(file)) return false;
        try
        {
            using var free = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (IOException failure) when (IsHeld(failure))
        {
            return true;
        }
    }

    /// <summary>The path of the checkpoint after a number of steps.</summary>
    /// <param name="step">Steps done.</param>
    public string CheckpointPath(long step) => In(Path, RunFolder.CheckpointsName, FormattableString.Invariant($"{RunFolder.StepPrefix}{step:D6}{RunFolder.Extension}"));

    /// <summary>The path of the validation sheet after a number of steps.</summary>
    /// <param name="step">Steps done.</param>
    public string SamplePath(long step) => In(Path, SamplesName, FormattableString.Invariant($"{RunFolder.StepPrefix}{step:D6}.png"));

    /// <summary>Writes config.json.</summary>
    /// <param name="record">The whole record.</param>
    public void WriteRecord(RunRecord record) => AtomicFile.WriteText(In(Path, RunFolder.ConfigName), record.ToJson());

    /// <summary>Adds a line to log.jsonl, after any that could not be written before.</summary>
    /// <param name="line">Has a "step"; no non-finite numbers.</param>
    /// <exception cref="BadInputException">The disk is full, or the file cannot be written; the line waits for the next call.</exception>
    public void Log(JsonObject line) => log.Append(Encoding.UTF8.GetBytes(line.ToJsonString(OptionJson.Line) + "\n"));

    /// <summary>The lines of a run's log, also while it is being written: a last one that is not whole is left out.</summary>
    /// <param name="path">A run folder.</param>
    public static IEnumerable<JsonObject> ReadLog(string path)
    {
        string file = In(path, LogName);
        if (!File.Exists(file)) yield break;
        foreach (string line in File.ReadLines(file))
            if (AsObject(line) is JsonObject whole) yield return whole;
    }

    /// <summary>Retries the lines that could not be written before.</summary>
    /// <exception cref="BadInputException">They still cannot.</exception>
    internal void FlushLog() => log.Append([]);

    /// <summary>
    /// Removes what a killed run wrote after its last checkpoint: log lines of later steps and of a recovery that begins
    /// there, and unfinished files.
    /// </summary>
    /// <param name="step">The steps done at that checkpoint.</param>
    public void RollBack(long step)
    {
        string lines = In(Path, LogName);
        if (File.Exists(lines))
            AtomicFile.WriteText(lines, string.Concat(File.ReadLines(lines).Where(line => IsBefore(step, line)).Select(line => line + "\n")));
        // Only where a run begins files, and not beyond links: what else lies below the folder is not the run's.
        foreach (string part in new[] { Path, In(Path, RunFolder.CheckpointsName), In(Path, SamplesName) }.Where(Directory.Exists))
            foreach (string begun in Directory.EnumerateFiles(part, "*" + AtomicFile.TemporarySuffix)) Delete(begun);
    }

    /// <summary>Deletes the latest checkpoint, so that the one before it is the latest.</summary>
    /// <exception cref="BadInputException">It cannot be deleted.</exception>
    internal void DeleteLatestCheckpoint()
    {
        if (RunFolder.LatestCheckpoint(Path) is string latest) Delete(latest);
    }

    /// <summary>Deletes all but the latest checkpoints.</summary>
    /// <param name="kept">How many stay.</param>
    /// <param name="best">The step of one that stays besides, or null.</param>
    /// <exception cref="BadInputException">One cannot be deleted.</exception>
    public void DeleteOldCheckpoints(int kept, long? best = null)
    {
        foreach (string old in RunFolder.Checkpoints(Path).SkipLast(kept).Where(old => best is not long step || old != CheckpointPath(step))) Delete(old);
    }

    /// <summary>The step of the best validation in log.jsonl whose checkpoint is still there, and its PSNR; null for none.</summary>
    internal (long Step, double Psnr)? BestCheckpoint()
    {
        string lines = In(Path, LogName);
        if (!File.Exists(lines)) return null;
        (long Step, double Psnr)[] validations = [.. File.ReadLines(lines).Select(TrainingJournal.ValidationOf).OfType<(long Step, double Psnr)>().Where(pair => File.Exists(CheckpointPath(pair.Step)))];
        return validations.Length == 0 ? null : validations.MaxBy(pair => pair.Psnr);
    }

    /// <summary>The free disk space at the folder, for messages: "12 MB are free there"; empty if the system does not tell.</summary>
    internal string FreeSpace()
    {
        try
        {
            return FormattableString.Invariant($"; {new DriveInfo(System.IO.Path.GetFullPath(Path)).AvailableFreeSpace / 1_000_000} MB are free there");
        }
        catch (Exception unknown) when (unknown is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return "";
        }
    }

    /// <summary>Unlocks the folder.</summary>
    public void Dispose() => lockFile.Dispose();

    private static void Delete(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{file}: cannot be deleted: {failure.Message}", failure);
        }
    }

    // A recovery at the checkpoint is about to be logged once more. False for a line that a killed process left unfinished.
    private static bool IsBefore(long step, string line) =>
        AsObject(line) is JsonObject noted && noted["step"]!.GetValue<long>() is long at && (at < step || (at == step && noted[TrainingJournal.RecoveryKey] is null));

    // Null where it is no line of a log, for instance cut off.
    private static JsonObject? AsObject(string line)
    {
        try
        {
            return JsonNode.Parse(line) is JsonObject noted && noted["step"] is JsonValue step && step.TryGetValue(out long _) ? noted : null;
        }
        catch (Exception fault) when (fault is JsonException or ArgumentException)
        {
            return null;
        }
    }

    private static FileStream Lock(string path) =>
        TryLock(path) ?? throw new BadInputException($"{path}: another process trains in this folder; wait for it, end it, or choose another --out");

    // Null where another process holds it.
    private static FileStream? TryLock(string path)
    {
        string file = In(path, LockName);
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{path}: cannot be made: {failure.Message}; choose another --out", failure);
        }

        for (int wait = 0; ; wait++)
        {
            try
            {
                return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException failure) when (IsHeld(failure))
            {
                if (wait == LockWaits) return null;
                Thread.Sleep(LockWaitMilliseconds);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                throw new BadInputException($"{path}: cannot be written: {failure.Message}; choose another --out", failure);
            }
        }
    }

    // EAGAIN of Linux and macOS, sharing and lock violation of Windows; a file system that is full or read-only has others.
    private static bool IsHeld(IOException failure) => (failure.HResult & 0xFFFF) is 11 or 35 or 32 or 33;

    private static string In(params string[] parts) => System.IO.Path.Combine(parts);
}
