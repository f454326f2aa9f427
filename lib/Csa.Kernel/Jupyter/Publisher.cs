using System.Text;
using System.Text.Json.Nodes;

namespace Csa.Kernel.Jupyter;

/// <summary>Sends messages to clients: a reply to one, or a broadcast to all that listen.</summary>
internal sealed class Publisher(KernelSockets sockets, WireFormat format)
{
    /// <summary>Broadcasts a message on iopub.</summary>
    /// <param name="type">For instance stream.</param>
    /// <param name="request">The request that it belongs to, or null.</param>
    /// <param name="content">The content of the message.</param>
    public void Publish(string type, WireMessage? request, JsonObject content) =>
        sockets.Send(WireChannel.Iopub, format.Write([Encoding.UTF8.GetBytes($"kernel.{type}")], type, request?.RawHeader, content));

    /// <summary>Broadcasts whether the kernel is working on a request.</summary>
    /// <param name="request">The request, or null at the start.</param>
    /// <param name="state">busy, idle or starting.</param>
    public void Status(WireMessage? request, string state) => Publish("status", request, new JsonObject { ["execution_state"] = state });

    /// <summary>Answers a request on the channel on which it came.</summary>
    public void Reply(WireMessage request, JsonObject content) =>
        sockets.Send(request.Channel, format.Write(request.Identities, request.Type.Replace("_request", "_reply", StringComparison.Ordinal), request.RawHeader, content));

    /// <summary>Asks the client that sent a request for a line of text.</summary>
    public void AskForInput(WireMessage request) =>
        sockets.Send(WireChannel.Stdin, format.Write(request.Identities, "input_request", request.RawHeader, new JsonObject { ["prompt"] = "", ["password"] = false }));

    /// <summary>Welcomes a client that has just subscribed.</summary>
    /// <param name="topic">The topic that it subscribed to.</param>
    public void Welcome(byte[] topic) =>
        sockets.Send(WireChannel.Iopub, format.Write([topic], "iopub_welcome", null, new JsonObject { ["subscription"] = Encoding.UTF8.GetString(topic) }));
}
