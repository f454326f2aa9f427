using System.Text.RegularExpressions;
using Csa.Book.Documents;
using Csa.Kernel.Engine;
using Csa.Kernel.Languages;

namespace Csa.Kernel.Tests.Jupyter;

/// <summary>An engine whose cells are orders to itself, one per line: what the protocol needs, in no time.</summary>
internal sealed class FakeEngine : INotebookEngine
{
    /// <summary>What the kernel asked to run, in order.</summary>
    public List<CellRequest> Ran { get; } = [];

    public bool Disposed { get; private set; }

    public async Task<CellOutcome> RunAsync(CellRequest cell, Action<CellOutput> show, CancellationToken cancellation = default)
    {
        lock (Ran) Ran.Add(cell);
        await Task.Yield();
        foreach (string line in cell.Source.Split('\n'))
        {
            string argument = line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..];
            switch (line.Split(' ')[0])
            {
                case "print":
                    show(new CellOutput.Stream(argument, IsError: false));
                    break;
                case "half":
                    show(new CellOutput.Stream(Regex.Unescape(argument), IsError: false));
                    break;
                case "pause":
                    await Task.Delay(int.Parse(argument), cancellation);
                    break;
                case "complain":
                    show(new CellOutput.Stream(argument, IsError: true));
                    break;
                case "value":
                    show(new CellOutput.Result(MimeBundle.Text(argument)));
                    break;
                case "display":
                    show(new CellOutput.Display(new(new Dictionary<string, string> { ["text/plain"] = argument, ["application/vnd.csa+json"] = """{"a":[1]}""", ["image/png"] = "AAAA" }), "d1"));
                    break;
                case "update":
                    show(new CellOutput.Display(MimeBundle.Text(argument), "d1", IsUpdate: true));
                    break;
                case "lines":
                    for (int i = 0; i < int.Parse(argument); i++) show(new CellOutput.Stream($"line {i} {new string('x', 88)}\n", IsError: false));
                    break;
                case "ask":
                    show(new CellOutput.Stream(argument, IsError: false));
                    try
                    {
                        show(new CellOutput.Stream($"got {cell.Input!.ReadLine()}", IsError: false));
                    }
                    catch (Exception failure) when (failure is InvalidOperationException or OperationCanceledException)
                    {
                        return Fail(show, failure.GetType().Name, failure.Message);
                    }

                    break;
                case "wait":
                    try
                    {
                        await Task.Delay(Timeout.Infinite, cancellation);
                    }
                    catch (OperationCanceledException)
                    {
                        return Fail(show, "Interrupted", "interrupted");
                    }

                    break;
                case "fail":
                    return Fail(show, "System.Exception", argument);
                case "break":
                    throw new InvalidDataException(argument);
            }
        }

        return new(null, TimeSpan.Zero);
    }

    public Task<Completion> CompleteAsync(CellRequest cell, int cursor, CancellationToken cancellation = default)
    {
        int start = cell.Source.LastIndexOf('.', Math.Max(cursor - 1, 0)) + 1;
        return Task.FromResult(new Completion([new("Length", "property", "int"), new("Trim", "method", "string Trim()")], start, cursor));
    }

    public Task<MimeBundle?> InspectAsync(CellRequest cell, int cursor, CancellationToken cancellation = default) =>
        Task.FromResult(cell.Source.Contains("known", StringComparison.Ordinal) ? MimeBundle.Text($"at {cursor}") : null);

    public Completeness IsComplete(CellRequest cell) =>
        cell.Source.EndsWith('{') ? Completeness.Incomplete : cell.Source.EndsWith('}') ? Completeness.Invalid : Completeness.Complete;

    public void Dispose() => Disposed = true;

    private static CellOutcome Fail(Action<CellOutput> show, string name, string message)
    {
        var error = new CellOutput.Error(name, message, [message, "at cell 1, line 1"], 1);
        show(error);
        return new(error, TimeSpan.Zero);
    }
}
