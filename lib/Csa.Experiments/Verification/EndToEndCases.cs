using System.Text.Json;
using Csa.Attention;
using Csa.Data.Images;
using Csa.Data.Masks;
using Csa.Networks;
using Csa.Tensors.Weights;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Experiments.Verification;

/// <summary>e2e/: the published networks' state_dicts in both .pth forms, one image through them, and what came out.</summary>
internal static class EndToEndCases
{
    // Float32 through some 60 layers, in another order of summation than the published code's.
    private const double RoughTolerance = 1e-4, CsaTolerance = 1e-4, RefinedTolerance = 1e-3;

    // One layer on the published code's own input: its float32 results lie 1e-7 from float64.
    private const double LayerTolerance = 2e-6;

    // Half the distance of halves between 0.5 and 1, and the outputs' own error.
    private const double HalfTolerance = 5e-4;

    private static readonly string[] Forms = ["zip", "legacy"];

    /// <summary>Every comparison of the folder.</summary>
    public static IEnumerable<GoldenCheck> Check(string folder)
    {
        JsonElement facts = GoldenJson.Read(Path.Combine(folder, "e2e.json"));
        foreach (string form in Forms)
        {
            foreach (string letter in new[] { "P", "G" }) yield return CheckTensors(folder, facts, letter, form);
            if (!File.Exists(Weights(folder, "P", form))) continue;
            string test = $"end to end, {form}";
            using TwoStageOutput made = Run(folder, facts, form, CsaSemantics.OfficialCode);
            yield return GoldenArray.Compare(test, "I_p", folder, "I_p", "f32", made.Rough, RoughTolerance);
            if (!File.Exists(Weights(folder, "G", form))) continue;
            yield return GoldenArray.Compare(test, "after the CSA layer", folder, "csa_out", "f32", made.Refinement.CsaFeatures, CsaTolerance);
            yield return GoldenArray.Compare(test, "I_r", folder, "I_r", "f32", made.Refined, RefinedTolerance);
        }

        string? whole = Forms.FirstOrDefault(form => File.Exists(Weights(folder, "P", form)) && File.Exists(Weights(folder, "G", form)));
        foreach (CsaSemantics semantics in new[] { CsaSemantics.Paper, CsaSemantics.PaperInitialised })
        {
            string name = semantics == CsaSemantics.Paper ? "I_r_paper_feature" : "I_r_paper_initialised";
            string test = $"end to end, {semantics}";
            if (whole is null)
            {
                yield return GoldenCheck.Skip(test, "I_r", $"{folder} has not both networks in one form");
                continue;
            }

            using TwoStageOutput made = Run(folder, facts, whole, semantics);
            yield return GoldenArray.Compare(test, "I_r, half precision", folder, name, "f16", made.Refined, HalfTolerance);
            double[] row = facts.GetProperty($"{name}_row128_f32").Numbers();
            yield return GoldenCheck.Compare(test, "I_r, every 8th pixel of row 128", row, EveryEighth(made.Refined, row: 128), RoughTolerance);
        }

        yield return CheckLayer(folder, facts);
    }

    // The reader alone: names, shapes, sums and absolute sums of every tensor.
    private static GoldenCheck CheckTensors(string folder, JsonElement facts, string letter, string form)
    {
        string path = Weights(folder, letter, form);
        string test = Path.GetFileName(path);
        if (!File.Exists(path)) return GoldenCheck.Skip(test, "tensors", $"it is not in {folder}");
        using var scope = NewDisposeScope();
        IReadOnlyDictionary<string, Tensor> tensors = PyTorchFile.Read(path);
        var want = new List<double>();
        var got = new List<double>();
        foreach (JsonElement golden in facts.GetProperty($"net_{letter}").EnumerateArray())
        {
            want.AddRange(golden.GetProperty("sum").GetDouble(), golden.GetProperty("abs_sum").GetDouble());
            long[] shape = [.. golden.GetProperty("shape").Integers()];
            if (!tensors.TryGetValue(golden.GetProperty("key").GetString()!, out Tensor? tensor) || !tensor.shape.SequenceEqual(shape)) continue;
            Tensor values = tensor.to(ScalarType.Float64);
            got.AddRange(values.sum().item<double>(), values.abs().sum().item<double>());
        }

        return tensors.Count * 2 == want.Count
            ? GoldenCheck.Compare(test, "names, shapes, sums", want, got, 1e-9)
            : new GoldenCheck(test, "names, shapes, sums", double.PositiveInfinity, 0);
    }

    // The CSA layer by itself, on what the published network gave it.
    private static GoldenCheck CheckLayer(string folder, JsonElement facts)
    {
        const string Test = "end to end, CSA layer alone", Quantity = "after the CSA layer";
        using var scope = NewDisposeScope();
        JsonElement input = facts.GetProperty("files").EnumerateArray().First(file => file.GetProperty("name").GetString() == "csa_in");
        if (GoldenArray.Load(folder, "csa_in", "f32", [.. input.GetProperty("shape").Integers()]) is not Tensor features)
            return GoldenCheck.Skip(Test, Quantity, $"csa_in.f32 is not in {folder}");
        HoleMask hole = FeatureMask.Reduce(MaskFile.Read(Path.Combine(folder, "mask.png")), (int)new NetworkOptions().CsaPosition).Mask;
        using CsaTrace made = CsaLayer.Fill(features, hole, new CsaOptions { Semantics = CsaSemantics.OfficialCode });
        return GoldenArray.Compare(Test, Quantity, folder, "csa_out", "f32", made.Output, LayerTolerance);
    }

    private static double[] EveryEighth(Tensor image, int row)
    {
        using var scope = NewDisposeScope();
        return image.detach().cpu()[0].select(1, row).slice(1, 0, image.shape[3], 8).to(ScalarType.Float64).contiguous().data<double>().ToArray();
    }

    // Without netG the refinement stays as it was made: I_p does not depend on it.
    private static TwoStageOutput Run(string folder, JsonElement facts, string form, CsaSemantics semantics)
    {
        using var scope = NewDisposeScope();
        var options = new NetworkOptions
        {
            BaseChannels = facts.GetProperty("ngf").GetInt32(),
            HoleFill = HoleFill.OfficialCode,
            Csa = new() { Semantics = semantics },
        };
        using var generator = new TwoStageGenerator(options);
        string rough = Weights(folder, "P", form), refinement = Weights(folder, "G", form);
        if (File.Exists(refinement)) OfficialWeights.LoadGenerator(generator, rough, refinement);
        else OfficialWeights.Load(generator.Rough, OfficialKeys.Rough(options), rough);
        using var _ = no_grad();
        return generator.forward(ImageTensor.FromImage(ImageFile.Read(Path.Combine(folder, "input.png"))), MaskFile.Read(Path.Combine(folder, "mask.png")));
    }

    private static string Weights(string folder, string letter, string form) => Path.Combine(folder, $"net_{letter}_{form}.pth");
}
