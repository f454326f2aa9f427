using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using Csa.Book.Documents;

namespace Csa.Kernel.Jupyter;

/// <summary>Sends a cell's outputs as messages; printed text goes out soon, in few large pieces.</summary>
/// <param name="publisher">The receiver of the messages.</param>
/// <param name="request">The request whose outputs these are.</param>
/// <param name="count">The cell's execution count.</param>
internal sealed class CellOutputSender(Publisher publisher, WireMessage request, int count) : IDisposable
{
    // A message costs about 50 microseconds here and more in a browser; people see no delay of 50 milliseconds.
    private const int Piece = 1 << 18;
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(50);

    // What a Python client reads in a second here. A loop that prints without end is slowed to this: its text must not fill the memory.
    private const double CharactersPerSecond = 20e6;

    private readonly Lock _lock = new();
    private readonly StringBuilder _text = new();
    private Timer? _timer;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private bool _isError;
    private bool _ended;
    private long _sent;

    /// <summary>The result's plain text, or null if the cell has none.</summary>
    public string? ResultText { get; private set; }

    /// <summary>Sends an output, after what was shown before it.</summary>
    public void Show(CellOutput output)
    {
        lock (_lock)
        {
            if (output is CellOutput.Stream stream)
            {
                Append(stream);
                return;
            }

            SendText(all: true);
            (string type, JsonObject content) = Message(output);
            publisher.Publish(type, request, content);
        }
    }

    /// <summary>Sends the text that is still waiting.</summary>
    public void Flush()
    {
        lock (_lock) SendText(all: true);
    }

    /// <summary>Sends what is waiting; later text, from threads that the cell left behind, is sent at once.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            SendText(all: true);
            _ended = true;
            _timer?.Dispose();
        }
    }

    private void Append(CellOutput.Stream stream)
    {
        if (stream.IsError != _isError) SendText(all: true);
        _isError = stream.IsError;
        bool first = _text.Length == 0;
        _text.Append(stream.Text);
        if (_ended || _text.Length >= Piece) SendText(all: _ended);
        else if (first) (_timer ??= new Timer(_ => SendSoon())).Change(Patience, Timeout.InfiniteTimeSpan);
    }

    private void SendSoon()
    {
        lock (_lock) SendText(all: false);
    }

    private void SendText(bool all)
    {
        // Half of a character waits for its other half, which comes with the next text.
        int length = !all && _text.Length > 0 && char.IsHighSurrogate(_text[^1]) ? _text.Length - 1 : _text.Length;
        if (length == 0) return;
        publisher.Publish("stream", request, new JsonObject { ["name"] = _isError ? "stderr" : "stdout", ["text"] = _text.ToString(0, length) });
        _text.Remove(0, length);
        _sent += length;
        TimeSpan early = TimeSpan.FromSeconds(_sent / CharactersPerSecond) - _clock.Elapsed;
        if (early > Patience) Thread.Sleep(early);
    }

    private (string Type, JsonObject Content) Message(CellOutput output)
    {
        switch (output)
        {
            case CellOutput.Display display:
                var transient = new JsonObject();
                if (display.DisplayId is { } id) transient["display_id"] = id;
                return (display.IsUpdate ? "update_display_data" : "display_data", new JsonObject
                {
                    ["data"] = JupyterJson.Data(display.Data),
                    ["metadata"] = new JsonObject(),
                    ["transient"] = transient,
                });
            case CellOutput.Result result:
                ResultText = result.Data.Content.GetValueOrDefault("text/plain");
                return ("execute_result", new JsonObject
                {
                    ["execution_count"] = count,
                    ["data"] = JupyterJson.Data(result.Data),
                    ["metadata"] = new JsonObject(),
                });
            case CellOutput.Error error:
                return ("error", JupyterJson.Error(error));
            default:
                throw new ArgumentException($"want one of the outputs of nbformat, got {output.GetType().Name}", nameof(output));
        }
    }
}
