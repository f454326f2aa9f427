using System.Collections.Concurrent;

namespace Csa.Data.Images;

/// <summary>Keeps values until a bound in bytes is reached and nothing after it. Safe from several threads.</summary>
/// <remarks>
/// Nothing is evicted on purpose: training visits every image once per epoch, and there the most recently used are the
/// last to be needed again, while any fixed part of the set is hit once per epoch.
/// </remarks>
/// <typeparam name="TKey">The type of keys.</typeparam>
/// <typeparam name="TValue">The type of values; they are shared between callers, who must not change them.</typeparam>
internal sealed class BoundedCache<TKey, TValue>(long bytes)
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, TValue> kept = new();
    private long left = bytes;

    /// <summary>The kept value, or a new one, kept if there is room.</summary>
    /// <param name="key">What to look up.</param>
    /// <param name="make">Makes a value; may run twice at once for one key.</param>
    /// <param name="cost">Bytes of the value.</param>
    public TValue Get(TKey key, Func<TValue> make, long cost)
    {
        if (kept.TryGetValue(key, out TValue? value)) return value;
        value = make();
        if (Interlocked.Add(ref left, -cost) >= 0 && kept.TryAdd(key, value)) return value;
        Interlocked.Add(ref left, cost);
        return value;
    }
}
