using Csa.Attention;
using Csa.Data;

namespace Csa.Graphs;

/// <summary>The CSA layer (paper Eq. 1-3) as ONNX operators: the search as a matrix product, the recurrence as a Scan over hole cells.</summary>
/// <remarks>
/// As in <see cref="CsaLayer"/> the recurrence is in float64, so the two agree to the rounding of float32 but where two known
/// cells are so nearly as similar to a hole cell that rounding decides which is taken.
/// </remarks>
internal sealed class CsaLayerGraph
{
    private const double OfficialEpsilon = 1e-8;

    private readonly OnnxGraph graph;
    private readonly CsaOptions options;
    private readonly int channels;

    private CsaLayerGraph(OnnxGraph graph, CsaOptions options, int channels)
    {
        this.graph = graph;
        this.options = options;
        this.channels = channels;
    }

    /// <summary>Adds the layer.</summary>
    /// <param name="graph">Receives the nodes.</param>
    /// <param name="features">[1, C, h, w].</param>
    /// <param name="hole">[1, 1, h, w] float32: 1 = missing; at least one cell is known.</param>
    /// <param name="options">The reading of the equations.</param>
    /// <param name="channels">C.</param>
    /// <returns>[1, C, h, w].</returns>
    /// <exception cref="BadInputException">An order that operators cannot express, or more than one candidate.</exception>
    public static string Add(OnnxGraph graph, string features, string hole, CsaOptions options, int channels)
    {
        if (options.Candidates > 1)
        {
            throw new BadInputException(
                $"network.csa.candidates={options.Candidates}, or network.attention=selected: an ONNX model can take the best match only; "
                + "a choice among several depends on what the cell before took, which is not written yet");
        }

        if (options.Order is not (ScanOrder.Raster or ScanOrder.RasterRuns))
        {
            throw new BadInputException(
                $"network.csa.order={options.Order}: an ONNX model can visit a hole in the order {nameof(ScanOrder.Raster)} or {nameof(ScanOrder.RasterRuns)} only; "
                + "in the others a cell continues one that is searched for among all before it, which has no operator");
        }

        return new CsaLayerGraph(graph, options, channels).Add(features, hole);
    }

    private string Add(string features, string hole)
    {
        string rows = CellSearchGraph.Rows(graph, features, channels), centred = rows;
        string? mean = null;
        if (options.Centred)
        {
            string known = FeatureMaskGraph.Places(graph, graph.Op("Sub", [graph.Float(1), hole]));
            mean = graph.Op("ReduceMean", [graph.Op("Gather", [rows, known], ("axis", 0))], ("axes", new long[] { 0 }), ("keepdims", 1));
            centred = graph.Op("Sub", [rows, mean]);
        }

        bool official = options.Semantics == CsaSemantics.OfficialCode;
        CellSearchGraph search = CellSearchGraph.Add(graph, centred, centred, hole, channels, official ? (float)OfficialEpsilon : 0);
        string best = graph.Op("Gather", [search.Keys, search.Match], ("axis", 0));
        if (options.PredecessorWeight != 0) best = Cast(graph, Recurrence(search, best, features), OnnxType.Float);
        return search.Put(graph, rows, mean is null ? best : graph.Op("Add", [best, mean]), features);
    }

    // Eq. 2-3: the state is the cell before; of the first cell there is none, and its weight is 0.
    private string Recurrence(CellSearchGraph search, string best, string features)
    {
        string own = Cast(graph, search.Queries, OnnxType.Double), match = Cast(graph, best, OnnxType.Double);
        string before = graph.Doubles(new double[channels]);
        string continues = Continues(search, features);
        if (options.PredecessorWeight is double constant)
        {
            string weight = graph.Op("Mul", [continues, graph.Double(constant)]);
            return Scan(before, [(weight, "weight", 1), (match, "best", channels)], (step, _) => Blend(step, "weight"));
        }

        string similarity, compared;
        if (options.Semantics == CsaSemantics.OfficialCode)
        {
            similarity = graph.Op("Div", [Dot(graph, own, match, 1), Plus(graph, Norm(graph, match, 1))]);
            compared = graph.Op("Div", [own, Plus(graph, Norm(graph, own, 1))]);
        }
        else
        {
            similarity = Clamp(graph, Dot(graph, Unit(graph, own, 1), Unit(graph, match, 1), 1));
            compared = Unit(graph, options.Semantics == CsaSemantics.PaperInitialised ? match : own, 1);
        }

        return Scan(before, [(continues, "continues", 1), (compared, "compared", channels), (match, "best", channels), (similarity, "dmax", 1)], Weigh);
    }

