using Csa.Data.Images;

namespace Csa.Serve;

/// <summary>A picture that a page has open, with the result of its last fill.</summary>
/// <param name="id">An unguessable id, which is the only access control.</param>
/// <param name="name">The file name that the page gave; used only to name downloads.</param>
/// <param name="photograph">As it was read.</param>
internal sealed class Session(string id, string name, DecodedImage photograph)
{
    private readonly CancellationTokenSource closing = new();
    private long asked = Environment.TickCount64;

    public string Id => id;

    public string Name => name;

    public DecodedImage Photograph => photograph;

    /// <summary>Cancelled when the page closes the picture or it is dropped.</summary>
    public CancellationToken Closed => closing.Token;

    /// <summary>The result of the last fill; null before the first.</summary>
    public FillResult? Result { get; set; }

    /// <summary>The number of fills that wait or run; until they end the picture is not dropped.</summary>
    public int Busy;

    /// <summary>The time since the last request for it.</summary>
    public TimeSpan Idle => Volatile.Read(ref Busy) > 0 ? TimeSpan.Zero : TimeSpan.FromMilliseconds(Environment.TickCount64 - Interlocked.Read(ref asked));

    /// <summary>Records a request for it.</summary>
    public void Touch() => Interlocked.Exchange(ref asked, Environment.TickCount64);

    /// <summary>Stops its work.</summary>
    public void Close() => closing.Cancel();
}
