namespace Csa.Book.Documents;

/// <summary>The kinds of faults of an executed notebook.</summary>
public enum NotebookFault
{
    /// <summary>A cell has no id, an invalid one, or that of a cell above.</summary>
    Id,

    /// <summary>A cell is in a language that the engine does not run.</summary>
    Language,

    /// <summary>A code cell has never run.</summary>
    NotRun,

    /// <summary>A cell failed when it ran.</summary>
    Failed,

    /// <summary>Outputs belong to an earlier source.</summary>
    Stale,

    /// <summary>Another program ran the cell, so whether its outputs belong to its source is unknown.</summary>
    Unverified,

    /// <summary>Cells ran in an order other than that of the notebook.</summary>
    Order,
}

/// <summary>A fault of an executed notebook.</summary>
/// <param name="Fault">The kind of fault.</param>
/// <param name="Cell">The number of its cell, counting all cells from 1.</param>
/// <param name="Message">One line for the user: what is wrong and how to fix it.</param>
public sealed record NotebookFinding(NotebookFault Fault, int Cell, string Message);
