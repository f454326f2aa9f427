namespace Csa.Book.Pages;

/// <summary>The common parts of every page that this program writes: its head, and the style of text, tables and pictures.</summary>
public static class PageShell
{
    /// <summary>The stylesheet: light and dark, phone and desktop.</summary>
    public static string Style { get; } = Assets.Text("page.css");

    /// <summary>A whole page.</summary>
    /// <param name="title">Plain text for the browser's tab.</param>
    /// <param name="head">Elements for the head: the stylesheet in a style element, or links.</param>
    /// <param name="body">The body element with its content.</param>
    public static string Document(string title, string head, string body) => $"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{Html.Escape(title)}</title>
        {head}
        </head>
        {body}
        </html>

        """;
}
