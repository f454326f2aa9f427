using Csa.Book.Documents;

namespace Csa.Kernel.Engine;

/// <summary>The outcome of running a cell.</summary>
/// <param name="Error">Why it failed (it has been sent to the sink too), or null where it succeeded.</param>
/// <param name="Elapsed">How long it ran.</param>
public sealed record CellOutcome(CellOutput.Error? Error, TimeSpan Elapsed)
{
    /// <summary>True if the cell ran to its end.</summary>
    public bool Succeeded => Error is null;
}
