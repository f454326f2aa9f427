using Csa.Data.Masks;

namespace Csa.Graphs;

/// <summary>
/// <see cref="FeatureMask"/> as ONNX operators: box convolutions of stride 2, one threshold, and where no cell is known, the cells of
/// least hole share as known.
/// </summary>
internal static class FeatureMaskGraph
{
    private const float Threshold = 5f / 16;

    /// <summary>The hole on a feature grid.</summary>
    /// <param name="graph">Receives the nodes.</param>
    /// <param name="hole">On the pixel grid.</param>
    /// <param name="levels">The number of halvings.</param>
    /// <returns>[1, 1, h, w] float32: 1 = missing.</returns>
    /// <remarks>Differs where every pixel is missing, which the library refuses: all cells count as known.</remarks>
    public static string Reduce(OnnxGraph graph, OnnxHole hole, int levels)
    {
        // Fractions over 16^levels are exact in float32, up to 2^20; their quotients need float64 to be equal when they are.
        string values = Boxes(hole.Mask);
        string full = Boxes(graph.Op("Add", [graph.Op("Mul", [hole.Mask, graph.Float(0)]), graph.Float(1)]));
        string missing = Float(graph.Op("Greater", [values, graph.Float(Threshold)]));
        string share = graph.Op("Div", [Double(values), Double(full)]);
        string least = Float(graph.Op("Equal", [share, graph.Op("ReduceMin", [share], ("keepdims", 0))]));
        string everywhere = graph.Op("ReduceMin", [missing], ("keepdims", 0));
        return graph.Op("Sub", [missing, graph.Op("Mul", [least, everywhere])]);

        string Float(string x) => graph.Op("Cast", [x], ("to", OnnxType.Float));
        string Double(string x) => graph.Op("Cast", [x], ("to", OnnxType.Double));
        string Boxes(string x)
        {
            string box = graph.Floats([1, 1, 4, 4], [.. Enumerable.Repeat(1f / 16, 16)]);
            for (int i = 0; i < levels; i++) x = graph.Op("Conv", [x, box], ("strides", new long[] { 2, 2 }), ("pads", new long[] { 1, 1, 1, 1 }));
            return x;
        }
    }

    /// <summary>The raster indices at which a map of 0 and 1 is 1.</summary>
    /// <param name="graph">Receives the nodes.</param>
    /// <param name="flags">Any shape.</param>
    /// <returns>[n] int64: raster indices, ascending.</returns>
    public static string Places(OnnxGraph graph, string flags) =>
        graph.Op("Squeeze", [graph.Op("NonZero", [graph.Op("Reshape", [flags, graph.Integers(-1)])]), graph.Integers(0)]);
}
