using System.CommandLine;
using System.Diagnostics;
using Csa.Cli.Output;
using Csa.Kernel.Documents;
using Csa.Kernel.Engine;
using Csa.Kernel.Headless;

namespace Csa.Cli.Commands;

/// <summary><c>csa notebook run</c>: executes notebooks, each in a process of its own.</summary>
internal static class NotebookRunCommand
{
    private const string ProcessName = "run-one";

    public static Command Create()
    {
        Argument<string[]> files = NotebookCommand.Files();
        var folder = new Option<string?>("--out") { Description = "A folder for the executed notebooks" };
        var inPlace = new Option<bool>("--in-place") { Description = "Write the outputs into the notebooks themselves" };
        var timeout = new Option<double?>("--timeout") { Description = "The longest that one cell may run, in seconds" };
        var jobs = new Option<int>("--jobs") { Description = "Notebooks at a time", DefaultValueFactory = _ => 1 };
        var command = new Command("run", SharedOptions.WithExample(
            "Execute notebooks from top to bottom, without an editor; exit 1 at the first cell that fails. Nothing is written of a notebook that fails.",
            "csa notebook run notebooks --in-place",
            "csa notebook run notebooks/00-tour.ipynb --out executed --timeout 120"))
        {
            files, folder, inPlace, timeout, jobs,
        };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(jobs) < 1) throw new BadUsageException("--jobs: want at least 1");
            if (parsed.GetValue(timeout) is <= 0) throw new BadUsageException("--timeout: want more than 0 seconds");
            if (parsed.GetValue(folder) is not null && parsed.GetValue(inPlace)) throw new BadUsageException("--out and --in-place exclude each other");
            if (parsed.GetValue(folder) is "") throw new BadUsageException("--out: want a folder, got an empty name");
            IReadOnlyList<string> found = NotebookFiles.Find(parsed.GetRequiredValue(files));
            TimeSpan? limit = parsed.GetValue(timeout) is double seconds ? TimeSpan.FromSeconds(seconds) : null;
            return RunAsync(found, Targets(found, parsed.GetValue(folder), parsed.GetValue(inPlace)), limit, parsed.GetValue(jobs)).GetAwaiter().GetResult();
        });
        return command;
    }

    /// <summary>What one of those processes does; not for people.</summary>
    public static Command CreateProcess()
    {
        var file = new Argument<string>("file");
        var result = new Argument<string>("result");
        var command = new Command(ProcessName) { file, result };
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            string path = parsed.GetRequiredValue(file), target = parsed.GetRequiredValue(result);
            NotebookProcess.ServeAsync(progress => ExecuteAsync(path, target, progress)).GetAwaiter().GetResult();
        });
        return command;
    }

    private static async Task<NotebookFailure?> ExecuteAsync(string path, string target, Action<NotebookProgress> progress)
    {
        using var engine = new NotebookEngine();
        NotebookRun run = await new NotebookRunner(engine).RunAsync(NotebookReader.Load(path), Path.GetDirectoryName(path)!, progress, Interruption.Token).ConfigureAwait(false);
        if (run.Failure is null) NotebookWriter.Save(run.Notebook, target);
        return run.Failure;
    }

    private static async Task<int> RunAsync(IReadOnlyList<string> files, IReadOnlyList<string?> targets, TimeSpan? timeout, int jobs)
    {
        foreach (string? target in targets)
            if (target is not null) AtomicFile.RequireWritable(target);
        using var progress = new ProgressLine("notebooks");
        var far = new NotebookProgress[files.Count];
        for (int i = 0; i < files.Count; i++) far[i] = new NotebookProgress(0, Math.Max(1, NotebookReader.Load(files[i]).CodeCells.Count()), 1);

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Interruption.Token);
        string? failed = null;
        try
        {
            var options = new ParallelOptions { MaxDegreeOfParallelism = jobs, CancellationToken = stop.Token };
            await Parallel.ForAsync(0, files.Count, options, async (i, cancellation) =>
            {
                long started = Stopwatch.GetTimestamp();
                NotebookFailure? failure = await RunOneAsync(files[i], targets[i], timeout, at => Show(i, at), cancellation).ConfigureAwait(false);
                lock (far)
                {
                    progress.Clear();
                    if (failure is null) Terminal.Line($"{files[i]}: {far[i].Of} cells in {Terminal.Duration(Stopwatch.GetElapsedTime(started).TotalSeconds)}");
                    else failed ??= $"{files[i]}: {failure}";
                }

                if (failure is not null) await stop.CancelAsync().ConfigureAwait(false);
            }).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (failed is not null)
        {
            // The first failure stops the others.
        }

        if (failed is null) return ExitCode.Done;
        Terminal.Error(failed);
        return ExitCode.FailedCheck;

        void Show(int i, NotebookProgress at)
        {
            lock (far)
            {
                far[i] = at;
                progress.Show(far.Average(one => one.Of == 0 ? 1 : (double)one.Done / one.Of), $"{Path.GetFileName(files[i])} cell {at.Cell}, {at.Done} of {at.Of} done");
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

    /// <summary>How to start this program again: as it was started, or by <c>dotnet</c>.</summary>
    private static string[] Program()
    {
        string self = Environment.ProcessPath!;
        return Path.GetFileNameWithoutExtension(self) == "dotnet" ? [self, "exec", typeof(Application).Assembly.Location] : [self];
    }

    private static IReadOnlyList<string?> Targets(IReadOnlyList<string> files, string? folder, bool inPlace)
    {
        if (folder is null) return [.. files.Select(file => inPlace ? Path.ChangeExtension(file, ".ipynb") : null)];
        string[] names = [.. files.Select(file => Path.GetFileNameWithoutExtension(file) + ".ipynb")];
        if (names.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1) is { } twice) throw new BadUsageException($"--out: two notebooks are called {twice.Key}; run them one by one");
        return [.. names.Select(name => Path.Combine(folder, name))];
    }
}
