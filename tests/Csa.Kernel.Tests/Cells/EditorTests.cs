using Csa.Book.Documents;
using Csa.Kernel.Engine;
using Csa.Kernel.Languages;
using Xunit;

namespace Csa.Kernel.Tests.Cells;

[Collection(EngineCollection.Name)]
public class EditorTests(EngineFixture notebook)
{
    [Fact]
    public async Task C_sharp_members_are_completed_with_their_types()
    {
        (await notebook.RunAsync("var editorText = \"abc\";")).Succeeded();
        (Completion completion, string cell) = await CompleteAsync("var n = 1;\neditorText.Sub|(1)");
        CompletionItem item = Assert.Single(completion.Items);
        Assert.Equal(("Substring", "Method"), (item.Text, item.Kind));
        Assert.Contains("string string.Substring(int startIndex)", item.Detail);
        Assert.Equal("Sub", cell[completion.Start..completion.End]);
    }

    [Fact]
    public async Task C_sharp_variables_of_this_and_earlier_cells_are_completed()
    {
        (await notebook.RunAsync("var editorFirst = 1;")).Succeeded();
        (Completion completion, _) = await CompleteAsync("var editorSecond = 2;\nedito|");
        Assert.Superset(new HashSet<string> { "editorFirst", "editorSecond" }, completion.Items.Select(item => item.Text).ToHashSet());
    }

    [Fact]
    public async Task F_sharp_members_are_completed_with_their_types()
    {
        (await notebook.RunAsync("#!fsharp\nlet editorList = [ 1 ]")).Succeeded();
        (Completion completion, string cell) = await CompleteAsync("#!fsharp\nlet m = 1\nList.mapi|");
        Assert.Contains(completion.Items, item => item.Text == "mapi2" && item.Detail!.Contains("'T1 list"));
        Assert.Equal("mapi", cell[completion.Start..completion.End]);
        (completion, _) = await CompleteAsync("#!fsharp\neditorList.|");
        Assert.Contains(completion.Items, item => item.Text == "Length");
    }

    [Theory]
    [InlineData("Inpainter|", "class Csa.Inpainting.Inpainter", "Fills holes")]
    [InlineData("Console.Write|Line(\"x\")", "void Console.WriteLine(string", "line terminator")]
    [InlineData("#!fsharp\nImageFile.Rea|d", "ImageFile.Read", "path")]
    [InlineData("#!fsharp\nlet z = List.ma|p id [ 1 ]", "val map:", "'U list")]
    [InlineData("#!fsharp\n/// Adds one.\nlet editorAdd x = x + 1\neditorAd|d 1", "val editorAdd: x: int -> int", "Adds one.")]
    public async Task Signature_and_documentation_are_shown(string cell, string signature, string words)
    {
        int cursor = cell.IndexOf('|', StringComparison.Ordinal);
        MimeBundle? shown = await notebook.Engine.InspectAsync(new CellRequest { Source = cell.Remove(cursor, 1) }, cursor);
        Assert.Contains(signature, shown?.Content["text/plain"]);
        Assert.Contains(words, shown?.Content["text/plain"]);
    }

    [Fact]
    public async Task Nothing_is_known_of_nothing()
    {
        Assert.Null(await notebook.Engine.InspectAsync(new CellRequest { Source = "  " }, 1));
        Assert.Null(await notebook.Engine.InspectAsync(new CellRequest { Source = "#!fsharp\n  " }, 10));
        Assert.NotNull(await notebook.Engine.CompleteAsync(new CellRequest { Source = "#!sha" }, 5));
    }

    [Theory]
    [InlineData("var x = 1;", Completeness.Complete)]
    [InlineData("for (int i = 0; i < 3; i++) {", Completeness.Incomplete)]
    [InlineData("var x = );", Completeness.Invalid)]
    [InlineData("#!fsharp\nlet x = 1", Completeness.Complete)]
    [InlineData("#!fsharp\nlet x =", Completeness.Incomplete)]
    [InlineData("#!fsharp\nlet x = [ 1;", Completeness.Incomplete)]
    [InlineData("#!fsharp\nlet x = \"abc", Completeness.Incomplete)]
    [InlineData("#!fsharp\nlet ) = 1\nlet y = 2", Completeness.Invalid)]
    public void Whether_a_cell_is_complete_is_known(string cell, Completeness expected) =>
        Assert.Equal(expected, notebook.Engine.IsComplete(new CellRequest { Source = cell }));

    private async Task<(Completion Completion, string Cell)> CompleteAsync(string marked)
    {
        int cursor = marked.IndexOf('|', StringComparison.Ordinal);
        string cell = marked.Remove(cursor, 1);
        return (await notebook.Engine.CompleteAsync(new CellRequest { Source = cell }, cursor), cell);
    }
}
