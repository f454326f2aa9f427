using Csa.Data;
using Csa.Networks;
using Csa.Systems;
using Xunit;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Tests.Networks;

/// <summary>SRFeat's discriminator: its parts as published, its norm, and the map of one cell that blinds it.</summary>
public class SrFeatTests
{
    private static readonly NetworkOptions Narrow = new() { BaseChannels = 2 };

    [Fact]
    public void At_256_pixels_it_has_the_published_parameters_and_one_logit_per_image()
    {
        using var discriminator = new SrFeatDiscriminator(new(), new());
        Assert.Equal(5_508_609, discriminator.parameters().Sum(weight => weight.numel()));
        Assert.Equal(4_978_560, discriminator.named_parameters().Where(part => part.name.StartsWith("convs.", StringComparison.Ordinal)).Sum(part => part.parameter.numel()));
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        Assert.Equal([4, 1], discriminator.forward(rand(4, 512, 16, 16)).shape);
        Assert.Contains("imageSide", Assert.Throws<ArgumentException>(() => discriminator.forward(rand(4, 512, 8, 8))).Message);
    }

    [Fact]
    public void VGG_19_has_its_sixteen_convolutions_and_sees_what_SRFeat_shows_it()
    {
        using Vgg19Features whole = Vgg19Features.Open("random", new());
        Assert.Equal(20_024_384, whole.parameters().Sum(weight => weight.numel()));
        using Vgg19Features features = Vgg19Features.Open("random", Narrow), again = Vgg19Features.Open("random", Narrow);
        using var scope = NewDisposeScope();
        Tensor image = Small.Images(2).requires_grad_();
        Tensor made = features.forward(image);
        Assert.Equal([2, 16, 4, 4], made.shape);
        Assert.Equal(0, Small.Difference(made, again.forward(image)));
        Assert.True(made.min().item<float>() >= 0); // after the ReLU
        Assert.Equal(0, Small.Difference(features.forward(full([1, 3, 64, 64], 1f)), features.forward(full([1, 3, 64, 64], 3f))));
        made.square().sum().backward();
        Assert.True(Small.Size(image.grad!) > 0);
        Assert.All(features.parameters(), weight => Assert.False(weight.requires_grad));

        // Red and blue change places, and 255 of a colour is 255 less its mean.
        float[] seen = [];
        Convolution2d.Substitute = (x, weight, bias, geometry) =>
        {
            if (seen.Length == 0) seen = x[0, .., 5, 5].clone().data<float>().ToArray();
            return Convolution2d.Plain(x, weight, bias, geometry);
        };
        try
        {
            features.forward(tensor([1f, 0, -1]).view(1, 3, 1, 1).expand(1, 3, 64, 64));
        }
        finally
        {
            Convolution2d.Substitute = null;
        }

        Assert.Equal([-103.939f, 127.5f - 116.779f, 255 - 123.68f], seen);
    }

