using Csa.Book.Documents;

namespace Csa.Kernel.Tests;

/// <summary>A notebook with one of everything that the engine can show.</summary>
internal static class SampleNotebook
{
    /// <summary>4 x 3 pixels.</summary>
    public const string Png = "iVBORw0KGgoAAAANSUhEUgAAAAQAAAADCAIAAAA7ljmRAAAAEklEQVR4nGP4z8AARwzEcQCukw/x0F8jngAAAABJRU5ErkJggg==";

    public static NotebookDocument Create() => Number(new NotebookDocument
    {
        Metadata = NotebookDocument.CSharpMetadata,
        Cells =
        [
            new MarkdownCell { Id = "claim", Source = "# A sample\n\nÄ, 漢 and 😀 with\u2028a separator.\n" },
            Code(CellLanguage.CSharp, "Console.WriteLine(\"a\");\n1 + 1",
                new CellOutput.Stream("a\r\nb\n", IsError: false), new CellOutput.Stream("careful\n", IsError: true), new CellOutput.Result(MimeBundle.Text("2"))),
            Code(CellLanguage.FSharp, "display picture",
                new CellOutput.Display(new MimeBundle(new Dictionary<string, string> { ["image/png"] = Png, ["text/plain"] = "picture\n4 x 3" })),
                new CellOutput.Display(new MimeBundle(new Dictionary<string, string> { ["application/vnd.plotly.v1+json"] = "{\"a\":{},\"z\":[1.5]}", ["text/html"] = "<b>\n</b>" }))),
            Code(CellLanguage.CSharp, "throw new Exception(\"no\\tway\");",
                new CellOutput.Error("Exception", "no\tway", ["Exception: no\tway", "   at cell 4, line 1"], Line: null)),
            new RawCell { Id = "raw", Source = "" },
        ],
    });

    private static CodeCell Code(CellLanguage language, string source, params CellOutput[] outputs) =>
        CodeCell.Create(language, source) with { Outputs = [.. outputs.Select(output => new NotebookOutput(output))] };

    /// <summary>As the runner leaves it: cells named, numbered and hashed.</summary>
    private static NotebookDocument Number(NotebookDocument notebook)
    {
        IReadOnlyList<string> chain = SourceHash.Chain(notebook);
        int count = 0;
        return notebook with
        {
            Cells = [.. notebook.Cells.Select(cell => cell is CodeCell code ? code.Executed(code.Outputs, count + 1, chain[count++]) with { Id = $"code-{count}" } : cell)],
        };
    }
}
