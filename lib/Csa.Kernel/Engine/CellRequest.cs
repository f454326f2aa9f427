using Csa.Book.Documents;

namespace Csa.Kernel.Engine;

/// <summary>One cell to run.</summary>
public sealed record CellRequest
{
    /// <summary>The cell's source, magics (<c>#!fsharp</c>, <c>#!share</c>, <c>#r</c>) included.</summary>
    public required string Source { get; init; }

    /// <summary>The language if no magic on the first line names one: that of the notebook cell's metadata, else C#.</summary>
    public CellLanguage Language { get; init; } = CellLanguage.CSharp;

    /// <summary>The folder that relative paths in <c>#r</c> and <c>#load</c> start from; null is the current directory.</summary>
    public string? BaseFolder { get; init; }

    /// <summary>The console input of the cell; null for empty input.</summary>
    public TextReader? Input { get; init; }

    /// <summary>The cell's name in errors and stack traces, for instance "cell 3".</summary>
    public string Name { get; init; } = "cell";
}
