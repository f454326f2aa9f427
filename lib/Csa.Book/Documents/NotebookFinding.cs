namespace Csa.Book.Documents;

/// <summary>What can be wrong with an executed notebook.</summary>
public enum NotebookFault
{
    /// <summary>A cell has no id, a bad one, or one that a cell above has.</summary>
    Id,

    /// <summary>A cell is in a language that the engine does not run.</summary>
    Language,

    /// <summary>A code cell has never run.</summary>
    NotRun,

    /// <summary>A cell failed when it ran.</summary>
    Failed,

    /// <summary>Outputs belong to an earlier text.</summary>
    Stale,

    /// <summary>Another program ran the cell: whether its outputs fit its text cannot be told.</summary>
    Unverified,

    /// <summary>Cells ran in another order than they stand in.</summary>
    Order,
}

/// <summary>One thing that is wrong with an executed notebook.</summary>
/// <param name="Fault">What kind of thing.</param>
/// <param name="Cell">The place of its cell among all cells, from 1.</param>
/// <param name="Message">One line for the user: what is wrong and how to mend it.</param>
public sealed record NotebookFinding(NotebookFault Fault, int Cell, string Message);
