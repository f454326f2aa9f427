using System.Text.Json;
using System.Text.Json.Nodes;
using Csa.Book.Documents;
using Csa.Kernel.Engine;

namespace Csa.Kernel.Jupyter;

/// <summary>Answers execute_request: runs the cell, sends its outputs, replies with its outcome.</summary>
/// <param name="engine">Runs cells.</param>
/// <param name="publisher">Takes the outputs.</param>
/// <param name="input">The console input of the cell.</param>
/// <param name="history">Remembers the cell.</param>
internal sealed class CellExecution(Lazy<INotebookEngine> engine, Publisher publisher, KernelInput input, KernelHistory history)
{
    private int _count;

    /// <summary>Runs the cell.</summary>
    /// <param name="request">An execute_request.</param>
    /// <param name="cancellation">Interrupts it.</param>
    /// <returns>The reply.</returns>
    public async Task<JsonObject> RunAsync(WireMessage request, CancellationToken cancellation)
    {
        string source = request.RequiredText("code");
        bool silent = request.Flag("silent", absent: false);
        bool remember = request.Flag("store_history", absent: !silent) && !silent;
        bool empty = string.IsNullOrWhiteSpace(source);
        if (remember && !empty) _count++;
        if (!silent) publisher.Publish("execute_input", request, new JsonObject { ["code"] = source, ["execution_count"] = _count });

        JsonObject reply = empty ? Done(new JsonObject()) : await RunAsync(request, source, silent, remember, cancellation).ConfigureAwait(false);
        reply["execution_count"] = _count;
        return reply;
    }

    private static JsonObject Done(JsonObject expressions) => new() { ["status"] = "ok", ["payload"] = new JsonArray(), ["user_expressions"] = expressions };

    private static JsonObject Failed(CellOutput.Error error)
    {
        JsonObject reply = JupyterJson.Error(error);
        reply["status"] = "error";
        return reply;
    }

    private async Task<JsonObject> RunAsync(WireMessage request, string source, bool silent, bool remember, CancellationToken cancellation)
    {
        using var sender = new CellOutputSender(publisher, request, _count);
        var cell = new CellRequest
        {
            Source = source,
            Language = request.Language,
            Name = $"cell {_count}",
            Input = input.Of(request, sender.Flush, cancellation),
        };
        CellOutcome outcome = await engine.Value.RunAsync(cell, silent ? _ => { } : sender.Show, cancellation).ConfigureAwait(false);
        if (remember) history.Add(new(_count, source, sender.ResultText));
        return outcome.Error is { } error ? Failed(error) : Done(await EvaluateAsync(request, cell, cancellation).ConfigureAwait(false));
    }

    private async Task<JsonObject> EvaluateAsync(WireMessage request, CellRequest cell, CancellationToken cancellation)
    {
        var values = new JsonObject();
        if (!request.Content.TryGetProperty("user_expressions", out JsonElement expressions) || expressions.ValueKind != JsonValueKind.Object) return values;
        foreach (JsonProperty expression in expressions.EnumerateObject())
        {
            MimeBundle value = MimeBundle.Text("");
            CellOutcome outcome = await engine.Value.RunAsync(
                cell with { Source = expression.Value.ToString(), Name = $"expression {expression.Name}" },
                output => value = output is CellOutput.Result result ? result.Data : value,
                cancellation).ConfigureAwait(false);
            values[expression.Name] = outcome.Error is { } error
                ? Failed(error)
                : new JsonObject { ["status"] = "ok", ["data"] = JupyterJson.Data(value), ["metadata"] = new JsonObject() };
        }

        return values;
    }
}
