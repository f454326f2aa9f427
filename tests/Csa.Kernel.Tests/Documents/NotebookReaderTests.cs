using Csa.Book.Documents;
using Csa.Data;
using Xunit;

namespace Csa.Kernel.Tests.Documents;

public class NotebookReaderTests
{
    [Theory]
    [InlineData("""{}""", """{}""", "1", "csharp")]
    [InlineData("""{}""", """{}""", "#!fsharp\n1", "fsharp")]
    [InlineData("""{}""", """{"vscode":{"languageId":"fsharp"}}""", "1", "fsharp")]
    [InlineData("""{}""", """{"dotnet_interactive":{"language":"fsharp"},"polyglot_notebook":{"kernelName":"csharp"}}""", "1", "fsharp")]
    [InlineData("""{}""", """{"polyglot_notebook":{"kernelName":"pwsh"}}""", "1", "pwsh")]
    [InlineData("""{"language_info":{"name":"F#"}}""", """{}""", "1", "fsharp")]
    [InlineData("""{"kernelspec":{"name":".net-fsharp","language":"F#","display_name":""},"language_info":{"name":"polyglot-notebook"}}""", """{}""", "1", "fsharp")]
    [InlineData("""{"kernelspec":{"name":"python3","language":"python","display_name":""}}""", """{}""", "1", "python")]
    [InlineData("""{"language_info":{"name":"polyglot-notebook"}}""", """{}""", "1", "csharp")]
    public void A_cells_language_comes_from_its_line_its_metadata_or_the_notebook(string notebook, string cell, string source, string expected)
    {
        string text = $$"""
            {"nbformat":4,"nbformat_minor":2,"metadata":{{notebook}},
             "cells":[{"cell_type":"code","metadata":{{cell}},"execution_count":null,"outputs":[],"source":"{{source.Replace("\n", "\\n")}}"}]}
            """;
        CodeCell read = Assert.Single(NotebookReader.Parse(text, "a").CodeCells);
        Assert.Equal(expected, read.LanguageName);
        Assert.Equal(expected switch { "csharp" => CellLanguage.CSharp, "fsharp" => CellLanguage.FSharp, _ => null }, read.Language);
    }

    [Theory]
    [InlineData("print('hello')", "a.ipynb: no JSON")]
    [InlineData("[]", "a.ipynb: the file must be a JSON object, is a list")]
    [InlineData("{}", "a.ipynb: \"nbformat\" is absent")]
    [InlineData("""{"nbformat":3,"worksheets":[]}""", "a.ipynb: nbformat 3.0; 4.0 to 4.5 can be read")]
    [InlineData("""{"nbformat":4,"nbformat_minor":9,"cells":[]}""", "a.ipynb: nbformat 4.9; 4.0 to 4.5 can be read")]
    [InlineData("""{"nbformat":4,"nbformat_minor":5,"metadata":{}}""", "a.ipynb: \"cells\" is absent or no list")]
    [InlineData("""{"nbformat":4,"cells":[7]}""", "a.ipynb: cell 1: a cell must be a JSON object, is a number")]
    [InlineData("""{"nbformat":4,"cells":[{"cell_type":"code"}]}""", "a.ipynb: cell 1: \"source\" is absent")]
    [InlineData("""{"nbformat":4,"cells":[{"cell_type":"code","source":{}}]}""", "a.ipynb: cell 1: \"source\" must be a text, is an object")]
    [InlineData("""{"nbformat":4,"cells":[{"cell_type":"code","source":[1]}]}""", "a.ipynb: cell 1: \"source\" must hold texts only, holds a number")]
    [InlineData("""{"nbformat":4,"cells":[{"cell_type":"heading","source":""}]}""", "a.ipynb: cell 1: \"cell_type\" must be code, markdown or raw, is \"heading\"")]
    [InlineData("""{"nbformat":4,"cells":[{"cell_type":"code","source":"","outputs":[{"output_type":"pyout"}]}]}""", "a.ipynb: cell 1: output 1: \"output_type\" must be")]
    [InlineData("""{"nbformat":4,"cells":[{"cell_type":"code","source":"","outputs":[{"output_type":"display_data"}]}]}""", "a.ipynb: cell 1: output 1: \"data\" must be a JSON object, is null")]
    [InlineData("""{"nbformat":4,"nbformat":4,"cells":[]}""", "a.ipynb: no JSON")]
    [InlineData("""{"nbformat":4,"cells":[{"cell_type":"raw","source":"\ud83d"}]}""", "a.ipynb: a text in it is not Unicode")]
    public void A_bad_file_is_told_in_one_line(string text, string expected)
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("a.ipynb", text), message = Assert.Throws<BadInputException>(() => NotebookReader.Load(path)).Message;
        Assert.StartsWith(expected, message[(folder.Path.Length + 1)..]);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void Deep_and_huge_files_are_refused()
    {
        using var folder = new TemporaryFolder();
        string deep = folder.Write("deep.ipynb", string.Concat(Enumerable.Repeat("[", 100_000)));
        Assert.Contains("depth", Assert.Throws<BadInputException>(() => NotebookReader.Load(deep)).Message);
        using (FileStream huge = File.Create(folder.At("huge.ipynb"))) huge.SetLength(300L << 20);
        Assert.Contains("at most 256 MB", Assert.Throws<BadInputException>(() => NotebookReader.Load(folder.At("huge.ipynb"))).Message);
        Assert.Contains("cannot be read", Assert.Throws<BadInputException>(() => NotebookReader.Load(folder.At("absent.ipynb"))).Message);
        Assert.Contains("this is a folder", Assert.Throws<BadInputException>(() => NotebookReader.Load(folder.Path)).Message);
        if (!OperatingSystem.IsLinux()) return;
        File.CreateSymbolicLink(folder.At("endless.ipynb"), "/dev/zero");
        Assert.Contains("a device or a pipe", Assert.Throws<BadInputException>(() => NotebookReader.Load(folder.At("endless.ipynb"))).Message);
    }

