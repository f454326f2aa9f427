using System.Text.Json;
using System.Text.Json.Nodes;
using Csa.Data;
using Csa.Data.Files;

namespace Csa.Book.Documents;

/// <summary>Reads notebooks: nbformat 4.0 … 4.5 of Jupyter and VS Code (.ipynb), and the text form of Polyglot Notebooks (.dib).</summary>
public static class NotebookReader
{
    internal const int Major = 4, NewestMinor = 5;
    private const int LargestBytes = 256 << 20;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 64, AllowDuplicateProperties = false };

    /// <summary>Reads a file.</summary>
    /// <param name="path">.ipynb or .dib, at most 256 MB.</param>
    /// <exception cref="BadInputException">It is absent or no notebook; the message says what is wrong and where.</exception>
    public static NotebookDocument Load(string path)
    {
        string text = BoundedFile.ReadText(path, "a notebook (clear its outputs where it is too long)", LargestBytes);
        return Path.GetExtension(path).Equals(".dib", StringComparison.OrdinalIgnoreCase) ? DibReader.Parse(text, path) : Parse(text, path);
    }

    /// <summary>Reads the text of an .ipynb file.</summary>
    /// <param name="text">JSON.</param>
    /// <param name="name">Names the notebook in errors.</param>
    /// <exception cref="BadInputException">It is no notebook; the message says what is wrong and where.</exception>
    public static NotebookDocument Parse(string text, string name)
    {
        JsonObject root;
        try
        {
            using JsonDocument document = JsonDocument.Parse(text, Strict);
            root = new NotebookFields(name).Object(document.RootElement, "the file");
            // A text with half a surrogate pair is valid JSON but no text; better found here than while reading.
            _ = root.ToJsonString();
        }
        catch (JsonException failure)
        {
            throw new BadInputException($"{name}: no JSON, and so no notebook: {failure.Message}", failure);
        }
        catch (InvalidOperationException failure)
        {
            throw new BadInputException($"{name}: a text in it is not Unicode: {failure.Message}", failure);
        }

        return Read(root, new NotebookFields(name));
    }

    private static NotebookDocument Read(JsonObject root, NotebookFields fields)
    {
        int major = fields.Number(root, "nbformat") ?? throw fields.Wrong("\"nbformat\" is absent: JSON, but no notebook");
        int minor = fields.Number(root, "nbformat_minor") ?? 0;
        if (major != Major || minor is < 0 or > NewestMinor)
            throw fields.Wrong($"nbformat {major}.{minor}; 4.0 to 4.{NewestMinor} can be read: save it from Jupyter or with `jupyter nbconvert --to notebook`");

        Metadata metadata = fields.Metadata(root, "metadata");
        string language = CellLanguages.OfNotebook(metadata);
        JsonArray cells = root["cells"] as JsonArray ?? throw fields.Wrong("\"cells\" is absent or no list");
        return new NotebookDocument
        {
            Metadata = metadata,
            Cells = [.. cells.Select((cell, index) => CellReader.Read(cell, fields.Inside($"cell {index + 1}"), language))],
        };
    }
}