    [Fact]
    public void Weights_of_VGG_19_come_from_a_file_by_torchvisions_names()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        using var source = new Vgg16Convolutions(Narrow, Vgg16Convolutions.AllBlocks, Vgg16Convolutions.DeepOfVgg19);
        Assert.Equal(32, OfficialKeys.Vgg19().Count);
        Assert.Equal("conv5_4.bias", OfficialKeys.Vgg19()["features.34.bias"]);
        OfficialWeights.Save(folder.At("vgg19.safetensors"), source, OfficialKeys.Vgg19());
        using Vgg19Features features = Vgg19Features.Open(folder.At("vgg19.safetensors"), Narrow);
        Assert.All(source.parameters().Zip(features.parameters()), pair => Assert.Equal(0, Small.Difference(pair.First, pair.Second)));
        Assert.Throws<BadInputException>(() => Vgg19Features.Open(folder.At("nowhere.pth"), Narrow));
        Assert.Throws<BadInputException>(() => Vgg19Features.Open(folder.At("vgg19.safetensors"), new() { BaseChannels = 4 }));
    }

    [Fact]
    public void Its_norm_takes_the_statistics_of_the_batch_at_hand()
    {
        using var scope = NewDisposeScope();
        using var norm = new BatchStatisticsNorm(3);
        Tensor x = rand(2, 3, 4, 5), want = nn.functional.batch_norm(x, zeros(3), ones(3), training: true);
        Assert.True(Small.Difference(want, norm.forward(x)) < 1e-5);
        norm.eval();
        Assert.True(Small.Difference(want, norm.forward(x)) < 1e-5);
    }

    [Fact]
    public void On_a_map_of_one_cell_it_wants_a_batch_of_four_or_no_norm_there()
    {
        using var scope = NewDisposeScope();
        using SrFeatDiscriminator published = new(Narrow, new() { ImageSide = 256 }), without = new(Narrow, new() { ImageSide = 256, NormOfOneCell = false });
        Assert.Equal(0, Small.Difference(published.forward(rand(1, 16, 16, 16)), published.forward(rand(1, 16, 16, 16)))); // blind
        var error = Assert.Throws<BadInputException>(() => SrFeatDiscriminator.RequireBatch(new(), 1));
        Assert.Contains("batchSize=4", error.Message);
        Assert.Contains("normOfOneCell=false", error.Message);
        Assert.Throws<BadInputException>(() => SrFeatDiscriminator.RequireBatch(new(), 3));
        SrFeatDiscriminator.RequireBatch(new(), 4);
        SrFeatDiscriminator.RequireBatch(new() { NormOfOneCell = false }, 1);
        SrFeatDiscriminator.RequireBatch(new() { ImageSide = 512 }, 1); // its last map is 2x2
        Assert.Equal([4, 1], published.forward(rand(4, 16, 16, 16)).shape);

        // Without that norm a single image is judged, and the judge is not blind.
        Assert.NotEqual(0, Small.Difference(without.forward(rand(1, 16, 16, 16)), without.forward(rand(1, 16, 16, 16))));
        Assert.Equal(6, without.named_parameters().Count(part => part.name.StartsWith("norms.", StringComparison.Ordinal) && part.name.EndsWith(".weight", StringComparison.Ordinal)));
        Assert.Equal(7, published.named_parameters().Count(part => part.name.StartsWith("norms.", StringComparison.Ordinal) && part.name.EndsWith(".weight", StringComparison.Ordinal)));
    }

    [Fact]
    public void It_trains_both_networks_and_itself_and_passes_real_and_fake_apart()
    {
        CsaSystemOptions options = Small.System with
        {
            SrFeatDiscriminator = true,
            SrFeat = new() { ImageSide = 64 },
            PatchDiscriminator = false,
            FeaturePatchDiscriminator = false,
            Weights = new() { Reconstruction = 0, Consistency = 0 },
        };
        options.RequireSide(64);
        Assert.Contains("srFeat.imageSide=128", Assert.Throws<BadInputException>(() => options.RequireSide(128)).Message);
        using var system = new CsaSystem(options, seed: 1);
        using TrainingBatch batch = Small.Batch(4);
        IReadOnlyList<LossValue> losses = system.Step(batch, new(0, 0));
        Assert.Equal(["adversarial_srfeat", "discriminator_srfeat"], losses.Skip(7).Select(loss => loss.Name));
        Assert.All(losses.Skip(7), loss => Assert.True(loss.Value > 0 && double.IsFinite(loss.Value)));
        IReadOnlyDictionary<string, Tensor> state = system.State();
        foreach (string layer in new[] { "generator.first_moment.rough.input", "generator.first_moment.refinement.output", "srfeat_discriminator.first_moment.convs.0", "srfeat_discriminator.first_moment.output" })
            Assert.True(Small.Size(state[$"optimiser.{layer}.weight"]) > 0, layer);
        Assert.DoesNotContain(state.Keys, name => name.Contains("conv5_4", StringComparison.Ordinal));

        Assert.Contains("blind", Assert.Throws<BadInputException>(() => options.RequireBatch(1)).Message);
        options.RequireBatch(4);
        new CsaSystemOptions().RequireBatch(1);
        using TrainingBatch single = Small.Batch(1);
        using var without = new CsaSystem(options with { SrFeat = new() { ImageSide = 64, NormOfOneCell = false } }, seed: 1);
        Assert.True(double.IsFinite(without.Step(single, new(0, 0))[7].Value));
    }
}
