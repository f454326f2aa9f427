using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Csa.Book.Documents;
using Csa.Kernel.Engine;
using Csa.Kernel.Languages;

namespace Csa.Kernel.Jupyter;

/// <summary>Answers the requests that run no cell.</summary>
/// <param name="engine">Knows the code.</param>
/// <param name="publisher">Answers comm_open.</param>
/// <param name="history">The cells that ran.</param>
internal sealed class QuickRequests(Lazy<INotebookEngine> engine, Publisher publisher, KernelHistory history)
{
    /// <summary>The reply to kernel_info_request: the kernel's name, language and protocol.</summary>
    /// <remarks>The language is C#, by its name in VS Code and Pygments; F# cells start with a magic.</remarks>
    public static JsonObject KernelInfo() => new()
    {
        ["status"] = "ok",
        ["protocol_version"] = WireFormat.ProtocolVersion,
        ["implementation"] = "csa",
        ["implementation_version"] = typeof(QuickRequests).Assembly.GetName().Version!.ToString(3),
        ["language_info"] = new JsonObject
        {
            ["name"] = "C#",
            ["version"] = "14.0",
            ["mimetype"] = "text/x-csharp",
            ["file_extension"] = ".cs",
            ["pygments_lexer"] = "csharp",
            ["codemirror_mode"] = "text/x-csharp",
        },
        ["banner"] = $"C# and F# on {RuntimeInformation.FrameworkDescription}, with Csa and TorchSharp; #!fsharp on its first line makes a cell F#",
        ["debugger"] = false,
        ["help_links"] = new JsonArray(),
    };

    /// <summary>Completions at the cursor, with the types of members.</summary>
    public async Task<JsonObject> CompleteAsync(WireMessage request, CancellationToken cancellation)
    {
        (CellRequest cell, int cursor) = AtCursor(request);
        Completion completion = await engine.Value.CompleteAsync(cell, cursor, cancellation).ConfigureAwait(false);
        int start = CodePoints.FromUtf16(cell.Source, completion.Start), end = CodePoints.FromUtf16(cell.Source, completion.End);
        return new()
        {
            ["status"] = "ok",
            ["matches"] = JupyterJson.Array(completion.Items.Select(item => item.Text)),
            ["cursor_start"] = start,
            ["cursor_end"] = end,
            ["metadata"] = new JsonObject
            {
                // The name is Jupyter's: JupyterLab, VS Code and IPython's own kernel agree on it.
                ["_jupyter_types_experimental"] = new JsonArray([.. completion.Items.Select(item => new JsonObject
                {
                    ["text"] = item.Text,
                    ["type"] = item.Kind,
                    ["signature"] = item.Detail ?? "",
                    ["start"] = start,
                    ["end"] = end,
                })]),
            },
        };
    }

    /// <summary>The signature and documentation of the symbol at the cursor.</summary>
    public async Task<JsonObject> InspectAsync(WireMessage request, CancellationToken cancellation)
    {
        (CellRequest cell, int cursor) = AtCursor(request);
        MimeBundle? found = await engine.Value.InspectAsync(cell, cursor, cancellation).ConfigureAwait(false);
        return new()
        {
            ["status"] = "ok",
            ["found"] = found is not null,
            ["data"] = found is null ? new JsonObject() : JupyterJson.Data(found),
            ["metadata"] = new JsonObject(),
        };
    }

    /// <summary>Tells whether a console should run the text or ask for another line.</summary>
    public JsonObject IsComplete(WireMessage request)
    {
        switch (engine.Value.IsComplete(Cell(request)))
        {
            case Completeness.Complete:
                return new() { ["status"] = "complete" };
            case Completeness.Incomplete:
                return new() { ["status"] = "incomplete", ["indent"] = "    " };
            default:
                return new() { ["status"] = "invalid" };
        }
    }

    /// <summary>Cells that ran in this session.</summary>
    public JsonObject History(WireMessage request)
    {
        bool output = request.Flag("output", absent: false);
        IReadOnlyList<HistoryEntry> found = request.Text("hist_access_type") switch
        {
            "tail" => history.Tail(request.Number("n") ?? int.MaxValue),
            "search" => history.Search(request.Text("pattern") ?? "*", request.Number("n"), request.Flag("unique", absent: false)),
            // Session 0 is this one; others are not kept.
            "range" when (request.Number("session") ?? 0) == 0 => history.Range(request.Number("start"), request.Number("stop")),
            "range" => [],
            string other => throw new MalformedMessageException($"history_request: want hist_access_type range, tail or search, got {other}"),
            null => throw new MalformedMessageException("history_request: want a hist_access_type"),
        };
        return new()
        {
            ["status"] = "ok",
            ["history"] = new JsonArray([.. found.Select(entry => new JsonArray(0, entry.Line, output ? new JsonArray(entry.Source, entry.Output) : entry.Source))]),
        };
    }

    /// <summary>The open comms: none, because this kernel has no widgets.</summary>
    public static JsonObject CommInfo() => new() { ["status"] = "ok", ["comms"] = new JsonObject() };

    /// <summary>Closes a comm that a client opened, because this kernel does not use comms.</summary>
    public void RefuseComm(WireMessage request) =>
        publisher.Publish("comm_close", request, new JsonObject { ["comm_id"] = request.RequiredText("comm_id"), ["data"] = new JsonObject() });

    private static CellRequest Cell(WireMessage request) => new() { Source = request.RequiredText("code"), Language = request.Language };

    private static (CellRequest Cell, int Cursor) AtCursor(WireMessage request)
    {
        CellRequest cell = Cell(request);
        return (cell, CodePoints.ToUtf16(cell.Source, request.Number("cursor_pos") ?? int.MaxValue));
    }
}

/// <summary>Converts cursor positions: Jupyter counts code points and .NET counts UTF-16 units, which differ after an emoji.</summary>
internal static class CodePoints
{
    /// <summary>The UTF-16 offset of a code point; positions outside the text move to its nearest end.</summary>
    public static int ToUtf16(string text, int codePoint)
    {
        int offset = 0;
        for (int seen = 0; seen < codePoint && offset < text.Length; seen++) offset += IsPairAt(text, offset) ? 2 : 1;
        return offset;
    }

    /// <summary>The number of code points before a UTF-16 offset; an offset inside one counts it.</summary>
    public static int FromUtf16(string text, int offset)
    {
        int codePoints = 0;
        for (int i = 0; i < offset && i < text.Length; i += IsPairAt(text, i) ? 2 : 1) codePoints++;
        return codePoints;
    }

    private static bool IsPairAt(string text, int offset) => offset + 1 < text.Length && char.IsSurrogatePair(text[offset], text[offset + 1]);
}
