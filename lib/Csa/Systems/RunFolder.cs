using Csa.Data;

namespace Csa.Systems;

/// <summary>Reads the folder of a training run: config.json and checkpoints/step-….safetensors. No lock is needed.</summary>
public static class RunFolder
{
    internal const string ConfigName = "config.json", CheckpointsName = "checkpoints", StepPrefix = "step-", Extension = ".safetensors";

    /// <summary>Reads config.json.</summary>
    /// <param name="path">A run folder.</param>
    /// <param name="catalog">The systems that can be named.</param>
    /// <exception cref="BadInputException">No run, or a damaged config.json.</exception>
    public static RunRecord ReadRecord(string path, SystemCatalog catalog)
    {
        RequireRun(path);
        return RunRecord.ReadFile(Path.Combine(path, ConfigName), catalog);
    }

    /// <summary>The latest checkpoint, or null before the first.</summary>
    /// <param name="path">A run folder.</param>
    public static string? LatestCheckpoint(string path) => Checkpoints(path).LastOrDefault();

    /// <summary>True for the folder of a training run.</summary>
    /// <param name="path">Any folder, or none yet.</param>
    public static bool HasRun(string path) => File.Exists(Path.Combine(path, ConfigName));

    /// <summary>The steps done at the latest checkpoint; 0 before the first.</summary>
    /// <param name="path">A run folder, or none yet.</param>
    public static long StepsDone(string path) => LatestCheckpoint(path) is string file ? StepOfFile(file)!.Value : 0;

    /// <summary>The checkpoint before the latest, for when the latest is damaged or cannot be continued from; or null.</summary>
    internal static string? CheckpointBeforeLatest(string path) => Checkpoints(path).SkipLast(1).LastOrDefault();

    /// <summary>Refuses a folder that holds no run.</summary>
    internal static void RequireRun(string path)
    {
        if (!HasRun(path))
            throw new BadInputException($"{path}: want the folder of a training run, it has no {ConfigName}; start one with csa train --out {path}");
    }

    /// <summary>The files of its checkpoints, fewest steps first.</summary>
    internal static IReadOnlyList<string> Checkpoints(string path)
    {
        string folder = Path.Combine(path, CheckpointsName);
        if (!Directory.Exists(folder)) return [];
        return [.. Directory.EnumerateFiles(folder, StepPrefix + "*" + Extension).Where(file => StepOfFile(file) is not null).OrderBy(StepOfFile)];
    }

    private static long? StepOfFile(string file) =>
        long.TryParse(Path.GetFileNameWithoutExtension(file)[StepPrefix.Length..], out long step) ? step : null;
}
