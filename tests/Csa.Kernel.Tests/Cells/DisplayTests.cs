using System.Text.Json;
using Csa.Book.Documents;
using Xunit;

namespace Csa.Kernel.Tests.Cells;

[Collection(EngineCollection.Name)]
public class DisplayTests(EngineFixture notebook)
{
    [Theory]
    [InlineData("new[] { 1, 2 }", "[ 1, 2 ]")]
    [InlineData("\"text\"", "text")]
    [InlineData("string none = null; none", "null")]
    [InlineData("#!fsharp\n(1, \"a\")", "(1, \"a\")")]
    [InlineData("#!fsharp\n[| 1.5 |]", "[|1.5|]")]
    [InlineData("#!fsharp\nSome 1, (None : int option)", "(Some 1, None)")]
    [InlineData("#!fsharp\n(None : int option)", "None")]
    [InlineData("#!fsharp\nMap [ 1, \"one\" ]", "map [(1, \"one\")]")]
    public async Task Plain_values_are_plain_text(string source, string text)
    {
        IReadOnlyDictionary<string, string> shown = (await notebook.RunAsync(source)).Succeeded().Result!;
        Assert.Equal(text, shown["text/plain"]);
        Assert.Single(shown);
    }

    [Fact]
    public async Task Objects_are_tables_without_a_style_sheet_each()
    {
        string html = (await notebook.RunAsync("new { Displayed = 1 }")).Succeeded().Result!["text/html"];
        Assert.Contains("Displayed", html);
        Assert.DoesNotContain("<style>", html);
    }

    [Fact]
    public async Task Sequences_of_records_of_plain_values_are_tables()
    {
        IReadOnlyDictionary<string, string> shown = (await notebook.RunAsync("new[] { \"a<b\", \"c\" }.Select((name, i) => new { name, weight = i + 0.5 })")).Succeeded().Result!;
        Assert.Equal("name  weight\na<b      0.5\nc        1.5", shown["text/plain"].ReplaceLineEndings("\n"));
        Assert.Contains("<td style=\"text-align:left\">a&lt;b</td><td style=\"text-align:right\">0.5</td>", shown["text/html"]);
        shown = (await notebook.RunAsync("Enumerable.Range(0, 101).Select(i => new { i, square = i * i })")).Succeeded().Result!;
        Assert.EndsWith("99    9801\n…", shown["text/plain"].ReplaceLineEndings("\n"));
        shown = (await notebook.RunAsync("new[] { new { Name = \"x\", Inner = new object() } }")).Succeeded().Result!;
        Assert.DoesNotContain("text-align:right", shown["text/html"]);
    }

    [Fact]
    public async Task Displays_are_shown_in_order_and_updated()
    {
        CellRun run = (await notebook.RunAsync("var shown = display(\"one\"); Console.Write(\"between\"); shown.Update(\"two\"); \"three\".Display();")).Succeeded();
        Assert.Collection(
            run.Outputs,
            one => Assert.Equal("one", Assert.IsType<CellOutput.Display>(one).Data.Content["text/plain"]),
            one => Assert.Equal("between", Assert.IsType<CellOutput.Stream>(one).Text),
            one => Assert.True(Assert.IsType<CellOutput.Display>(one).IsUpdate),
            one => Assert.False(Assert.IsType<CellOutput.Display>(one).IsUpdate));
        Assert.Equal(((CellOutput.Display)run.Outputs[0]).DisplayId, ((CellOutput.Display)run.Outputs[2]).DisplayId);
    }

    [Fact]
    public async Task Displayed_in_F_sharp_too()
    {
        CellRun run = (await notebook.RunAsync("#!fsharp\nlet shown = display [ 1 ]\nshown.Update [ 2 ]\n\"x\".Display() |> ignore")).Succeeded();
        Assert.Equal(["[1]", "[2]", "x"], run.Outputs.Cast<CellOutput.Display>().Select(one => one.Data.Content["text/plain"]));
    }

    [Fact]
    public async Task An_image_is_a_PNG()
    {
        IReadOnlyDictionary<string, string> shown = (await notebook.RunAsync("new RgbImage(2, 1, new byte[] { 255, 0, 0, 0, 0, 255 })")).Succeeded().Result!;
        Assert.Equal("2x1 image", shown["text/plain"]);
        string path = Path.GetTempFileName();
        File.WriteAllBytes(path, Convert.FromBase64String(shown["image/png"]));
        Assert.Equal(new byte[] { 255, 0, 0, 0, 0, 255 }, Csa.Data.Images.ImageFile.Read(path).Pixels);
        Assert.Equal(shown["image/png"], (await notebook.RunAsync($"File.ReadAllBytes(@\"{path}\")")).Succeeded().Result!["image/png"]);
        File.Delete(path);
    }

