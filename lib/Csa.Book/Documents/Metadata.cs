using System.Text.Json;
using System.Text.Json.Nodes;

namespace Csa.Book.Documents;

/// <summary>An immutable JSON object: everything that tools stored is kept, whether it is understood or not.</summary>
public sealed class Metadata : IEquatable<Metadata>
{
    private readonly JsonObject json;

    internal Metadata(JsonObject json) => this.json = json;

    /// <summary>Metadata from outside a notebook file, for instance from a message.</summary>
    /// <param name="json">A JSON object.</param>
    public static Metadata Of(JsonElement json) => new(JsonObject.Create(json) ?? []);

    /// <summary>No metadata.</summary>
    public static Metadata Empty { get; } = new([]);

    /// <summary>True if nothing is stored.</summary>
    public bool IsEmpty => json.Count == 0;

    /// <summary>The text at a path, or null if there is none or something else.</summary>
    /// <param name="path">Keys from the outermost inwards.</param>
    public string? Text(params string[] path) =>
        Find(path) is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    /// <summary>The texts of the list at a path; empty if there is none.</summary>
    /// <param name="path">Keys from the outermost inwards.</param>
    public IReadOnlyList<string> Texts(params string[] path) => Find(path) is JsonArray list
        ? [.. list.Where(item => item?.GetValueKind() == JsonValueKind.String).Select(item => item!.GetValue<string>())]
        : [];

    /// <summary>True if the value at a path is true.</summary>
    /// <param name="path">Keys from the outermost inwards.</param>
    public bool Flag(params string[] path) => Find(path)?.GetValueKind() == JsonValueKind.True;

    /// <summary>True if there is a value, null included, at a path.</summary>
    /// <param name="path">Keys from the outermost inwards.</param>
    public bool Has(params string[] path) =>
        (path.Length == 1 ? json : Find(path[..^1])) is JsonObject parent && parent.ContainsKey(path[^1]);

    /// <summary>A copy with one text set; objects on the way are created, other values on the way replaced.</summary>
    /// <param name="text">The value.</param>
    /// <param name="path">Keys from the outermost inwards, at least one.</param>
    public Metadata With(string text, params string[] path)
    {
        JsonObject copy = Copy(), place = copy;
        foreach (string key in path[..^1])
        {
            if (place[key] is not JsonObject) place[key] = new JsonObject();
            place = (JsonObject)place[key]!;
        }

        place[path[^1]] = text;
        return new Metadata(copy);
    }

    /// <summary>A copy without the value at a path, and without objects that this leaves empty.</summary>
    /// <param name="path">Keys from the outermost inwards, at least one.</param>
    public Metadata Without(params string[] path)
    {
        if (!Has(path)) return this;
        JsonObject copy = Copy();
        Remove(copy, path);
        return new Metadata(copy);
    }

    /// <summary>True if the JSON is equal, whatever the order of keys.</summary>
    /// <param name="other">Another.</param>
    public bool Equals(Metadata? other) => other is not null && JsonNode.DeepEquals(json, other.json);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Metadata);

    /// <inheritdoc/>
    public override int GetHashCode() => json.Count;

    /// <summary>The JSON, keys sorted.</summary>
    public override string ToString() => CanonicalJson.Write(json);

    internal JsonObject Copy() => (JsonObject)json.DeepClone();

    private JsonNode? Find(string[] path)
    {
        JsonNode? place = json;
        foreach (string key in path) place = (place as JsonObject)?[key];
        return place;
    }

    private static void Remove(JsonObject place, ReadOnlySpan<string> path)
    {
        if (path.Length > 1 && place[path[0]] is JsonObject inner)
        {
            Remove(inner, path[1..]);
            if (inner.Count > 0) return;
        }

        place.Remove(path[0]);
    }
}