    /// <summary>Each tried every id of those before it: minutes for what now takes no time to speak of.</summary>
    [Fact]
    public void Many_cells_alike_get_their_ids_in_one_pass()
    {
        var cells = Enumerable.Repeat(new MarkdownCell { Source = "" }, 20_000);
        NotebookDocument read = NotebookReader.Parse(NotebookWriter.Write(new NotebookDocument { Cells = [.. cells] }), "a");
        Assert.Equal(20_000, read.Cells.Select(cell => cell.Id).Distinct().Count());
    }

    [Fact]
    public void Polyglot_text_files_are_read()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("a.dib", "#!meta\r\n{\"kernelInfo\":{}}\r\n\r\n#!markdown\r\n\r\n# Title\r\n\r\n#!csharp\r\n\r\nvar x = 1;\r\n#!share --from fsharp y\r\n\r\n#!fsharp\r\nlet y = 2\r\n#!pwsh\r\nls\r\n");
        NotebookDocument notebook = NotebookReader.Load(path);
        Assert.Equal(["# Title", "var x = 1;\n#!share --from fsharp y", "#!fsharp\nlet y = 2", "#!pwsh\nls"], notebook.Cells.Select(cell => cell.Source));
        Assert.Equal(["csharp", "fsharp", "pwsh"], notebook.CodeCells.Select(cell => cell.LanguageName));
        Assert.Equal(notebook.CodeCells.Select(cell => cell.LanguageName), NotebookReader.Parse(NotebookWriter.Write(notebook), "a").CodeCells.Select(cell => cell.LanguageName));
    }

    [SkippableFact]
    public void Notebooks_of_Jupyter_are_read_and_written_as_Jupyter_would()
    {
        using var folder = new TemporaryFolder();
        // Found without importing it, which takes seconds.
        string found = Python.Run("nbformat", """
            import glob, importlib.util, os
            client = importlib.util.find_spec("nbclient")
            if client: print("\n".join(glob.glob(os.path.join(os.path.dirname(client.origin), "tests", "files", "*.ipynb"))))
            """);
        string[] files = found.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Skip.If(files.Length == 0, "no nbclient with its sample notebooks here: Debian's package is python3-nbclient");
        foreach (string file in files) NotebookWriter.Save(NotebookReader.Load(file), folder.At(Path.GetFileName(file)));
        Python.Run("nbformat", """
            import sys, glob, nbformat
            for file in glob.glob(sys.argv[1] + "/*.ipynb"):
                text = open(file, encoding="utf-8").read()
                notebook = nbformat.reads(text, as_version=4)
                assert nbformat.writes(notebook) + "\n" == text, file
            """, folder.Path);
    }
}
