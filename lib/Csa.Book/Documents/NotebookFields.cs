using System.Text.Json;
using System.Text.Json.Nodes;
using Csa.Data;

namespace Csa.Book.Documents;

/// <summary>Reads fields of a notebook's JSON; errors are one line that names the place.</summary>
/// <param name="place">File, and cell where known.</param>
internal sealed class NotebookFields(string place)
{
    /// <summary>The reader for a part of this place.</summary>
    public NotebookFields Inside(string part) => new($"{place}: {part}");

    /// <summary>The error for an unexpected value.</summary>
    public BadInputException Wrong(string what) => new($"{place}: {what}");

    /// <summary>An element that must be an object.</summary>
    public JsonObject Object(JsonElement element, string what) => element.ValueKind == JsonValueKind.Object
        ? JsonObject.Create(element.Clone())!
        : throw Wrong($"{what} must be a JSON object, is {Kind(element.ValueKind)}");

    /// <summary>A node that must be an object.</summary>
    public JsonObject Object(JsonNode? node, string what) =>
        node as JsonObject ?? throw Wrong($"{what} must be a JSON object, is {Kind(node)}");

    /// <summary>An object's field as metadata; empty if it is absent.</summary>
    public Metadata Metadata(JsonObject parent, string name) =>
        parent[name] is null ? Documents.Metadata.Empty : new Metadata((JsonObject)Object(parent[name], $"\"{name}\"").DeepClone());

    /// <summary>An integer, or null if it is absent or null.</summary>
    public int? Number(JsonObject parent, string name) => parent[name] switch
    {
        null => null,
        JsonValue value when value.TryGetValue(out int number) => number,
        JsonNode other => throw Wrong($"\"{name}\" must be a whole number, is {Kind(other)}"),
    };

    /// <summary>A text that must be there.</summary>
    public string Text(JsonObject parent, string name) => OptionalText(parent, name) ?? throw Wrong($"\"{name}\" is absent");

    /// <summary>A text, or null if it is absent or null.</summary>
    public string? OptionalText(JsonObject parent, string name) => parent[name] switch
    {
        null => null,
        JsonNode node when node.GetValueKind() == JsonValueKind.String => node.GetValue<string>(),
        JsonNode other => throw Wrong($"\"{name}\" must be a text, is {Kind(other)}"),
    };

    /// <summary>A text stored as one string or as a list of lines; it must be there.</summary>
    public string Lines(JsonObject parent, string name) =>
        parent[name] is JsonArray lines ? string.Concat(Texts(lines, name)) : Text(parent, name);

    /// <summary>The items of a list that must all be texts.</summary>
    public IReadOnlyList<string> Texts(JsonArray list, string name) => [.. list.Select(item => item?.GetValueKind() == JsonValueKind.String
        ? item.GetValue<string>()
        : throw Wrong($"\"{name}\" must hold texts only, holds {Kind(item)}"))];

    private static string Kind(JsonNode? node) => node is null ? "null" : Kind(node.GetValueKind());

    private static string Kind(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Array => "a list",
        JsonValueKind.Object => "an object",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => "true or false",
    };
}
