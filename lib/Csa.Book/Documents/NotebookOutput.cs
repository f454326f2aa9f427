
namespace Csa.Book.Documents;

/// <summary>An output of a cell as stored in a file.</summary>
/// <param name="Content">The output. A file keeps neither display ids nor an error's line.</param>
public sealed record NotebookOutput(CellOutput Content)
{
    /// <summary>The metadata of a displayed value, for instance a picture's size.</summary>
    public Metadata Metadata { get; init; } = Metadata.Empty;

    /// <summary>The number of the run that produced a <see cref="CellOutput.Result"/>; null for other outputs.</summary>
    public int? ExecutionCount { get; init; }
}
