using System.Text.Json.Nodes;

namespace Csa.Book.Documents;

/// <summary>Reads one cell of an .ipynb file.</summary>
internal static class CellReader
{
    /// <summary>The cell.</summary>
    /// <param name="node">Its JSON.</param>
    /// <param name="fields">Names the cell in errors.</param>
    /// <param name="notebookLanguage">The language of cells that do not name one.</param>
    public static Cell Read(JsonNode? node, NotebookFields fields, string notebookLanguage)
    {
        JsonObject cell = fields.Object(node, "a cell");
        string type = fields.Text(cell, "cell_type"), source = fields.Lines(cell, "source");
        string? id = fields.OptionalText(cell, "id");
        Metadata metadata = fields.Metadata(cell, "metadata");
        return type switch
        {
            "markdown" => new MarkdownCell { Id = id, Source = source, Metadata = metadata, Attachments = fields.Metadata(cell, "attachments") },
            "raw" => new RawCell { Id = id, Source = source, Metadata = metadata, Attachments = fields.Metadata(cell, "attachments") },
            "code" => new CodeCell
            {
                Id = id,
                Source = source,
                Metadata = metadata,
                LanguageName = CellLanguages.OfFirstLine(source) ?? CellLanguages.OfCell(metadata) ?? notebookLanguage,
                ExecutionCount = fields.Number(cell, "execution_count"),
                Outputs = Outputs(cell, fields),
            },
            _ => throw fields.Wrong($"\"cell_type\" must be code, markdown or raw, is \"{type}\""),
        };
    }

    private static IReadOnlyList<NotebookOutput> Outputs(JsonObject cell, NotebookFields fields) => cell["outputs"] switch
    {
        null => [],
        JsonArray outputs => [.. outputs.Select((output, index) => Output(output, fields.Inside($"output {index + 1}")))],
        _ => throw fields.Wrong("\"outputs\" must be a list"),
    };

    private static NotebookOutput Output(JsonNode? node, NotebookFields fields)
    {
        JsonObject output = fields.Object(node, "an output");
        string type = fields.Text(output, "output_type");
        return type switch
        {
            "stream" => new NotebookOutput(new CellOutput.Stream(fields.Lines(output, "text"), fields.OptionalText(output, "name") == "stderr")),
            "error" => new NotebookOutput(new CellOutput.Error(
                fields.Text(output, "ename"), fields.Text(output, "evalue"), fields.Texts(output["traceback"] as JsonArray ?? [], "traceback"), Line: null)),
            "display_data" => new NotebookOutput(new CellOutput.Display(Data(output, fields))) { Metadata = fields.Metadata(output, "metadata") },
            "execute_result" => new NotebookOutput(new CellOutput.Result(Data(output, fields)))
            {
                Metadata = fields.Metadata(output, "metadata"),
                ExecutionCount = fields.Number(output, "execution_count"),
            },
            _ => throw fields.Wrong($"\"output_type\" must be stream, display_data, execute_result or error, is \"{type}\""),
        };
    }

    private static MimeBundle Data(JsonObject output, NotebookFields fields)
    {
        JsonObject data = fields.Object(output["data"], "\"data\"");
        return new MimeBundle(data.ToDictionary(
            entry => entry.Key, entry => MimeTypes.IsJson(entry.Key) ? CanonicalJson.Write(entry.Value) : fields.Lines(data, entry.Key)));
    }
}
