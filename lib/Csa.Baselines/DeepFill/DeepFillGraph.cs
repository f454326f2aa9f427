using Csa.Graphs;
using Csa.Networks;

namespace Csa.Baselines.DeepFill;

/// <summary><see cref="DeepFillGenerator"/> as ONNX operators, in both of its versions.</summary>
/// <param name="network">Receives the layers.</param>
/// <param name="options">The generator's shape.</param>
/// <param name="design">Which of the two versions.</param>
internal sealed class DeepFillGraph(OnnxNetwork network, DeepFillNetworkOptions options, TwoStageDesign design)
{
    private readonly OnnxGraph graph = network.Graph;

    /// <summary>How <see cref="DeepFillGenerator"/> is exported.</summary>
    /// <param name="options">The generator's shape; valid.</param>
    /// <param name="design">Which of the two versions.</param>
    public static OnnxExport Export(DeepFillNetworkOptions options, TwoStageDesign design) =>
        new(options.SideMultiple, (added, image, hole) => new DeepFillGraph(added, options, design).Add(image, hole));

    private OnnxPrediction Add(string image, OnnxHole hole)
    {
        int c = options.BaseChannels;
        string[] place = [graph.Op("Add", [graph.Op("Mul", [hole.Mask, graph.Float(0)]), graph.Float(1)]), hole.Mask];
        string rough = design.Bound(graph, Chain("coarse", network.Join([network.Paint(image, hole.IsMissing, null), .. place]), TwoStageLayout.Coarse(c)));
        string seen = network.Join([graph.Op("Where", [hole.IsMissing, rough, image]), .. design.SecondStageSeesHole ? place : []]);

        string features = Chain("beforeAttention", seen, TwoStageLayout.BeforeAttention(c));
        string attended = Attention(features, Aligned(hole.Mask, DeepFillGenerator.FeatureFactor), 4 * c / design.ChannelsPerFeature);
        string both = network.Join(Chain("dilated", seen, TwoStageLayout.DilatedBranch(c)), Chain("afterAttention", attended, TwoStageLayout.AfterAttention(c)));
        return new(design.Bound(graph, Chain("joint", both, TwoStageLayout.Joint(c))), rough);
    }

    private string Chain(string name, string x, LayerPlan[] plans)
    {
        for (int i = 0; i < plans.Length; i++)
        {
            LayerPlan plan = plans[i];
            string layer = $"{name}.convs.{i}";
            string convolved = plan.UpsampleFirst ? Upsampled(layer, x) : Same(layer, x, plan);
            x = plan.IsOutput ? convolved : design.Activate(graph, convolved, plan.Rectified);
        }

        return x;
    }

    // Sides are multiples of the stride, which makes the padding independent of them.
    private string Same(string layer, string x, LayerPlan plan)
    {
        (long before, long after) = SamePadding.Of(plan.Stride, plan.Kernel, plan.Stride, plan.Dilation);
        return network.Convolution(
            [x, graph.Initializer($"{layer}.weight", network.Weight($"{layer}.weight")), Bias(layer)], new() { Stride = plan.Stride, Dilation = plan.Dilation }, [before, before, after, after]);
    }

    private string Upsampled(string layer, string x)
    {
        using TorchSharp.torch.Tensor kernel = UpsampledConvolution.Kernel(network.Weight($"{layer}.weight"));
        return network.Convolution([x, graph.Floats(kernel.shape, ImageTensor.ToPlanes(kernel)), Bias(layer)], Layers.Doubling, [1, 1, 1, 1]);
    }

    private string Bias(string layer) => graph.Initializer($"{layer}.bias", network.Weight($"{layer}.bias"));

    // ContextualAttentionLayer.Fill. Patches are put back by a transposed convolution whose kernels are the patches.
    private string Attention(string features, string hole, int channels)
    {
        int rate = options.Attention.Rate, side = 2 * rate;
        string small = rate == 1 ? hole : Aligned(hole, rate), reduced = rate == 1 ? features : Aligned(features, rate);
        string known = PatchSimilarityGraph.ValidKeys(graph, small);
        string scores = graph.Op("Mul", [PatchSimilarityGraph.Scores(graph, reduced, channels, options.Attention.Fuse), known]);
        string shares = graph.Op("Softmax", [graph.Op("Mul", [scores, graph.Float((float)options.Attention.SoftmaxScale)])], ("axis", 1));
        string weights = graph.Op("Transpose", [graph.Op("Mul", [shares, known])], ("perm", new long[] { 1, 0 }));

        (long before, long after) = SamePadding.Of(rate, side, rate, 1);
        string patches = graph.Op("Reshape", [PatchSimilarityGraph.Patches(graph, features, channels, side, rate, before, after), graph.Integers(channels, side, side, -1)]);
        string kernels = graph.Op("Transpose", [patches], ("perm", new long[] { 3, 0, 1, 2 }));
        string grid = graph.Op("Slice", [graph.Op("Shape", [reduced]), graph.Integers(2), graph.Integers(4)]);
        string map = graph.Op("Reshape", [weights, graph.Op("Concat", [graph.Integers(1, -1), grid], ("axis", 0))]);
        string rebuilt = network.Convolution([map, kernels], new() { Transposed = true, Stride = rate }, [before, before, after, after]);
        return graph.Op("Div", [rebuilt, graph.Float(4)]);
    }

    // AlignedSampling, with sides that are known when the graph runs.
    private string Aligned(string map, int factor)
    {
        string shape = graph.Op("Shape", [map]);
        return graph.Op("Gather", [graph.Op("Gather", [map, Indices(2)], ("axis", 2)), Indices(3)], ("axis", 3));

        string Indices(long axis)
        {
            string from = graph.Op("Gather", [shape, graph.Integer(axis)]), last = graph.Op("Sub", [from, graph.Integer(1)]), to = graph.Op("Div", [from, graph.Integer(factor)]);
            string scale = graph.Op("Div", [Double(last), Double(graph.Op("Max", [graph.Op("Sub", [to, graph.Integer(1)]), graph.Integer(1)]))]);
            string places = graph.Op("Mul", [Double(graph.Op("Range", [graph.Integer(0), to, graph.Integer(1)])), scale]);
            string rounded = graph.Op("Cast", [graph.Op("Floor", [graph.Op("Add", [places, graph.Double(0.5)])])], ("to", OnnxType.Int64));
            return graph.Op("Min", [rounded, last]);
        }

        string Double(string x) => graph.Op("Cast", [x], ("to", OnnxType.Double));
    }
}
