namespace Csa.Experiments.Evaluation;

/// <summary>A table before it is markdown, html, plain text or a picture. Notebooks show it as html.</summary>
/// <param name="Title">What it shows, in a few words; "" for none.</param>
/// <param name="Caption">What a reader must know beside it; "" for none.</param>
/// <param name="Columns">From left to right.</param>
/// <param name="Blocks">From top to bottom, each row with a cell per column.</param>
/// <exception cref="ArgumentException">A row has more or fewer cells.</exception>
public sealed record ResultTable(string Title, string Caption, IReadOnlyList<TableColumn> Columns, IReadOnlyList<TableBlock> Blocks)
{
    /// <summary>From top to bottom, each row with a cell per column.</summary>
    public IReadOnlyList<TableBlock> Blocks { get; } = Blocks.SelectMany(block => block.Rows).FirstOrDefault(row => row.Count != Columns.Count) is { } odd
        ? throw new ArgumentException($"blocks: want {Columns.Count} cells in each row, one per column, got {odd.Count}", nameof(Blocks))
        : Blocks;

    /// <summary>In GitHub's markdown, the best in bold.</summary>
    public string ToMarkdown() => TableWriters.Markdown(this);

    /// <summary>An html element in the colours of its page, the best in bold on a tinted ground.</summary>
    public string ToHtml() => TableWriters.Html(this);

    /// <summary>Plain text in columns of equal width, an asterisk behind the best.</summary>
    public override string ToString() => TableWriters.Plain(this);
}

/// <summary>What a column holds.</summary>
public enum ColumnKind
{
    /// <summary>Names and short words, to the left, on one line.</summary>
    Words,

    /// <summary>Numbers, to the right.</summary>
    Number,

    /// <summary>Sentences, to the left, on as many lines as they need.</summary>
    Prose,
}

/// <summary>A column.</summary>
/// <param name="Name">What stands over it.</param>
/// <param name="Kind">What it holds.</param>
public sealed record TableColumn(string Name, ColumnKind Kind = ColumnKind.Words);

/// <summary>Rows that belong together.</summary>
/// <param name="Heading">What they have in common, on a line of its own; "" for none.</param>
/// <param name="Rows">A cell per column in each.</param>
public sealed record TableBlock(string Heading, IReadOnlyList<IReadOnlyList<TableCell>> Rows);

/// <summary>A cell.</summary>
/// <param name="Text">What it says.</param>
/// <param name="Small">What stands beside it in small letters: an interval, a source; "" for nothing.</param>
/// <param name="Best">Whether it is marked as the best of its block.</param>
public sealed record TableCell(string Text, string Small = "", bool Best = false)
{
    /// <summary>A legend's colour to stand before the text, as css writes it; null for none. Html alone shows it.</summary>
    public string? Key { get; init; }

    /// <summary>The next line of the same cell; null for none.</summary>
    public TableCell? Below { get; init; }

    /// <summary>Lines below each other in one cell.</summary>
    /// <param name="lines">From top to bottom; an empty cell for none.</param>
    public static TableCell Stacked(IEnumerable<TableCell> lines) =>
        lines.Reverse().Aggregate((TableCell?)null, (below, line) => line with { Below = below }) ?? new TableCell("");
}
