using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Csa.Data;
using Csa.Kernel.Engine;

namespace Csa.Kernel.Jupyter;

/// <summary>
/// A Jupyter kernel: the wire protocol 5.3 around a notebook engine. Cells run one after another; interrupt, shutdown and
/// the heartbeat are answered meanwhile. Malformed messages are logged and never stop the kernel.
/// </summary>
public sealed class JupyterKernel : IDisposable
{
    // Long enough for the rest of a "run all" to arrive behind the cell that failed, too short to notice.
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(20);

    private readonly TextWriter _log;
    private readonly Lazy<INotebookEngine> _engine;
    private readonly WireFormat _format;
    private readonly KernelSockets _sockets;
    private readonly Publisher _publisher;
    private readonly KernelInput _input;
    private readonly QuickRequests _quick;
    private readonly CellExecution _execution;
    private readonly Channel<Arrival> _shell = System.Threading.Channels.Channel.CreateUnbounded<Arrival>();
    private readonly BlockingCollection<WireMessage> _control = [];
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private CancellationTokenSource? _running;
    private long _arrived;
    private long _abortThrough;

    /// <summary>Opens the ports; requests are answered once <see cref="RunAsync"/> is called.</summary>
    /// <param name="connection">Where to listen.</param>
    /// <param name="engine">Creates the engine, once, when it is first needed; the kernel disposes it.</param>
    /// <param name="log">Receives a line about each message that was refused; must not be the console that cells print to.</param>
    /// <exception cref="BadInputException">The ports cannot be listened on.</exception>
    public JupyterKernel(ConnectionFile connection, Func<INotebookEngine> engine, TextWriter log)
    {
        ArgumentNullException.ThrowIfNull(connection);
        _log = TextWriter.Synchronized(log);
        _engine = new(engine);
        _format = new(new MessageSigner(connection.SignatureScheme, connection.Key), Guid.NewGuid().ToString());
        _sockets = new(connection, Receive, topic => _publisher!.Welcome(topic)); // called from Start on
        _publisher = new(_sockets, _format);
        _input = new(_publisher);
        var history = new KernelHistory();
        _quick = new(_engine, _publisher, history);
        _execution = new(_engine, _publisher, _input, history);
    }

    /// <summary>Answers requests until a client asks for shutdown or <paramref name="cancellation"/> ends it.</summary>
    /// <param name="cancellation">Ends the kernel.</param>
    public async Task RunAsync(CancellationToken cancellation)
    {
        _sockets.Start();
        _publisher.Status(null, "starting");
        using CancellationTokenRegistration ended = cancellation.Register(() => _stopped.TrySetResult());
        // A thread of its own: a cell that blocks every thread of the pool must still be interruptible.
        new Thread(AnswerControl) { IsBackground = true, Name = "jupyter control" }.Start();
        _ = Task.Run(AnswerShellAsync, CancellationToken.None);
        await _stopped.Task.ConfigureAwait(false);
        Interrupt();
    }

    /// <summary>Interrupts the running cell, if any.</summary>
    public void Interrupt()
    {
        CancellationTokenSource? running;
        lock (_lock) running = _running;
        if (running is null) return;
        // Cancelling runs the engine's own code, which may wait: not on the thread that answers.
        new Thread(() => Try("interrupt", () => Cancel(running))) { IsBackground = true, Name = "jupyter interrupt" }.Start();
    }

    /// <summary>Sends what is still queued and closes the sockets and the engine.</summary>
    public void Dispose()
    {
        _stopped.TrySetResult();
        _shell.Writer.TryComplete();
        _sockets.Dispose();
        _control.CompleteAdding();
        // An engine whose cell does not end cannot be put away; the process ends without.
        if (_engine.IsValueCreated && !IsRunning) Try("end", _engine.Value.Dispose);
    }

    private bool IsRunning
    {
        get
        {
            lock (_lock) return _running is not null;
        }
    }

