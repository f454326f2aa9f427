using Csa.Data;
using NetMQ;
using NetMQ.Sockets;

namespace Csa.Kernel.Jupyter;

/// <summary>
/// The kernel's five sockets, owned by one thread: it delivers what comes in and sends what others queue, so that a
/// heartbeat, an interrupt or a reply never waits for a cell.
/// </summary>
internal sealed class KernelSockets : IDisposable
{
    // More than a client sends itself before it listens; a client that never listens costs no more than this.
    private const int HeldBack = 1000;
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(1);

    private readonly RouterSocket _shell = new(), _control = new(), _stdin = new(), _heartbeat = new();
    private readonly XPublisherSocket _iopub = new();
    private readonly NetMQQueue<Outgoing> _outgoing = new();
    private readonly NetMQPoller _poller;
    private readonly Queue<IReadOnlyList<byte[]>> _early = new();
    private bool _heard;
    private bool _closed;

    /// <summary>Binds the sockets; messages wait until <see cref="Start"/>.</summary>
    /// <param name="connection">Where.</param>
    /// <param name="received">Receives frames from shell, control and stdin, on the sockets' thread.</param>
    /// <param name="subscribed">Called with the topic when a client subscribes to iopub.</param>
    /// <exception cref="BadInputException">A port is taken or the address is not this machine's.</exception>
    public KernelSockets(ConnectionFile connection, Action<WireChannel, IReadOnlyList<byte[]>> received, Action<byte[]> subscribed)
    {
        try
        {
            Bind(_shell, connection, connection.ShellPort);
            Bind(_control, connection, connection.ControlPort);
            Bind(_stdin, connection, connection.StdinPort);
            Bind(_heartbeat, connection, connection.HeartbeatPort);
            _iopub.Options.XPubVerbose = true;
            Bind(_iopub, connection, connection.IopubPort);
        }
        catch (NetMQException failure)
        {
            DisposeSockets();
            throw new BadInputException($"{connection.Ip}: the ports of the connection file cannot be listened on: {failure.Message}; start the kernel again", failure);
        }

        _shell.ReceiveReady += (_, _) => received(WireChannel.Shell, Frames(_shell));
        _control.ReceiveReady += (_, _) => received(WireChannel.Control, Frames(_control));
        _stdin.ReceiveReady += (_, _) => received(WireChannel.Stdin, Frames(_stdin));
        _heartbeat.ReceiveReady += (_, _) => _heartbeat.SendMultipartMessage(_heartbeat.ReceiveMultipartMessage());
        _iopub.ReceiveReady += (_, _) => HearSubscription(subscribed);
        _outgoing.ReceiveReady += (_, _) => SendQueued();
        _poller = new NetMQPoller { _shell, _control, _stdin, _heartbeat, _iopub, _outgoing };
    }

    /// <summary>Starts receiving and sending messages.</summary>
    public void Start() => _poller.RunAsync("jupyter sockets", isBackgroundThread: true);

    /// <summary>Queues a message; messages on one channel arrive in the order queued. Nothing is sent after disposal.</summary>
    public void Send(WireChannel channel, IReadOnlyList<byte[]> frames) => Enqueue(new(channel, frames, null));

    /// <summary>Sends what is queued, a second at most, then closes.</summary>
    public void Dispose()
    {
        using (var sent = new ManualResetEventSlim())
        {
            Enqueue(new(WireChannel.Iopub, [], sent.Set));
            if (_poller.IsRunning) sent.Wait(Farewell);
        }

        lock (_outgoing) _closed = true;
        _poller.Dispose();
        DisposeSockets();
        _outgoing.Dispose();
    }

    private static void Bind(NetMQSocket socket, ConnectionFile connection, int port)
    {
        // Nothing may be dropped because a client reads slowly.
        socket.Options.SendHighWatermark = 0;
        socket.Options.ReceiveHighWatermark = 0;
        socket.Options.Linger = Farewell;
        socket.Options.IPv4Only = !connection.IsIPv6;
        socket.Bind(connection.Endpoint(port));
    }

    private static IReadOnlyList<byte[]> Frames(NetMQSocket socket) => socket.ReceiveMultipartBytes();

    private void Enqueue(Outgoing message)
    {
        // A cell that does not end may print on while the kernel goes away.
        lock (_outgoing)
            if (!_closed) _outgoing.Enqueue(message);
    }

    private void HearSubscription(Action<byte[]> subscribed)
    {
        byte[] frame = _iopub.ReceiveFrameBytes(out bool more);
        while (more) _iopub.ReceiveFrameBytes(out more);
        if (frame is not [1, .. byte[] topic]) return;
        _heard = true;
        while (_early.TryDequeue(out IReadOnlyList<byte[]>? frames)) _iopub.SendMultipartBytes(frames);
        subscribed(topic);
    }

    private void SendQueued()
    {
        while (_outgoing.TryDequeue(out Outgoing? message, TimeSpan.Zero))
        {
            if (message.Sent is { } sent) sent();
            else Send(message);
        }
    }

    private void Send(Outgoing message)
    {
        switch (message.Channel)
        {
            case WireChannel.Shell:
                _shell.SendMultipartBytes(message.Frames);
                break;
            case WireChannel.Control:
                _control.SendMultipartBytes(message.Frames);
                break;
            case WireChannel.Stdin:
                _stdin.SendMultipartBytes(message.Frames);
                break;
            case WireChannel.Iopub when _heard:
                _iopub.SendMultipartBytes(message.Frames);
                break;
            default:
                // A client's subscription may arrive after its first request: what it would miss waits for it.
                if (_early.Count == HeldBack) _early.Dequeue();
                _early.Enqueue(message.Frames);
                break;
        }
    }

    private void DisposeSockets()
    {
        foreach (NetMQSocket socket in new NetMQSocket[] { _shell, _control, _stdin, _heartbeat, _iopub }) socket.Dispose();
    }

    private sealed record Outgoing(WireChannel Channel, IReadOnlyList<byte[]> Frames, Action? Sent);
}
