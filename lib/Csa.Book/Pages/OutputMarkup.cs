using System.Text;
using System.Text.RegularExpressions;
using Csa.Book.Documents;
using Csa.Book.Mathematics;

namespace Csa.Book.Pages;

/// <summary>Writes the outputs of cells as HTML.</summary>
/// <param name="folder">Where pictures go.</param>
/// <param name="links">Rewrites the HTML that cells showed.</param>
/// <param name="charts">Draws charts.</param>
/// <param name="katex">Sets formulas.</param>
internal sealed partial class OutputMarkup(BookFolder folder, LinkRewriter links, ChartMarkup charts, Katex katex)
{
    /// <summary>Longer texts show their beginning and fold the rest; still longer ones are cut.</summary>
    private const int ShownLines = 45, FoldedLines = 2000, TableColumns = 110;

    /// <summary>MIME types from the most to the least preferred.</summary>
    private static readonly string[] Preferred =
        [MimeTypes.PlotlyChart, "text/html", "image/svg+xml", "image/png", "image/jpeg", "text/markdown", "text/latex", "text/plain", "application/json"];

    /// <summary>Renders one output.</summary>
    public string Render(NotebookOutput output, CellPlace place) => output.Content switch
    {
        CellOutput.Stream stream => $"<div class=\"output {(stream.IsError ? "warning" : "printed")}\">{Text(stream.Text)}</div>",
        CellOutput.Error error => Error(error),
        CellOutput.Display display => Value(display.Data, output.Metadata, place),
        CellOutput.Result result => Value(result.Data, output.Metadata, place),
        _ => "",
    };

    private static string Error(CellOutput.Error error)
    {
        string trace = error.Traceback.Count == 0 ? "" : $"<details><summary>Where</summary><pre>{Html.Escape(Clean(string.Join('\n', error.Traceback)))}</pre></details>";
        return $"<div class=\"output error\"><p><strong>{Html.Escape(error.Name)}</strong> {Html.Escape(Clean(error.Message))}</p>{trace}</div>";
    }

    private string Value(MimeBundle data, Metadata metadata, CellPlace place)
    {
        string? type = Preferred.FirstOrDefault(data.Content.ContainsKey);
        if (type is null) return "";
        string content = data.Content[type], html = type switch
        {
            MimeTypes.PlotlyChart => charts.FromJson(content, place),
            "text/html" => charts.FromHtml(content, place) ?? links.Rewrite(OwnStyle().Replace(content, ""), place, _ => null),
            "image/svg+xml" => Picture(Encoding.UTF8.GetBytes(content), ".svg", data, metadata, place),
            "image/png" => Picture(Decoded(content, place), ".png", data, metadata, place),
            "image/jpeg" => Picture(Decoded(content, place), ".jpg", data, metadata, place),
            "text/markdown" => links.Rewrite(new Prose(katex).Render(content, place), place, _ => null),
            "text/latex" => Prose.Equation(katex, content.Trim().Trim('$'), display: true, place),
            _ => Text(content),
        };
        return $"<div class=\"output\">{html}</div>";
    }

    private static byte[] Decoded(string base64, CellPlace place)
    {
        try
        {
            return Convert.FromBase64String(base64);
        }
        catch (FormatException)
        {
            throw place.Wrong("a picture among the outputs is not base64; run the notebook again");
        }
    }

    private string Picture(byte[] content, string extension, MimeBundle data, Metadata metadata, CellPlace place)
    {
        PictureFormat format = PictureFormat.Of(content) ?? throw place.Wrong("a picture among the outputs is empty or damaged; run the notebook again");
        string size = format is { Width: int width, Height: int height } ? $" width=\"{width}\" height=\"{height}\"" : "";
        string text = metadata.Text("alt") ?? data.Content.GetValueOrDefault("text/plain", $"Picture shown by cell {place.Number}").Split('\n')[0];
        return $"<img src=\"{folder.Picture(content, extension)}\"{size} alt=\"{Html.Escape(text)}\">";
    }

    /// <summary>Printed text, folded after its beginning if it is long.</summary>
    private static string Text(string text)
    {
        string[] lines = [.. Clean(text).TrimEnd('\n').Split('\n').Select(AsOnTerminal)];
        // A line beyond the width of code is a sentence, not a row of a table, and is broken like one.
        string pre = lines.Any(line => line.Length > TableColumns) ? "<pre class=\"sentences\">" : "<pre>";
        if (lines.Length <= ShownLines + 3) return $"{pre}{Html.Escape(string.Join('\n', lines))}</pre>";
        string begin = string.Join('\n', lines.Take(ShownLines)), rest = string.Join('\n', lines.Skip(ShownLines).Take(FoldedLines));
        string left = lines.Length > ShownLines + FoldedLines ? $"<p>{lines.Length - ShownLines - FoldedLines} more lines are in the notebook.</p>" : "";
        return $"{pre}{Html.Escape(begin)}</pre><details><summary>{lines.Length - ShownLines} more lines</summary>{pre}{Html.Escape(rest)}</pre>{left}</details>";
    }

    /// <summary>The last state of a line that rewrites itself with carriage returns, as progress lines do.</summary>
    private static string AsOnTerminal(string line) => line.TrimEnd('\r') is string full && full.LastIndexOf('\r') is int at and >= 0 ? full[(at + 1)..] : line.TrimEnd('\r');

    /// <summary>Without the colours of a terminal.</summary>
    private static string Clean(string text) => TerminalCode().Replace(text, "");

    [GeneratedRegex("\u001b\\[[0-9;?]*[A-Za-z]")]
    private static partial Regex TerminalCode();

    /// <summary>The styles that .NET's formatter sends with every value; the book has its own, light and dark.</summary>
    [GeneratedRegex("<style>[^<]*\\.dni-[^<]*</style>", RegexOptions.IgnoreCase)]
    private static partial Regex OwnStyle();
}
