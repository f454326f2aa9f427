namespace Csa.Kernel.Jupyter;

/// <summary>Asks clients for lines that cells want to read.</summary>
/// <param name="publisher">Carries the questions.</param>
internal sealed class KernelInput(Publisher publisher)
{
    private TaskCompletionSource<string>? _waiting;

    /// <summary>The console input of one cell.</summary>
    /// <param name="request">The cell's request, which says whether the client can be asked.</param>
    /// <param name="flush">Sends what was printed, because it may be the question.</param>
    /// <param name="cancellation">The cell's: an interrupt ends the waiting.</param>
    public TextReader Of(WireMessage request, Action flush, CancellationToken cancellation) => new CellInput(() =>
    {
        if (!request.Flag("allow_stdin", absent: true))
            throw new InvalidOperationException("Console input: this client cannot be asked (allow_stdin is false); set a variable in a cell instead of reading it");
        var line = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref _waiting, line);
        flush();
        publisher.AskForInput(request);
        line.Task.Wait(cancellation);
        return line.Task.Result;
    });

    /// <summary>Receives a line from a client.</summary>
    public void TakeReply(string line) => Volatile.Read(ref _waiting)?.TrySetResult(line);

    private sealed class CellInput(Func<string> ask) : TextReader
    {
        private string _rest = "";

        public override string ReadLine()
        {
            if (_rest.Length == 0) return ask();
            string line = _rest.TrimEnd('\n');
            _rest = "";
            return line;
        }

        public override int Peek()
        {
            if (_rest.Length == 0) _rest = ask() + '\n';
            return _rest[0];
        }

        public override int Read()
        {
            int next = Peek();
            _rest = _rest[1..];
            return next;
        }
    }
}
