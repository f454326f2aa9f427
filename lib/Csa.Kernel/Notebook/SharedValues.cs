using System.Collections.Concurrent;
using System.ComponentModel;

namespace Csa.Kernel.Notebook;

/// <summary>
/// Passes a value from one language's cells to the other's, by reference and never as a copy. Used by the code that
/// <c>#!share</c> runs.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class SharedValues
{
    private static readonly ConcurrentDictionary<int, object?> Values = new();
    private static int last;

    /// <summary>Returns a value and removes it.</summary>
    /// <typeparam name="T">Its static type.</typeparam>
    /// <param name="key">The key that <see cref="Put"/> returned.</param>
    /// <exception cref="ArgumentException">Nothing is under that key.</exception>
    public static T Take<T>(int key) =>
        Values.TryRemove(key, out object? value) ? (T)value! : throw new ArgumentException($"key: nothing is shared under {key}", nameof(key));

    /// <summary>Stores a value.</summary>
    /// <param name="value">Any.</param>
    /// <returns>The key with which it can be taken, once.</returns>
    internal static int Put(object? value)
    {
        int key = Interlocked.Increment(ref last);
        Values[key] = value;
        return key;
    }
}
