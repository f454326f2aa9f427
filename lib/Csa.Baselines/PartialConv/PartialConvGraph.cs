using Csa.Graphs;
using Csa.Networks;

namespace Csa.Baselines.PartialConv;

/// <summary><see cref="PartialConvNetwork"/> as ONNX operators.</summary>
/// <param name="network">Receives the layers.</param>
/// <param name="options">The network's shape.</param>
internal sealed class PartialConvGraph(OnnxNetwork network, PartialConvNetworkOptions options)
{
    private readonly OnnxGraph graph = network.Graph;

    /// <summary>How <see cref="PartialConvNetwork"/> is exported.</summary>
    /// <param name="options">The network's shape; valid.</param>
    public static OnnxExport Export(PartialConvNetworkOptions options) =>
        new(options.SideMultiple, (added, image, hole) => new PartialConvGraph(added, options).Add(image, hole));

    private OnnxPrediction Add(string image, OnnxHole hole)
    {
        string mean = graph.Floats([1, 3, 1, 1], Vgg16Convolutions.Mean), deviation = graph.Floats([1, 3, 1, 1], Vgg16Convolutions.Deviation);
        string normalised = graph.Op("Div", [graph.Op("Sub", [image, mean]), deviation]);
        var skips = new List<Masked> { new(normalised, [(graph.Op("Sub", [graph.Float(1), hole.Mask]), 3)]) };
        for (int level = 1; level <= options.Levels; level++)
        {
            string name = $"encoder.{level - 1}";
            Masked made = Convolve(name, skips[^1], options.Channels(level), PartialConvEncoder.Kernel(level), stride: 2);
            skips.Add(made with { X = network.Relu(level > 1 ? BatchNorm(name, made.X) : made.X) });
        }

        Masked x = skips[^1];
        for (int level = options.Levels; level > 0; level--)
        {
            string name = $"decoder.{level - 1}";
            Masked skip = skips[level - 1];
            var joined = new Masked(network.Join(Doubled(x.X), skip.X), [.. x.Valid.Select(run => (Doubled(run.Mask), run.Channels)), .. skip.Valid]);
            x = Convolve(name, joined, level > 1 ? options.Channels(level - 1) : 3, PartialConvDecoder.Kernel, stride: 1);
            if (level > 1) x = x with { X = network.LeakyRelu(BatchNorm(name, x.X)) };
        }

        return new(graph.Op("Add", [graph.Op("Mul", [x.X, deviation]), mean]));
    }

    // PartialConvolution.Apply. Counts are sums of whole numbers, exact in float32.
    private Masked Convolve(string name, Masked input, int channels, int kernel, int stride)
    {
        int from = input.Valid.Sum(run => run.Channels);
        string all = input.Valid.Select(run => graph.Op("Mul", [run.Mask, graph.Float(run.Channels)])).Aggregate((sum, run) => graph.Op("Add", [sum, run]));
        var geometry = new ConvolutionGeometry { Stride = stride };
        long pad = kernel / 2;
        string m = network.Convolution([all, graph.Floats([1, 1, kernel, kernel], [.. Enumerable.Repeat(1f, kernel * kernel)])], geometry, [pad, pad, pad, pad]);
        string remaining = graph.Op("Clip", [m, graph.Float(0), graph.Float(1)]);
        string share = graph.Op("Div", [graph.Float((float)from * kernel * kernel), graph.Op("Max", [m, graph.Float(1)])]);

        string weight = $"{name}.conv.conv.weight", bias = $"{name}.conv.conv.bias";
        string y = network.Convolution([Cleared(input), graph.Initializer(weight, network.Weight(weight))], geometry, [pad, pad, pad, pad]);
        y = graph.Op("Mul", [y, graph.Op("Mul", [remaining, share])]);
        if (network.Has(bias))
        {
            string b = graph.Op("Reshape", [graph.Initializer(bias, network.Weight(bias)), graph.Integers(1, -1, 1, 1)]);
            y = graph.Op("Add", [y, graph.Op("Mul", [b, remaining])]);
        }

        return new(y, [(remaining, channels)]);
    }

    private string Cleared(Masked input)
    {
        if (input.Valid.Length == 1) return graph.Op("Mul", [input.X, input.Valid[0].Mask]);
        string[] parts = graph.Op("Split", [input.X, graph.Integers([.. input.Valid.Select(run => (long)run.Channels)])], input.Valid.Length, ("axis", 1));
        return network.Join([.. parts.Zip(input.Valid, (part, run) => graph.Op("Mul", [part, run.Mask]))]);
    }

    private string Doubled(string x) => graph.Op(
        "Resize", [x, "", graph.Floats([4], 1, 1, 2, 2)], ("mode", "nearest"), ("coordinate_transformation_mode", "asymmetric"), ("nearest_mode", "floor"));

    // In inference: with the statistics of training.
    private string BatchNorm(string name, string x)
    {
        string[] of = [.. new[] { "weight", "bias", "running_mean", "running_var" }.Select(part => $"{name}.norm.{part}")];
        return graph.Op("BatchNormalization", [x, .. of.Select(part => graph.Initializer(part, network.Weight(part)))], ("epsilon", 1e-5f));
    }

    private sealed record Masked(string X, (string Mask, int Channels)[] Valid);
}
