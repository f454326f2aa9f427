using Csa.Data;
using Csa.Experiments.Training;
using Csa.Networks;
using Csa.Systems;
using Csa.Tensors.Weights;
using Xunit;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Tests.Networks;

/// <summary>VGG-16 from a file of torchvision's names, at the paper's width; the weights are made up.</summary>
public sealed class ImageNetFeaturesTests : IDisposable
{
    private static readonly NetworkOptions Wide = new() { Depth = 4, CsaPosition = CsaPosition.Second };

    private readonly TemporaryFolder folder = new();
    private readonly TorchSharp.DisposeScope scope = NewDisposeScope();

    public void Dispose()
    {
        scope.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void Its_features_are_VGG16_of_the_normalised_image()
    {
        Dictionary<string, Tensor> weights = Write("vgg16.safetensors");
        using Vgg16Features features = Vgg16Features.FromFile(folder.At("vgg16.safetensors"), Wide);
        Assert.Equal("imagenet (vgg16.safetensors)", features.Weights);
        Assert.All(features.parameters(), weight => Assert.False(weight.requires_grad));
        Tensor image = Small.Images(1, 32, 32);
        using Vgg16Taps taps = features.forward(image);

        // torchvision's layer numbers; -1 is a pooling.
        Tensor x = ((image + 1) / 2 - tensor([0.485f, 0.456f, 0.406f]).view(1, 3, 1, 1)) / tensor([0.229f, 0.224f, 0.225f]).view(1, 3, 1, 1);
        foreach (int layer in new[] { 0, 2, -1, 5, 7, -1, 10, 12, 14 })
        {
            x = layer < 0
                ? nn.functional.max_pool2d(x, 2)
                : nn.functional.relu(nn.functional.conv2d(x, weights[$"features.{layer}.weight"], weights[$"features.{layer}.bias"], padding: [1, 1]));
        }

        Assert.True(Small.Difference(x, taps.Consistency) < 1e-4 * Small.Size(x));
        Assert.Equal(0, Small.Difference(nn.functional.max_pool2d(taps.Consistency, 2), taps.Pool3));
    }

    [Fact]
    public void A_file_of_another_network_is_refused()
    {
        Write("bn.safetensors", weights => weights["features.1.weight"] = zeros(64));
        Assert.Contains("features.1.weight is unknown", Refused("bn.safetensors", Wide));
        Write("short.safetensors", weights => weights.Remove("features.14.bias"));
        Assert.Contains("features.14.bias is missing", Refused("short.safetensors", Wide));
        Write("narrow.safetensors", weights => weights["features.0.weight"] = zeros(32, 3, 3, 3));
        Assert.Contains("features.0.weight: want [64, 3, 3, 3], got [32, 3, 3, 3]", Refused("narrow.safetensors", Wide));
        Assert.Contains("no file", Refused("absent.pth", Wide));
        string narrow = Refused("bn.safetensors", Wide with { BaseChannels = 16, MaxChannelFactor = 4 });
        Assert.Contains("want BaseChannels 64 and MaxChannelFactor 8, got 16 and 4", narrow);
        Assert.Contains("features=random", narrow);
    }

    [Fact]
    public void A_system_is_trained_with_the_file_that_its_options_name_and_used_without_it()
    {
        Write("vgg16.safetensors");
        var options = new CsaSystemOptions
        {
            Network = Wide,
            Features = folder.At("vgg16.safetensors"),
            FeaturePatchDiscriminator = false,
            PatchDiscriminator = false,
        };
        using (var system = new CsaSystem(options, 1))
        {
            Assert.Equal("imagenet (vgg16.safetensors)", system.Notes["features"]);
            using TrainingBatch batch = Small.Batch(1, height: 32, width: 32);
            double imageNet = system.Step(batch, new TrainingProgress(0, 0)).Single(term => term.Name == "consistency").Value;
            using var other = new CsaSystem(options with { Features = Vgg16Features.RandomName }, 1);
            double random = other.Step(batch, new TrainingProgress(0, 0)).Single(term => term.Name == "consistency").Value;
            Assert.Equal("random", other.Notes["features"]);
            Assert.NotEqual(random, imageNet);
        }

        File.Delete(options.Features);
        using var withoutFile = new CsaSystem(options, 1);
        using InpaintingResult result = withoutFile.Inpaint(Small.Images(1, 32, 32), Small.Holes(1, 32, 32));
        Assert.Equal([1, 3, 32, 32], result.Refined.shape);
        Assert.Contains("vgg16.safetensors", Assert.Throws<BadInputException>(() => withoutFile.Notes).Message);
    }

    [Fact]
    public void A_run_that_names_no_file_is_refused_before_it_is_recorded()
    {
        RunConfig config = Presets.Quick().With(["system.features=nowhere/vgg16.pth", "minutes=none", "steps=1"]);
        var refused = Assert.Throws<BadInputException>(() => TrainingRun.Start(folder.At("run"), config));
        Assert.Contains("'nowhere/vgg16.pth', which is no file", refused.Message);
        Assert.Empty(Directory.GetFiles(folder.At("run"), "*.json"));
    }

    [Fact]
    public void When_features_are_made_does_not_touch_torchs_generator()
    {
        random.manual_seed(3);
        Tensor expected = randn(4);
        random.manual_seed(3);
        using var system = new CsaSystem(Small.System, 1);
        random.manual_seed(3);
        Assert.Equal("random", system.Features);
        Assert.Equal(0, Small.Difference(expected, randn(4)));
    }

    private string Refused(string name, NetworkOptions options) =>
        Assert.Throws<BadInputException>(() => Vgg16Features.Open(folder.At(name), options)).Message;

    // As torchvision's file: more blocks than are needed, and a classifier.
    private Dictionary<string, Tensor> Write(string name, Action<Dictionary<string, Tensor>>? change = null)
    {
        using Vgg16Features random = Vgg16Features.Random(Wide with { CsaPosition = CsaPosition.Second });
        Dictionary<string, Tensor> parameters = random.named_parameters().ToDictionary(part => part.name, part => (Tensor)part.parameter);
        Dictionary<string, Tensor> weights = OfficialKeys.Vgg16(3).ToDictionary(pair => pair.Key, pair => parameters["convolutions." + pair.Value].detach() * 1.1);
        weights["features.17.weight"] = zeros(2);
        weights["features.28.bias"] = zeros(512);
        weights["classifier.6.bias"] = zeros(1000);
        change?.Invoke(weights);
        Safetensors.Write(folder.At(name), weights);
        return weights;
    }
}
