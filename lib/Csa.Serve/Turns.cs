namespace Csa.Serve;

/// <summary>Lets a few through at once and a few wait; who comes after them is turned away.</summary>
/// <param name="atOnce">How many have a turn at once.</param>
/// <param name="waiting">How many may wait.</param>
/// <param name="what">What is done in a turn, for the message: "fills".</param>
internal sealed class Turns(int atOnce, int waiting, string what) : IDisposable
{
    private readonly SemaphoreSlim free = new(atOnce);
    private int inside;

    /// <summary>How many have a turn or wait for one.</summary>
    public int Inside => Volatile.Read(ref inside);

    /// <summary>Waits for a turn.</summary>
    /// <param name="cancellation">Stops waiting.</param>
    /// <returns>To be disposed at its end.</returns>
    /// <exception cref="RefusedException">Too many wait.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task<IDisposable> WaitAsync(CancellationToken cancellation)
    {
        if (Interlocked.Increment(ref inside) > atOnce + waiting)
        {
            Interlocked.Decrement(ref inside);
            throw new RefusedException(503, $"too many {what} at once: {atOnce} at work, {waiting} waiting; try again in a moment");
        }

        try
        {
            await free.WaitAsync(cancellation);
        }
        catch
        {
            Interlocked.Decrement(ref inside);
            throw;
        }

        return new Turn(this);
    }

    /// <inheritdoc/>
    public void Dispose() => free.Dispose();

    private sealed class Turn(Turns turns) : IDisposable
    {
        private int ended;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref ended, 1) != 0) return;
            turns.free.Release();
            Interlocked.Decrement(ref turns.inside);
        }
    }
}
