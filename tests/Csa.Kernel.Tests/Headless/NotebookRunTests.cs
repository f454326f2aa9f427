using Csa.Book.Documents;
using Csa.Cli;
using Csa.Kernel.Headless;
using Csa.Kernel.Tests.Cells;
using Csa.Programs;
using Xunit;

namespace Csa.Kernel.Tests.Headless;

[Collection(EngineCollection.Name)]
public sealed class NotebookRunTests(EngineFixture shared) : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Cells_run_in_order_and_updates_reach_earlier_cells()
    {
        NotebookDocument notebook = Notebook("var runnerShown = display(\"before\"); 1", "#!fsharp\nprintf \"printed\"", "runnerShown.Update(\"after\");");
        var seen = new List<NotebookProgress>();
        NotebookRun run = await new NotebookRunner(shared.Engine).RunAsync(notebook, folder.Path, seen.Add);
        Assert.Null(run.Failure);
        CodeCell[] cells = [.. run.Notebook.CodeCells];
        Assert.Equal("after", ((CellOutput.Display)cells[0].Outputs[0].Content).Data.Content["text/plain"]);
        Assert.Equal("1", ((CellOutput.Result)cells[0].Outputs[1].Content).Data.Content["text/plain"]);
        Assert.Equal(new CellOutput.Stream("printed", false), Assert.Single(cells[1].Outputs).Content);
        Assert.Empty(cells[2].Outputs);
        Assert.Equal([1, 2, 3], cells.Select(cell => cell.ExecutionCount));
        Assert.Equal([(0, 3), (1, 3), (2, 3), (3, 3)], seen.Select(one => (one.Done, one.Total)));
        Assert.Empty(NotebookCheck.Of(NotebookReader.Parse(NotebookWriter.Write(run.Notebook), "x")));
    }

    [Fact]
    public async Task The_first_failure_stops_a_notebook_unless_its_cell_may_fail()
    {
        NotebookDocument notebook = Notebook("throw new FormatException(\"meant\");", "\nthrow new FormatException(\"not meant\");", "1");
        NotebookDocument tagged = notebook with
        {
            Cells = [.. notebook.Cells.Select((cell, i) => i == 1 ? (CodeCell)cell with { Metadata = NotebookReader.Parse(Tagged, "x").Cells[0].Metadata } : cell)],
        };
        NotebookRun run = await new NotebookRunner(shared.Engine).RunAsync(tagged, folder.Path);
        Assert.Equal("cell 3, line 2: FormatException: not meant", run.Failure?.ToString());
        Assert.Null(run.Notebook.CodeCells.Last().ExecutionCount);
    }

    [Fact]
    public void Each_notebook_has_its_own_process_and_a_rerun_changes_nothing()
    {
        File.WriteAllText(folder.At("data.txt"), "data");
        NotebookWriter.Save(Notebook("var x = 1;\nFile.ReadAllText(\"data.txt\") + Environment.ProcessId.ToString()[..0]"), folder.At("a.ipynb"));
        NotebookWriter.Save(Notebook("int x = 2;", "#!fsharp\nChart.Line(xy = [ 1, 2 ])", "new { x }"), folder.At("b.ipynb"));
        Assert.Equal(ExitCode.Done, Application.Run(["notebook", "run", folder.Path, "--in-place", "--jobs", "2"]));
        string first = File.ReadAllText(folder.At("a.ipynb")) + File.ReadAllText(folder.At("b.ipynb"));
        Assert.Equal(ExitCode.Done, Application.Run(["notebook", "run", folder.Path, "--out", folder.At("out")]));
        string second = File.ReadAllText(folder.At("out/a.ipynb")) + File.ReadAllText(folder.At("out/b.ipynb"));
        Assert.Equal(first, second);
        Assert.Contains("\"data\"", first);
        Assert.DoesNotContain(folder.Path, first);
        Assert.Equal(ExitCode.Done, Application.Run(["notebook", "check", folder.Path]));
    }

    [Fact]
    public void A_failure_names_notebook_cell_line_and_message_and_writes_nothing()
    {
        NotebookWriter.Save(Notebook("1", "var y = 1;\nundefined();"), folder.At("bad.ipynb"));
        string before = File.ReadAllText(folder.At("bad.ipynb"));
        (int code, string said) = Run("notebook", "run", folder.At("bad.ipynb"), "--in-place");
        Assert.Equal(ExitCode.FailedCheck, code);
        Assert.Contains("bad.ipynb: cell 3, line 2: CompilationError: (2,1): CS0103", said);
        Assert.Equal(before, File.ReadAllText(folder.At("bad.ipynb")));
    }

    [Fact]
    public void A_cell_that_hangs_is_ended()
    {
        NotebookWriter.Save(Notebook("Thread.Sleep(-1);"), folder.At("long.ipynb"));
        (int code, string said) = Run("notebook", "run", folder.At("long.ipynb"), "--out", folder.At("out"), "--timeout", "2");
        Assert.Equal(ExitCode.FailedCheck, code);
        Assert.Contains("long.ipynb: cell 2: ran longer than the 2 s that --timeout allows", said);
        Assert.False(File.Exists(folder.At("out/long.ipynb")));
    }

    [Theory]
    [InlineData("// deep\nint F(int n) => F(n + 1) + 1;\nF(0)", "cell 2: \"// deep\" ended the notebook's process (exit code 134): Stack overflow.")]
    [InlineData("\n Environment.FailFast(\"own words\");", "cell 2: \"Environment.FailFast(\"own words\");\" ended the notebook's process (exit code 134): Process terminated. own words")]
    [InlineData("Environment.Exit(0);", "cell 2: \"Environment.Exit(0);\" ended the notebook's process (exit code 0)")]
    public void A_cell_that_ends_its_process_is_named_with_its_cause(string source, string expected)
    {
        NotebookWriter.Save(Notebook(source, "1"), folder.At("dead.ipynb"));
        (int code, string said) = Run("notebook", "run", folder.At("dead.ipynb"), "--in-place");
        Assert.Equal(ExitCode.FailedCheck, code);
        Assert.Contains($"dead.ipynb: {expected}", said);
    }

    [Theory]
    [InlineData("Unhandled exception. System.FormatException: a\nb\n   at X() in cell 3 [4]:line 2\n   at Y()", "Unhandled exception. System.FormatException: a b (cell 3, line 2)")]
    [InlineData("a\nb\n\nc\nd\n", "b c d")]
    [InlineData("", "")]
    public void The_cause_is_what_the_process_said_last(string said, string cause) => Assert.Equal(cause, NotebookProcess.Cause(said));

    [Theory]
    [InlineData("async void Bad() { await Task.Delay(1); throw new FormatException(\"bad\"); }\nBad(); Thread.Sleep(1000);", "1", "cell 2, line 1: FormatException: bad (thrown in cell 2, line 1,")]
    [InlineData("async void Late() { await Task.Delay(500); throw new FormatException(\"late\"); }\nLate();", "Thread.Sleep(3000);", "cell 3: FormatException: late (thrown in cell 2, line 1,")]
    [InlineData("new Thread(() => throw new FormatException(\"apart\")).Start(); Thread.Sleep(1000);", "1", "cell 2, line 1: FormatException: apart (thrown in cell 2, line 1,")]
    public void An_exception_that_no_cell_can_catch_fails_the_cell_that_runs(string source, string next, string expected)
    {
        NotebookWriter.Save(Notebook(source, next), folder.At("stray.ipynb"));
        (int code, string said) = Run("notebook", "run", folder.At("stray.ipynb"), "--in-place");
        Assert.Equal(ExitCode.FailedCheck, code);
        Assert.Contains($"stray.ipynb: {expected}", said);
    }

    [Theory]
    [InlineData("--timeout", "0")]
    [InlineData("--jobs", "0")]
    [InlineData("--in-place", "--out", "x")]
    public void Nonsense_is_bad_usage(params string[] options) => Assert.Equal(ExitCode.BadUsage, Application.Run(["notebook", "run", folder.Path, .. options]));

    private const string Tagged = """{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[{"id":"a","cell_type":"code","execution_count":null,"metadata":{"tags":["raises-exception"]},"outputs":[],"source":""}]}""";

    private static NotebookDocument Notebook(params string[] sources) => new()
    {
        Metadata = NotebookDocument.CSharpMetadata,
        Cells = [new MarkdownCell { Source = "# Title" }, .. sources.Select(Code)],
    };

    private static CodeCell Code(string source) => source.StartsWith("#!fsharp\n", StringComparison.Ordinal)
        ? CodeCell.Create(CellLanguage.FSharp, source["#!fsharp\n".Length..])
        : CodeCell.Create(CellLanguage.CSharp, source);

    private static (int Code, string Said) Run(params string[] arguments)
    {
        TextWriter before = Console.Error;
        using var said = new StringWriter();
        Console.SetError(said);
        try
        {
            return (Application.Run(arguments), said.ToString());
        }
        finally
        {
            Console.SetError(before);
        }
    }
}
