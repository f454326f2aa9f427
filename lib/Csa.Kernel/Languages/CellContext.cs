using System.Collections.Concurrent;

namespace Csa.Kernel.Languages;

/// <summary>
/// Brings a cell's continuations back to the cell's thread, so that a loop behind an <c>await</c> can be interrupted too.
/// Where that thread is blocked (<c>task.Result</c> on a task that needs it), another takes them: no deadlock.
/// </summary>
internal sealed class CellContext(CancellationToken abort) : SynchronizationContext
{
    private const int PatienceMilliseconds = 10;

    private readonly BlockingCollection<Continuation> queue = [];

    public override void Post(SendOrPostCallback d, object? state)
    {
        var continuation = new Continuation(d, state);
        try
        {
            queue.Add(continuation, CancellationToken.None);
        }
        catch (InvalidOperationException)
        {
            // The cell is over; what it left running goes on without it.
            ThreadPool.QueueUserWorkItem(_ => continuation.Run());
            return;
        }

        _ = RunElsewhere(continuation);
    }

    public override void Send(SendOrPostCallback d, object? state) => d(state);

    public override SynchronizationContext CreateCopy() => this;

    /// <summary>Runs continuations on the calling thread until the task ends; its exception is rethrown.</summary>
    public void Pump(Task task)
    {
        task.ContinueWith(_ => queue.CompleteAdding(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        foreach (Continuation continuation in queue.GetConsumingEnumerable(abort)) continuation.Run();
        task.GetAwaiter().GetResult();
    }

    private async Task RunElsewhere(Continuation continuation)
    {
        await Task.Delay(PatienceMilliseconds, CancellationToken.None).ConfigureAwait(false);
        if (!continuation.IsTaken) new Thread(() => RunHere(continuation)) { IsBackground = true, Name = "cell continuation" }.Start();
    }

    private void RunHere(Continuation continuation)
    {
        Notebook.Cell.Adopt();
        SetSynchronizationContext(this);
        try
        {
            InterruptibleRun.RunControlled(continuation.Run, abort);
        }
        catch (OperationCanceledException)
        {
            // Interrupted: the cell's thread reports it.
        }
    }

    /// <summary>Run once, by whoever comes first.</summary>
    private sealed class Continuation(SendOrPostCallback callback, object? state)
    {
        private int taken;

        public bool IsTaken => Volatile.Read(ref taken) != 0;

        public void Run()
        {
            if (Interlocked.Exchange(ref taken, 1) == 0) callback(state);
        }
    }
}
