using Csa.Networks;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Graphs;

/// <summary>Adds the layers of a trained network to a graph, each with its weights by the name that checkpoints have.</summary>
public sealed class OnnxNetwork
{
    private readonly IReadOnlyDictionary<string, Tensor> weights;

    /// <summary>A network to be added.</summary>
    /// <param name="graph">Receives nodes and weights.</param>
    /// <param name="weights">Of inference, by name; they must live until the model is written.</param>
    public OnnxNetwork(OnnxGraph graph, IReadOnlyDictionary<string, Tensor> weights)
    {
        Graph = graph;
        this.weights = weights;
    }

    /// <summary>The graph.</summary>
    public OnnxGraph Graph { get; }

    /// <summary>A weight itself, for what is computed from it once.</summary>
    /// <param name="name">E.g. "rough.input.weight".</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    public Tensor Weight(string name) => weights.TryGetValue(name, out Tensor? weight) ? weight : throw new ArgumentException($"weights: want one called {name}, there is none", nameof(name));

    /// <summary>True if there is a weight of a name.</summary>
    public bool Has(string name) => weights.ContainsKey(name);

    /// <summary>A convolution, plain or transposed, with its bias if it has one.</summary>
    /// <param name="name">Of the layer, e.g. "rough.input".</param>
    /// <param name="x">[1, C, H, W].</param>
    /// <param name="geometry">As the layer's.</param>
    public string Convolution(string name, string x, ConvolutionGeometry geometry)
    {
        string[] bias = Has(name + ".bias") ? [Graph.Tensor(name + ".bias", Weight(name + ".bias"))] : [];
        long y = geometry.PaddingY, side = geometry.PaddingX;
        return Convolution([x, Graph.Tensor(name + ".weight", Weight(name + ".weight")), .. bias], geometry, [y, side, y, side]);
    }

    /// <summary>A convolution with padding that may differ from side to side.</summary>
    /// <param name="inputs">[1, C, H, W], the weight, and the bias if there is one.</param>
    /// <param name="geometry">Stride, dilation, transposed or not; its padding is not read.</param>
    /// <param name="padding">Top, left, bottom, right.</param>
    public string Convolution(string[] inputs, ConvolutionGeometry geometry, long[] padding) => Graph.Op(
        geometry.Transposed ? "ConvTranspose" : "Conv", inputs,
        ("strides", new long[] { geometry.Stride, geometry.Stride }), ("pads", padding), ("dilations", new long[] { geometry.Dilation, geometry.Dilation }));

    /// <summary>An affine instance norm.</summary>
    /// <param name="name">Of the layer.</param>
    /// <param name="x">[1, C, H, W].</param>
    public string InstanceNorm(string name, string x) =>
        Graph.Op("InstanceNormalization", [x, Graph.Tensor(name + ".weight", Weight(name + ".weight")), Graph.Tensor(name + ".bias", Weight(name + ".bias"))], ("epsilon", 1e-5f));

    /// <summary>LeakyReLU of slope 0.2.</summary>
    public string LeakyRelu(string x) => Graph.Op("LeakyRelu", [x], ("alpha", 0.2f));

    /// <summary>ReLU.</summary>
    public string Relu(string x) => Graph.Op("Relu", [x]);

    /// <summary>Maps joined along their channels.</summary>
    public string Join(params string[] maps) => maps.Length == 1 ? maps[0] : Graph.Op("Concat", maps, ("axis", 1));

    /// <summary>An image whose hole has one colour.</summary>
    /// <param name="image">[1, 3, H, W] in [-1, 1].</param>
    /// <param name="isHole">[1, 1, H, W], true in the hole.</param>
    /// <param name="rgb">0 … 255; null for mid grey, 0 in [-1, 1].</param>
    public string Paint(string image, string isHole, IReadOnlyList<byte>? rgb) =>
        Graph.Op("Where", [isHole, rgb is null ? Graph.Number(0) : Graph.Numbers([1, 3, 1, 1], [.. rgb.Select(value => (value / 127.5f) - 1)]), image]);
}

/// <summary>A hole as graphs have it, on the pixel grid.</summary>
/// <param name="Mask">[1, 1, H, W] float32: 1 = missing, 0 = known.</param>
/// <param name="IsMissing">The same, true or false.</param>
public sealed record OnnxHole(string Mask, string IsMissing);

/// <summary>What a network makes of an image, by the names of values.</summary>
/// <param name="Refined">[1, 3, H, W], uncomposited; it may leave [-1, 1].</param>
/// <param name="Rough">The first stage's, or null for a network of one stage.</param>
public sealed record OnnxPrediction(string Refined, string? Rough = null);

/// <summary>How a system's network is written as ONNX.</summary>
/// <param name="SideMultiple">Image sides are padded to a multiple of this first.</param>
/// <param name="Write">From the network, the image [1, 3, H, W] and the hole to what it predicts.</param>
public sealed record OnnxForm(int SideMultiple, Func<OnnxNetwork, string, OnnxHole, OnnxPrediction> Write)
{
    /// <summary>The halvings to the grid on which attention fills the hole; null without such a layer.</summary>
    public int? GridLevels { get; init; }
}
