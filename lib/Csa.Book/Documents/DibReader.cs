using Csa.Data;

namespace Csa.Book.Documents;

/// <summary>
/// Reads .dib, the text form of Polyglot Notebooks: a line <c>#!csharp</c>, <c>#!fsharp</c> or <c>#!markdown</c> begins a
/// cell, <c>#!meta</c> a block that is skipped. It has no outputs. Cells in other languages are kept, but this engine does not run them.
/// </summary>
internal static class DibReader
{
    private const string Markdown = "markdown", Skipped = "meta";

    /// <summary>The notebook.</summary>
    /// <param name="text">The file's text.</param>
    /// <param name="name">Names the file in errors.</param>
    /// <exception cref="BadInputException">The file is binary.</exception>
    public static NotebookDocument Parse(string text, string name)
    {
        if (text.Contains('\0')) throw new BadInputException($"{name}: not text, and so no .dib notebook");
        List<Cell> cells = [];
        List<string> lines = [];
        string language = CellLanguages.CSharp;
        foreach (string line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            if (Begins(line) is not string next)
            {
                lines.Add(line);
                continue;
            }

            End();
            language = next;
        }

        End();
        return new NotebookDocument { Cells = cells, Metadata = NotebookDocument.CSharpMetadata };

        void End()
        {
            string source = string.Join('\n', lines).Trim('\n');
            lines.Clear();
            if (source.Length > 0 && language != Skipped) cells.Add(Cell(language, source));
        }
    }

    private static Cell Cell(string language, string source) => language == Markdown
        ? new MarkdownCell { Source = source }
        : CellLanguages.Parse(language) is CellLanguage known
            ? CodeCell.Create(known, source)
            : new CodeCell { Source = $"#!{language}\n{source}", LanguageName = language, Metadata = CellLanguages.Mark(Metadata.Empty, language) };

    private static string? Begins(string line) => line.TrimEnd() switch
    {
        "#!markdown" => Markdown,
        "#!meta" => Skipped,
        string other => CellLanguages.OfFirstLine(other),
    };
}
