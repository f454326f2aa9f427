using Csa.Book.Documents;
using Csa.Kernel.Engine;
using Xunit;

namespace Csa.Kernel.Tests.Cells;

[Collection(EngineCollection.Name)]
public class InterruptTests(EngineFixture notebook)
{
    [Theory]
    [InlineData("while (true) { }")]
    [InlineData("await Task.Delay(1); while (true) { }")]
    [InlineData("Thread.Sleep(-1);")]
    [InlineData("await Task.Delay(-1);")]
    [InlineData("Task.Delay(-1).Wait();")]
    [InlineData("await Task.Delay(-1, Cell.Token);")]
    [InlineData("while (true) { new object(); }")]
    [InlineData("while (true) Console.Write(\"s\");")]
    [InlineData("async Task<int> Spin() { await Task.Delay(1); while (true) { } } Spin().Result")]
    [InlineData("await Task.Run(() => { while (true) { } });")]
    [InlineData("Enumerable.Range(0, int.MaxValue).Sum(x => (long)(x % 7))")]
    [InlineData("#!fsharp\nwhile true do ()")]
    [InlineData("#!fsharp\nwhile true do\n    // as often as can be\n    ignore (String('c', 10))")]
    [InlineData("#!fsharp\nfor i in 1 .. Int32.MaxValue do\n    for j in [ 1; 2 ] do ignore (obj ())")]
    [InlineData("#!fsharp\nlet rec forever n =\n    if n < 0 then n else\n    forever (n + 1 &&& 255)\nforever 0")]
    [InlineData("#!fsharp\nThread.Sleep -1")]
    [InlineData("#!fsharp\nAsync.Sleep -1 |> Async.RunSynchronously")]
    [InlineData("#!fsharp\nTask.Delay(-1, Cell.Token).Wait()")]
    public async Task What_never_ends_is_interrupted_and_the_state_survives(string endless)
    {
        string head = endless.StartsWith("#!fsharp", StringComparison.Ordinal) ? "#!fsharp\n" : "";
        (await notebook.RunAsync(head + (head.Length > 0 ? "let kept = 41" : "var kept = 41;"))).Succeeded();
        using var interrupt = new InterruptAfterOutput();
        string started = head.Length > 0 ? endless.Replace("#!fsharp\n", "#!fsharp\nprintfn \"started\"\n") : "Console.WriteLine(\"started\");\n" + endless;
        CellOutcome outcome = await notebook.Engine.RunAsync(
            new CellRequest { Source = started },
            interrupt.Hear,
            interrupt.Token).WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal("Interrupted", outcome.Error?.Name);
        Assert.Equal("42", (await notebook.RunAsync(head + "kept + 1")).Succeeded().Text);
    }

    [Fact]
    public async Task What_a_cell_awaited_stops_with_it()
    {
        using var interrupt = new InterruptAfterOutput();
        CellOutcome outcome = await notebook.Engine.RunAsync(
            new CellRequest { Source = "long spins = 0; async Task<int> Count() { await Task.Delay(1); Console.Write(1); while (true) spins++; }" },
            _ => { });
        Assert.True(outcome.Succeeded);
        await notebook.Engine.RunAsync(new CellRequest { Source = "Count().Result" }, interrupt.Hear, interrupt.Token).WaitAsync(TimeSpan.FromSeconds(20));
        // Until it stands still, however long a busy machine takes to wake it.
        const string Still = "long first = -1; while (first != spins) { first = spins; await Task.Delay(200); } spins > 0";
        Assert.Equal("True", (await notebook.RunAsync(Still).WaitAsync(TimeSpan.FromSeconds(60))).Succeeded().Text);
    }

    [Fact]
    public async Task A_receiver_that_throws_fails_the_run_and_not_the_process()
    {
        var fault = await Assert.ThrowsAsync<IOException>(() => notebook.Engine.RunAsync(
            new CellRequest { Source = "for (int i = 0; i < 5; i++) { Console.WriteLine(i); Thread.Sleep(50); }" },
            _ => throw new IOException("the receiver is gone")));
        Assert.Equal("the receiver is gone", fault.Message);
        Assert.Equal("2", (await notebook.RunAsync("1 + 1")).Succeeded().Text);
    }

    /// <summary>Interrupts a cell shortly after its first output; a cell that goes on printing does not put it off.</summary>
    private sealed class InterruptAfterOutput : IDisposable
    {
        private readonly CancellationTokenSource source = new();
        private int heard;

        public CancellationToken Token => source.Token;

        public void Hear(CellOutput output)
        {
            if (Interlocked.Exchange(ref heard, 1) == 0) source.CancelAfter(50);
        }

        public void Dispose() => source.Dispose();
    }
}