    private void Receive(WireChannel channel, IReadOnlyList<byte[]> frames) => Try($"message on {channel}", () =>
    {
        WireMessage message = _format.Read(channel, frames);
        switch (message.Type)
        {
            case "input_reply":
                _input.TakeReply(message.RequiredText("value"));
                break;
            case "interrupt_request" or "shutdown_request" or "kernel_info_request" when channel == WireChannel.Control:
                _control.Add(message);
                break;
            default:
                _shell.Writer.TryWrite(new(message, Interlocked.Increment(ref _arrived)));
                break;
        }
    });

    private void AnswerControl()
    {
        foreach (WireMessage request in _control.GetConsumingEnumerable())
            Answer(request, () => Task.FromResult(Quick(request))).GetAwaiter().GetResult();
    }

    private async Task AnswerShellAsync()
    {
        await foreach (Arrival arrival in _shell.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            using var cancel = new CancellationTokenSource();
            lock (_lock) _running = cancel;
            await Answer(arrival.Message, () => AnswerAsync(arrival, cancel.Token)).ConfigureAwait(false);
            lock (_lock) _running = null;
        }
    }

    private async Task<JsonObject?> AnswerAsync(Arrival arrival, CancellationToken cancellation)
    {
        WireMessage request = arrival.Message;
        switch (request.Type)
        {
            case "execute_request" when arrival.Number <= _abortThrough:
                return new() { ["status"] = "aborted" };
            case "execute_request":
                JsonObject reply = await _execution.RunAsync(request, cancellation).ConfigureAwait(false);
                if ((string?)reply["status"] == "error" && request.Flag("stop_on_error", absent: true))
                {
                    await Task.Delay(Grace, CancellationToken.None).ConfigureAwait(false);
                    _abortThrough = Interlocked.Read(ref _arrived);
                }

                return reply;
            case "complete_request":
                return await _quick.CompleteAsync(request, cancellation).ConfigureAwait(false);
            case "inspect_request":
                return await _quick.InspectAsync(request, cancellation).ConfigureAwait(false);
            default:
                return Quick(request);
        }
    }

    private JsonObject? Quick(WireMessage request)
    {
        switch (request.Type)
        {
            case "kernel_info_request":
                return QuickRequests.KernelInfo();
            case "is_complete_request":
                return _quick.IsComplete(request);
            case "history_request":
                return _quick.History(request);
            case "comm_info_request":
                return QuickRequests.CommInfo();
            case "comm_open":
                _quick.RefuseComm(request);
                return null;
            case "comm_msg" or "comm_close":
                return null;
            case "interrupt_request":
                Interrupt();
                return new() { ["status"] = "ok" };
            case "shutdown_request":
                return new() { ["status"] = "ok", ["restart"] = request.Flag("restart", absent: false) };
            default:
                throw new MalformedMessageException($"{request.Type}: not known here");
        }
    }

    private async Task Answer(WireMessage request, Func<Task<JsonObject?>> answer)
    {
        _publisher.Status(request, "busy");
        try
        {
            if (await answer().ConfigureAwait(false) is { } reply) _publisher.Reply(request, reply);
        }
        catch (Exception failure)
        {
            Log(request.Type, failure);
            if (request.Type.EndsWith("_request", StringComparison.Ordinal)) _publisher.Reply(request, Refusal(failure));
        }

        _publisher.Status(request, "idle");
        if (request.Type == "shutdown_request") _stopped.TrySetResult();
    }

    private static void Cancel(CancellationTokenSource running)
    {
        try
        {
            running.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It ended by itself meanwhile.
        }
    }

    private static JsonObject Refusal(Exception failure)
    {
        JsonObject reply = JupyterJson.Error(failure.GetType().Name, failure.Message, [failure.Message]);
        reply["status"] = "error";
        return reply;
    }

    private void Try(string doing, Action action)
    {
        try
        {
            action();
        }
        catch (Exception failure)
        {
            Log(doing, failure);
        }
    }

    private void Log(string doing, Exception failure) =>
        _log.WriteLine($"csa kernel: {doing}: {(failure is MalformedMessageException ? failure.Message : failure.ToString())}");

    /// <summary>A message and its place in the order of arrival.</summary>
    private sealed record Arrival(WireMessage Message, long Number);
}
