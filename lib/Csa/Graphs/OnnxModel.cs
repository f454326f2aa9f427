using Csa.Data;
using Csa.Data.Files;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Graphs;

/// <summary>
/// A whole system as one ONNX graph: pads to the network's grid, predicts, crops and clamps, as
/// <see cref="Systems.InferenceSystem{TNetwork}"/> does.
/// </summary>
/// <remarks>For one image of any size. The caller composites.</remarks>
internal static class OnnxModel
{
    private const string Height = "height", Width = "width";

    /// <summary>Builds the graph.</summary>
    /// <param name="name">The system's short name.</param>
    /// <param name="form">How its network is exported.</param>
    /// <param name="weights">The inference weights by name; they must live until the model is written.</param>
    /// <exception cref="BadInputException">An option has no ONNX form.</exception>
    public static OnnxGraph Of(string name, OnnxExport form, IReadOnlyDictionary<string, Tensor> weights)
    {
        var graph = new OnnxGraph(name);
        string image = graph.Input(OnnxNames.Image, OnnxType.Float, 1, 3, Height, Width), mask = graph.Input(OnnxNames.Mask, OnnxType.Float, 1, 1, Height, Width);
        string size = graph.Op("Slice", [graph.Op("Shape", [image]), graph.Integers(2), graph.Integers(4)]);
        string multiple = graph.Integers(form.SideMultiple, form.SideMultiple);
        string missing = graph.Op("Mod", [graph.Op("Sub", [multiple, graph.Op("Mod", [size, multiple])]), multiple]);
        string padding = graph.Op("Concat", [graph.Integers(0, 0, 0, 0, 0, 0), missing], ("axis", 0));

        string isMissing = graph.Op("Greater", [Padded(mask), graph.Float(0.5f)]);
        var hole = new OnnxHole(graph.Op("Cast", [isMissing], ("to", OnnxType.Float)), isMissing);
        OnnxPrediction made = form.Write(new OnnxNetwork(graph, weights), Padded(image), hole);
        if (made.Rough is string rough) Output(rough, OnnxNames.Rough);
        Output(made.Refined, OnnxNames.Refined);
        return graph;

        // As GridPadding: the last row and column repeated.
        string Padded(string map) => graph.Op("Pad", [map, padding], ("mode", "edge"));

        void Output(string whole, string called)
        {
            string seen = graph.Op("Slice", [whole, graph.Integers(0, 0), size, graph.Integers(2, 3)]);
            graph.Output(graph.Identity(graph.Op("Clip", [seen, graph.Float(-1), graph.Float(1)]), called), OnnxType.Float, 1, 3, Height, Width);
        }
    }
}
