using Csa.Book.Documents;
using Csa.Kernel.Engine;
using Xunit;

namespace Csa.Kernel.Tests.Cells;

/// <summary>One engine for all tests that need no fresh one: F# takes seconds to start.</summary>
public sealed class EngineFixture : IDisposable
{
    private int cells;

    public INotebookEngine Engine { get; } = new NotebookEngine();

    public Task<CellRun> RunAsync(string source, CancellationToken cancellation = default) => CellRun.OfAsync(Engine, source, $"cell {++cells}", cancellation: cancellation);

    public void Dispose() => Engine.Dispose();
}

/// <summary>The engine belongs to the process (its console), so its tests run one by one.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class EngineCollection : ICollectionFixture<EngineFixture>
{
    public const string Name = "engine";
}

/// <summary>A cell that ran, with what it showed.</summary>
public sealed record CellRun(CellOutcome Outcome, IReadOnlyList<CellOutput> Outputs)
{
    public string Printed => string.Concat(Outputs.OfType<CellOutput.Stream>().Where(one => !one.IsError).Select(one => one.Text));

    public string Complained => string.Concat(Outputs.OfType<CellOutput.Stream>().Where(one => one.IsError).Select(one => one.Text));

    public IReadOnlyDictionary<string, string>? Result => Outputs.OfType<CellOutput.Result>().SingleOrDefault()?.Data.Content;

    public string? Text => Result?["text/plain"];

    public CellOutput.Error Error => Outcome.Error ?? throw new InvalidOperationException($"the cell succeeded: {Text ?? Printed}");

    public CellRun Succeeded()
    {
        Assert.True(Outcome.Succeeded, string.Join('\n', Outcome.Error?.Traceback ?? []));
        return this;
    }

    public static async Task<CellRun> OfAsync(ICellRunner engine, string source, string name = "cell", string? folder = null, CancellationToken cancellation = default)
    {
        var outputs = new List<CellOutput>();
        CellOutcome outcome = await engine.RunAsync(new CellRequest { Source = source, Name = name, BaseFolder = folder }, outputs.Add, cancellation);
        return new CellRun(outcome, outputs);
    }
}
