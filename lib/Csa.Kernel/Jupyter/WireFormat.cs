using System.Text.Json;
using System.Text.Json.Nodes;

namespace Csa.Kernel.Jupyter;

/// <summary>
/// Jupyter's wire format: routing frames, a delimiter, the signature, then header, parent header, metadata and content as
/// JSON, then binary buffers (which no message of this kernel has).
/// </summary>
/// <param name="signer">Signs and checks.</param>
/// <param name="session">The session id of this run of the kernel.</param>
internal sealed class WireFormat(MessageSigner signer, string session)
{
    /// <summary>The version of the protocol.</summary>
    public const string ProtocolVersion = "5.3";

    private const int SignedParts = 4;
    private static readonly byte[] Empty = "{}"u8.ToArray();

    /// <summary>The frame between the routing frames and the signature.</summary>
    public static byte[] Delimiter { get; } = "<IDS|MSG>"u8.ToArray();

    /// <summary>Reads a message.</summary>
    /// <exception cref="MalformedMessageException">The frames are no message, or the signature is wrong.</exception>
    public WireMessage Read(WireChannel channel, IReadOnlyList<byte[]> frames)
    {
        int delimiter = 0;
        while (delimiter < frames.Count && !frames[delimiter].AsSpan().SequenceEqual(Delimiter)) delimiter++;
        if (frames.Count < delimiter + 2 + SignedParts) throw new MalformedMessageException($"want a delimiter, a signature and {SignedParts} parts, got {frames.Count} frames");
        byte[][] parts = [.. frames.Skip(delimiter + 2).Take(SignedParts)];
        if (!signer.Accepts(frames[delimiter + 1], parts)) throw new MalformedMessageException("the signature does not fit");
        JsonElement header = Parse(parts[0], "header");
        return new(
            channel,
            [.. frames.Take(delimiter)],
            parts[0],
            header.TryGetProperty("msg_type", out JsonElement type) && type.ValueKind == JsonValueKind.String ? type.GetString()! : throw new MalformedMessageException("want a msg_type in the header"),
            Parse(parts[2], "metadata"),
            Parse(parts[3], "content"));
    }

    /// <summary>Writes a message.</summary>
    /// <param name="identities">The receiver; on the iopub channel the topic.</param>
    /// <param name="type">For instance execute_reply.</param>
    /// <param name="parent">The header of the message that it answers, or null.</param>
    /// <param name="content">The content.</param>
    public IReadOnlyList<byte[]> Write(IEnumerable<byte[]> identities, string type, byte[]? parent, JsonObject content)
    {
        byte[] header = JupyterJson.Bytes(new JsonObject
        {
            ["msg_id"] = Guid.NewGuid().ToString(),
            ["session"] = session,
            ["username"] = "kernel",
            ["date"] = DateTime.UtcNow.ToString("O"),
            ["msg_type"] = type,
            ["version"] = ProtocolVersion,
        });
        byte[][] parts = [header, parent ?? Empty, Empty, JupyterJson.Bytes(content)];
        return [.. identities, Delimiter, signer.Sign(parts), .. parts];
    }

    private static JsonElement Parse(byte[] json, string part)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document.RootElement.Clone()
                : throw new MalformedMessageException($"{part}: want a JSON object");
        }
        catch (JsonException failure)
        {
            throw new MalformedMessageException($"{part}: {failure.Message}", failure);
        }
    }
}
