using System.Collections.Concurrent;
using System.ComponentModel;

namespace Csa.Notebook;

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

    /// <summary>F# code that defines a variable with a value that is not F#'s own.</summary>
    /// <param name="name">The variable.</param>
    /// <param name="type">Its static type; the value's own may have no name in F#, as that of a collection expression.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="ArgumentException">F# has no name for the static type either.</exception>
    internal static string FSharpDefinition(string name, Type type, object? value)
    {
        string written = TypeNames.FSharp(type);
        return $"let ``{name}`` : {written} = {typeof(SharedValues).FullName}.Take<{written}>({Put(value)})";
    }

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
