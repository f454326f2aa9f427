using System.Net;
using System.Text;
using Csa.Book.Pages;
using Csa.Data.Files;
using Csa.Data.Images;

namespace Csa.Cli.Report;

/// <summary>A page that needs no other file: text, tables and pictures, light and dark, phone and desktop.</summary>
internal sealed class HtmlPage(string title)
{
    private readonly StringBuilder body = new();

    /// <summary>A heading.</summary>
    public HtmlPage Heading(string text) => Add($"<h2>{Escape(text)}</h2>");

    /// <summary>A paragraph.</summary>
    public HtmlPage Paragraph(string text) => Add($"<p>{Escape(text)}</p>");

    /// <summary>A paragraph that begins with a link.</summary>
    /// <param name="address">Relative to the page.</param>
    /// <param name="text">The text of the link.</param>
    /// <param name="rest">The text after it.</param>
    public HtmlPage Link(string address, string text, string rest) => Add($"<p><a href=\"{Escape(address)}\">{Escape(text)}</a>{Escape(rest)}</p>");

    /// <summary>Preformatted text.</summary>
    public HtmlPage Pre(string text) => Add($"<pre>{Escape(text)}</pre>");

    /// <summary>Elements given as HTML.</summary>
    public HtmlPage Elements(string html) => Add($"<div class=\"table\">{html}</div>");

    /// <summary>A picture, inside the page.</summary>
    /// <param name="png">A PNG file.</param>
    /// <param name="caption">The caption, also used as alternative text.</param>
    public HtmlPage Picture(string png, string caption)
    {
        ImageSize size = ImageFile.ReadSize(png);
        string data = Convert.ToBase64String(File.ReadAllBytes(png));
        return Add($"<figure><img width=\"{size.Width}\" height=\"{size.Height}\" alt=\"{Escape(caption)}\" src=\"data:image/png;base64,{data}\"><figcaption>{Escape(caption)}</figcaption></figure>");
    }

    /// <summary>Writes the page, whole or not at all.</summary>
    public void Write(string path) => AtomicFile.WriteText(path, PageShell.Document(title, $"<style>\n{PageShell.Style}</style>", $"""
        <body>
        <h1>{Escape(title)}</h1>
        {body}
        </body>
        """));

    private HtmlPage Add(string html)
    {
        body.AppendLine(html);
        return this;
    }

    private static string Escape(string text) => WebUtility.HtmlEncode(text);
}
