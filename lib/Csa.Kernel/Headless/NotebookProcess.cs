using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Csa.Kernel.Headless;

/// <summary>
/// Runs a notebook in a process of its own, so that no notebook sees what another left behind and one that hangs can be
/// ended. The process reports its progress on standard output, one line of JSON after a mark; other lines are ignored.
/// </summary>
public static partial class NotebookProcess
{
    private const string Mark = "csa-notebook:";
    private const int MaxLines = 3;

    // How .NET begins its last message.
    private static readonly string[] DyingWords = ["Stack overflow", "Unhandled exception", "Process terminated", "Fatal error", "Out of memory"];

    /// <summary>Starts the process, waits for it, and ends it if it hangs.</summary>
    /// <param name="program">The program and its arguments; it must call <see cref="ServeAsync"/>.</param>
    /// <param name="folder">The process's current directory.</param>
    /// <param name="cellTimeout">The longest that one cell may run; null for any time.</param>
    /// <param name="progress">Reported before each cell.</param>
    /// <param name="cancellation">Ends the process.</param>
    /// <returns>Why the notebook failed, or null if it ran to its end.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static async Task<NotebookFailure?> RunAsync(
        IReadOnlyList<string> program, string folder, TimeSpan? cellTimeout, Action<NotebookProgress> progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(program);
        ArgumentNullException.ThrowIfNull(progress);
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo(program[0], program.Skip(1)) { WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true },
        };
        process.Start();
        Task<string> complaints = process.StandardError.ReadToEndAsync(CancellationToken.None);
        Report? last = null;
        try
        {
            while (true)
            {
                using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);

                // The first report comes once the process is up: starting is not the cell's time.
                if (cellTimeout is TimeSpan limit && last is not null) patience.CancelAfter(limit);
                if (await NextAsync(process.StandardOutput, patience.Token).ConfigureAwait(false) is not Report report) break;
                last = report;
                if (report.Failure is not null) return report.Failure;
                progress(report.Progress!);
            }

            await process.WaitForExitAsync(cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new NotebookFailure(last?.Cell ?? 1, null, $"ran longer than the {cellTimeout!.Value.TotalSeconds:0.#} s that --timeout allows a cell, and was ended");
        }
        finally
        {
            End(process);
        }

        if (process.ExitCode == 0 && last is { Progress: { } end } && end.Done == end.Total) return null;
        string cell = last?.Progress?.FirstLine is { Length: > 0 } line ? $"\"{line}\" " : "", cause = Cause(await complaints.ConfigureAwait(false));
        return new NotebookFailure(last?.Cell ?? 1, null, $"{cell}ended the notebook's process (exit code {process.ExitCode}){(cause.Length == 0 ? "" : $": {cause}")}");
    }

    /// <summary>
    /// The cause of death in a process's output: the runtime's message and the cell's line that it names, else the last
    /// lines.
    /// </summary>
    internal static string Cause(string said)
    {
        string[] lines = [.. said.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0)];
        int at = Array.FindIndex(lines, line => DyingWords.Any(words => line.StartsWith(words, StringComparison.Ordinal)));
        if (at < 0) return string.Join(' ', lines.TakeLast(MaxLines));
        string cause = string.Join(' ', lines[at..].TakeWhile(line => !line.StartsWith("at ", StringComparison.Ordinal) && !line.StartsWith("Repeat", StringComparison.Ordinal)).Take(MaxLines));
        return PlaceInCell().Match(said) is { Success: true } place ? $"{cause} ({place.Groups["cell"].Value}, line {place.Groups["line"].Value})" : cause;
    }

    /// <summary>The other side: runs a notebook and reports on standard output; ends the process when nobody listens any more.</summary>
    /// <param name="run">Runs the notebook and writes its result.</param>
    public static async Task ServeAsync(Func<Action<NotebookProgress>, Task<NotebookFailure?>> run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var reports = new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true };
        Console.SetOut(Console.Error);
        var watch = new Thread(() =>
        {
            using Stream parent = Console.OpenStandardInput();
            while (parent.ReadByte() >= 0)
            {
                // Nothing is ever written: the end comes when the parent ends.
            }

            Environment.Exit(1);
        })
        {
            IsBackground = true,
        };
        watch.Start();
        NotebookFailure? failure = await run(progress => Send(new Report(progress, null, progress.Cell))).ConfigureAwait(false);
        if (failure is not null) Send(new Report(null, failure, failure.Cell));

        void Send(Report report) => reports.WriteLine(Mark + JsonSerializer.Serialize(report));
    }

    private static async Task<Report?> NextAsync(StreamReader lines, CancellationToken cancellation)
    {
        while (await lines.ReadLineAsync(cancellation).ConfigureAwait(false) is string line)
        {
            int at = line.IndexOf(Mark, StringComparison.Ordinal);
            if (at >= 0) return JsonSerializer.Deserialize<Report>(line.AsSpan(at + Mark.Length));
        }

        return null;
    }

    private static void End(Process process)
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        process.WaitForExit();
    }

    [GeneratedRegex(@" in (?:\S*/)?(?<cell>cell \d+) \[\d+\]:line (?<line>\d+)")]
    private static partial Regex PlaceInCell();

    private sealed record Report(NotebookProgress? Progress, NotebookFailure? Failure, int Cell);
}
