using Csa.Data.Images;

namespace Csa.Serve;

/// <summary>A picture that a page has open, and what was last made of it.</summary>
/// <param name="id">Unguessable: who knows it may use it.</param>
/// <param name="name">The picture's, as the page tells it; only ever the name of a download.</param>
/// <param name="photograph">As it was read.</param>
internal sealed class Session(string id, string name, DecodedImage photograph)
{
    private readonly CancellationTokenSource closing = new();
    private long asked = Environment.TickCount64;

    public string Id => id;

    public string Name => name;

    public DecodedImage Photograph => photograph;

    /// <summary>Set when the page closes it, or it is forgotten.</summary>
    public CancellationToken Closed => closing.Token;

    /// <summary>What the last fill made; null before the first.</summary>
    public FillResult? Result { get; set; }

    /// <summary>Fills that wait or run; meanwhile it is not forgotten.</summary>
    public int Busy;

    /// <summary>How long nobody has asked for it.</summary>
    public TimeSpan Idle => Volatile.Read(ref Busy) > 0 ? TimeSpan.Zero : TimeSpan.FromMilliseconds(Environment.TickCount64 - Interlocked.Read(ref asked));

    /// <summary>Somebody asks for it.</summary>
    public void Touch() => Interlocked.Exchange(ref asked, Environment.TickCount64);

    /// <summary>Stops its work.</summary>
    public void Close() => closing.Cancel();
}
