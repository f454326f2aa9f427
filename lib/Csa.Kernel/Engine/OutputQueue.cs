using System.Runtime.ExceptionServices;
using System.Text;
using Csa.Book.Documents;

namespace Csa.Kernel.Engine;

/// <summary>
/// Takes a cell's outputs from any thread and delivers them in order from a thread of its own. Text printed in quick
/// succession is delivered as one piece. So an interrupt that aborts the cell's thread can never hit the receiver.
/// </summary>
internal sealed class OutputQueue : IDisposable
{
    private const int PauseMilliseconds = 30, FullCharacters = 4 << 20;

    private readonly Action<CellOutput> show;
    private readonly object gate = new();
    private readonly Queue<CellOutput> outputs = new();
    private readonly StringBuilder text = new();
    private readonly ManualResetEventSlim closing = new();
    private readonly Thread thread;
    private ExceptionDispatchInfo? receiverFault;
    private bool textIsError;

    public OutputQueue(Action<CellOutput> show)
    {
        this.show = show;
        thread = new Thread(HandOn) { IsBackground = true, Name = "cell output" };
        thread.Start();
    }

    /// <summary>Adds printed text.</summary>
    public void Print(ReadOnlySpan<char> printed, bool isError)
    {
        if (printed.IsEmpty) return;
        string? copy = null;
        try
        {
            copy = printed.ToString();
        }
        finally
        {
            // An abort is held back in a finally block.
            if (copy is not null) Append(copy, isError);
        }

        // A cell that prints faster than the receiver reads waits for it.
        while (text.Length > FullCharacters && !closing.IsSet) Thread.Sleep(1);
    }

    /// <summary>Adds any other output.</summary>
    public void Add(CellOutput output)
    {
        try
        {
        }
        finally
        {
            lock (gate)
            {
                EndText();
                outputs.Enqueue(output);
                Monitor.Pulse(gate);
            }
        }
    }

    /// <summary>Waits until everything has been delivered.</summary>
    /// <exception cref="Exception">The exception that the receiver threw; nothing was delivered after it.</exception>
    public void Dispose()
    {
        lock (gate)
        {
            closing.Set();
            Monitor.Pulse(gate);
        }

        thread.Join();
        closing.Dispose();
        receiverFault?.Throw();
    }

    private void Append(string copy, bool isError)
    {
        lock (gate)
        {
            if (textIsError != isError) EndText();
            textIsError = isError;
            text.Append(copy);
            Monitor.Pulse(gate);
        }
    }

    private void EndText()
    {
        if (text.Length == 0) return;
        outputs.Enqueue(new CellOutput.Stream(text.ToString(), textIsError));
        text.Clear();
    }

    private void HandOn()
    {
        var batch = new List<CellOutput>();
        while (true)
        {
            bool last;
            lock (gate)
            {
                while (outputs.Count == 0 && text.Length == 0 && !closing.IsSet) Monitor.Wait(gate);
                EndText();
                batch.AddRange(outputs);
                outputs.Clear();
                last = closing.IsSet;
            }

            Show(batch);
            batch.Clear();
            if (last) return;
            closing.Wait(PauseMilliseconds);
        }
    }

    // On a thread of its own an exception would end the process.
    private void Show(List<CellOutput> batch)
    {
        if (receiverFault is not null) return;
        try
        {
            foreach (CellOutput output in batch) show(output);
        }
        catch (Exception fault)
        {
            receiverFault = ExceptionDispatchInfo.Capture(fault);
        }
    }
}
