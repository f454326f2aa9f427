using static TorchSharp.torch;

namespace Csa.Tensors.Weights;

/// <summary>
/// A name that a state_dict's pickle may mention. It is never looked up: each stands for something that this reader does
/// itself.
/// </summary>
internal sealed class PyTorchGlobal
{
    /// <summary>Why everything else is refused, and what to do about it.</summary>
    public const string Rule =
        "only tensors and plain containers are read and nothing is ever run; save the weights alone with torch.save(model.state_dict(), …)";

    private static readonly Dictionary<string, PyTorchGlobal> Known = new PyTorchGlobal[]
    {
        new("collections.OrderedDict", OrderedDict),
        new("torch.Size", arguments => arguments.Get<PickleTuple>(0, "torch.Size")),
        new("torch._utils._rebuild_tensor", PyTorchTensor.Rebuild),
        new("torch._utils._rebuild_tensor_v2", PyTorchTensor.Rebuild),
        new("torch._utils._rebuild_parameter", arguments => arguments.Get<PyTorchTensor>(0, "a parameter")),
        new("torch.DoubleStorage", ScalarType.Float64),
        new("torch.FloatStorage", ScalarType.Float32),
        new("torch.HalfStorage", ScalarType.Float16),
        new("torch.BFloat16Storage", ScalarType.BFloat16),
        new("torch.LongStorage", ScalarType.Int64),
        new("torch.IntStorage", ScalarType.Int32),
        new("torch.ShortStorage", ScalarType.Int16),
        new("torch.CharStorage", ScalarType.Int8),
        new("torch.ByteStorage", ScalarType.Byte),
        new("torch.BoolStorage", ScalarType.Bool),
    }.ToDictionary(global => global.name);

    private readonly string name;
    private readonly Func<PickleTuple, object>? make;

    private PyTorchGlobal(string name, Func<PickleTuple, object> make)
    {
        this.name = name;
        this.make = make;
    }

    private PyTorchGlobal(string name, ScalarType type)
    {
        this.name = name;
        StorageType = type;
    }

    /// <summary>The dtype, if the name is that of a storage; null otherwise.</summary>
    public ScalarType? StorageType { get; }

    /// <summary>Finds a known name.</summary>
    /// <exception cref="InvalidDataException">Any other.</exception>
    public static PyTorchGlobal Find(string module, string name) => Known.TryGetValue($"{module}.{name}", out PyTorchGlobal? global)
        ? global
        : throw new InvalidDataException($"the global {module}.{name} is refused: {Rule}");

    /// <summary>The result that Python would get by calling the name.</summary>
    /// <exception cref="InvalidDataException">It cannot be called, or not with these arguments.</exception>
    public object Make(PickleTuple arguments) => make is not null ? make(arguments) : throw new InvalidDataException($"its pickle calls {name}");

    // Empty, as Python 3 writes it, or a list of pairs, as Python 2 did.
    private static PickleDictionary OrderedDict(PickleTuple arguments)
    {
        var dictionary = new PickleDictionary();
        if (arguments.Items.Count == 0) return dictionary;
        foreach (object? item in arguments.Get<List<object?>>(0, "OrderedDict"))
        {
            IReadOnlyList<object?> pair = item as IReadOnlyList<object?> ?? (item as PickleTuple)?.Items ?? [];
            if (pair.Count != 2) throw new InvalidDataException("OrderedDict: want a list of pairs");
            dictionary.Add(pair[0], pair[1]);
        }

        return dictionary;
    }
}
