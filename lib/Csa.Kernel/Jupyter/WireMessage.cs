using System.Text.Json;
using Csa.Book.Documents;

namespace Csa.Kernel.Jupyter;

/// <summary>The channels between a client and its kernel.</summary>
internal enum WireChannel
{
    Shell,
    Control,
    Stdin,
    Iopub,
}

/// <summary>A received message whose signature has been checked.</summary>
/// <param name="Channel">The channel on which it came and its reply goes out.</param>
/// <param name="Identities">The receiver of a reply: ZeroMQ's routing frames.</param>
/// <param name="RawHeader">The header as sent, which becomes the parent header of every answer.</param>
/// <param name="Type">For instance execute_request.</param>
/// <param name="Metadata">The client's metadata; some clients put their cell's metadata here.</param>
/// <param name="Content">The content of the request.</param>
internal sealed record WireMessage(
    WireChannel Channel,
    IReadOnlyList<byte[]> Identities,
    byte[] RawHeader,
    string Type,
    JsonElement Metadata,
    JsonElement Content)
{
    /// <summary>The language of the request's cell if its metadata name one (VS Code sends the cell's own), else C#.</summary>
    public CellLanguage Language =>
        CellLanguages.OfCell(Book.Documents.Metadata.Of(Metadata)) is { } name ? CellLanguages.Parse(name) ?? CellLanguage.CSharp : CellLanguage.CSharp;

    /// <summary>A string of the content, or null if there is none.</summary>
    public string? Text(string name) =>
        Content.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>A string that the request must have.</summary>
    public string RequiredText(string name) => Text(name) ?? throw new MalformedMessageException($"{Type}: want a text {name}");

    /// <summary>A flag of the content.</summary>
    public bool Flag(string name, bool absent) => Content.TryGetProperty(name, out JsonElement value)
        ? value.ValueKind switch { JsonValueKind.True => true, JsonValueKind.False => false, _ => absent }
        : absent;

    /// <summary>An integer of the content, or null if there is none.</summary>
    public int? Number(string name) =>
        Content.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) ? number : null;
}

/// <summary>Thrown for bytes that are no Jupyter message, or a message without a field that its type needs.</summary>
internal sealed class MalformedMessageException(string message, Exception? cause = null) : Exception(message, cause);
