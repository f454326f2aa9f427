using System.Text;
using Csa.Book.Code;
using Csa.Book.Documents;
using Csa.Book.Mathematics;
using Csa.Data;

namespace Csa.Book.Pages;

/// <summary>A notebook as a page.</summary>
internal sealed class BookPage
{
    private readonly Prose prose;
    private readonly ChartMarkup charts = new();
    private readonly StringBuilder content = new();
    private readonly string file;
    private readonly LinkRewriter links;
    private readonly OutputMarkup outputs;

    /// <summary>Renders a notebook.</summary>
    /// <param name="file">Its path, as the user named it.</param>
    /// <param name="name">The page's file name.</param>
    /// <param name="folder">Where pictures go.</param>
    /// <param name="links">Knows the book's pages.</param>
    /// <param name="katex">Sets formulas.</param>
    /// <exception cref="BadInputException">A cell cannot be shown; the line names it.</exception>
    public BookPage(string file, string name, BookFolder folder, LinkRewriter links, Katex katex)
    {
        this.file = file;
        this.links = links;
        Name = name;
        prose = new Prose(katex);
        outputs = new OutputMarkup(folder, links, charts, katex);
        foreach ((int index, Cell cell) in CellIds.Complete(NotebookReader.Load(file)).Cells.Index()) content.Append(Render(cell, new CellPlace(file, index + 1)));
    }

    /// <summary>The page's file name.</summary>
    public string Name { get; }

    /// <summary>The number that begins the notebook's file name, or nothing.</summary>
    public string Number => string.Concat(Path.GetFileName(file).TakeWhile(char.IsAsciiDigit));

    /// <summary>The first heading, as HTML; the file's name if there is none.</summary>
    public string Title => First?.Content ?? Html.Escape(Path.GetFileNameWithoutExtension(file));

    /// <summary>The title, without the number that the file's name begins with.</summary>
    public string TitleWithoutNumber => Title.StartsWith($"{Number} · ", StringComparison.Ordinal) ? Title[$"{Number} · ".Length..] : Title;

    /// <summary>The title for the browser's tab.</summary>
    public string PlainTitle => First?.Text ?? Path.GetFileNameWithoutExtension(file);

    /// <summary>The first paragraph, as HTML.</summary>
    public string Opening => prose.Opening ?? "";

    /// <summary>Sections and their parts.</summary>
    public IEnumerable<Heading> Sections => prose.Headings.Where(heading => heading.Level is 2 or 3);

    /// <summary>Whether the page draws charts.</summary>
    public bool HasCharts => charts.Used;

    /// <summary>The cells.</summary>
    public string Content => content.ToString();

    /// <summary>The notebook's own file name.</summary>
    public string Source => Path.GetFileName(file);

    private Heading? First => prose.Headings.FirstOrDefault(heading => heading.Level == 1);

    private string Render(Cell cell, CellPlace place) => cell switch
    {
        MarkdownCell markdown => $"{links.Rewrite(prose.Render(markdown.Source, place), place, name => Attachment(markdown, name))}\n",
        CodeCell code => Render(code, place),
        _ => "",
    };

    private string Render(CodeCell cell, CellPlace place)
    {
        string source = CodeMarkup.Of(cell.Source, cell.Language), code = "";
        if (source.Length > 0)
        {
            string label = cell.Language switch { CellLanguage.CSharp => "C#", CellLanguage.FSharp => "F#", _ => cell.LanguageName };
            code = $"<div class=\"cell\"><span class=\"language\">{Html.Escape(label)}</span><pre class=\"code\"><code>{source}</code></pre></div>";
            if (cell.Metadata.Flag("jupyter", "source_hidden")) code = $"<details class=\"folded\"><summary>Show the code</summary>{code}</details>";
        }

        string shown = string.Concat(cell.Outputs.Select(output => outputs.Render(output, place)));
        if (shown.Length > 0 && cell.Metadata.Flag("jupyter", "outputs_hidden")) shown = $"<details class=\"folded\"><summary>Show the output</summary>{shown}</details>";
        return code.Length + shown.Length == 0 ? "" : $"<section id=\"cell-{Html.Escape(cell.Id!)}\">{code}{shown}</section>\n";
    }

    private static byte[]? Attachment(MarkdownCell cell, string name)
    {
        string type = Path.GetExtension(name).ToLowerInvariant() is ".jpg" or ".jpeg" ? "image/jpeg" : "image/png";
        return cell.Attachments.Text(name, type) is string base64 ? Convert.FromBase64String(base64) : null;
    }
}
