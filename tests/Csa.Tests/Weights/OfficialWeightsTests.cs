using Csa.Data;
using Csa.Networks;
using Csa.Tensors.Weights;
using Csa.Tests.Networks;
using Xunit;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Tests.Weights;

/// <summary>Published names; that they are the right ones is checked against golden values (Verification/GoldenTests).</summary>
public sealed class OfficialWeightsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly TorchSharp.DisposeScope scope = NewDisposeScope();

    public void Dispose()
    {
        scope.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void Every_weight_of_every_network_has_one_published_name_whatever_its_shape()
    {
        NetworkOptions other = Small.Networks with { Depth = 5, CsaPosition = CsaPosition.Fourth, PatchDiscriminatorLayers = 2 };
        foreach (NetworkOptions options in new[] { Small.Networks, other })
        {
            AssertComplete(new RoughNetwork(options), OfficialKeys.Rough(options));
            AssertComplete(new RefinementNetwork(options), OfficialKeys.Refinement(options));
            AssertComplete(new PatchDiscriminator(options), OfficialKeys.PatchDiscriminator(options));
            AssertComplete(new FeaturePatchDiscriminator(options), OfficialKeys.FeaturePatchDiscriminator());
            AssertComplete(new Vgg16Convolutions(options, 4), OfficialKeys.Vgg16(4));
        }

        static void AssertComplete(nn.Module network, IReadOnlyDictionary<string, string> keys) =>
            Assert.Equal(network.named_parameters().Select(part => part.name).Order(), keys.Values.Order());
    }

    [Fact]
    public void What_is_written_under_published_names_comes_back()
    {
        using var from = new RefinementNetwork(Small.Networks);
        using var to = new RefinementNetwork(Small.Networks);
        Initialisation.Normal(from);
        IReadOnlyDictionary<string, string> keys = OfficialKeys.Refinement(Small.Networks);
        OfficialWeights.Save(folder.At("g.safetensors"), from, keys);
        using (SafetensorsFile file = Safetensors.Read(folder.At("g.safetensors"))) Assert.Contains("model.model.1.model.6.model.14.weight", file.Names);
        OfficialWeights.Load(to, keys, folder.At("g.safetensors"));
        Assert.All(from.parameters().Zip(to.parameters()), pair => Assert.Equal(0, Small.Difference(pair.First, pair.Second)));
        Assert.All(to.parameters(), weight => Assert.True(weight.requires_grad));
    }

    [Fact]
    public void Names_that_DataParallel_prefixed_are_known()
    {
        using var from = new FeaturePatchDiscriminator(Small.Networks);
        using var to = new FeaturePatchDiscriminator(Small.Networks);
        IReadOnlyDictionary<string, string> keys = OfficialKeys.FeaturePatchDiscriminator();
        OfficialWeights.Save(folder.At("f"), from, keys.ToDictionary(pair => "module." + pair.Key, pair => pair.Value));
        OfficialWeights.Load(to, keys, folder.At("f"));
        Assert.All(from.parameters().Zip(to.parameters()), pair => Assert.Equal(0, Small.Difference(pair.First, pair.Second)));
    }

    [Fact]
    public void A_weight_that_is_there_twice_is_refused()
    {
        using var network = new FeaturePatchDiscriminator(Small.Networks);
        var values = network.state_dict().ToDictionary(pair => OfficialKeys.FeaturePatchDiscriminator().Single(key => key.Value == pair.Key).Key, pair => pair.Value);
        values["module.model.0.bias"] = zeros_like(values["model.0.bias"]);
        Safetensors.Write(folder.At("f"), values);
        var refused = Assert.Throws<BadInputException>(() => OfficialWeights.Load(network, OfficialKeys.FeaturePatchDiscriminator(), folder.At("f")));
        Assert.Contains("want one model.0.bias, it has that and module.model.0.bias", refused.Message);
    }

    [Fact]
    public void Tensors_that_do_not_fit_are_listed_and_nothing_is_loaded()
    {
        using var network = new FeaturePatchDiscriminator(Small.Networks);
        Dictionary<string, Tensor> before = Small.Copy(network.state_dict());
        Safetensors.Write(folder.At("f"), new Dictionary<string, Tensor>
        {
            ["model.0.weight"] = zeros(16, 16, 4, 4),
            ["model.0.bias"] = zeros(15),
            ["model.2.weight"] = zeros(16, 16, 4, 4),
            ["model.2.bias"] = zeros(16),
            ["model.5.weight"] = zeros(16, 16, 4, 4),
            ["model.6.bias"] = zeros(16),
        });
        var refused = Assert.Throws<BadInputException>(() => OfficialWeights.Load(network, OfficialKeys.FeaturePatchDiscriminator(), folder.At("f")));
        string[] said = [folder.At("f"), "model.5.bias is missing", "model.6.bias is unknown", "model.0.bias: want [16], got [15]", "3 do not fit"];
        Assert.All(said, part => Assert.Contains(part, refused.Message));
        Assert.DoesNotContain('\n', refused.Message);
        Assert.All(before, pair => Assert.Equal(0, Small.Difference(pair.Value, network.state_dict()[pair.Key])));
    }

    [Fact]
    public void A_generator_is_loaded_whole_or_not_at_all()
    {
        var generator = new TwoStageGenerator(new NetworkOptions { BaseChannels = 4 });
        Tensor before = generator.Rough.parameters().First().detach().clone();
        string rough = GoldenCopy.Path("e2e", "net_P_zip.pth");
        Assert.Throws<BadInputException>(() => OfficialWeights.LoadGenerator(generator, rough, rough));
        Assert.Equal(0, Small.Difference(before, generator.Rough.parameters().First()));
        OfficialWeights.LoadGenerator(generator, rough, GoldenCopy.Path("e2e", "net_G_zip.pth"));
        Assert.True(Small.Difference(before, generator.Rough.parameters().First()) > 0.01);

        var wider = new TwoStageGenerator(new NetworkOptions { BaseChannels = 8 });
        var refused = Assert.Throws<BadInputException>(() => OfficialWeights.LoadGenerator(wider, rough, rough));
        Assert.Contains("model.model.0.weight: want [8, 3, 4, 4], got [4, 3, 4, 4]", refused.Message);
        Assert.Contains("more", refused.Message);
    }
}