    [Fact]
    public async Task A_tensor_is_its_shape_kind_range_and_corner()
    {
        IReadOnlyDictionary<string, string> shown = (await notebook.RunAsync("arange(12).reshape(2, 3, 2).to(float32) / 2")).Succeeded().Result!;
        Assert.Equal("[2, 3, 2] float32 on cpu, 0 … 5.5, mean 2.75; [0, :, :] is\n  0  0.5\n  1  1.5\n  2  2.5", shown["text/plain"]);
        Assert.Contains("<td style=\"text-align:right\">1.5</td>", shown["text/html"]);
        Assert.StartsWith("[2] float32 on cpu, 1 … 1, mean 1, 1 not finite", (await notebook.RunAsync("tensor(new[] { 1f, float.NaN })")).Succeeded().Text);
        Assert.Equal("[0] float32 on cpu", (await notebook.RunAsync("zeros(0)")).Succeeded().Text);
        Assert.Equal("[] int64 on cpu, 7 … 7, mean 7\n7", (await notebook.RunAsync("#!fsharp\ntorch.tensor 7L")).Succeeded().Text);
        Assert.EndsWith("…", (await notebook.RunAsync("zeros(20, 20)")).Succeeded().Text);
    }

    [Fact]
    public async Task To_html_is_html()
    {
        Assert.Equal("<i>h</i>", (await notebook.RunAsync("class Marked { public string ToHtml() => \"<i>h</i>\"; }\nnew Marked()")).Succeeded().Result!["text/html"]);
        Assert.Equal("<u>r</u>", (await notebook.RunAsync("Formatter.Register<Marked>(_ => \"<u>r</u>\", \"text/html\");\nnew Marked()")).Succeeded().Result!["text/html"]);
        Assert.Equal("<b>x</b>", (await notebook.RunAsync("HTML(\"<b>x</b>\")")).Succeeded().Result!["text/html"]);
        string fsharp = "#!fsharp\ntype Shown = { Value: int }\nFormatter.Register<Shown>((fun (s: Shown) -> $\"value {s.Value}\"), \"text/plain\")\n{ Value = 3 }";
        Assert.Equal("value 3", (await notebook.RunAsync(fsharp)).Succeeded().Text);
    }

    [Fact]
    public async Task A_value_that_cannot_be_shown_fails_its_cell_where_it_went_wrong()
    {
        CellOutput.Error picture = (await notebook.RunAsync("class Faulty { public string ToHtml() => throw new Exception(\"no picture\"); }\nnew Faulty()")).Error;
        Assert.Equal("no picture", picture.Message);

        CellOutput.Error lazy = (await notebook.RunAsync("new[] { 1, 0 }.Select(divisor =>\n    1 / divisor)")).Error;
        Assert.Equal(("DivideByZeroException", 2), (lazy.Name, lazy.Line));

        CellOutput.Error shown = (await notebook.RunAsync("int before = 1;\ndisplay(new[] { 1, 0 }.Select(divisor => 1 / divisor));")).Error;
        Assert.Equal(("DivideByZeroException", 2), (shown.Name, shown.Line));

        CellOutput.Error fsharp = (await notebook.RunAsync("#!fsharp\nseq { for divisor in [ 1; 0 ] do\n          yield 1 / divisor }")).Error;
        Assert.Equal("DivideByZeroException", fsharp.Name);
    }

    [Fact]
    public async Task One_chart_carries_the_library_and_none_the_network()
    {
        const string source = "#!fsharp\nlet chart = Chart.Point(xy = [ 1, 2; 3, 4 ], Name = \"</script>\")\nchart.Display() |> ignore\nchart";
        IReadOnlyDictionary<string, string>[] charts = Charts(await notebook.RunAsync(source));
        Assert.InRange(charts[0]["text/html"].Length, 1_000_000, 2_000_000);
        Assert.InRange(charts[1]["text/html"].Length, 1_000, 30_000);
        foreach (IReadOnlyDictionary<string, string> chart in charts)
        {
            Assert.DoesNotContain("http", chart["text/html"]);
            Assert.Equal(1, chart["text/html"].Split("</script>").Length - 1);
            using JsonDocument figure = JsonDocument.Parse(chart["application/vnd.plotly.v1+json"]);
            Assert.Equal(4, figure.RootElement.GetProperty("data")[0].GetProperty("y")[1].GetInt32());
        }

        // The cell that carries it does so again when it runs again.
        Assert.True(Charts(await notebook.RunAsync(source))[0]["text/html"].Length > 1_000_000);

        static IReadOnlyDictionary<string, string>[] Charts(CellRun run) =>
            [.. run.Succeeded().Outputs.Select(one => one is CellOutput.Display display ? display.Data.Content : ((CellOutput.Result)one).Data.Content)];
    }
}
