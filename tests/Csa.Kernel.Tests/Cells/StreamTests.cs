using Csa.Book.Documents;
using Csa.Kernel.Engine;
using Xunit;

namespace Csa.Kernel.Tests.Cells;

[Collection(EngineCollection.Name)]
public class StreamTests(EngineFixture notebook)
{
    [Theory]
    [InlineData("Console.Write(\"early\"); while (!File.Exists(GATE)) await Task.Delay(5);")]
    [InlineData("#!fsharp\nprintf \"early\"\nwhile not (File.Exists GATE) do Thread.Sleep 5")]
    public async Task Text_appears_while_the_cell_runs(string source)
    {
        string gate = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        CellOutcome outcome = await notebook.Engine.RunAsync(
            new CellRequest { Source = source.Replace("GATE", $"@\"{gate}\"", StringComparison.Ordinal) },
            _ => File.WriteAllText(gate, "")).WaitAsync(TimeSpan.FromSeconds(60));
        File.Delete(gate);
        Assert.True(outcome.Succeeded);
    }

    [Fact]
    public async Task Other_threads_print_into_the_cell()
    {
        CellRun run = await notebook.RunAsync("var other = new Thread(() => Console.Write(\"thread\")); other.Start(); other.Join(); await Task.Run(() => Console.Write(\" task\"));");
        Assert.Equal("thread task", run.Succeeded().Printed);
    }

    [Fact]
    public async Task Ten_megabytes_in_small_pieces_are_few_outputs()
    {
        CellRun run = (await notebook.RunAsync("for (int i = 0; i < 1_000_000; i++) Console.Write(\"0123456789\");")).Succeeded();
        Assert.Equal(10_000_000, run.Printed.Length);
        Assert.InRange(run.Outputs.Count, 1, 5_000);
    }

    [Fact]
    public async Task The_two_streams_keep_their_order()
    {
        CellRun run = (await notebook.RunAsync("Console.Write(1); Console.Error.Write(2); Console.Write(3);")).Succeeded();
        Assert.Equal(["1", "2", "3"], run.Outputs.Cast<CellOutput.Stream>().Select(one => one.Text));
        Assert.Equal([false, true, false], run.Outputs.Cast<CellOutput.Stream>().Select(one => one.IsError));
    }

    [Fact]
    public async Task Unicode_survives() => Assert.Equal("äöü → 漢字 🙂\n", (await notebook.RunAsync("#!fsharp\nprintfn \"äöü → 漢字 🙂\"")).Succeeded().Printed);

    [Fact]
    public async Task Reading_from_the_console_ends_at_once() => Assert.Equal("True", (await notebook.RunAsync("Console.ReadLine() is null")).Succeeded().Text);

    [Fact]
    public async Task A_warning_is_one_line_with_its_place()
    {
        CellRun run = (await notebook.RunAsync("#!fsharp\nlet warned x =\n    match x with\n    | 1 -> 2")).Succeeded();
        string line = Assert.Single(run.Complained.TrimEnd().Split('\n'));
        Assert.Matches(@"^cell \d+\(3,11\): warning FS0025: Incomplete pattern matches", line);
        run = (await notebook.RunAsync("async Task Warned() => await Task.Yield();\nvoid Caller() { }\n async Task<int> W2() { Warned(); return await Task.FromResult(1); }")).Succeeded();
        Assert.Matches(@"^cell \d+\(3,25\): warning CS4014: ", Assert.Single(run.Complained.TrimEnd().Split('\n')));
    }
}
