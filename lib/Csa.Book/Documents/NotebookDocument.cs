
namespace Csa.Book.Documents;

/// <summary>A notebook as in its file: Markdown, code with outputs, raw text, and unchanged metadata.</summary>
public sealed record NotebookDocument
{
    /// <summary>The cells in reading order.</summary>
    public IReadOnlyList<Cell> Cells { get; init; } = [];

    /// <summary>Notebook metadata: kernelspec, language_info and whatever else a tool stored.</summary>
    public Metadata Metadata { get; init; } = Metadata.Empty;

    /// <summary>The code cells, in the order in which they run.</summary>
    public IEnumerable<CodeCell> CodeCells => Cells.OfType<CodeCell>();

    /// <summary>The metadata of a notebook whose default language is C#, for readers of every kind.</summary>
    public static Metadata CSharpMetadata { get; } = Metadata.Empty
        .With(NotebookKernel.DisplayName, "kernelspec", "display_name").With(NotebookKernel.Language, "kernelspec", "language").With(NotebookKernel.Name, "kernelspec", "name")
        .With("C#", "language_info", "name").With(".cs", "language_info", "file_extension").With("text/x-csharp", "language_info", "mimetype")
        .With("csharp", "language_info", "pygments_lexer").With("csharp", "polyglot_notebook", "kernelInfo", "defaultKernelName");
}