    private string Weigh(OnnxGraph step, string before)
    {
        string zero = step.Double(0), dAd;
        if (options.Semantics == CsaSemantics.OfficialCode)
        {
            dAd = Dot(step, "compared", before, 0);
        }
        else
        {
            dAd = Clamp(step, Dot(step, "compared", Unit(step, before, 0), 0));
            // As in CsaRecurrence: where no known cell has a positive cosine, neither has a mean of known cells.
            if (options.Semantics == CsaSemantics.Paper) dAd = step.Op("Where", [step.Op("Equal", ["dmax", zero]), zero, dAd]);
        }

        string sum = step.Op("Add", [dAd, "dmax"]), share = step.Op("Div", [dAd, sum]);
        // 0/0 gives the context all the weight; the published code keeps its NaN.
        if (options.Semantics != CsaSemantics.OfficialCode) share = step.Op("Where", [step.Op("Equal", [sum, zero]), zero, share]);
        return Blend(step, step.Op("Where", [step.Op("Equal", ["continues", zero]), zero, share]));
    }

    private static string Blend(OnnxGraph step, string a) =>
        step.Op("Add", [step.Op("Mul", [a, "before"]), step.Op("Mul", [step.Op("Sub", [step.Double(1), a]), "best"])]);

    private string Scan(string before, (string Rows, string Name, int Width)[] inputs, Func<OnnxGraph, string, string> made)
    {
        var step = new OnnxGraph("step", "step.");
        step.Input("before", OnnxType.Double, channels);
        foreach ((_, string name, int width) in inputs) step.Input(name, OnnxType.Double, width);
        string cell = made(step, "before");
        step.Output(step.Identity(cell, "after"), OnnxType.Double, channels);
        step.Output(step.Identity(cell, "cell"), OnnxType.Double, channels);
        return graph.Op("Scan", [before, .. inputs.Select(input => input.Rows)], 2, ("body", step), ("num_scan_inputs", inputs.Length))[1];
    }

    // [n + 1, 1] float64: 1 where a cell continues the one visited before it.
    private string Continues(CellSearchGraph search, string features)
    {
        string first = graph.Integer(0), none = graph.Integers(-2); // no cell's neighbour, as the place before the first and after the last
        string before = graph.Op("Concat", [none, search.Missing], ("axis", 0)), here = graph.Op("Concat", [search.Missing, none], ("axis", 0));
        string continues = graph.Op("GreaterOrEqual", [before, first]);
        if (options.Order == ScanOrder.RasterRuns)
        {
            string width = graph.Op("Gather", [graph.Op("Shape", [features]), graph.Integers(3)], ("axis", 0));
            string near = graph.Op("And", [Within(graph.Op("Div", [before, width]), graph.Op("Div", [here, width])), Within(graph.Op("Mod", [before, width]), graph.Op("Mod", [here, width]))]);
            continues = graph.Op("And", [continues, near]);
        }

        return graph.Op("Unsqueeze", [Cast(graph, continues, OnnxType.Double), graph.Integers(1)]);

        string Within(string one, string other) => graph.Op("LessOrEqual", [graph.Op("Abs", [graph.Op("Sub", [one, other])]), graph.Integer(1)]);
    }

    private static string Cast(OnnxGraph g, string x, OnnxType type) => g.Op("Cast", [x], ("to", type));

    private static string Dot(OnnxGraph g, string x, string y, long axis) => g.Op("ReduceSum", [g.Op("Mul", [x, y]), g.Integers(axis)], ("keepdims", 1));

    private static string Norm(OnnxGraph g, string x, long axis) => g.Op("Sqrt", [Dot(g, x, x, axis)]);

    private static string Plus(OnnxGraph g, string norm) => g.Op("Add", [norm, g.Double(OfficialEpsilon)]);

    // A zero vector stays one, and its cosine with anything is 0.
    private static string Unit(OnnxGraph g, string x, long axis)
    {
        string norm = Norm(g, x, axis), zero = g.Double(0);
        return g.Op("Div", [x, g.Op("Where", [g.Op("Equal", [norm, zero]), g.Double(1), norm])]);
    }

    private static string Clamp(OnnxGraph g, string x) => g.Op("Clip", [x, g.Double(0), g.Double(1)]);
}
