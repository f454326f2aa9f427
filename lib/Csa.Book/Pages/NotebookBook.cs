using Csa.Book.Mathematics;
using Csa.Data;

namespace Csa.Book.Pages;

/// <summary>
/// Writes notebooks as a book: an index and a page each, with equations, coloured code and figures, in one folder that
/// needs no network, no server and no other file.
/// </summary>
public static class NotebookBook
{
    private const string Index = "index.html", Styles = "book.css";

    /// <summary>Writes the book.</summary>
    /// <param name="notebooks">Files, in reading order.</param>
    /// <param name="outFolder">The folder to write to; created if absent, and only files of the same names are replaced.</param>
    /// <param name="options">Title and cover; null for the defaults.</param>
    /// <returns>What was written.</returns>
    /// <exception cref="BadInputException">A notebook cannot be read, or a cell cannot be shown: a formula that KaTeX
    /// refuses, an absent picture. The line names notebook and cell.</exception>
    public static BookSummary Write(IReadOnlyList<string> notebooks, string outFolder, BookOptions? options = null)
    {
        options ??= new BookOptions();
        if (notebooks.Count == 0) throw new ArgumentException("notebooks: want at least one, got none");
        var folder = new BookFolder(outFolder);
        Dictionary<string, string> names = PageNames(notebooks);
        var links = new LinkRewriter(folder, names);
        using var katex = new Katex();
        BookPage[] pages = [.. notebooks.Select(file => new BookPage(file, names[Path.GetFullPath(file)], folder, links, katex))];
        string head = katex.Used ? $"<link rel=\"stylesheet\" href=\"{Katex.StyleSheet}\">\n{Head}" : Head;

        folder.Write(Styles, PageShell.Style + Assets.Text(Styles));
        if (katex.Used)
        {
            foreach ((string name, byte[] content) in Katex.Files) folder.Write(name, content);
        }

        if (pages.Any(page => page.HasCharts))
        {
            folder.Write(ChartMarkup.Library, ChartMarkup.LibraryText());
            folder.Write(ChartMarkup.Drawing, Assets.Text(ChartMarkup.Drawing));
        }

        for (int index = 0; index < pages.Length; index++)
        {
            BookPage? previous = index > 0 ? pages[index - 1] : null, next = index + 1 < pages.Length ? pages[index + 1] : null;
            folder.Write(pages[index].Name, Page(pages[index], Contents(pages, index), previous, next, head, options));
        }

        folder.Write(Index, IndexPage(pages, Cover(options, notebooks[0], folder), head, options));
        return new BookSummary(Path.Combine(outFolder, Index), pages.Length, folder.Pictures, folder.Bytes);
    }

    private static Dictionary<string, string> PageNames(IReadOnlyList<string> notebooks)
    {
        var names = new Dictionary<string, string>();
        foreach (string file in notebooks)
        {
            string name = Path.GetFileNameWithoutExtension(file) + ".html";
            if (name.Equals(Index, StringComparison.OrdinalIgnoreCase)) throw new BadInputException($"{file}: its page would be the book's {Index}; rename the notebook");
            if (names.ContainsValue(name)) throw new BadInputException($"{file}: another notebook of the book has the same name; rename one");
            names[Path.GetFullPath(file)] = name;
        }

        return names;
    }

    private static string Page(BookPage page, string contents, BookPage? previous, BookPage? next, string head, BookOptions options)
    {
        string scripts = page.HasCharts ? $"\n<script defer src=\"{ChartMarkup.Library}\"></script>\n<script defer src=\"{ChartMarkup.Drawing}\"></script>" : "";
        return PageShell.Document($"{page.PlainTitle} · {options.Title}", head + scripts, $"""
            <body class="book">
            <header><a href="{Index}">{Html.Escape(options.Title)}</a></header>
            <div class="layout">
            <nav class="aside" aria-label="Contents">{contents}</nav>
            <main>
            {(contents.Length > 0 ? $"<details class=\"contents\"><summary>Contents</summary>{contents}</details>" : "")}
            {page.Content}
            <nav class="turn" aria-label="Other pages">{Turn(previous, "prev", "Previous")}{Turn(next, "next", "Next")}</nav>
            <p class="soft">This page is {Html.Escape(page.Source)}, as it ran. Open that file to step through it.</p>
            </main>
            </div>
            </body>
            """);
    }

