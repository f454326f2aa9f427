using Csa.Book.Documents;
using Csa.Kernel.Languages;

namespace Csa.Kernel.Engine;

/// <summary>
/// Runs the cells of one notebook, C# and F# in one process with one copy of every assembly. The headless runner and the
/// Jupyter kernel both use it. One cell runs at a time; completion and inspection are answered between cells.
/// </summary>
public interface INotebookEngine : IDisposable
{
    /// <summary>Runs one cell to its end, its failure or its interruption; state made before a failure stays.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="show">Receives every output when it appears, from one thread at a time.</param>
    /// <param name="cancellation">Interrupts the cell, endless loops included; the engine keeps its state.</param>
    /// <returns>How it ended; exceptions of the cell do not leave this method.</returns>
    Task<CellOutcome> RunAsync(CellRequest cell, Action<CellOutput> show, CancellationToken cancellation = default);

    /// <summary>Completions at the cursor, with the types of members.</summary>
    /// <param name="cell">The cell as typed so far.</param>
    /// <param name="cursor">Offset in UTF-16 units into its source.</param>
    /// <param name="cancellation">Cancels the request.</param>
    Task<Completion> CompleteAsync(CellRequest cell, int cursor, CancellationToken cancellation = default);

    /// <summary>The signature and documentation of the symbol at the cursor, or null if nothing is known.</summary>
    /// <param name="cell">The cell as typed so far.</param>
    /// <param name="cursor">Offset in UTF-16 units into its source.</param>
    /// <param name="cancellation">Cancels the request.</param>
    Task<MimeBundle?> InspectAsync(CellRequest cell, int cursor, CancellationToken cancellation = default);

    /// <summary>Tells whether a text can be run as it is.</summary>
    /// <param name="cell">The text.</param>
    Completeness IsComplete(CellRequest cell);
}
