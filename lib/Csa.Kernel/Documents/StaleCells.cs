namespace Csa.Kernel.Documents;

/// <summary>Finds outputs that no longer belong to their source.</summary>
public static class StaleCells
{
    /// <summary>
    /// The code cells that ran with another text than the file now has, in their own source or in a code cell above. An
    /// edit makes its cell and every later one stale. Cells that never ran, or that another program ran, are not among them.
    /// </summary>
    /// <param name="notebook">Any.</param>
    public static IReadOnlyList<CodeCell> Of(NotebookDocument notebook) =>
        [.. notebook.CodeCells.Zip(SourceHash.Chain(notebook)).Where(pair => SourceHash.Stored(pair.First) is string ran && ran != pair.Second).Select(pair => pair.First)];
}
