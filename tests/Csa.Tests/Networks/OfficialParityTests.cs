using System.IO.Compression;
using System.Runtime.InteropServices;
using Csa.Attention;
using Csa.Images;
using Csa.Masks;
using Csa.Networks;
using Xunit;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Tests.Networks;

/// <summary>The published networks' weights and outputs (golden/e2e), which fix layout, padding, norms and the order of skips.</summary>
public class OfficialParityTests
{
    [SkippableFact]
    public void With_the_published_codes_weights_both_networks_give_its_output()
    {
        using TwoStageOutput made = Run(CsaSemantics.OfficialCode);
        Assert.True(Small.Difference(made.Rough, Floats("I_p.f32", 1, 3, 256, 256)) < 1e-5);
        Assert.True(Small.Difference(made.Refinement.CsaFeatures, Floats("csa_out.f32", 1, 32, 32, 32)) < 2e-5);
        Assert.True(Small.Difference(made.Refined, Floats("I_r.f32", 1, 3, 256, 256)) < 1e-4);
    }

    [SkippableTheory]
    [InlineData(CsaSemantics.Paper, "I_r_paper_feature.f16")]
    [InlineData(CsaSemantics.PaperInitialised, "I_r_paper_initialised.f16")]
    public void With_the_papers_CSA_layer_the_same_weights_give_the_golden_output(CsaSemantics semantics, string file)
    {
        using TwoStageOutput made = Run(semantics);
        byte[] bytes = File.ReadAllBytes(Shared.Require("golden", "e2e", file));
        float[] values = Array.ConvertAll(MemoryMarshal.Cast<byte, Half>(bytes).ToArray(), value => (float)value);
        Assert.True(Small.Difference(made.Refined, tensor(values).view(1, 3, 256, 256)) < 5e-4);
    }

    private static TwoStageOutput Run(CsaSemantics semantics)
    {
        Tensor image = ImageTensor.FromImage(ImageFile.Read(Shared.Require("golden", "e2e", "input.png")));
        HoleMask hole = MaskFile.Read(Shared.Require("golden", "e2e", "mask.png"));
        var options = new NetworkOptions { BaseChannels = 4, HoleFill = HoleFill.OfficialCode, Csa = new() { Semantics = semantics } };
        var generator = new TwoStageGenerator(options);
        string[] encoder = ["down", "downNorm", "conv", "norm"], decoder = ["upConv", "upConvNorm", "up", "upNorm"];
        Load(generator, "rough", "net_P_zip.pth", options.Depth - 2, ["down", "downNorm"], ["up", "upNorm"]);
        Load(generator, "refinement", "net_G_zip.pth", options.Depth - 1, encoder, decoder);
        using var _ = no_grad();
        return generator.forward(image, hole);
    }

    // The published U-Nets nest each level in the one outside it: encoders from the outside in, then decoders back out.
    private static void Load(TwoStageGenerator generator, string network, string file, int levels, string[] encoder, string[] decoder)
    {
        IEnumerable<int> inwards = Enumerable.Range(0, levels);
        IEnumerable<string> parts =
        [
            "input",
            .. inwards.SelectMany(i => encoder.Select(part => $"levels.{i}.{part}")),
            "innermost.down", "innermost.up", "innermost.upNorm",
            .. inwards.Reverse().SelectMany(i => decoder.Select(part => $"levels.{i}.{part}")),
            "output",
        ];
        Dictionary<string, Tensor> weights = generator.named_parameters().ToDictionary(part => part.name, part => (Tensor)part.parameter);
        using ZipArchive zip = ZipFile.OpenRead(Shared.Require("golden", "e2e", file));
        int index = 0;
        foreach (string name in parts.SelectMany(part => new[] { $"{network}.{part}.weight", $"{network}.{part}.bias" }))
        {
            using Stream stream = zip.Entries.Single(entry => entry.FullName.EndsWith($"/data/{index}", StringComparison.Ordinal)).Open();
            var bytes = new MemoryStream();
            stream.CopyTo(bytes);
            using var _ = no_grad();
            weights[name].copy_(tensor(MemoryMarshal.Cast<byte, float>(bytes.ToArray()).ToArray()).view(weights[name].shape));
            index++;
        }

        Assert.Equal(weights.Keys.Count(name => name.StartsWith($"{network}.", StringComparison.Ordinal)), index);
    }

    private static Tensor Floats(string file, params long[] shape) =>
        tensor(MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(Shared.Require("golden", "e2e", file))).ToArray()).view(shape);
}
