using System.Globalization;
using System.Text.RegularExpressions;
using Csa.Book.Documents;
using Xunit;

namespace Csa.Kernel.Tests.Cells;

[Collection(EngineCollection.Name)]
public class RunTests(EngineFixture notebook)
{
    [Fact]
    public async Task C_sharp_state_continues_and_the_last_expression_is_shown()
    {
        await notebook.RunAsync("var runA = 20; int Twice(int n) => 2 * n;");
        Assert.Equal("41", (await notebook.RunAsync("Twice(runA) + 1")).Succeeded().Text);
    }

    [Fact]
    public async Task A_statement_shows_nothing() => Assert.Empty((await notebook.RunAsync("var runB = 3; runB = 4;")).Succeeded().Outputs);

    [Fact]
    public async Task A_void_call_shows_nothing() => Assert.Null((await notebook.RunAsync("Console.Write(1)")).Succeeded().Result);

    [Fact]
    public async Task Await_stands_at_the_top_and_tasks_are_awaited()
    {
        Assert.Equal("7", (await notebook.RunAsync("await Task.Delay(5); var runC = await Task.FromResult(7); runC")).Succeeded().Text);
        Assert.Equal("8", (await notebook.RunAsync("Task.Run(async () => { await Task.Delay(5); return 8; })")).Succeeded().Text);
        Assert.Equal("9", (await notebook.RunAsync("new ValueTask<int>(9)")).Succeeded().Text);
        Assert.Null((await notebook.RunAsync("Task.Delay(1)")).Succeeded().Result);
    }

    [Fact]
    public async Task Blocking_on_a_task_of_the_cell_does_not_deadlock()
    {
        CellRun run = await notebook.RunAsync("async Task<int> Slow() { await Task.Delay(5); await Task.Yield(); return 3; }\nSlow().Result");
        Assert.Equal("3", run.Succeeded().Text);
    }

    [Fact]
    public async Task F_sharp_state_continues_and_the_last_expression_is_shown()
    {
        await notebook.RunAsync("#!fsharp\nlet runD = [ 1; 2; 3 ]\nlet twice n = 2 * n");
        Assert.Equal("[2; 4; 6]", (await notebook.RunAsync("#!fsharp\nrunD |> List.map twice")).Succeeded().Text);
    }

    [Fact]
    public async Task An_F_sharp_declaration_shows_nothing()
    {
        Assert.Null((await notebook.RunAsync("#!f#\nlet runE = 5")).Succeeded().Result);
        Assert.Null((await notebook.RunAsync("#!f#\nprintfn \"x\"")).Succeeded().Result);
    }

    [Fact]
    public async Task An_F_sharp_task_is_awaited() => Assert.Equal("6", (await notebook.RunAsync("#!fsharp\ntask { return 6 }")).Succeeded().Text);

    [Fact]
    public async Task Both_languages_print()
    {
        Assert.Equal("from C#\n", (await notebook.RunAsync("Console.WriteLine(\"from C#\");")).Succeeded().Printed);
        Assert.Equal("from F#\n", (await notebook.RunAsync("#!fsharp\nprintfn \"from F#\"")).Succeeded().Printed);
        Assert.Equal("amiss", (await notebook.RunAsync("Console.Error.Write(\"amiss\");")).Succeeded().Complained);
    }

    [Theory]
    [InlineData("#!time\nThread.Sleep(20); 5")]
    [InlineData("#!fsharp\n#!time\nThread.Sleep 20\n5")]
    [InlineData("#!time\n#!fsharp\nThread.Sleep 20\n5")]
    public async Task Time_is_told_behind_the_cell(string source)
    {
        CellRun run = (await notebook.RunAsync(source)).Succeeded();
        Assert.Equal("5", run.Text);
        string told = Assert.IsType<CellOutput.Display>(run.Outputs[^1]).Data.Content["text/plain"];
        Assert.InRange(double.Parse(Regex.Match(told, @"^Wall time: ([\d.]+)ms$").Groups[1].Value, CultureInfo.InvariantCulture), 20, 60_000);
    }

    [Fact]
    public async Task A_compile_error_names_the_cells_line()
    {
        CellOutput.Error csharp = (await notebook.RunAsync("\nvar x1 = 1;\nint y1 = missing;")).Error;
        Assert.Equal(("CompilationError", 3), (csharp.Name, csharp.Line!.Value));
        Assert.Contains("CS0103", csharp.Message);
        CellOutput.Error fsharp = (await notebook.RunAsync("#!fsharp\nlet x2 = 1\nlet y2 = missing")).Error;
        Assert.Equal(("CompilationError", 3), (fsharp.Name, fsharp.Line!.Value));
        Assert.Contains("FS0039", fsharp.Message);
    }

    [Fact]
    public async Task An_exception_names_the_cells_line()
    {
        CellOutput.Error csharp = (await notebook.RunAsync("#!csharp\nvar runF = 1;\n\nthrow new FormatException(\"bad\");")).Error;
        Assert.Equal(("FormatException", "bad", 4), (csharp.Name, csharp.Message, csharp.Line!.Value));
        CellOutput.Error fsharp = (await notebook.RunAsync("#!fsharp\nlet runG = 1\n\nif runG = 1 then failwith \"bad\"")).Error;
        Assert.Equal(("Exception", "bad", 4), (fsharp.Name, fsharp.Message, fsharp.Line!.Value));
        Assert.Equal("1", (await notebook.RunAsync("runF")).Succeeded().Text);
    }

    [Fact]
    public async Task A_traceback_holds_the_cells_frames_alone()
    {
        await notebook.RunAsync("int Deep(int n) {\n  if (n == 0) throw new InvalidOperationException(\"deep\");\n  return Deep(n - 1);\n}");
        CellOutput.Error error = (await notebook.RunAsync("\nDeep(1)")).Error;
        Assert.Equal(2, error.Line);
        Assert.Equal(4, error.Traceback.Count);
        Assert.Contains("Deep(Int32) in cell", error.Traceback[1]);
        Assert.EndsWith(", line 2", error.Traceback[1]);
        Assert.StartsWith("   at the cell in cell", error.Traceback[^1]);
        Assert.EndsWith(", line 2", error.Traceback[^1]);

        await notebook.RunAsync("#!fsharp\nlet rec deep n =\n    if n = 0 then invalidOp \"deep\"\n    1 + deep (n - 1)");
        error = (await notebook.RunAsync("#!fsharp\n\ndeep 1")).Error;
        Assert.Equal(3, error.Line);
        Assert.Equal(4, error.Traceback.Count);
    }
}
