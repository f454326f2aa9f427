using System.Text;

namespace Csa.Kernel.Engine;

/// <summary>
/// Sends what any thread prints to the running cell, and to where it went before while none runs. The console belongs to
/// the process, and so does this: whichever engine runs a cell holds it for that time.
/// </summary>
internal static class ConsoleCapture
{
    private static readonly TextWriter Out = TextWriter.Synchronized(new Router(Console.Out, isError: false));
    private static readonly TextWriter Error = TextWriter.Synchronized(new Router(Console.Error, isError: true));
    private static OutputQueue? current;

    /// <summary>Gives the console to a cell until the result is disposed.</summary>
    /// <param name="queue">Takes what is printed.</param>
    /// <param name="input">Gives what is read.</param>
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