    /// <summary>The browser refuses to fetch anything from elsewhere, whatever a notebook shows.</summary>
    private const string Head = $"""
        <meta http-equiv="Content-Security-Policy" content="default-src 'self' file: data: blob: 'unsafe-inline' 'unsafe-eval'">
        <meta name="color-scheme" content="light dark">
        <link rel="icon" href="data:,">
        <link rel="stylesheet" href="{Styles}">
        """;

    /// <summary>The book's pages, and the sections of the one that is open.</summary>
    private static string Contents(IReadOnlyList<BookPage> pages, int open)
    {
        string sections = string.Join("\n", pages[open].Sections.Select(section => $"<li class=\"level{section.Level}\"><a href=\"#{section.Id}\">{section.Content}</a></li>"));
        if (pages.Count == 1) return sections.Length > 0 ? $"<ul>{sections}</ul>" : "";
        string Entry(BookPage page) => page == pages[open]
            ? $"<li class=\"open\"><a href=\"{page.Name}\" aria-current=\"page\">{page.Title}</a>{(sections.Length > 0 ? $"<ul>{sections}</ul>" : "")}</li>"
            : $"<li><a href=\"{page.Name}\">{page.Title}</a></li>";
        return $"<ul class=\"pages\">{string.Join("\n", pages.Select(Entry))}</ul>";
    }

    private static string Turn(BookPage? page, string relation, string word) =>
        page is null ? "<span></span>" : $"<a rel=\"{relation}\" href=\"{page.Name}\"><span>{word}</span> {page.Title}</a>";

    private static string IndexPage(IReadOnlyList<BookPage> pages, string cover, string head, BookOptions options) => PageShell.Document(options.Title, head, $"""
        <body class="book index">
        <main>
        <h1>{Html.Escape(options.Title)}</h1>
        <p class="lead">{Html.Escape(options.Subtitle)}</p>
        {cover}
        <ol class="chapters">
        {string.Join("\n", pages.Select(Chapter))}
        </ol>
        </main>
        </body>
        """);

    private static string Chapter(BookPage page)
    {
        string sections = string.Join(" · ", page.Sections.Where(section => section.Level == 2).Select(section => $"<a href=\"{page.Name}#{section.Id}\">{section.Content}</a>"));
        return $"""
            <li><span class="number">{page.Number}</span><div><h2><a href="{page.Name}">{page.TitleWithoutNumber}</a></h2>
            <p>{page.Opening}</p>
            {(sections.Length > 0 ? $"<p class=\"soft\">{sections}</p>" : "")}</div></li>
            """;
    }

    private static string Cover(BookOptions options, string firstNotebook, BookFolder folder)
    {
        string path = options.Cover ?? Path.Combine(Path.GetDirectoryName(Path.GetFullPath(firstNotebook))!, "figures", "strip.png");
        if (!File.Exists(path)) return options.Cover is null ? "" : throw new BadInputException($"{path}: no such picture");
        byte[] content = File.ReadAllBytes(path);
        PictureFormat format = PictureFormat.Of(content) ?? throw new BadInputException($"{path}: no picture that browsers show");
        string size = format is { Width: int width, Height: int height } ? $" width=\"{width}\" height=\"{height}\"" : "";
        string text = Html.Escape(options.CoverText);
        return $"<figure class=\"cover\"><img src=\"{folder.Picture(content, Path.GetExtension(path))}\"{size} alt=\"{text}\"><figcaption class=\"soft\">{text}</figcaption></figure>";
    }
}
