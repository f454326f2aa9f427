using System.Text.Json;
using Csa.Attention;
using Csa.Data.Masks;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Experiments.Verification;

/// <summary>csa/*.json: one sample through the CSA layer under all three semantics.</summary>
internal static class CsaCases
{
    // The paper's sections hold 12 significant digits of numbers up to about 10.
    private const double PaperTolerance = 1e-9;

    /// <summary>The quantity that is not compared in any file, and why.</summary>
    public static GoldenCheck OfficialGradient { get; } = GoldenCheck.Skip(
        "csa", "OfficialCode gradient", "the published backward is no gradient, it drops every fractional weight; ours is exact (lib/Csa/Deviations.md)");

    /// <summary>Every comparison of one file, for the reference and for the layer.</summary>
    public static IEnumerable<GoldenCheck> Check(string path)
    {
        JsonElement root = GoldenJson.Read(path);
        var scene = new Scene(root);
        foreach ((string section, CsaSemantics semantics) in new[]
                 {
                     ("paper_feature", CsaSemantics.Paper), ("paper_initialised", CsaSemantics.PaperInitialised),
                 })
        {
            if (!root.TryGetProperty(section, out JsonElement want)) continue;
            foreach (GoldenCheck check in CheckPaper(scene, want, semantics)) yield return check;
        }

        if (!root.TryGetProperty("official", out JsonElement official)) yield break;
        if (scene.Name.Contains("relu_collinear_known"))
        {
            yield return GoldenCheck.Skip(scene.Name, "official", "its arg-max depends on the order of summation (collinear known cells)");
            yield break;
        }

        foreach (GoldenCheck check in CheckOfficial(scene, official)) yield return check;
    }

    private static IEnumerable<GoldenCheck> CheckPaper(Scene scene, JsonElement want, CsaSemantics semantics)
    {
        string name = semantics.ToString();
        var options = new CsaOptions { Semantics = semantics };
        CsaReferenceResult reference = CsaReference.Fill(scene.Features, scene.Hole, options);
        yield return scene.Compare($"{name} reference output", want, "output", reference.Output, PaperTolerance);

        using LayerRun layer = scene.RunLayer(options);
        CsaAttention attention = layer.Attention;
        yield return scene.Compare($"{name} output", want, "output", layer.Output, PaperTolerance);
        yield return scene.Compare($"{name} Dmax", want, "dmax", attention.KnownSimilarity, PaperTolerance);
        yield return scene.Compare($"{name} Dad", want, "dad", attention.AdjacentSimilarity, PaperTolerance);
        yield return scene.Compare($"{name} a", want, "w_prev", attention.RecurrentWeights, PaperTolerance);
        yield return scene.Compare($"{name} b", want, "w_bar", attention.PrimaryWeights, PaperTolerance);
        // Where known cells are equal, the weight may stand in either column; the output above decides.
        JsonElement gap = want.GetProperty("min_argmax_gap"); // null where there is one known cell, or no hole: nothing to choose
        if (gap.ValueKind == JsonValueKind.Null || gap.GetDouble() > 1e-9)
            yield return scene.Compare($"{name} attention", want, "attention", scene.KnownColumns(attention), PaperTolerance);
        yield return scene.Compare($"{name} gradient", want, "grad_input", layer.Gradient(), PaperTolerance);
    }

    private static IEnumerable<GoldenCheck> CheckOfficial(Scene scene, JsonElement want)
    {
        // The published float32 results differ from float64 by rounding; their own recorded distance sets the scale.
        JsonElement rounding = want.GetProperty("f64_max_abs_err");
        double tolerance = rounding.ValueKind == JsonValueKind.Number ? Math.Max(10 * rounding.GetDouble(), 1e-5) : 1e-5;
        var options = new CsaOptions { Semantics = CsaSemantics.OfficialCode };
        using LayerRun layer = scene.RunLayer(options);
        double[] output = want.GetProperty("output").Numbers();
        CsaReferenceResult reference = CsaReference.Fill(scene.Features, scene.Hole, options);
        yield return GoldenCheck.Compare(scene.Name, "OfficialCode reference hole cells", scene.HoleCells(output), scene.HoleCells(reference.Output), tolerance);
        yield return GoldenCheck.Compare(scene.Name, "OfficialCode hole cells", scene.HoleCells(output), scene.HoleCells(layer.Output), tolerance);
        yield return scene.Compare("OfficialCode a", want, "w_prev", layer.Attention.RecurrentWeights, tolerance);
        yield return scene.Compare("OfficialCode b", want, "w_bar", layer.Attention.PrimaryWeights, tolerance);
        yield return scene.Compare("OfficialCode attention", want, "attention", scene.KnownColumns(layer.Attention), tolerance);
        yield return scene.Compare("OfficialCode Dmax", want, "dmax", layer.Attention.KnownSimilarity, tolerance);
        yield return scene.Compare("OfficialCode Dad", want, "dad", layer.Attention.AdjacentSimilarity, tolerance);
    }

    /// <summary>The inputs of a case.</summary>
    private sealed class Scene
    {
        private readonly int channels;
        private readonly double[] gradOutput;

        public Scene(JsonElement root)
        {
            Name = root.GetProperty("name").GetString()!;
            channels = root.GetProperty("C").GetInt32();
            Features = root.GetProperty("input").Singles();
            gradOutput = root.GetProperty("grad_output").Singles();
            byte[] mask = [.. root.GetProperty("mask").Numbers().Select(value => (byte)value)];
            Hole = HoleMask.FromCells(mask, 1, root.GetProperty("H").GetInt32(), root.GetProperty("W").GetInt32());
        }

        public string Name { get; }

        public double[] Features { get; }

        public HoleMask Hole { get; }

        private long[] Shape => [1, channels, Hole.Height, Hole.Width];

        public GoldenCheck Compare(string quantity, JsonElement section, string property, IReadOnlyList<double> got, double tolerance) =>
            GoldenCheck.Compare(Name, quantity, section.GetProperty(property).Numbers(), got, tolerance);

        public LayerRun RunLayer(CsaOptions options)
        {
            Tensor features = tensor(Features, ScalarType.Float64).reshape(Shape).requires_grad_();
            return new LayerRun(features, tensor(gradOutput, ScalarType.Float64).reshape(Shape), CsaLayer.Fill(features, Hole, options));
        }

        public double[] HoleCells(double[] map) => [.. map.Where((_, index) => Hole.Cells(0)[index % Hole.Cells(0).Length] != 0)];

        /// <summary>The attention matrix without the hole's columns, row after row.</summary>
        public double[] KnownColumns(CsaAttention attention) =>
            [.. attention.Matrix().Cast<double>().Where((_, index) => Hole.Cells(0)[index % Hole.Cells(0).Length] == 0)];
    }

    private sealed class LayerRun(Tensor features, Tensor gradOutput, CsaTrace trace) : IDisposable
    {
        public CsaAttention Attention => trace.Attention[0];

        public double[] Output => trace.Output.cpu().data<double>().ToArray();

        public double[] Gradient()
        {
            using Tensor loss = (trace.Output * gradOutput).sum();
            loss.backward();
            return features.grad!.cpu().contiguous().data<double>().ToArray();
        }

        public void Dispose()
        {
            features.Dispose();
            gradOutput.Dispose();
            trace.Dispose();
        }
    }
}
