using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization;
using Csa.Data;

namespace Csa.Kernel.Jupyter;

/// <summary>A Jupyter connection file: where the client expects its kernel to listen, and the key that both sign with.</summary>
public sealed record ConnectionFile
{
    /// <summary>The transport; only <c>tcp</c> is supported.</summary>
    [JsonPropertyName("transport")]
    public string Transport { get; init; } = "tcp";

    /// <summary>The address to listen on.</summary>
    [JsonPropertyName("ip")]
    public string Ip { get; init; } = "127.0.0.1";

    /// <summary>Port of the shell channel: cells, completion, inspection.</summary>
    [JsonPropertyName("shell_port")]
    public required int ShellPort { get; init; }

    /// <summary>Port of the channel that broadcasts outputs.</summary>
    [JsonPropertyName("iopub_port")]
    public required int IopubPort { get; init; }

    /// <summary>Port of the channel that asks the user for a line.</summary>
    [JsonPropertyName("stdin_port")]
    public required int StdinPort { get; init; }

    /// <summary>Port of the channel for interrupt and shutdown, answered while a cell runs.</summary>
    [JsonPropertyName("control_port")]
    public required int ControlPort { get; init; }

    /// <summary>Port of the heartbeat, which echoes.</summary>
    [JsonPropertyName("hb_port")]
    public required int HeartbeatPort { get; init; }

    /// <summary>The key of the signatures; empty if messages are not signed.</summary>
    [JsonPropertyName("key")]
    public string Key { get; init; } = "";

    /// <summary>How messages are signed: <c>hmac-sha256</c>, <c>hmac-sha384</c> or <c>hmac-sha512</c>.</summary>
    [JsonPropertyName("signature_scheme")]
    public string SignatureScheme { get; init; } = "hmac-sha256";

    /// <summary>Reads the file that a client wrote.</summary>
    /// <param name="path">What the client put for <c>{connection_file}</c>.</param>
    /// <exception cref="BadInputException">The file is absent or damaged, or asks for something that is not supported.</exception>
    public static ConnectionFile Read(string path)
    {
        try
        {
            ConnectionFile file = JsonSerializer.Deserialize<ConnectionFile>(File.ReadAllText(path))
                ?? throw new JsonException("it holds null");
            if (file.Transport != "tcp") throw new BadInputException($"{path}: want transport tcp, got {file.Transport}");
            if (!MessageSigner.Knows(file.SignatureScheme)) throw new BadInputException($"{path}: want signature_scheme hmac-sha256, got {file.SignatureScheme}");
            return file;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new BadInputException($"{path}: want a Jupyter connection file: {failure.Message}; a client writes it and starts the kernel by itself", failure);
        }
    }

    /// <summary>The address of one channel as ZeroMQ writes it.</summary>
    internal string Endpoint(int port) => Ip.Contains(':', StringComparison.Ordinal) ? $"tcp://[{Ip}]:{port}" : $"tcp://{Ip}:{port}";

    /// <summary>Whether the address is IPv6.</summary>
    internal bool IsIPv6 => System.Net.IPAddress.TryParse(Ip, out System.Net.IPAddress? address) && address.AddressFamily == AddressFamily.InterNetworkV6;
}
