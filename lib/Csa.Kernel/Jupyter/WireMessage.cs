using System.Text.Json;
using Csa.Book.Documents;

namespace Csa.Kernel.Jupyter;

/// <summary>The channels on which a client and its kernel talk.</summary>
internal enum WireChannel
{
    Shell,
    Control,
    Stdin,
    Iopub,
}

/// <summary>A message as it came in, its signature checked.</summary>
/// <param name="Channel">Where it came in, and where its reply goes.</param>
/// <param name="Identities">Whom a reply goes to: ZeroMQ's routing frames.</param>
/// <param name="RawHeader">The header as sent, which becomes the parent header of every answer.</param>
/// <param name="Type">For instance execute_request.</param>
/// <param name="Metadata">What the client says about the message; a client may put its cell's metadata here.</param>
/// <param name="Content">What is asked.</param>
internal sealed record WireMessage(
    WireChannel Channel,
    IReadOnlyList<byte[]> Identities,
    byte[] RawHeader,
    string Type,
    JsonElement Metadata,
    JsonElement Content)
{
    /// <summary>The language of the request's cell where its metadata name one (VS Code sends the cell's own along), else C#.</summary>
    public CellLanguage Language =>
        CellLanguages.OfCell(Book.Documents.Metadata.Of(Metadata)) is { } name ? CellLanguages.Parse(name) ?? CellLanguage.CSharp : CellLanguage.CSharp;

    /// <summary>A text of the content, or null where there is none.</summary>
    public string? Text(string name) =>
        Content.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>A text that the request must have.</summary>
    public string RequiredText(string name) => Text(name) ?? throw new MalformedMessageException($"{Type}: want a text {name}");

    /// <summary>A flag of the content.</summary>
    public bool Flag(string name, bool absent) => Content.TryGetProperty(name, out JsonElement value)
        ? value.ValueKind switch { JsonValueKind.True => true, JsonValueKind.False => false, _ => absent }
        : absent;

    /// <summary>A whole number of the content, or null where there is none.</summary>
    public int? Number(string name) =>
        Content.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) ? number : null;
}

/// <summary>Bytes that are no Jupyter message, or one without what its kind needs.</summary>
internal sealed class MalformedMessageException(string message, Exception? cause = null) : Exception(message, cause);
