using Csa.Attention;
using Csa.Data.Masks;
using Csa.Graphs;
using Csa.Systems;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Xunit;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Tests.Onnx;

/// <summary>The CSA layer in ONNX Runtime against the library's, on features that have no ties.</summary>
/// <remarks>
/// Here are the holes that whole networks are no good for: behind a layer that has copied one known cell everywhere, a norm
/// divides rounding by next to nothing.
/// </remarks>
public sealed class CsaLayerGraphTests
{
    private const int Levels = 2, Channels = 6, Height = 12, Width = 9;

    public static TheoryData<string> Readings => new(
        "semantics=paper", "semantics=paperInitialised", "semantics=officialCode", "order=rasterRuns", "centred=true", "predecessorWeight=0", "predecessorWeight=0.3");

    [Theory]
    [MemberData(nameof(Readings))]
    public void The_layer_fills_any_hole_as_the_library_does(string setting)
    {
        const double Tolerance = 1e-5;
        CsaOptions options = OptionText.Apply(new CsaOptions(), [setting]);
        using var folder = new TemporaryFolder();
        using InferenceSession session = Model(folder.At("layer.onnx"), options);
        using var scope = NewDisposeScope();
        using var generator = new Generator(7);
        Tensor features = randn([1, Channels, Height, Width], generator: generator);
        features[0, .., 0, 0] = 0; // a zero vector is like nothing
        features[0, .., 7, 4] = 0;
        foreach ((string kind, HoleMask pixels) in Holes())
        {
            HoleMask cells = FeatureMask.Reduce(pixels, Levels).Mask;
            using CsaTrace want = CsaLayer.Fill(features, cells, options);
            float[] filled = want.Output.contiguous().data<float>().ToArray(), got = Run(session, features, pixels);
            for (int i = 0; i < got.Length; i++)
            {
                bool known = !cells[0, i / Width % Height, i % Width];
                Assert.True(got[i].Equals(filled[i]) || (!known && Math.Abs(got[i] - filled[i]) <= Tolerance * Math.Max(1, Math.Abs(filled[i]))), $"{setting}, {kind}, value {i}: {got[i]} for {filled[i]}");
            }
        }
    }

    [Fact]
    public void Where_no_pixel_is_known_all_cells_count_as_known()
    {
        using var folder = new TemporaryFolder();
        using InferenceSession session = Model(folder.At("layer.onnx"), new CsaOptions());
        using var scope = NewDisposeScope();
        Tensor features = ones(1, Channels, Height, Width);
        Assert.Equal(features.data<float>().ToArray(), Run(session, features, HoleMask.Create(Height << Levels, Width << Levels, (_, _) => true)));
    }

    private static IEnumerable<(string Kind, HoleMask Pixels)> Holes()
    {
        const int H = Height << Levels, W = Width << Levels;
        yield return ("empty", HoleMask.Empty(H, W));
        yield return ("one pixel, too small for the grid", HoleMask.Create(H, W, (y, x) => y == 20 && x == 20));
        yield return ("one cell", HoleMask.Create(H, W, (y, x) => y is >= 15 and < 21 && x is >= 15 and < 21));
        yield return ("box", HoleMask.Create(H, W, (y, x) => y is >= 8 and < 36 && x is >= 4 and < 28));
        yield return ("islands", HoleMask.Create(H, W, (y, x) => ((y / 8 * 5) + (x / 8 * 3)) % 4 < 2));
        yield return ("all but a row", HoleMask.Create(H, W, (y, _) => y >= 6));
        yield return ("all but one pixel: no cell is known", HoleMask.Create(H, W, (y, x) => y != 30 || x != 17));
    }

    private static InferenceSession Model(string path, CsaOptions options)
    {
        var graph = new OnnxGraph("layer");
        string x = graph.Input("features", OnnxType.Float, 1, Channels, "h", "w"), mask = graph.Input("mask", OnnxType.Float, 1, 1, "height", "width");
        var hole = new OnnxHole(mask, graph.Op("Greater", [mask, graph.Float(0)]));
        graph.Identity(CsaLayerGraph.Add(graph, x, FeatureMaskGraph.Reduce(graph, hole, Levels), options, Channels), "filled");
        graph.Output("filled", OnnxType.Float, 1, Channels, "h", "w");
        graph.Write(path, "test", []);
        return new InferenceSession(path);
    }

    private static float[] Run(InferenceSession session, Tensor features, HoleMask pixels)
    {
        using Tensor mask = pixels.ToTensor();
        using var made = session.Run(
        [
            NamedOnnxValue.CreateFromTensor("features", new DenseTensor<float>(features.data<float>().ToArray(), [1, Channels, Height, Width])),
            NamedOnnxValue.CreateFromTensor("mask", new DenseTensor<float>(mask.data<float>().ToArray(), [1, 1, pixels.Height, pixels.Width])),
        ]);
        return made[0].AsTensor<float>().ToArray();
    }
}
