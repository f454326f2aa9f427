using System.Text.Json;
using System.Text.Json.Nodes;
using Csa.Data;
using Csa.Data.Files;

namespace Csa.Book.Documents;

/// <summary>
/// Writes nbformat 4.5 byte for byte as Jupyter's nbformat does: keys sorted, one space of indent, texts as lists of lines,
/// pictures as one string of base64, a newline at the end. The result does not depend on the time or the machine.
/// </summary>
public static class NotebookWriter
{
    /// <summary>Where Python's str.splitlines breaks, and therefore nbformat.</summary>
    private const string Breaks = "\n\r\v\f\u001c\u001d\u001e\u0085\u2028\u2029";

    /// <summary>The file's text. Cells without an id, or with the id of an earlier cell, get one made from their own text.</summary>
    /// <param name="notebook">Any.</param>
    public static string Write(NotebookDocument notebook) => CanonicalJson.Write(new JsonObject
    {
        ["cells"] = new JsonArray([.. CellIds.Complete(notebook).Cells.Select(Cell)]),
        ["metadata"] = notebook.Metadata.Without("orig_nbformat").Without("orig_nbformat_minor").Without("signature").Copy(),
        ["nbformat"] = NotebookReader.Major,
        ["nbformat_minor"] = NotebookReader.NewestMinor,
    }) + "\n";

    /// <summary>Writes a file, whole or not at all.</summary>
    /// <param name="notebook">Any.</param>
    /// <param name="path">The target; its folder is made.</param>
    /// <exception cref="BadInputException">The file cannot be written.</exception>
    public static void Save(NotebookDocument notebook, string path) => AtomicFile.WriteText(path, Write(notebook));

    private static JsonNode Cell(Cell cell)
    {
        var json = new JsonObject
        {
            ["id"] = cell.Id,
            ["metadata"] = cell.Metadata.Without("trusted").Copy(),
            ["source"] = Lines(cell.Source),
        };
        switch (cell)
        {
            case CodeCell code:
                json["cell_type"] = "code";
                json["execution_count"] = code.ExecutionCount;
                json["outputs"] = new JsonArray([.. code.Outputs.Select(Output)]);
                break;
            case MarkdownCell markdown:
                json["cell_type"] = "markdown";
                AddAttachments(json, markdown.Attachments);
                break;
            case RawCell raw:
                json["cell_type"] = "raw";
                AddAttachments(json, raw.Attachments);
                break;
        }

        return json;
    }

    private static void AddAttachments(JsonObject cell, Metadata attachments)
    {
        if (!attachments.IsEmpty) cell["attachments"] = attachments.Copy();
    }

    private static JsonNode Output(NotebookOutput output) => output.Content switch
    {
        CellOutput.Stream stream => new JsonObject
        {
            ["output_type"] = "stream",
            ["name"] = stream.IsError ? "stderr" : "stdout",
            ["text"] = Lines(stream.Text),
        },
        CellOutput.Error error => new JsonObject
        {
            ["output_type"] = "error",
            ["ename"] = error.Name,
            ["evalue"] = error.Message,
            ["traceback"] = new JsonArray([.. error.Traceback.Select(line => (JsonNode)line)]),
        },
        CellOutput.Display display => new JsonObject
        {
            ["output_type"] = "display_data",
            ["data"] = Data(display.Data),
            ["metadata"] = output.Metadata.Copy(),
        },
        CellOutput.Result result => new JsonObject
        {
            ["output_type"] = "execute_result",
            ["execution_count"] = output.ExecutionCount,
            ["data"] = Data(result.Data),
            ["metadata"] = output.Metadata.Copy(),
        },
        _ => throw new ArgumentException($"a notebook file has no place for {output.Content.GetType().Name}"),
    };

    private static JsonObject Data(MimeBundle bundle)
    {
        var json = new JsonObject();
        foreach ((string type, string content) in bundle.Content)
        {
            json[type] = MimeTypes.IsJson(type) ? Parse(content) : MimeTypes.IsLines(type) ? Lines(content) : content;
        }

        return json;
    }

    private static JsonNode? Parse(string json)
    {
        try
        {
            return JsonNode.Parse(json);
        }
        catch (JsonException)
        {
            return json;
        }
    }

    /// <summary>Text as nbformat stores it: a list of lines, each with its line break; none of an empty text.</summary>
    private static JsonArray Lines(string text)
    {
        var lines = new JsonArray();
        int start = 0;
        while (start < text.Length)
        {
            int at = text.AsSpan(start).IndexOfAny(Breaks);
            int end = at < 0 ? text.Length : start + at + 1;
            if (at >= 0 && text[end - 1] == '\r' && end < text.Length && text[end] == '\n') end++;
            lines.Add(text[start..end]);
            start = end;
        }

        return lines;
    }
}
