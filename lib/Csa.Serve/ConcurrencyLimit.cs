namespace Csa.Serve;

/// <summary>Limits how many pieces of work run at once and how many wait; any more are refused.</summary>
/// <param name="atOnce">The most that run at once.</param>
/// <param name="waiting">The most that wait.</param>
/// <param name="what">What they are, for the message: "fills".</param>
internal sealed class ConcurrencyLimit(int atOnce, int waiting, string what) : IDisposable
{
    private readonly SemaphoreSlim free = new(atOnce);
    private int inside;

    /// <summary>The number that run or wait.</summary>
    public int Inside => Volatile.Read(ref inside);

    /// <summary>Waits until the work may run.</summary>
    /// <param name="cancellation">Stops waiting.</param>
    /// <returns>Dispose it when the work has ended.</returns>
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

        return new Slot(this);
    }

    /// <inheritdoc/>
    public void Dispose() => free.Dispose();

    private sealed class Slot(ConcurrencyLimit limit) : IDisposable
    {
        private int ended;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref ended, 1) != 0) return;
            limit.free.Release();
            Interlocked.Decrement(ref limit.inside);
        }
    }
}
