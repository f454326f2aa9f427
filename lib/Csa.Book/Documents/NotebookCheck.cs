
namespace Csa.Book.Documents;

/// <summary>Checks, without running it, whether an executed notebook's outputs belong to its source.</summary>
public static class NotebookCheck
{
    /// <summary>Jupyter's tag for a cell that is meant to fail.</summary>
    public const string MayFail = "raises-exception";

    private const string Again = "run it again";

    /// <summary>The faults in the order of the cells; empty if the notebook is as a run leaves it.</summary>
    /// <param name="notebook">As read from its file.</param>
    public static IReadOnlyList<NotebookFinding> Of(NotebookDocument notebook)
    {
        HashSet<string> ids = [];
        HashSet<CodeCell> stale = new(Stale(notebook), ReferenceEqualityComparer.Instance);
        List<NotebookFinding> findings = [];
        bool staleSaid = false;
        int last = 0;
        foreach ((int index, Cell cell) in notebook.Cells.Index())
        {
            if (!CellIds.IsValid(cell.Id)) Add(NotebookFault.Id, "has no id; a run gives it one");
            else if (!ids.Add(cell.Id!)) Add(NotebookFault.Id, $"has the id \"{cell.Id}\" of a cell above; a run gives it its own");
            if (cell is not CodeCell code || string.IsNullOrWhiteSpace(code.Source)) continue;

            if (code.Language is null) Add(NotebookFault.Language, $"is {code.LanguageName}; the engine runs C# and F#");
            else if (code.ExecutionCount is null) Add(NotebookFault.NotRun, "has never run");
            else if (SourceHash.Stored(code) is null) Add(NotebookFault.Unverified, $"was run by another program: whether its outputs are its own cannot be told; {Again}");
            if (stale.Contains(code) && !staleSaid) Add(NotebookFault.Stale, Edited(stale.Count - 1));
            staleSaid |= stale.Contains(code);
            if (Failure(code) is CellOutput.Error error) Add(NotebookFault.Failed, $"failed: {error.Name}: {error.Message.ReplaceLineEndings(" ")}");
            if (code.ExecutionCount is not int count) continue;
            if (count <= last) Add(NotebookFault.Order, $"ran as number {count}, and a cell above it as {last}; run the notebook from its top");
            last = Math.Max(last, count);

            void Add(NotebookFault fault, string message) => findings.Add(new NotebookFinding(fault, index + 1, message));
        }

        return findings;
    }

    /// <summary>
    /// The code cells whose source, or that of a code cell above, has changed since they ran. An
    /// edit makes its cell and every later one stale. Cells that never ran, or that another program ran, are not among them.
    /// </summary>
    /// <param name="notebook">Any.</param>
    public static IReadOnlyList<CodeCell> Stale(NotebookDocument notebook) =>
        [.. notebook.CodeCells.Zip(SourceHash.Chain(notebook)).Where(pair => SourceHash.Stored(pair.First) is string ran && ran != pair.Second).Select(pair => pair.First)];

    // One edit makes every later cell stale: said once, where it begins.
    private static string Edited(int below) => "was edited, or a cell above it, since it ran; " +
        (below == 0 ? Again : $"it and {below} below it show what an earlier text gave: run the notebook again");

    private static CellOutput.Error? Failure(CodeCell cell) => cell.Metadata.Texts("tags").Contains(MayFail)
        ? null
        : cell.Outputs.Select(output => output.Content).OfType<CellOutput.Error>().FirstOrDefault();
}
