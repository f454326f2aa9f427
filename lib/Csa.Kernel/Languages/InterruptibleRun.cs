using System.Runtime;
using System.Runtime.ExceptionServices;

namespace Csa.Kernel.Languages;

/// <summary>The cell was interrupted.</summary>
internal sealed class CellInterruptedException() : Exception("the cell was interrupted");

/// <summary>Runs a cell's code such that it can be stopped wherever it is: in an endless loop, asleep, or waiting.</summary>
/// <remarks>
/// Three means. The code's own loops ask <see cref="Notebook.Cell.Check"/> (the sessions see to that);
/// <see cref="Thread.Interrupt"/> wakes a thread that sleeps or waits; <see cref="ControlledExecution"/> aborts one that does
/// neither. The last is kept for last: where .NET 10 on Linux aborts a thread inside an allocation or a lock, the process
/// ends or hangs. A thread that was aborted once cannot be again, so it must not run another cell. Native calls end first.
/// </remarks>
internal sealed class InterruptibleRun
{
    private const int WakeMilliseconds = 20, PatienceMilliseconds = 1500, WatchedPatienceMilliseconds = 10_000;

    private readonly object gate = new();
    private readonly Thread thread = Thread.CurrentThread;

    // ControlledExecution.Run never returns when its token cannot be cancelled, so it gets this one.
    private readonly CancellationTokenSource abort = new();
    private bool isOver;

    private InterruptibleRun()
    {
    }

    /// <summary>Runs code on the calling thread until its task ends, the continuations of its awaits included.</summary>
    /// <param name="code">What to run.</param>
    /// <param name="interrupt">Stops it.</param>
    /// <exception cref="CellInterruptedException">It was stopped.</exception>
    public static void Of(Func<Task> code, CancellationToken interrupt)
    {
        var run = new InterruptibleRun();

        // Stopping may take as long as a native call does; who asks for it does not wait.
        using CancellationTokenRegistration registration = interrupt.Register(() => Task.Run(run.Stop));
        run.Execute(code, interrupt);
    }

    private void Execute(Func<Task> code, CancellationToken interrupt)
    {
        SynchronizationContext? before = SynchronizationContext.Current;
        ExceptionDispatchInfo? fault = null;
        try
        {
            var context = new CellContext(abort.Token);
            SynchronizationContext.SetSynchronizationContext(context);
            RunControlled(() =>
            {
                try
                {
                    context.Pump(code());
                }
                catch (Exception exception) when (!interrupt.IsCancellationRequested)
                {
                    fault = ExceptionDispatchInfo.Capture(exception);
                }
            }, abort.Token);
        }
        catch (Exception) when (interrupt.IsCancellationRequested)
        {
            throw new CellInterruptedException();
        }
        finally
        {
            End();
            SynchronizationContext.SetSynchronizationContext(before);
        }

        fault?.Throw();
    }

    /// <summary>Runs code that the token aborts.</summary>
    internal static void RunControlled(Action code, CancellationToken token)
    {
#pragma warning disable SYSLIB0046 // Nothing else stops an endless loop. What it leaves half done is the cell's own: compilers and outputs are kept out of its way.
        ControlledExecution.Run(code, token);
#pragma warning restore SYSLIB0046
    }

    private void Stop()
    {
        // Code that took the token (a training between two steps) gets longer to stop where it is safe to.
        long asked = Environment.TickCount64;
        while (Environment.TickCount64 - asked < (Notebook.Cell.IsWatched ? WatchedPatienceMilliseconds : PatienceMilliseconds))
        {
            if (IsOver()) return;
            Wake();
            Thread.Sleep(WakeMilliseconds);
        }

        Task aborting = Task.Run(abort.Cancel);
        while (!aborting.Wait(WakeMilliseconds)) Wake();
    }

    // Only where it waits: a thread that computes would keep the wake-up and take it for the abort, which then never ends.
    private void Wake()
    {
        lock (gate)
        {
            if (!isOver && thread.ThreadState.HasFlag(ThreadState.WaitSleepJoin)) thread.Interrupt();
        }
    }

    private bool IsOver()
    {
        lock (gate) return isOver;
    }

    private void End()
    {
        while (true)
        {
            try
            {
                lock (gate) isOver = true;

                // Takes up a wake-up that came too late, lest it hit the next wait.
                Thread.Sleep(0);
                return;
            }
            catch (ThreadInterruptedException)
            {
                // That was it; there may be one more.
            }
        }
    }
}
