using Csa.Networks;
using static Csa.Networks.Layers;

namespace Csa.Graphs;

/// <summary><see cref="TwoStageGenerator"/> as ONNX operators: both networks, and the CSA layer or what stands in its place.</summary>
/// <param name="network">Receives the layers.</param>
/// <param name="options">The networks' shape.</param>
internal sealed class TwoStageGraph(OnnxNetwork network, NetworkOptions options)
{
    private readonly OnnxGraph graph = network.Graph;

    /// <summary>How <see cref="TwoStageGenerator"/> is exported.</summary>
    /// <param name="options">The networks' shape; valid.</param>
    public static OnnxExport Export(NetworkOptions options) =>
        new(options.SideMultiple, (added, image, hole) => new TwoStageGraph(added, options).Add(image, hole))
        {
            GridLevels = FeatureFill.HasTrace(options) ? (int)options.CsaPosition : null,
        };

    private OnnxPrediction Add(string image, OnnxHole hole)
    {
        bool official = options.HoleFill == HoleFill.OfficialCode;
        string iIn = network.Paint(image, hole.IsMissing, official ? TwoStageGenerator.OfficialColour : NetworkInput.MeanColour);
        string iInSecond = official ? network.Paint(image, hole.IsMissing, null) : iIn;
        string[] mask = options.MaskChannel ? [hole.Mask] : [];

        string iP = Rough(network.Join([iIn, .. mask]));
        string seen = graph.Op("Where", [hole.IsMissing, iP, image]);
        return new(Refinement(network.Join([seen, iInSecond, .. mask]), hole), iP);
    }

    private string Rough(string x)
    {
        // A skip needs no LeakyReLU before the decoder's ReLU.
        int last = options.Depth - 2;
        var skips = new List<string> { network.Convolution("rough.input", x, Halving) };
        for (int i = 0; i < last; i++) skips.Add(network.InstanceNorm($"rough.levels.{i}.downNorm", Down($"rough.levels.{i}.down", skips[^1])));

        x = network.Relu(Down("rough.innermost.down", skips[^1]));
        x = network.InstanceNorm("rough.innermost.upNorm", network.Convolution("rough.innermost.up", x, Doubling));
        for (int i = last - 1; i >= 0; i--)
            x = network.InstanceNorm($"rough.levels.{i}.upNorm", network.Convolution($"rough.levels.{i}.up", network.Relu(network.Join(x, skips[i + 1])), Doubling));
        return graph.Op("Tanh", [network.Convolution("rough.output", network.Relu(network.Join(x, skips[0])), Doubling)]);

        string Down(string name, string map) => network.Convolution(name, network.LeakyRelu(map), Halving);
    }

    private string Refinement(string pair, OnnxHole hole)
    {
        int levels = options.Depth - 1, position = (int)options.CsaPosition;
        var skips = new List<string> { network.Convolution("refinement.input", pair, Keeping) };
        for (int i = 0; i < levels; i++)
        {
            string at = $"refinement.levels.{i}";
            string halved = network.LeakyRelu(network.InstanceNorm($"{at}.downNorm", DilatedDown($"{at}.down", skips[i])));
            string made = network.Convolution($"{at}.conv", halved, Keeping);
            if (i + 1 == position) made = Filled(made, FeatureMaskGraph.Reduce(graph, hole, position));
            skips.Add(network.InstanceNorm($"{at}.norm", made));
        }

        string x = network.Relu(DilatedDown("refinement.innermost.down", skips[^1]));
        x = network.InstanceNorm("refinement.innermost.upNorm", network.Convolution("refinement.innermost.up", x, Doubling));
        for (int i = levels - 1; i >= 0; i--)
        {
            string at = $"refinement.levels.{i}";
            x = network.Convolution($"{at}.upConv", network.Relu(network.Join(x, Skip(i + 1))), KeepingTransposed);
            x = network.Convolution($"{at}.up", network.Relu(network.InstanceNorm($"{at}.upConvNorm", x)), Doubling);
            x = network.InstanceNorm($"{at}.upNorm", x);
        }

        return network.Convolution("refinement.output", network.Relu(network.Join(x, Skip(0))), KeepingTransposed);

        string Skip(int level)
        {
            if (!options.MaskedSkips || level >= position) return skips[level];
            string missing = level == 0 ? hole.IsMissing : graph.Op("Greater", [FeatureMaskGraph.Reduce(graph, hole, level), graph.Float(0)]);
            return graph.Op("Where", [missing, graph.Float(0), skips[level]]);
        }
    }

    private string Filled(string x, string hole)
    {
        int channels = options.Channels((int)options.CsaPosition);
        return options.Attention switch
        {
            HoleAttention.None => x,
            HoleAttention.Convolution => network.Convolution("refinement.attention.conv", x, Keeping),
            HoleAttention.Contextual => ContextualLayerGraph.Add(graph, x, hole, channels),
            _ => CsaLayerGraph.Add(graph, x, hole, FeatureFill.Reading(options), channels),
        };
    }

    // The library reads every second row and column instead, which is the same and, in ONNX Runtime, takes as long.
    private string DilatedDown(string name, string x) => network.Convolution(name, network.LeakyRelu(x), new() { Stride = 2, Dilation = 2, Padding = 3 });
}
