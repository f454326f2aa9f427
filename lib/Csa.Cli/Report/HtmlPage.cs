using System.Net;
using System.Text;
using Csa.Images;

namespace Csa.Cli.Report;

/// <summary>A page that needs no other file: text, tables and pictures, light and dark, phone and desktop.</summary>
internal sealed class HtmlPage(string title)
{
    private const string Style = """
        :root { color-scheme: light dark; --ink: #1d1d1f; --paper: #ffffff; --soft: #5c5f66; --rule: #d9dbe0; }
        @media (prefers-color-scheme: dark) { :root { --ink: #ececee; --paper: #17181b; --soft: #a6a9b0; --rule: #3a3d44; } }
        body { font: 16px/1.55 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 72rem; margin: 0 auto; padding: 1rem 1.25rem 4rem; }
        h1 { font-size: 1.6rem; line-height: 1.25; } h2 { font-size: 1.2rem; margin-top: 2.5rem; border-top: 1px solid var(--rule); padding-top: 1.25rem; }
        p { overflow-wrap: anywhere; } p.soft, figcaption, caption { color: var(--soft); }
        figure { margin: 1rem 0; } figure img { max-width: 100%; height: auto; image-rendering: auto; border: 1px solid var(--rule); }
        .table { overflow-x: auto; } table { border-collapse: collapse; font-variant-numeric: tabular-nums; margin: .5rem 0 1.5rem; }
        caption { text-align: left; padding: .25rem 0; } th, td { padding: .25rem .7rem; text-align: right; border-bottom: 1px solid var(--rule); white-space: nowrap; }
        th:first-child, td:first-child, th:last-child, td:last-child { text-align: left; } pre { overflow-x: auto; border: 1px solid var(--rule); padding: .75rem; }
        """;

    private readonly StringBuilder body = new();

    /// <summary>A heading.</summary>
    public HtmlPage Heading(string text) => Add($"<h2>{Escape(text)}</h2>");

    /// <summary>A paragraph.</summary>
    public HtmlPage Paragraph(string text) => Add($"<p>{Escape(text)}</p>");

    /// <summary>Preformatted text.</summary>
    public HtmlPage Pre(string text) => Add($"<pre>{Escape(text)}</pre>");

    /// <summary>Elements that are HTML already.</summary>
    public HtmlPage Elements(string html) => Add($"<div class=\"table\">{html}</div>");

    /// <summary>A picture, inside the page.</summary>
    /// <param name="png">A PNG file.</param>
    /// <param name="caption">What it shows; also read to those who cannot see it.</param>
    public HtmlPage Picture(string png, string caption)
    {
        ImageSize size = ImageFile.ReadSize(png);
        string data = Convert.ToBase64String(File.ReadAllBytes(png));
        return Add($"<figure><img width=\"{size.Width}\" height=\"{size.Height}\" alt=\"{Escape(caption)}\" src=\"data:image/png;base64,{data}\"><figcaption>{Escape(caption)}</figcaption></figure>");
    }

    /// <summary>Writes the page, whole or not at all.</summary>
    public void Write(string path) => AtomicFile.WriteText(path, $"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{Escape(title)}</title>
        <style>
        {Style}
        </style>
        </head>
        <body>
        <h1>{Escape(title)}</h1>
        {body}
        </body>
        </html>

        """);

    private HtmlPage Add(string html)
    {
        body.AppendLine(html);
        return this;
    }

    private static string Escape(string text) => WebUtility.HtmlEncode(text);
}
