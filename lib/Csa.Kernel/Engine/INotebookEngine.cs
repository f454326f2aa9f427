using Csa.Book.Documents;
using Csa.Kernel.Languages;

namespace Csa.Kernel.Engine;

/// <summary>Runs the cells of one notebook, one at a time.</summary>
public interface ICellRunner
{
    /// <summary>Runs one cell to its end, its failure or its interruption; state made before a failure stays.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="show">Takes every output when it appears, from one thread at a time.</param>
    /// <param name="cancellation">Interrupts the cell, endless loops included; the engine goes on with its state.</param>
    /// <returns>How it ended; exceptions of the cell do not leave this method.</returns>
    Task<CellOutcome> RunAsync(CellRequest cell, Action<CellOutput> show, CancellationToken cancellation = default);
}

/// <summary>
/// Runs the cells of one notebook, C# and F# in one process with one copy of every assembly. The headless runner and the
/// Jupyter kernel are two ways to feed it. One cell runs at a time; completion and inspection may be asked between cells.
/// </summary>
public interface INotebookEngine : ICellRunner, IDisposable
{
    /// <summary>What could stand at the cursor, members with types.</summary>
    /// <param name="cell">The cell as typed so far.</param>
    /// <param name="cursor">Offset in UTF-16 units into its source.</param>
    /// <param name="cancellation">Gives up.</param>
    Task<Completion> CompleteAsync(CellRequest cell, int cursor, CancellationToken cancellation = default);

    /// <summary>The signature and documentation of what stands at the cursor, or null where nothing is known of it.</summary>
    /// <param name="cell">The cell as typed so far.</param>
    /// <param name="cursor">Offset in UTF-16 units into its source.</param>
    /// <param name="cancellation">Gives up.</param>
    Task<MimeBundle?> InspectAsync(CellRequest cell, int cursor, CancellationToken cancellation = default);

    /// <summary>Whether a text can be run as it stands.</summary>
    /// <param name="cell">The text.</param>
    Completeness IsComplete(CellRequest cell);
}
