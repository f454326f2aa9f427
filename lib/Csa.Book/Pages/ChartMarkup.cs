using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Csa.Book.Documents;

namespace Csa.Book.Pages;

/// <summary>
/// Plotly charts: each page holds its charts' data, and one script beside the pages, taken out of the Plotly.NET package,
/// draws them in the page's colours and width.
/// </summary>
internal sealed partial class ChartMarkup
{
    /// <summary>The files beside the pages.</summary>
    public const string Library = "plotly.min.js", Drawing = "charts.js";

    /// <summary>Whether any chart was drawn.</summary>
    public bool Used { get; private set; }

    /// <summary>The script of the Plotly.NET package.</summary>
    public static string LibraryText()
    {
        System.Reflection.Assembly plotly = typeof(Plotly.NET.GenericChart).Assembly;
        string name = plotly.GetManifestResourceNames().Single(each => each.EndsWith(".min.js", StringComparison.Ordinal));
        using var reader = new StreamReader(plotly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }

    /// <summary>A chart stored as data.</summary>
    public string FromJson(string json, CellPlace place)
    {
        try
        {
            return Markup(JsonNode.Parse(json)!.AsObject());
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            throw place.Wrong("a chart among the outputs is damaged; run the notebook again");
        }
    }

    /// <summary>A chart stored as the HTML that Plotly.NET writes, or null where the HTML is something else.</summary>
    public string? FromHtml(string html, CellPlace place)
    {
        if (!html.Contains("Plotly.newPlot(", StringComparison.Ordinal)) return null;
        try
        {
            if (Script().Match(html) is not { Success: true } script) throw new JsonException();
            var chart = new JsonObject();
            foreach (string part in (string[])["data", "layout", "config"]) chart[part] = JsonNode.Parse(script.Groups[part].Value);
            return Markup(chart);
        }
        catch (JsonException)
        {
            throw place.Wrong($"a Plotly chart that is not as Plotly.NET writes it; show it as {MimeTypes.PlotlyChart}");
        }
    }

    private string Markup(JsonObject chart)
    {
        Used = true;
        string title = Title(chart["layout"]?["title"]) is string text ? $"Chart: {text}" : "Chart";
        // JSON inside a script element must not end it.
        string json = chart.ToJsonString().Replace("<", "\\u003c");
        return $"<div class=\"chart\" role=\"img\" aria-label=\"{Html.Escape(title)}\"><noscript>{Html.Escape(title)} (drawn by a script)</noscript></div><script type=\"application/json\">{json}</script>";
    }

    private static string? Title(JsonNode? title) => title switch
    {
        JsonObject fields => Title(fields["text"]),
        JsonValue value when value.GetValueKind() == JsonValueKind.String => Html.Plain(value.GetValue<string>()),
        _ => null,
    };

    [GeneratedRegex("""var data = (?<data>.*);\s*var layout = (?<layout>.*);\s*var config = (?<config>.*);\s*Plotly\.newPlot\(""")]
    private static partial Regex Script();
}
