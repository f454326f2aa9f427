using System.CommandLine;
using Csa.Book.Documents;
using Csa.Cli.Notebooks;
using Csa.Kernel.Engine;
using Csa.Kernel.Headless;

namespace Csa.Cli.Commands;

/// <summary><c>csa notebook run</c>: executes notebooks, each in a process of its own.</summary>
internal static class NotebookRunCommand
{
    public static Command Create()
    {
        Argument<string[]> files = NotebookCommand.Files();
        var folder = new Option<string?>("--out") { Description = "A folder for the executed notebooks" };
        var inPlace = new Option<bool>("--in-place") { Description = "Write the outputs into the notebooks themselves" };
        var timeout = new Option<double?>("--timeout") { Description = "The longest that one cell may run, in seconds" };
        var jobs = new Option<int>("--jobs") { Description = "Notebooks at a time", DefaultValueFactory = _ => 1 };
        var command = new Command("run", HelpText.WithExample(
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
            var options = new NotebookBatchOptions { Jobs = parsed.GetValue(jobs), CellTimeout = limit };
            IReadOnlyList<NotebookResult> results = NotebookBatch.RunAsync(found, Targets(found, parsed.GetValue(folder), parsed.GetValue(inPlace)), options).GetAwaiter().GetResult();
            return results.All(result => result.Outcome == NotebookOutcome.Executed) ? ExitCode.Done : ExitCode.FailedCheck;
        });
        return command;
    }

    /// <summary>The internal command that one of those processes runs.</summary>
    public static Command CreateProcess()
    {
        var file = new Argument<string>("file");
        var result = new Argument<string>("result");
        var command = new Command(NotebookBatch.ProcessName) { file, result };
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
        StrayExceptions.Keep();
        using var engine = new NotebookEngine();
        NotebookRun run = await new NotebookRunner(engine).RunAsync(NotebookReader.Load(path), Path.GetDirectoryName(path)!, progress, Interruption.Token).ConfigureAwait(false);
        if (run.Failure is null) NotebookWriter.Save(run.Notebook, target);
        return run.Failure;
    }

    private static IReadOnlyList<string?> Targets(IReadOnlyList<string> files, string? folder, bool inPlace)
    {
        if (folder is null) return [.. files.Select(file => inPlace ? Path.ChangeExtension(file, ".ipynb") : null)];
        string[] names = [.. files.Select(file => Path.GetFileNameWithoutExtension(file) + ".ipynb")];
        if (names.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1) is { } twice) throw new BadUsageException($"--out: two notebooks are called {twice.Key}; run them one by one");
        return [.. names.Select(name => Path.Combine(folder, name))];
    }
}
