using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Csa.Book.Documents;

namespace Csa.Kernel.Jupyter;

/// <summary>Writes JSON for Jupyter: compact, in UTF-8, with values in the forms that clients expect.</summary>
internal static class JupyterJson
{
    // Not for HTML pages: quotes and letters beyond ASCII stay as they are, which halves large outputs.
    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A JSON value as UTF-8.</summary>
    public static byte[] Bytes(JsonNode value) => JsonSerializer.SerializeToUtf8Bytes(value, Options);

    /// <summary>A list of strings.</summary>
    public static JsonArray Array(IEnumerable<string> texts) => [.. texts.Select(text => (JsonNode)JsonValue.Create(text))];

    /// <summary>A value's forms by MIME type; JSON types as JSON, all others as text.</summary>
    public static JsonObject Data(MimeBundle bundle)
    {
        var data = new JsonObject();
        foreach ((string type, string content) in bundle.Content) data[type] = IsJson(type) ? Json(content) : content;
        return data;
    }

    /// <summary>An error as messages and replies carry it.</summary>
    public static JsonObject Error(CellOutput.Error error) => Error(error.Name, error.Message, error.Traceback);

    /// <summary>An error as messages and replies carry it.</summary>
    public static JsonObject Error(string name, string message, IEnumerable<string> traceback) => new()
    {
        ["ename"] = name,
        ["evalue"] = message,
        ["traceback"] = Array(traceback),
    };

    /// <summary>Whether a MIME type's content is JSON: application/json, application/vnd.plotly.v1+json and their kind.</summary>
    public static bool IsJson(string type) => type.StartsWith("application/", StringComparison.Ordinal)
        && (type.EndsWith("+json", StringComparison.Ordinal) || type == "application/json");

    private static JsonNode? Json(string content)
    {
        try
        {
            return JsonNode.Parse(content);
        }
        catch (JsonException)
        {
            // A client shows a text better than nothing.
            return content;
        }
    }
}
