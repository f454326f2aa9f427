using Csa.Book.Documents;
using Xunit;

namespace Csa.Kernel.Tests.Cells;

[Collection(EngineCollection.Name)]
public class SharingTests(EngineFixture notebook)
{
    [Fact]
    public async Task C_sharp_values_reach_F_sharp_by_reference_with_their_types()
    {
        (await notebook.RunAsync("var shared = new List<Dictionary<string, int[]>>(); IEnumerable<int> some = new[] { 1, 2 }.Select(x => x); var pair = (1, \"a\");")).Succeeded();
        const string source = """
            #!fsharp
            #!share --from csharp shared
            #!share --from csharp some --as several
            #!share --from csharp pair
            shared.Add(Dictionary(dict [ "k", [| Seq.sum several |] ]))
            let struct (number, text) = pair
            number + text.Length
            """;
        Assert.Equal("2", (await notebook.RunAsync(source)).Succeeded().Text);
        Assert.Equal("3", (await notebook.RunAsync("shared[0][\"k\"][0]")).Succeeded().Text);
    }

    [Fact]
    public async Task F_sharp_values_reach_C_sharp_by_reference_with_their_types()
    {
        (await notebook.RunAsync("#!fsharp\ntype Point = { X: int; mutable Y: int }\nlet point = { X = 1; Y = 2 }\nlet add = (+) 1\nlet grid = array2D [ [ 1.0; 2.0 ] ]")).Succeeded();
        const string source = """
            #!share --from fsharp point
            #!share --from fsharp add
            #!share --from fsharp grid
            point.Y = add.Invoke(point.X) + grid.GetLength(1);
            """;
        (await notebook.RunAsync(source)).Succeeded();
        Assert.Equal("4", (await notebook.RunAsync("#!fsharp\npoint.Y")).Succeeded().Text);
    }

    [Fact]
    public async Task A_tensor_is_the_same_tensor_in_both()
    {
        (await notebook.RunAsync("var weights = zeros(2);\n#!fsharp\n#!share --from csharp weights\nweights.add_(torch.tensor 3.0f) |> ignore")).Succeeded();
        Assert.Equal("3", (await notebook.RunAsync("weights[0].item<float>()")).Succeeded().Text);
    }

    [Fact]
    public async Task A_wrong_type_is_a_compile_error()
    {
        await notebook.RunAsync("var whole = 1;");
        Assert.Equal("CompilationError", (await notebook.RunAsync("#!fsharp\n#!share --from csharp whole\nwhole + 1.0")).Error.Name);
    }

    [Fact]
    public async Task Both_languages_see_one_copy_of_each_assembly()
    {
        foreach (string type in new[] { "TorchSharp.torch", "Csa.Data.Images.RgbImage", "Csa.Figures.Figure", "Plotly.NET.GenericChart", "Csa.Notebook.Cell", "Microsoft.FSharp.Core.Unit" })
        {
            await notebook.RunAsync($"var typeA = typeof({type});");
            CellRun run = await notebook.RunAsync($"#!fsharp\n#!share --from csharp typeA\nobj.ReferenceEquals(typeA, typeof<{type}>)");
            Assert.Equal("true", run.Succeeded().Text);
        }
    }

    [Fact]
    public async Task Several_parts_of_a_cell_run_in_order()
    {
        CellRun run = await notebook.RunAsync("var first = 1;\nfirst\n#!fsharp\n#!share --from csharp first\nlet second = first + 1\n#!csharp\n#!share --from fsharp second\nsecond + 1");
        Assert.Equal("3", run.Succeeded().Text);
        Assert.Equal(2, run.Outputs.Count);
    }

    [Theory]
    [InlineData("#!nonsense", "unknown magic '#!nonsense'")]
    [InlineData("#!share --from csharp", "want #!share --from")]
    [InlineData("#!share --from csharp x", "is in this language already")]
    [InlineData("#!share --from fsharp nowhere", "F# has no value 'nowhere'")]
    [InlineData("class Own { }\nvar own = new Own();\n#!fsharp\n#!share --from csharp own", "no name for the type Own")]
    [InlineData("#r \"nuget: Foo, 1.0\"", "restores no packages")]
    [InlineData("#r \"no/such.dll\"", "there is no file")]
    public async Task A_magic_that_cannot_be_followed_says_why(string source, string message)
    {
        CellOutput.Error error = (await notebook.RunAsync(source)).Error;
        Assert.Equal("MagicError", error.Name);
        Assert.Contains(message, error.Message);
        Assert.Equal(source.Split('\n').Length, error.Line);
    }
}
