using System.Runtime.InteropServices;
using Csa.Data;
using Csa.Data.Files;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Graphs;

/// <summary>The element types of values in a graph, by their numbers in onnx.proto (TensorProto.DataType).</summary>
public enum OnnxType
{
    /// <summary>float32.</summary>
    Float = 1,

    /// <summary>int64.</summary>
    Int64 = 7,

    /// <summary>bool.</summary>
    Bool = 9,

    /// <summary>float64.</summary>
    Double = 11,
}

/// <summary>Builds a graph of ONNX operators (opset 17): nodes in the order of execution, values referred to by name.</summary>
/// <remarks>Field numbers are those of onnx.proto, the public schema of the format.</remarks>
public sealed class OnnxGraph
{
    /// <summary>The version of the operator set.</summary>
    public const int Opset = 17;

    // The version of the file format that came with this opset.
    private const int IrVersion = 8;

    private readonly string name;
    private readonly string prefix;
    private readonly ProtobufMessage nodes = new();
    private readonly ProtobufMessage ends = new();
    private readonly Dictionary<string, string> constants = [];
    private int made;

    /// <summary>An empty graph.</summary>
    /// <param name="name">The graph's name.</param>
    /// <param name="prefix">Begins the name of every value, so that those of a Scan's body differ from those of the graph around it.</param>
    public OnnxGraph(string name, string prefix = "")
    {
        this.name = name;
        this.prefix = prefix;
    }

    /// <summary>Adds an input.</summary>
    /// <param name="value">Its name.</param>
    /// <param name="type">Its element type.</param>
    /// <param name="shape">A number for a fixed dimension, a name for one that is known only when the graph runs.</param>
    /// <returns>The name.</returns>
    public string Input(string value, OnnxType type, params object[] shape) => End(11, value, type, shape);

    /// <summary>Makes a value an output.</summary>
    /// <param name="value">Its name.</param>
    /// <param name="type">Its element type.</param>
    /// <param name="shape">As for an input.</param>
    public void Output(string value, OnnxType type, params object[] shape) => End(12, value, type, shape);

    /// <summary>Adds a node with one output.</summary>
    /// <param name="op">The operator's name in the ONNX standard.</param>
    /// <param name="inputs">The names of its inputs.</param>
    /// <param name="attributes">Integers, floats, strings, lists of integers, or a graph.</param>
    /// <returns>The name of the output.</returns>
    public string Op(string op, string[] inputs, params (string Name, object Value)[] attributes) => Op(op, inputs, 1, attributes)[0];

    /// <summary>Adds a node with several outputs.</summary>
    /// <param name="op">The operator's name in the ONNX standard.</param>
    /// <param name="inputs">The names of its inputs.</param>
    /// <param name="outputs">The number of outputs.</param>
    /// <param name="attributes">As above.</param>
    /// <returns>The names of the outputs.</returns>
    public string[] Op(string op, string[] inputs, int outputs, params (string Name, object Value)[] attributes) =>
        Node(op, inputs, [.. Enumerable.Range(0, outputs).Select(_ => NewName(op))], attributes);

    /// <summary>Adds an Identity node, which gives a value a second name: an output's name is fixed.</summary>
    /// <param name="value">A value.</param>
    /// <param name="called">The new name.</param>
    /// <returns>The new name.</returns>
    public string Identity(string value, string called) => Node("Identity", [value], [called])[0];

    /// <summary>Adds a weight as an initializer; a name that was added before is not added again.</summary>
    /// <param name="called">The weight's name.</param>
    /// <param name="tensor">Any shape, float32, on any device; must live until the model is written.</param>
    /// <returns>The name.</returns>
    public string Initializer(string called, Tensor tensor)
    {
        if (!constants.TryAdd(called, called)) return called;
        return Constant(called, OnnxType.Float, tensor.shape, tensor.numel() * sizeof(float), stream =>
        {
            using var scope = NewDisposeScope();
            stream.Write(tensor.detach().cpu().to(ScalarType.Float32).contiguous().bytes);
        });
    }

    /// <summary>A float32 scalar.</summary>
    public string Float(float value) => Constant<float>(OnnxType.Float, [], [value]);

    /// <summary>A float64 scalar.</summary>
    public string Double(double value) => Constant<double>(OnnxType.Double, [], [value]);

    /// <summary>A float64 vector.</summary>
    public string Doubles(params double[] values) => Constant(OnnxType.Double, [values.Length], values);

