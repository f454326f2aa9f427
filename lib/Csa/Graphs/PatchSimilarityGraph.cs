using Csa.Attention;

namespace Csa.Graphs;

/// <summary><see cref="PatchSimilarity"/> and its fusion as ONNX operators.</summary>
internal static class PatchSimilarityGraph
{
    /// <summary>The score of every patch with every other.</summary>
    /// <param name="graph">Receives the nodes.</param>
    /// <param name="map">[1, C, h, w].</param>
    /// <param name="channels">C.</param>
    /// <param name="fuse">As the library's.</param>
    /// <returns>[h w, h w]: a row per query, a column per key.</returns>
    public static string Scores(OnnxGraph graph, string map, int channels, bool fuse)
    {
        string patches = graph.Op("Reshape", [Patches(graph, map, channels, PatchSimilarity.Side, 1, 1, 1), graph.Integers(channels * PatchSimilarity.Side * PatchSimilarity.Side, -1)]);
        string squares = graph.Op("ReduceSumSquare", [patches], ("axes", new long[] { 0 }), ("keepdims", 1));
        string norms = graph.Op("Sqrt", [graph.Op("Max", [squares, graph.Float((float)(PatchSimilarity.MinNorm * PatchSimilarity.MinNorm))])]);
        string scores = graph.Op("MatMul", [Transpose(graph, patches, 1, 0), graph.Op("Div", [patches, norms])]);
        return fuse ? Fuse(graph, scores, map) : scores;
    }

    /// <summary>The keys that no cell of the hole touches.</summary>
    /// <param name="graph">Receives the nodes.</param>
    /// <param name="hole">[1, 1, h, w] float32: 1 = missing.</param>
    /// <returns>[1, h w] float32: 1 where the whole patch is known.</returns>
    public static string ValidKeys(OnnxGraph graph, string hole)
    {
        string touched = graph.Op("MaxPool", [hole], ("kernel_shape", new long[] { PatchSimilarity.Side, PatchSimilarity.Side }), ("pads", new long[] { 1, 1, 1, 1 }));
        return graph.Op("Reshape", [graph.Op("Sub", [graph.Float(1), touched]), graph.Integers(1, -1)]);
    }

    /// <summary>Cuts a map into patches, by a convolution whose kernels pick one value each: this opset has no operator for it.</summary>
    /// <param name="graph">Receives the nodes.</param>
    /// <param name="map">[1, C, H, W].</param>
    /// <param name="channels">C.</param>
    /// <param name="side">Of a patch.</param>
    /// <param name="stride">Between patches.</param>
    /// <param name="before">Zeros at the top and at the left.</param>
    /// <param name="after">Zeros at the bottom and at the right.</param>
    /// <returns>[1, C side side, h, w], as torch's unfold orders them.</returns>
    public static string Patches(OnnxGraph graph, string map, int channels, int side, int stride, long before, long after)
    {
        int taps = side * side;
        var pick = new float[channels * taps * taps];
        for (int i = 0; i < channels * taps; i++) pick[(i * taps) + (i % taps)] = 1;
        return graph.Op(
            "Conv", [map, graph.Floats([channels * taps, 1, side, side], pick)],
            ("group", channels), ("strides", new long[] { stride, stride }), ("pads", new[] { before, before, after, after }));
    }

    // As Fusion: twice along the diagonal, the second time in the order of columns.
    private static string Fuse(OnnxGraph graph, string scores, string map)
    {
        string shape = graph.Op("Shape", [map]), height = Side(2), width = Side(3);
        string byColumns = Turned(AlongDiagonal(scores), height, width);
        return Turned(AlongDiagonal(byColumns), width, height);

        string Side(long axis) => graph.Op("Slice", [shape, graph.Integers(axis), graph.Integers(axis + 1)]);
        string Turned(string x, string rows, string columns)
        {
            string apart = graph.Op("Reshape", [x, graph.Op("Concat", [rows, columns, rows, columns], ("axis", 0))]);
            return graph.Op("Reshape", [Transpose(graph, apart, 1, 0, 3, 2), graph.Op("Shape", [x])]);
        }

        string AlongDiagonal(string x)
        {
            string padded = graph.Op("Pad", [x, graph.Integers(1, 1, 1, 1)]);
            string back = graph.Op("Slice", [padded, graph.Integers(0, 0), graph.Integers(-2, -2)]);
            string forward = graph.Op("Slice", [padded, graph.Integers(2, 2), graph.Integers(long.MaxValue, long.MaxValue)]);
            return graph.Op("Add", [graph.Op("Add", [back, x]), forward]);
        }
    }

    private static string Transpose(OnnxGraph graph, string x, params long[] order) => graph.Op("Transpose", [x], ("perm", order));
}

/// <summary><see cref="ContextualLayer"/> as ONNX operators.</summary>
internal static class ContextualLayerGraph
{
    /// <summary>Fills each hole cell with a weighted mean of known cells.</summary>
    /// <param name="graph">Receives the nodes.</param>
    /// <param name="features">[1, C, h, w].</param>
    /// <param name="hole">[1, 1, h, w] float32: 1 = missing; at least one cell is known.</param>
    /// <param name="channels">C.</param>
    /// <returns>[1, C, h, w].</returns>
    public static string Add(OnnxGraph graph, string features, string hole, int channels)
    {
        string whole = PatchSimilarityGraph.ValidKeys(graph, hole);
        string known = graph.Op("Reshape", [graph.Op("Sub", [graph.Float(1), hole]), graph.Integers(1, -1)]);
        string some = graph.Op("Greater", [graph.Op("ReduceMax", [whole], ("keepdims", 1)), graph.Float(0)]);
        string valid = graph.Op("Greater", [graph.Op("Where", [some, whole, known]), graph.Float(0)]);
        string scores = graph.Op("Mul", [PatchSimilarityGraph.Scores(graph, features, channels, fuse: true), graph.Float((float)ContextualLayer.SoftmaxScale)]);
        string weights = graph.Op("Softmax", [graph.Op("Where", [valid, scores, graph.Float(float.NegativeInfinity)])], ("axis", 1));
        string rebuilt = graph.Op("MatMul", [weights, CellSearchGraph.Rows(graph, features, channels)]);
        string map = graph.Op("Reshape", [graph.Op("Transpose", [rebuilt], ("perm", new long[] { 1, 0 })), graph.Op("Shape", [features])]);
        return graph.Op("Where", [graph.Op("Greater", [hole, graph.Float(0)]), map, features]);
    }
}
