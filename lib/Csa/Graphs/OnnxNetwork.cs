using Csa.Networks;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Graphs;

/// <summary>Adds the layers of a trained network to a graph, with their weights under the names that checkpoints use.</summary>
public sealed class OnnxNetwork
{
    private readonly IReadOnlyDictionary<string, Tensor> weights;

    /// <summary>A network to export.</summary>
    /// <param name="graph">Receives the nodes and weights.</param>
    /// <param name="weights">The inference weights by name; they must live until the model is written.</param>
    public OnnxNetwork(OnnxGraph graph, IReadOnlyDictionary<string, Tensor> weights)
    {
        Graph = graph;
        this.weights = weights;
    }

    /// <summary>The graph.</summary>
    public OnnxGraph Graph { get; }

    /// <summary>A weight as a tensor, for constants that are computed from it at export.</summary>
    /// <param name="name">E.g. "rough.input.weight".</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    public Tensor Weight(string name) => weights.TryGetValue(name, out Tensor? weight) ? weight : throw new ArgumentException($"weights: want one called {name}, there is none", nameof(name));

    /// <summary>True if there is a weight with that name.</summary>
    public bool Has(string name) => weights.ContainsKey(name);

    /// <summary>A convolution, plain or transposed, with its bias if it has one.</summary>
    /// <param name="name">The layer's name, e.g. "rough.input".</param>
    /// <param name="x">[1, C, H, W].</param>
    /// <param name="geometry">The layer's.</param>
    public string Convolution(string name, string x, ConvolutionGeometry geometry)
    {
        string[] bias = Has(name + ".bias") ? [Graph.Initializer(name + ".bias", Weight(name + ".bias"))] : [];
        long y = geometry.PaddingY, side = geometry.PaddingX;
        return Convolution([x, Graph.Initializer(name + ".weight", Weight(name + ".weight")), .. bias], geometry, [y, side, y, side]);
    }

    /// <summary>A convolution whose padding may differ at the four edges.</summary>
    /// <param name="inputs">The map [1, C, H, W], the weight, and the bias if there is one.</param>
    /// <param name="geometry">Stride, dilation, transposed or not; its padding is ignored.</param>
    /// <param name="padding">Top, left, bottom, right.</param>
    public string Convolution(string[] inputs, ConvolutionGeometry geometry, long[] padding) => Graph.Op(
        geometry.Transposed ? "ConvTranspose" : "Conv", inputs,
        ("strides", new long[] { geometry.Stride, geometry.Stride }), ("pads", padding), ("dilations", new long[] { geometry.Dilation, geometry.Dilation }));

    /// <summary>An affine instance norm.</summary>
    /// <param name="name">The layer's name.</param>
    /// <param name="x">[1, C, H, W].</param>
    public string InstanceNorm(string name, string x) =>
        Graph.Op("InstanceNormalization", [x, Graph.Initializer(name + ".weight", Weight(name + ".weight")), Graph.Initializer(name + ".bias", Weight(name + ".bias"))], ("epsilon", 1e-5f));

    /// <summary>LeakyReLU of slope 0.2.</summary>
    public string LeakyRelu(string x) => Graph.Op("LeakyRelu", [x], ("alpha", 0.2f));

    /// <summary>ReLU.</summary>
    public string Relu(string x) => Graph.Op("Relu", [x]);

    /// <summary>Concatenates maps along their channels.</summary>
    public string Join(params string[] maps) => maps.Length == 1 ? maps[0] : Graph.Op("Concat", maps, ("axis", 1));

    /// <summary>Paints the hole of an image in one colour.</summary>
    /// <param name="image">[1, 3, H, W] in [-1, 1].</param>
    /// <param name="isHole">[1, 1, H, W], true in the hole.</param>
    /// <param name="rgb">Red, green and blue, 0 … 255; null for mid grey (0 in [-1, 1]).</param>
    public string Paint(string image, string isHole, IReadOnlyList<byte>? rgb) =>
        Graph.Op("Where", [isHole, rgb is null ? Graph.Float(0) : Graph.Floats([1, 3, 1, 1], [.. rgb.Select(value => (value / 127.5f) - 1)]), image]);
}

/// <summary>A hole on the pixel grid, as the names of two values of a graph.</summary>
/// <param name="Mask">[1, 1, H, W] float32: 1 = missing, 0 = known.</param>
/// <param name="IsMissing">[1, 1, H, W] bool: the same mask.</param>
public sealed record OnnxHole(string Mask, string IsMissing);

/// <summary>A network's predictions, as the names of values of a graph.</summary>
/// <param name="Refined">[1, 3, H, W], uncomposited; it may leave [-1, 1].</param>
/// <param name="Rough">The first stage's, of the same shape; null for a network of one stage.</param>
public sealed record OnnxPrediction(string Refined, string? Rough = null);

/// <summary>How a system's network is exported as ONNX.</summary>
/// <param name="SideMultiple">Height and width of the image are padded to multiples of this first.</param>
/// <param name="Write">Adds the network: from its weights, the name of the image [1, 3, H, W] and the hole to the predictions.</param>
public sealed record OnnxExport(int SideMultiple, Func<OnnxNetwork, string, OnnxHole, OnnxPrediction> Write)
{
    /// <summary>The number of halvings from the pixels to the feature grid on which attention fills the hole; null without such a layer.</summary>
    public int? GridLevels { get; init; }
}