    /// <summary>A float32 tensor.</summary>
    /// <param name="shape">Its shape.</param>
    /// <param name="values">In row-major order.</param>
    public string Floats(long[] shape, params float[] values) => Constant(OnnxType.Float, shape, values);

    /// <summary>An int64 vector: a shape, axes, indices.</summary>
    public string Integers(params long[] values) => Constant(OnnxType.Int64, [values.Length], values);

    /// <summary>An int64 scalar.</summary>
    public string Integer(long value) => Constant<long>(OnnxType.Int64, [], [value]);

    /// <summary>Writes the graph as a model.</summary>
    /// <param name="path">The file.</param>
    /// <param name="version">This library's version.</param>
    /// <param name="metadata">The model's metadata_props.</param>
    /// <exception cref="BadInputException">The file cannot be written, or would be larger than the format allows.</exception>
    internal void Write(string path, string version, IEnumerable<KeyValuePair<string, string>> metadata)
    {
        ProtobufMessage model = new ProtobufMessage()
            .Number(1, IrVersion).Text(2, "Csa.Research").Text(3, version).Message(7, Message())
            .Message(8, new ProtobufMessage().Text(1, "").Number(2, Opset))
            .All(metadata, (all, pair) => all.Message(14, new ProtobufMessage().Text(1, pair.Key).Text(2, pair.Value)));
        if (model.Length > int.MaxValue) throw new BadInputException($"{path}: want a network of at most 2 GB, which is where an ONNX file ends, this one has {model.Length / 1e9:F1} GB; train a narrower one");
        AtomicFile.Write(path, model.WriteTo);
    }

    // Nodes carry their field's tag already, as do inputs, outputs and constants.
    private ProtobufMessage Message() => new ProtobufMessage().Fields(nodes).Text(2, name).Fields(ends);

    private string NewName(string what) => $"{prefix}{what}.{made++}";

    private string[] Node(string op, string[] inputs, string[] outputs, params (string Name, object Value)[] attributes)
    {
        nodes.Message(1, new ProtobufMessage()
            .All(inputs, (node, value) => node.Text(1, value)).All(outputs, (node, value) => node.Text(2, value))
            .Text(3, outputs[0]).Text(4, op).All(attributes, (node, attribute) => node.Message(5, Attribute(attribute.Name, attribute.Value))));
        return outputs;
    }

    private string Constant<T>(OnnxType type, long[] shape, T[] values)
        where T : unmanaged
    {
        const int Shared = 64;
        if (values.Length > Shared) return Added();
        string key = $"{type} [{string.Join(',', shape)}] {string.Join(',', values)}";
        return constants.TryGetValue(key, out string? there) ? there : constants[key] = Added();

        string Added()
        {
            byte[] bytes = MemoryMarshal.AsBytes<T>(values).ToArray();
            return Constant(NewName("constant"), type, shape, bytes.Length, stream => stream.Write(bytes));
        }
    }

    private string Constant(string called, OnnxType type, long[] shape, long length, Action<Stream> write)
    {
        ends.Message(5, new ProtobufMessage().All(shape, (tensor, side) => tensor.Number(1, side)).Number(2, (long)type).Text(8, called).Bytes(9, length, write));
        return called;
    }

    private string End(int field, string value, OnnxType type, object[] shape)
    {
        ProtobufMessage sides = new ProtobufMessage().All(shape, (all, side) => all.Message(1, side is string called ? new ProtobufMessage().Text(2, called) : new ProtobufMessage().Number(1, Convert.ToInt64(side))));
        ends.Message(field, new ProtobufMessage().Text(1, value).Message(2, new ProtobufMessage().Message(1, new ProtobufMessage().Number(1, (long)type).Message(2, sides))));
        return value;
    }

    private static ProtobufMessage Attribute(string name, object value)
    {
        ProtobufMessage attribute = new ProtobufMessage().Text(1, name);
        return value switch
        {
            int or long => attribute.Number(3, Convert.ToInt64(value)).Number(20, 2),
            OnnxType type => attribute.Number(3, (long)type).Number(20, 2),
            float number => attribute.Float(2, number).Number(20, 1),
            string text => attribute.Text(4, text).Number(20, 3),
            long[] all => attribute.All(all, (list, one) => list.Number(8, one)).Number(20, 7),
            OnnxGraph body => attribute.Message(6, body.Message()).Number(20, 5),
            _ => throw new ArgumentException($"attribute {name}: want an integer, a float, a string, integers or a graph, got {value.GetType().Name}", nameof(value)),
        };
    }
}
