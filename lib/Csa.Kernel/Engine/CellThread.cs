using System.Collections.Concurrent;

namespace Csa.Kernel.Engine;

/// <summary>
/// The one thread on which all cells run, in both languages: libtorch's and TorchSharp's per-thread state (grad mode,
/// dispose scopes) then carries over from cell to cell. After an interrupt the next cell gets a new one.
/// </summary>
internal sealed class CellThread : IDisposable
{
    // The F# compiler recurses deeply.
    private const int StackBytes = 64 << 20;

    private readonly BlockingCollection<Action> work = [];

    public CellThread()
    {
        var thread = new Thread(Work, StackBytes) { IsBackground = true, Name = "cells" };
        thread.Start();
    }

    /// <summary>Queues work on the thread.</summary>
    public Task<T> RunAsync<T>(Func<T> function)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        work.Add(() =>
        {
            try
            {
                done.SetResult(function());
            }
            catch (Exception fault)
            {
                done.SetException(fault);
            }
        });
        return done.Task;
    }

    /// <inheritdoc/>
    public void Dispose() => work.CompleteAdding();

    private void Work()
    {
        foreach (Action action in work.GetConsumingEnumerable()) action();
    }
}
