using System.Collections.Concurrent;
using System.ComponentModel;

namespace Csa.Notebook;

/// <summary>Hands a value from one language's cells to the other's: by reference, never a copy. Used by the code that <c>#!share</c> runs.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class SharedValues
{
    private static readonly ConcurrentDictionary<int, object?> Values = new();
    private static int last;

    /// <summary>Takes a value out.</summary>
    /// <typeparam name="T">Its static type.</typeparam>
    /// <param name="key">What it was put under.</param>
    /// <exception cref="ArgumentException">Nothing is under that key.</exception>
    public static T Take<T>(int key) =>
        Values.TryRemove(key, out object? value) ? (T)value! : throw new ArgumentException($"key: nothing is shared under {key}", nameof(key));

    /// <summary>Puts a value in.</summary>
    /// <param name="value">Any.</param>
    /// <returns>The key to take it out with, once.</returns>
    internal static int Put(object? value)
    {
        int key = Interlocked.Increment(ref last);
        Values[key] = value;
        return key;
    }
}
