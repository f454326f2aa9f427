
namespace Csa.Book.Documents;

/// <summary>One output of a cell as a file holds it.</summary>
/// <param name="Content">What was shown. A file keeps neither display ids nor an error's line.</param>
public sealed record NotebookOutput(CellOutput Content)
{
    /// <summary>What tools stored with a displayed value, for instance a picture's size.</summary>
    public Metadata Metadata { get; init; } = Metadata.Empty;

    /// <summary>The number of the run that gave a <see cref="CellOutput.Result"/>; null for other outputs.</summary>
    public int? ExecutionCount { get; init; }
}
