using System.Text;

namespace Csa.Kernel.Engine;

/// <summary>
/// Redirects everything that any thread prints to the running cell, or to the original console while no cell runs. The
/// console belongs to the process, so an engine holds it while it runs a cell.
/// </summary>
internal static class ConsoleCapture
{
    private static readonly TextWriter Out = TextWriter.Synchronized(new Router(Console.Out, isError: false));
    private static readonly TextWriter Error = TextWriter.Synchronized(new Router(Console.Error, isError: true));
    private static OutputQueue? current;

    /// <summary>Gives the console to a cell until the result is disposed.</summary>
    /// <param name="queue">Receives what is printed.</param>
    /// <param name="input">Supplies what is read.</param>
    public static IDisposable To(OutputQueue queue, TextReader input)
    {
        // Every time: the last cell may have set another writer.
        Console.SetOut(Out);
        Console.SetError(Error);
        Console.SetIn(input);
        return new Hold(Interlocked.Exchange(ref current, queue));
    }

    private sealed class Hold(OutputQueue? before) : IDisposable
    {
        public void Dispose() => Volatile.Write(ref current, before);
    }

    private sealed class Router(TextWriter elsewhere, bool isError) : TextWriter
    {
        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value) => Write([value]);

        public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

        public override void Write(string? value) => Write(value.AsSpan());

        public override void Write(ReadOnlySpan<char> buffer)
        {
            if (Volatile.Read(ref current) is OutputQueue queue) queue.Print(buffer, isError);
            else elsewhere.Write(buffer);
        }

        public override void WriteLine(string? value) => Write(value + CoreNewLine[0]);

        public override void Flush()
        {
            if (Volatile.Read(ref current) is null) elsewhere.Flush();
        }
    }
}
