using System.Diagnostics;
using Csa.Book.Documents;
using Csa.Data.Files;
using Csa.Kernel.Headless;

namespace Csa.Cli.Notebooks;

/// <summary>Executes notebooks, each in a process of its own, several at a time, and shows their progress.</summary>
internal static class NotebookBatch
{
    /// <summary>The subcommand of <c>csa notebook</c> that such a process runs, with a notebook and its result.</summary>
    public const string ProcessName = "run-one";

    /// <summary>Executes them all, or until the first failure or a time limit, as the options say.</summary>
    /// <param name="files">Notebooks; their relative paths start from their folders.</param>
    /// <param name="targets">The file for each result; null for none. Nothing is written for a notebook that fails.</param>
    /// <param name="options">Parallelism and time limits.</param>
    /// <returns>One result per notebook, in their order.</returns>
    /// <exception cref="OperationCanceledException">Ctrl+C.</exception>
    public static async Task<IReadOnlyList<NotebookResult>> RunAsync(IReadOnlyList<string> files, IReadOnlyList<string?> targets, NotebookBatchOptions options)
    {
        foreach (string? target in targets)
            if (target is not null) AtomicFile.RequireWritable(target);
        using var progress = new ProgressLine("notebooks");
        var far = new NotebookProgress[files.Count];
        for (int i = 0; i < files.Count; i++) far[i] = new NotebookProgress(0, Math.Max(1, NotebookReader.Load(files[i]).CodeCells.Count()), 1, "");
        NotebookResult[] results = [.. files.Select(file => new NotebookResult(file, NotebookOutcome.LeftOut, null))];

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Interruption.Token);
        if (options.TimeLeft is TimeSpan left) stop.CancelAfter(left > TimeSpan.Zero ? left : TimeSpan.Zero);
        try
        {
            var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.Jobs, CancellationToken = stop.Token };
            await Parallel.ForAsync(0, files.Count, parallel, async (i, cancellation) =>
            {
                long started = Stopwatch.GetTimestamp();
                NotebookFailure? failure = await RunOneAsync(files[i], targets[i], options.CellTimeout, at => Show(i, at), cancellation).ConfigureAwait(false);
                lock (far)
                {
                    results[i] = new NotebookResult(files[i], failure is null ? NotebookOutcome.Executed : NotebookOutcome.Failed, failure);
                    progress.Clear();
                    if (failure is null) Terminal.Line($"{files[i]}: {far[i].Total} cells in {ConsoleText.Duration(Stopwatch.GetElapsedTime(started).TotalSeconds)}");
                    else Terminal.Error($"{files[i]}: {failure}");
                }

                if (failure is not null && options.StopAtFailure) await stop.CancelAsync().ConfigureAwait(false);
            }).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!Interruption.Token.IsCancellationRequested)
        {
            // The first failure or the end of the time: what has not ended is left out.
        }

        return results;

        void Show(int i, NotebookProgress at)
        {
            lock (far)
            {
                far[i] = at;
                progress.Show(far.Average(one => one.Total == 0 ? 1 : (double)one.Done / one.Total), $"{Path.GetFileName(files[i])} cell {at.Cell}, {at.Done} of {at.Total} done");
            }
        }
    }

    private static async Task<NotebookFailure?> RunOneAsync(string file, string? target, TimeSpan? timeout, Action<NotebookProgress> progress, CancellationToken cancellation)
    {
        string path = Path.GetFullPath(file);
        DirectoryInfo temporary = Directory.CreateTempSubdirectory("csa-notebook-");
        try
        {
            string result = Path.Combine(temporary.FullName, "executed.ipynb");
            string[] program = [.. Program(), "notebook", ProcessName, path, result];
            NotebookFailure? failure = await NotebookProcess.RunAsync(program, Path.GetDirectoryName(path)!, timeout, progress, cancellation).ConfigureAwait(false);
            if (failure is null && target is not null) AtomicFile.WriteText(target, await File.ReadAllTextAsync(result, CancellationToken.None).ConfigureAwait(false));
            return failure;
        }
        finally
        {
            temporary.Delete(recursive: true);
        }
    }

    /// <summary>The command that starts this program again: as it was started, or with <c>dotnet</c>.</summary>
    private static string[] Program()
    {
        string self = Environment.ProcessPath!;
        return Path.GetFileNameWithoutExtension(self) == "dotnet" ? [self, "exec", typeof(NotebookBatch).Assembly.Location] : [self];
    }
}

/// <summary>Options for executing a batch of notebooks.</summary>
internal sealed record NotebookBatchOptions
{
    /// <summary>Notebooks at a time.</summary>
    public int Jobs { get; init; } = 1;

    /// <summary>The longest that one cell may run; null for any time.</summary>
    public TimeSpan? CellTimeout { get; init; }

    /// <summary>The time limit for all of them, at which those still running are ended; null for none.</summary>
    public TimeSpan? TimeLeft { get; init; }

    /// <summary>True if the first failure ends the others.</summary>
    public bool StopAtFailure { get; init; } = true;
}

/// <summary>The outcome of a notebook.</summary>
internal enum NotebookOutcome
{
    Executed,
    Failed,

    /// <summary>Not started, or ended early because another failed or time ran out.</summary>
    LeftOut,
}

/// <summary>A notebook of a batch.</summary>
/// <param name="File">The path as the user gave it.</param>
/// <param name="Outcome">Its outcome.</param>
/// <param name="Failure">The cell that failed and why; null unless one did.</param>
internal sealed record NotebookResult(string File, NotebookOutcome Outcome, NotebookFailure? Failure);
