using Csa.Graphs;
using Csa.Networks;
using static Csa.Networks.Layers;

namespace Csa.Baselines.ShiftNet;

/// <summary><see cref="ShiftNetwork"/> as ONNX operators.</summary>
/// <param name="network">Receives the layers.</param>
/// <param name="options">The network's shape.</param>
internal sealed class ShiftGraph(OnnxNetwork network, ShiftNetworkOptions options)
{
    /// <summary>How <see cref="ShiftNetwork"/> is exported.</summary>
    /// <param name="options">The network's shape; valid.</param>
    public static OnnxExport Export(ShiftNetworkOptions options) =>
        new(options.Blocks.SideMultiple, (added, image, hole) => new ShiftGraph(added, options).Add(image, hole));

    private OnnxPrediction Add(string image, OnnxHole hole)
    {
        OnnxGraph graph = network.Graph;
        string input = options.MaskChannel
            ? network.Join(network.Paint(image, hole.IsMissing, null), graph.Op("Sub", [graph.Float(1), hole.Mask]))
            : network.Paint(image, hole.IsMissing, NetworkInput.MeanColour);

        // A skip needs no LeakyReLU before the decoder's ReLU.
        int last = options.Depth - 2, shift = options.ShiftPosition - 1;
        var skips = new List<string> { network.Convolution("input", input, Halving) };
        for (int i = 0; i < last; i++) skips.Add(network.InstanceNorm($"levels.{i}.downNorm", Down($"levels.{i}.down", skips[i])));

        string x = network.Relu(Down("innermost.down", skips[^1]));
        x = network.InstanceNorm("innermost.upNorm", network.Convolution("innermost.up", x, Doubling));
        for (int i = last; i > 0; i--)
        {
            string decoder = network.Relu(x), encoder = network.Relu(skips[i]);
            string joined = i == shift ? network.Join(decoder, encoder, Shifted(decoder, encoder, FeatureMaskGraph.Reduce(graph, hole, options.ShiftPosition), options.Blocks.Channels(i))) : network.Join(decoder, encoder);
            x = network.InstanceNorm($"levels.{i - 1}.upNorm", network.Convolution($"levels.{i - 1}.up", joined, Doubling));
        }

        return new(graph.Op("Tanh", [network.Convolution("output", network.Relu(network.Join(x, skips[0])), Doubling)]));
    }

    // F_e at the best match in the hole, 0 outside.
    private string Shifted(string decoder, string encoder, string hole, int channels)
    {
        OnnxGraph graph = network.Graph;
        string rows = CellSearchGraph.Rows(graph, encoder, channels);
        CellSearchGraph search = CellSearchGraph.Add(graph, CellSearchGraph.Rows(graph, decoder, channels), rows, hole, channels);
        string best = graph.Op("Gather", [search.Keys, search.Match], ("axis", 0));
        return search.Put(graph, graph.Op("ConstantOfShape", [graph.Op("Shape", [rows])]), best, encoder);
    }

    private string Down(string name, string x) => network.Convolution(name, network.LeakyRelu(x), Halving);
}
