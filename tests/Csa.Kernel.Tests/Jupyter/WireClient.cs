using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Csa.Kernel.Jupyter;
using NetMQ;
using NetMQ.Sockets;

namespace Csa.Kernel.Tests.Jupyter;

/// <summary>A message as a client sees it.</summary>
internal sealed record Seen(string Type, string? Parent, JsonObject Content)
{
    public string Text(string name) => (string)Content[name]!;
}

/// <summary>A Jupyter client in a few lines, written against the protocol and not against the kernel's code.</summary>
internal sealed class WireClient : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly string _key;
    private readonly DealerSocket _shell = new(), _control = new(), _stdin = new();
    private readonly SubscriberSocket _iopub = new();

    public WireClient(ConnectionFile at, bool listen = true)
    {
        _key = at.Key;
        byte[] identity = Guid.NewGuid().ToByteArray();
        foreach ((NetMQSocket socket, int port) in new (NetMQSocket, int)[] { (_shell, at.ShellPort), (_control, at.ControlPort), (_stdin, at.StdinPort), (_iopub, at.IopubPort) })
        {
            socket.Options.Identity = identity;
            socket.Options.ReceiveHighWatermark = 0;
            socket.Options.Linger = TimeSpan.Zero;
            if (socket != _iopub || listen) socket.Connect($"tcp://127.0.0.1:{port}");
        }

        _iopub.SubscribeToAnyTopic();
    }

    /// <summary>A place to meet on, at ports that are free now.</summary>
    public static ConnectionFile FreePlace()
    {
        TcpListener[] listeners = [.. Enumerable.Range(0, 5).Select(_ => new TcpListener(IPAddress.Loopback, 0))];
        foreach (TcpListener listener in listeners) listener.Start();
        int[] ports = [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        foreach (TcpListener listener in listeners) listener.Stop();
        return new() { ShellPort = ports[0], IopubPort = ports[1], StdinPort = ports[2], ControlPort = ports[3], HeartbeatPort = ports[4], Key = "a key" };
    }

    public string Send(string type, JsonObject? content = null, JsonObject? metadata = null, WireChannelName channel = WireChannelName.Shell)
    {
        string id = Guid.NewGuid().ToString();
        var header = new JsonObject { ["msg_id"] = id, ["msg_type"] = type, ["session"] = "s", ["username"] = "u", ["date"] = "2026-11-23T00:00:00Z", ["version"] = "5.3" };
        byte[][] parts = [.. new[] { header, new JsonObject(), metadata ?? [], content ?? [] }.Select(part => Encoding.UTF8.GetBytes(part.ToJsonString()))];
        SendFrames([Encoding.ASCII.GetBytes("<IDS|MSG>"), Sign(parts), .. parts], channel);
        return id;
    }

    public void SendFrames(IEnumerable<byte[]> frames, WireChannelName channel = WireChannelName.Shell) => Socket(channel).SendMultipartBytes(frames);

    public string Execute(string code, bool silent = false, bool stopOnError = true, bool allowStdin = false, JsonObject? expressions = null, JsonObject? metadata = null, bool storeHistory = true) =>
        Send("execute_request", new() { ["code"] = code, ["silent"] = silent, ["store_history"] = storeHistory, ["stop_on_error"] = stopOnError, ["allow_stdin"] = allowStdin, ["user_expressions"] = expressions ?? [] }, metadata);

    /// <summary>The next message of a channel.</summary>
    public Seen Next(WireChannelName channel) => TryNext(channel, Patience) ?? throw new TimeoutException($"no message on {channel}");

    public Seen? TryNext(WireChannelName channel, TimeSpan patience)
    {
        var frames = new List<byte[]>();
        if (!Socket(channel).TryReceiveMultipartBytes(patience, ref frames)) return null;
        int delimiter = frames!.FindIndex(frame => Encoding.UTF8.GetString(frame) == "<IDS|MSG>");
        byte[][] parts = [.. frames.Skip(delimiter + 2)];
        Assert(Sign(parts).AsSpan().SequenceEqual(frames[delimiter + 1]), "the kernel's signature fits");
        JsonNode[] json = [.. parts.Select(part => JsonNode.Parse(part)!)];
        return new((string)json[0]["msg_type"]!, (string?)json[1]["msg_id"], json[3].AsObject());
    }

    /// <summary>The reply to a request; replies to others before it are dropped.</summary>
    public Seen Reply(string id, WireChannelName channel = WireChannelName.Shell)
    {
        while (true)
            if (Next(channel) is { } seen && seen.Parent == id) return seen;
    }

    /// <summary>What everyone hears about a request, up to its idle status; the two statuses are checked and left out.</summary>
    public IReadOnlyList<Seen> Heard(string id)
    {
        var heard = new List<Seen>();
        while (heard.Count == 0 || heard[^1] is not { Type: "status", Content: var status } || (string?)status["execution_state"] != "idle")
            if (Next(WireChannelName.Iopub) is { } seen && seen.Parent == id) heard.Add(seen);
        Assert(heard[0].Type == "status" && heard[0].Text("execution_state") == "busy", "busy comes first");
        return heard[1..^1];
    }

    /// <summary>Waits until outputs arrive here.</summary>
    public void Settle() => Heard(Send("kernel_info_request"));

    public byte[] Sign(byte[][] parts) => Encoding.ASCII.GetBytes(Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(_key), parts.SelectMany(part => part).ToArray())));

    public void Dispose()
    {
        foreach (NetMQSocket socket in new NetMQSocket[] { _shell, _control, _stdin, _iopub }) socket.Dispose();
    }

    private static void Assert(bool holds, string claim) => Xunit.Assert.True(holds, claim);

    private NetMQSocket Socket(WireChannelName channel) => channel switch
    {
        WireChannelName.Shell => _shell,
        WireChannelName.Control => _control,
        WireChannelName.Stdin => _stdin,
        _ => _iopub,
    };
}

/// <summary>The channels, by the protocol's names.</summary>
public enum WireChannelName
{
    Shell,
    Control,
    Stdin,
    Iopub,
}
