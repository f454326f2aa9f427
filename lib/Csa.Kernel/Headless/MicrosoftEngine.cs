using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Csa.Book.Documents;
using Csa.Data;
using Csa.Kernel.Engine;
using Csa.Notebook.Display;

namespace Csa.Kernel.Headless;

/// <summary>
/// Microsoft's notebook engine (<see cref="MicrosoftTool"/>) as a process that takes cells and gives their outputs, one line of JSON
/// each.
/// </summary>
/// <remarks>It cannot be interrupted: a cancelled cell ends the process.</remarks>
public sealed partial class MicrosoftEngine : ICellRunner, IDisposable
{
    private readonly Process process;
    private int last;

    /// <summary>Starts the process.</summary>
    /// <param name="folder">Its current directory: the notebook's folder, where <c>setup.dib</c> lies.</param>
    /// <exception cref="BadInputException">The tool has not been restored.</exception>
    public MicrosoftEngine(string folder)
    {
        string[] program = MicrosoftTool.Program();
        var start = new ProcessStartInfo(program[0], [.. program[1..], "stdio", "--working-dir", Path.GetFullPath(folder)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            WorkingDirectory = folder,
        };
        foreach ((string name, string value) in MicrosoftTool.Variables) start.Environment[name] = value;
        process = Process.Start(start)!;
    }

    /// <inheritdoc/>
    public async Task<CellOutcome> RunAsync(CellRequest cell, Action<CellOutput> show, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(cell);
        ArgumentNullException.ThrowIfNull(show);
        long started = Stopwatch.GetTimestamp();
        string token = $"cell-{++last}";
        var command = new JsonObject
        {
            ["token"] = token,
            ["commandType"] = "SubmitCode",
            ["command"] = new JsonObject { ["code"] = cell.Source, ["targetKernelName"] = CellLanguages.Name(cell.Language) },
        };
        await process.StandardInput.WriteLineAsync(command.ToJsonString().AsMemory(), cancellation).ConfigureAwait(false);
        await process.StandardInput.FlushAsync(cancellation).ConfigureAwait(false);
        while (await process.StandardOutput.ReadLineAsync(cancellation).ConfigureAwait(false) is string line)
        {
            // Between its events the tool writes lines that are no JSON.
            if (!line.StartsWith('{')) continue;
            using JsonDocument parsed = JsonDocument.Parse(line);
            if (!parsed.RootElement.TryGetProperty("eventType", out JsonElement type)) continue;
            JsonElement content = parsed.RootElement.GetProperty("event");
            if (OutputOf(type.GetString()!, content) is CellOutput output) show(output);
            if (!parsed.RootElement.TryGetProperty("command", out JsonElement cause) || cause.ValueKind != JsonValueKind.Object || cause.GetProperty("token").GetString() != token) continue;
            if (type.GetString() == "CommandSucceeded") return new CellOutcome(null, Stopwatch.GetElapsedTime(started));
            if (type.GetString() != "CommandFailed") continue;
            CellOutput.Error error = ErrorOf(content.GetProperty("message").GetString() ?? "");
            show(error);
            return new CellOutcome(error, Stopwatch.GetElapsedTime(started));
        }

        cancellation.ThrowIfCancellationRequested();
        throw new BadInputException("Microsoft's notebook engine ended in the middle of a cell; what it said last stands above");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // It does not end with its input: left alone it would keep a core busy for ever.
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        process.Dispose();
    }

    private static CellOutput? OutputOf(string type, JsonElement content) => type switch
    {
        "StandardOutputValueProduced" => new CellOutput.Stream(Forms(content).Content["text/plain"], IsError: false),
        "StandardErrorValueProduced" => new CellOutput.Stream(Forms(content).Content["text/plain"], IsError: true),
        "DisplayedValueProduced" => new CellOutput.Display(Forms(content), content.GetProperty("valueId").GetString()),
        "DisplayedValueUpdated" => new CellOutput.Display(Forms(content), content.GetProperty("valueId").GetString(), IsUpdate: true),
        "ReturnValueProduced" => new CellOutput.Result(Forms(content)),
        _ => null,
    };

    private static MimeBundle Forms(JsonElement content)
    {
        Dictionary<string, string> forms = content.GetProperty("formattedValues").EnumerateArray()
            .ToDictionary(form => form.GetProperty("mimeType").GetString()!, form => form.GetProperty("value").GetString()!);
        ValueFormats.DropFramedText(forms);
        return new MimeBundle(forms);
    }

    // "System.FormatException: message", then where it was thrown; a compiler's "(1,9): error CS0029: …"; or a sentence.
    private static CellOutput.Error ErrorOf(string message)
    {
        string[] lines = message.ReplaceLineEndings("\n").Split('\n');
        Match exception = Thrown().Match(lines[0]);
        if (exception.Success) return new CellOutput.Error(exception.Groups["name"].Value, exception.Groups["message"].Value, lines, Line: null);
        return new CellOutput.Error(Compiler().IsMatch(message) ? "CompilationError" : "Error", message, lines, Line: null);
    }

    [GeneratedRegex(@"^(?:\w+\.)*(?<name>\w+): (?<message>.*)$")]
    private static partial Regex Thrown();

    [GeneratedRegex(@"\b(?:error CS\d|typecheck error|parse error)")]
    private static partial Regex Compiler();
}
