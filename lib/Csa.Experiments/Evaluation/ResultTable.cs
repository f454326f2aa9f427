namespace Csa.Experiments.Evaluation;

/// <summary>A table that can be written as markdown, html, plain text or an image. Notebooks show it as html.</summary>
/// <param name="Title">What it shows, in a few words; "" for none.</param>
/// <param name="Caption">What a reader must know about it; "" for none.</param>
/// <param name="Columns">From left to right.</param>
/// <param name="Blocks">From top to bottom, each row with a cell per column.</param>
/// <exception cref="ArgumentException">A row has more or fewer cells.</exception>
public sealed record ResultTable(string Title, string Caption, IReadOnlyList<TableColumn> Columns, IReadOnlyList<TableBlock> Blocks)
{
    /// <summary>From top to bottom, each row with a cell per column.</summary>
    public IReadOnlyList<TableBlock> Blocks { get; } = Blocks.SelectMany(block => block.Rows).FirstOrDefault(row => row.Count != Columns.Count) is { } odd
        ? throw new ArgumentException($"blocks: want {Columns.Count} cells in each row, one per column, got {odd.Count}", nameof(Blocks))
        : Blocks;

    /// <summary>The table in GitHub's markdown, with the best in bold.</summary>
    public string ToMarkdown() => TableWriters.Markdown(this);

    /// <summary>The table as an html element in the colours of its page, with the best in bold on a tinted background.</summary>
    public string ToHtml() => TableWriters.Html(this);

    /// <summary>The table as plain text in aligned columns, with an asterisk after the best.</summary>
    public override string ToString() => TableWriters.Plain(this);
}

/// <summary>The kind of content of a column.</summary>
public enum ColumnKind
{
    /// <summary>Names and short words, left-aligned, on one line.</summary>
    Words,

    /// <summary>Numbers, right-aligned.</summary>
    Number,

    /// <summary>Sentences, left-aligned, wrapped over as many lines as they need.</summary>
    Prose,
}

/// <summary>A column of a table.</summary>
/// <param name="Name">Its heading.</param>
/// <param name="Kind">What it holds.</param>
public sealed record TableColumn(string Name, ColumnKind Kind = ColumnKind.Words);

/// <summary>Rows of a table that belong together.</summary>
/// <param name="Heading">What they have in common, on a line of its own; "" for none.</param>
/// <param name="Rows">A cell per column in each.</param>
public sealed record TableBlock(string Heading, IReadOnlyList<IReadOnlyList<TableCell>> Rows);

/// <summary>A cell of a table.</summary>
/// <param name="Text">What it says.</param>
/// <param name="Small">Text beside it in small letters: an interval, a source; "" for nothing.</param>
/// <param name="Best">Whether it is marked as the best of its block.</param>
public sealed record TableCell(string Text, string Small = "", bool Best = false)
{
    /// <summary>The css colour of a legend's marker before the text; null for none. Shown only in html.</summary>
    public string? Key { get; init; }

    /// <summary>The next line of the same cell; null for none.</summary>
    public TableCell? Below { get; init; }

    /// <summary>Stacks several lines in one cell.</summary>
    /// <param name="lines">From top to bottom; an empty cell for none.</param>
    public static TableCell Stacked(IEnumerable<TableCell> lines) =>
        lines.Reverse().Aggregate((TableCell?)null, (below, line) => line with { Below = below }) ?? new TableCell("");
}
