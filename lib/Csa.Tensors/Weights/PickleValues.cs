using System.Globalization;

namespace Csa.Tensors.Weights;

/// <summary>A Python tuple.</summary>
/// <param name="items">Its items.</param>
internal sealed class PickleTuple(IReadOnlyList<object?> items)
{
    public IReadOnlyList<object?> Items { get; } = items;

    /// <summary>An item, which must have the given type.</summary>
    /// <param name="index">0 ….</param>
    /// <param name="what">The item's meaning, for the message.</param>
    public T Get<T>(int index, string what) => index < Items.Count && Items[index] is T value
        ? value
        : throw new InvalidDataException($"{what}: want {typeof(T).Name}, got {(index < Items.Count ? Items[index]?.GetType().Name ?? "None" : "nothing")}");

    /// <summary>The items as non-negative integers, for sizes and strides.</summary>
    public long[] Sizes(string what) =>
    [
        .. Enumerable.Range(0, Items.Count).Select(i => Get<long>(i, what) is >= 0 and long size
            ? size
            : throw new InvalidDataException($"{what}: want whole numbers from 0, got {Items[i]}")),
    ];
}

/// <summary>A Python dict, or OrderedDict, by the text of its keys.</summary>
internal sealed class PickleDictionary
{
    private readonly OrderedDictionary<string, object?> items = [];

    /// <summary>In the order of the file.</summary>
    public IReadOnlyDictionary<string, object?> Items => items;

    /// <summary>Adds a pair.</summary>
    /// <exception cref="InvalidDataException">The key is no plain value, or is there already.</exception>
    public void Add(object? key, object? value)
    {
        string name = key switch
        {
            string text => text,
            long number => number.ToString(CultureInfo.InvariantCulture),
            double number => number.ToString("R", CultureInfo.InvariantCulture),
            bool flag => flag ? "True" : "False",
            null => "None",
            _ => throw new InvalidDataException($"a dictionary's key is neither text nor number but {key.GetType().Name}"),
        };
        if (!items.TryAdd(name, value)) throw new InvalidDataException($"a dictionary has the key '{name}' twice");
    }
}
