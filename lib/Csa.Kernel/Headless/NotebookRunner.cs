using Csa.Book.Documents;
using Csa.Kernel.Engine;

namespace Csa.Kernel.Headless;

/// <summary>Runs a notebook from its first cell to its last, or to the first that fails.</summary>
/// <param name="engine">A new one, because the notebook would see any state it already has.</param>
public sealed class NotebookRunner(INotebookEngine engine)
{
    /// <summary>Runs every code cell in order.</summary>
    /// <param name="notebook">As read from its file.</param>
    /// <param name="folder">The folder that its relative paths start from.</param>
    /// <param name="progress">Reported before each cell and once at the end.</param>
    /// <param name="cancellation">Interrupts the running cell.</param>
    /// <returns>The notebook with its outputs, up to where it failed.</returns>
    /// <exception cref="OperationCanceledException">It was interrupted.</exception>
    public async Task<NotebookRun> RunAsync(NotebookDocument notebook, string folder, Action<NotebookProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(notebook);
        Queue<string> hashes = new(SourceHash.Chain(notebook));
        List<Cell> cells = [.. notebook.Cells.Select(cell => cell is CodeCell code ? code.Cleared() : cell)];
        var collectors = new Dictionary<int, OutputCollector>();
        int total = notebook.CodeCells.Count(IsRun), count = 0;
        for (int index = 0; index < cells.Count; index++)
        {
            if (cells[index] is not CodeCell cell) continue;
            string hash = hashes.Dequeue();
            if (!IsRun(cell)) continue;
            progress?.Invoke(new NotebookProgress(count, total, index + 1, FirstLine(cell.Source)));
            if (cell.Language is not CellLanguage language) return Failed(new NotebookFailure(index + 1, null, $"is {cell.LanguageName}; the engine runs C# and F#"));

            var collector = collectors[index] = new OutputCollector();
            var request = new CellRequest { Source = cell.Source, Language = language, BaseFolder = folder, Name = $"cell {index + 1}" };
            CellOutcome outcome = await engine.RunAsync(request, output => Take(output, collector), cancellation).ConfigureAwait(false);
            cancellation.ThrowIfCancellationRequested();
            cells[index] = cell.Executed([], ++count, hash);
            if (outcome.Error is CellOutput.Error error && !cell.Metadata.Texts("tags").Contains(NotebookCheck.MayFail))
                return Failed(new NotebookFailure(index + 1, error.Line, $"{error.Name}: {error.Message}"));
        }

        progress?.Invoke(new NotebookProgress(count, total, cells.Count, ""));
        return new NotebookRun(Executed(), null);

        // A display may be updated by a cell below it, so outputs are read off at the end.
        void Take(CellOutput shown, OutputCollector collector)
        {
            CellOutput output = WithChartsAsData(shown);
            if (output is not CellOutput.Display { IsUpdate: true } update || !collectors.Values.Any(one => one.TryUpdate(update))) collector.Add(output);
        }

        NotebookRun Failed(NotebookFailure failure) => new(Executed(), failure);

        NotebookDocument Executed() => notebook with
        {
            Cells = [.. cells.Select((cell, index) => cell is CodeCell { ExecutionCount: int number } code
                ? code.Executed(collectors[index].Outputs, number, SourceHash.Stored(code)!)
                : cell)],
        };
    }

    // A file keeps a chart as data, which the book and clients with a renderer draw. Its markup would bring plotly.js along,
    // 1.5 MB into every notebook.
    private static CellOutput WithChartsAsData(CellOutput output) => output switch
    {
        CellOutput.Display display => display with { Data = WithChartsAsData(display.Data) },
        CellOutput.Result result => result with { Data = WithChartsAsData(result.Data) },
        _ => output,
    };

    private static MimeBundle WithChartsAsData(MimeBundle data) => data.Content.ContainsKey(MimeTypes.PlotlyChart)
        ? new MimeBundle(data.Content.Where(form => form.Key != "text/html").ToDictionary())
        : data;

    private static string FirstLine(string source) => source.Split('\n').Select(line => line.Trim()).First(line => line.Length > 0);

    private static bool IsRun(CodeCell cell) => !string.IsNullOrWhiteSpace(cell.Source);
}

/// <summary>The progress of a notebook.</summary>
/// <param name="Done">Code cells that have run.</param>
/// <param name="Total">Code cells to run.</param>
/// <param name="Cell">The number of the cell that begins now, counting all cells from 1.</param>
/// <param name="FirstLine">The first line of that cell; empty at the end.</param>
public sealed record NotebookProgress(int Done, int Total, int Cell, string FirstLine);

/// <summary>The result of running a notebook.</summary>
/// <param name="Notebook">With the outputs of this run.</param>
/// <param name="Failure">Why it stopped before its end, or null.</param>
public sealed record NotebookRun(NotebookDocument Notebook, NotebookFailure? Failure);

/// <summary>Why a notebook stopped.</summary>
/// <param name="Cell">The number of the cell, counting all cells from 1.</param>
/// <param name="Line">The line in the cell, from 1, or null where none is known.</param>
/// <param name="Message">What went wrong.</param>
public sealed record NotebookFailure(int Cell, int? Line, string Message)
{
    /// <summary>As "cell 3, line 2: FormatException: …", on one line.</summary>
    public override string ToString() => $"cell {Cell}{(Line is null ? "" : $", line {Line}")}: {Message.ReplaceLineEndings(" ")}";
}
