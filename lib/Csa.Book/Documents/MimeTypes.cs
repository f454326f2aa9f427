namespace Csa.Book.Documents;

/// <summary>MIME types, and how nbformat stores each.</summary>
public static class MimeTypes
{
    /// <summary>A Plotly chart as data: JSON that JupyterLab, VS Code and the book draw.</summary>
    public const string PlotlyChart = "application/vnd.plotly.v1+json";

    /// <summary>True for types stored as JSON itself; a <see cref="MimeBundle"/> holds its text.</summary>
    internal static bool IsJson(string type) =>
        type == "application/json" || (type.StartsWith("application/", StringComparison.Ordinal) && type.EndsWith("+json", StringComparison.Ordinal));

    /// <summary>True for types stored as a list of lines; others, such as pictures in base64, are one string.</summary>
    internal static bool IsLines(string type) =>
        type.StartsWith("text/", StringComparison.Ordinal) || type is "application/javascript" or "image/svg+xml";
}
