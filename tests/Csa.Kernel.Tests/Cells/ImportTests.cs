using Csa.Cli.Notebooks;
using Xunit;

namespace Csa.Kernel.Tests.Cells;

/// <summary><c>#!import</c>, with which every notebook of this repository begins.</summary>
[Collection(EngineCollection.Name)]
public sealed class ImportTests(EngineFixture notebook) : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task An_imported_notebook_runs_as_if_it_stood_in_the_cell()
    {
        folder.Write("helpers.dib", "#!csharp\nint importedTwice(int x) => 2 * x;\nConsole.Write(\"C#\");\n#!markdown\n# Prose\n#!fsharp\nlet importedThrice x = 3 * x\n7");
        CellRun run = (await Run("#!import helpers.dib\nimportedTwice(4)")).Succeeded();
        Assert.Equal(("C#", "8"), (run.Printed, run.Text));
        Assert.Equal("15", (await Run("#!fsharp\nimportedThrice 5")).Succeeded().Text);
    }

    [Fact]
    public async Task A_failure_in_an_imported_notebook_names_file_cell_and_line()
    {
        folder.Write("bad.dib", "#!csharp\nint ok = 1;\n#!fsharp\nlet a = 1\nprintfn \"%d\" (failwith \"meant\")");
        CellRun run = await Run("int before = 1;\n#!import bad.dib");
        Assert.Equal(("MagicError", 2), (run.Error.Name, run.Error.Line!.Value));
        Assert.Equal("#!import: bad.dib cell 2, line 3: Exception: meant", run.Error.Message);
        Assert.Equal("3", (await Run("1 + 2")).Succeeded().Text);
    }

    [Fact]
    public async Task Imports_that_cannot_be_followed_are_refused_in_one_line()
    {
        folder.Write("ring.dib", "#!csharp\n#!import ring.dib");
        folder.Write("shell.dib", "#!pwsh\nls");
        folder.Write("text.txt", "1");
        Assert.EndsWith("ring.dib imports itself", (await Run("#!import ring.dib")).Error.Message);
        Assert.Contains("shell.dib cell 1 is pwsh", (await Run("#!import shell.dib")).Error.Message);
        Assert.Contains("absent.dib", (await Run("#!import absent.dib")).Error.Message);
        Assert.Contains("text.txt", (await Run("#!import text.txt")).Error.Message);
        Assert.Contains("unknown magic", (await Run("#!import")).Error.Message);
    }

    [Fact]
    public async Task The_cell_that_begins_every_notebook_is_harmless_here()
    {
        CellRun run = (await CellRun.OfAsync(notebook.Engine, "#!import setup.dib", folder: NotebookFolder.Find())).Succeeded();
        Assert.Empty(run.Outputs);
    }

    private Task<CellRun> Run(string source) => CellRun.OfAsync(notebook.Engine, source, folder: folder.Path);
}
