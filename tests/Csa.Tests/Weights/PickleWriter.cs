using System.Buffers.Binary;
using System.Text;

namespace Csa.Tests.Weights;

/// <summary>Numbers that tensors look into.</summary>
/// <param name="Key">Its name in the file.</param>
/// <param name="Type">"Float", "Half" …</param>
/// <param name="Count">Elements, as the pickle says.</param>
/// <param name="Bytes">Little-endian.</param>
internal sealed record SavedStorage(string Key, string Type, long Count, byte[] Bytes)
{
    /// <summary>A view's offset and size, as PyTorch before 0.4 wrote them, or null.</summary>
    public (long Offset, long Count)? View { get; init; }

    public static SavedStorage Floats(string key, params float[] values) =>
        new(key, "Float", values.Length, [.. values.SelectMany(BitConverter.GetBytes)]);
}

/// <summary>A tensor as torch.save pickles it.</summary>
internal sealed record SavedTensor(SavedStorage Storage, long Offset, long[] Size, long[] Stride)
{
    public string Function { get; init; } = "_rebuild_tensor_v2";
}

/// <summary>A call of a global with arguments.</summary>
internal sealed record PickleCall(string Module, string Name, params object?[] Arguments);

/// <summary>Writes pickles of protocol 2 as Python does: arrays become tuples, dictionaries OrderedDicts.</summary>
internal sealed class PickleWriter
{
    private readonly MemoryStream bytes = new();

    public static byte[] Pickle(object? value) => new PickleWriter().Raw(0x80, 2).Value(value).Raw((byte)'.').Bytes;

    public byte[] Bytes => bytes.ToArray();

    public PickleWriter Raw(params ReadOnlySpan<byte> raw)
    {
        bytes.Write(raw);
        return this;
    }

    public PickleWriter Global(string module, string name) => Raw(Encoding.ASCII.GetBytes($"c{module}\n{name}\n"));

    public PickleWriter Value(object? value) => value switch
    {
        null => Raw((byte)'N'),
        bool flag => Raw(flag ? (byte)0x88 : (byte)0x89),
        int number => Value((long)number),
        long number => Number(number),
        double number => Raw((byte)'G').Raw(BitConverter.GetBytes(BinaryPrimitives.ReverseEndianness(BitConverter.DoubleToInt64Bits(number)))),
        string text => Text(text),
        long[] numbers => Value(Array.ConvertAll(numbers, number => (object?)number)),
        object?[] items => Raw((byte)'(').All(items).Raw((byte)'t'),
        List<object?> items => Raw((byte)']').Raw((byte)'(').All(items).Raw((byte)'e'),
        Dictionary<string, object?> items => Global("collections", "OrderedDict").Raw((byte)')', (byte)'R', (byte)'(')
            .All(items.SelectMany(pair => new[] { pair.Key, pair.Value })).Raw((byte)'u'),
        Dictionary<int, object?> items => Raw((byte)'}', (byte)'(').All(items.SelectMany(pair => new[] { pair.Key, pair.Value })).Raw((byte)'u'),
        SavedTensor tensor => Value(new PickleCall(
            "torch._utils", tensor.Function, tensor.Storage, tensor.Offset, tensor.Size, tensor.Stride, false, new Dictionary<string, object?>())),
        SavedStorage storage => Storage(storage),
        PickleCall call => Global(call.Module, call.Name).Value(call.Arguments).Raw((byte)'R'),
        _ => throw new ArgumentException($"cannot pickle {value.GetType()}"),
    };

    private PickleWriter All(IEnumerable<object?> items)
    {
        foreach (object? item in items) Value(item);
        return this;
    }

    private PickleWriter Text(string text)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        return Raw((byte)'X').Raw(BitConverter.GetBytes(utf8.Length)).Raw(utf8);
    }

    private PickleWriter Number(long number) => number switch
    {
        >= 0 and < 256 => Raw((byte)'K', (byte)number),
        >= 0 and < 65536 => Raw((byte)'M').Raw(BitConverter.GetBytes((ushort)number)),
        >= int.MinValue and <= int.MaxValue => Raw((byte)'J').Raw(BitConverter.GetBytes((int)number)),
        _ => Raw(0x8a, 8).Raw(BitConverter.GetBytes(number)),
    };

    private PickleWriter Storage(SavedStorage storage)
    {
        Raw((byte)'(').Text("storage").Global("torch", storage.Type + "Storage").Text(storage.Key).Text("cpu").Number(storage.Count);
        if (storage.View is (long offset, long count)) Value(new object?[] { "view", offset, count });
        return Raw((byte)'t', (byte)'Q');
    }
}
