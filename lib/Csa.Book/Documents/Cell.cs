
namespace Csa.Book.Documents;

/// <summary>One cell of a notebook.</summary>
public abstract record Cell
{
    private protected Cell()
    {
    }

    /// <summary>Its id in the file, 1 … 64 letters, digits, "-" and "_"; null if the file has none.</summary>
    public string? Id { get; init; }

    /// <summary>Its text, with "\n" between lines and none added at the end.</summary>
    public required string Source { get; init; }

    /// <summary>Its metadata.</summary>
    public Metadata Metadata { get; init; } = Metadata.Empty;
}

/// <summary>A cell of prose.</summary>
public sealed record MarkdownCell : Cell
{
    /// <summary>Pictures that the prose names as <c>attachment:name</c>, as nbformat stores them.</summary>
    public Metadata Attachments { get; init; } = Metadata.Empty;
}

/// <summary>A raw cell, which converters leave unchanged.</summary>
public sealed record RawCell : Cell
{
    /// <summary>Attachments, as nbformat stores them.</summary>
    public Metadata Attachments { get; init; } = Metadata.Empty;
}

/// <summary>A cell of code with its outputs.</summary>
public sealed record CodeCell : Cell
{
    /// <summary>The language by its usual name: csharp, fsharp, or one that this engine does not run (pwsh, sql, python …).</summary>
    public string LanguageName { get; init; } = CellLanguages.CSharp;

    /// <summary>The language, or null if the engine does not run it.</summary>
    public CellLanguage? Language => CellLanguages.Parse(LanguageName);

    /// <summary>Its outputs, in order.</summary>
    public IReadOnlyList<NotebookOutput> Outputs { get; init; } = [];

    /// <summary>The number of its run, from 1, or null if it never ran.</summary>
    public int? ExecutionCount { get; init; }

    /// <summary>A cell in one of the two languages, marked the way polyglot notebooks mark theirs.</summary>
    /// <param name="language">C# or F#.</param>
    /// <param name="source">The code, without a line that names the language.</param>
    public static CodeCell Create(CellLanguage language, string source)
    {
        string name = CellLanguages.Name(language);
        return new CodeCell
        {
            Source = language == CellLanguage.CSharp ? source : $"#!{name}\n{source}",
            LanguageName = name,
            Metadata = CellLanguages.Mark(Metadata.Empty, name),
        };
    }

    /// <summary>The cell after a run: outputs and number replaced, the hash of its source stored, times of earlier runs dropped.</summary>
    /// <param name="outputs">Its outputs; results take <paramref name="count"/> as theirs.</param>
    /// <param name="count">The number of this run, from 1.</param>
    /// <param name="sourceHash">This cell's entry of <see cref="SourceHash.Chain"/>.</param>
    public CodeCell Executed(IReadOnlyList<NotebookOutput> outputs, int count, string sourceHash) => this with
    {
        Outputs = [.. outputs.Select(output => output.Content is CellOutput.Result ? output with { ExecutionCount = count } : output)],
        ExecutionCount = count,
        Metadata = Metadata.Without("execution").With(sourceHash, SourceHash.MetadataPath),
    };

    /// <summary>The cell as if it had never run.</summary>
    public CodeCell Cleared() => this with
    {
        Outputs = [],
        ExecutionCount = null,
        Metadata = Metadata.Without("execution").Without(SourceHash.MetadataPath),
    };
}
