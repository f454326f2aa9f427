using Csa.Data.Masks;
using Csa.Networks;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Tests.Networks;

public class NetworkBehaviourTests
{
    [Fact]
    public void A_batch_equals_each_sample_alone()
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        var generator = new TwoStageGenerator(Small.Networks, new Generator(1));
        Tensor images = Small.Images(3);
        HoleMask holes = Small.Holes(3);
        using TwoStageOutput together = generator.forward(images, holes);
        for (int n = 0; n < 3; n++)
        {
            using TwoStageOutput alone = generator.forward(images[n].unsqueeze(0), holes.Sample(n));
            Assert.True(Small.Difference(together.Rough[n], alone.Rough[0]) < 1e-5);
            Assert.True(Small.Difference(together.Refined[n], alone.Refined[0]) < 1e-5);
            Assert.True(Small.Difference(together.Refinement.DecoderFeatures[n], alone.Refinement.DecoderFeatures[0]) < 1e-4);
        }
    }

    [Theory]
    [InlineData(HoleFill.Mean)]
    [InlineData(HoleFill.OfficialCode)]
    public void What_stands_in_the_hole_is_ignored_even_NaN(HoleFill fill)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        var generator = new TwoStageGenerator(Small.Networks with { HoleFill = fill }, new Generator(1));
        Tensor image = Small.Images(1);
        Tensor spoilt = where(Small.Holes(1).ToTensor(ScalarType.Bool), full_like(image, float.NaN), image);
        using TwoStageOutput clean = generator.forward(image, Small.Holes(1));
        using TwoStageOutput other = generator.forward(spoilt, Small.Holes(1));
        Assert.Equal(0, Small.Difference(clean.Refined, other.Refined));
        Assert.Equal(0, Small.Difference(clean.Rough, other.Rough));
    }

    [Fact]
    public void The_input_stays_as_it_was_and_gets_no_gradient_from_its_hole()
    {
        using var scope = NewDisposeScope();
        Tensor image = Small.Images(1).requires_grad_(), before = image.detach().clone();
        using TwoStageOutput made = new TwoStageGenerator(Small.Networks, new Generator(1)).forward(image, Small.Holes(1));
        (made.Rough.square().sum() + made.Refined.square().sum()).backward();
        Tensor hole = Small.Holes(1).ToTensor();
        Assert.Equal(0, Small.Difference(before, image));
        Assert.Equal(0, Small.Size(image.grad! * hole));
        Assert.True(Small.Size(image.grad! * (1 - hole)) > 0);
    }

    [Theory]
    [InlineData(HoleFill.Mean, 123, 117, 104)]
    [InlineData(HoleFill.OfficialCode, 123, 104, 117)]
    public void The_hole_is_filled_with_the_mean_colour_or_the_published_one(HoleFill fill, int red, int green, int blue)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        var generator = new TwoStageGenerator(Small.Networks with { HoleFill = fill }, new Generator(1));
        Tensor colour = (tensor([(float)red, green, blue]) / 127.5 - 1).view(1, 3, 1, 1);
        Tensor filled = where(Small.Holes(1).ToTensor(ScalarType.Bool), colour, Small.Images(1));
        using TwoStageOutput made = generator.forward(Small.Images(1), Small.Holes(1));
        Assert.True(Small.Difference(generator.Rough.forward(filled), made.Rough) < 1e-6);
    }

    [Fact]
    public void Hole_fills_differ()
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        using TwoStageOutput mean = new TwoStageGenerator(Small.Networks, new Generator(1)).forward(Small.Images(1), Small.Holes(1));
        NetworkOptions official = Small.Networks with { HoleFill = HoleFill.OfficialCode };
        using TwoStageOutput other = new TwoStageGenerator(official, new Generator(1)).forward(Small.Images(1), Small.Holes(1));
        Assert.True(Small.Difference(mean.Rough, other.Rough) > 1e-6);
    }

    [Fact]
    public void Halving_by_the_odd_pixels_equals_the_dilated_convolution_and_its_gradient()
    {
        using var scope = NewDisposeScope();
        using Convolution2d ours = Layers.Dilated4x4(6);
        using Conv2d dilated = nn.Conv2d(6, 6, 4L, 2, 3, dilation: 2);
        dilated.load_state_dict(ours.state_dict());
        Tensor x = randn(2, 6, 12, 20).requires_grad_(true), same = x.detach().clone().requires_grad_(true);
        Tensor a = Layers.DilatedDown(ours, x), b = dilated.forward(nn.functional.leaky_relu(same, 0.2));
        Assert.Equal([2, 6, 6, 10], a.shape);
        a.square().sum().backward();
        b.square().sum().backward();
        Assert.True(Small.Difference(a, b) < 1e-5);
        Assert.True(Small.Difference(x.grad!, same.grad!) < 1e-4);
        Assert.True(Small.Difference(ours.Weight.grad!, dilated.weight.grad!) < 1e-3);
    }

    [Fact]
    public void The_same_seed_gives_the_same_weights_and_pix2pixs_spread()
    {
        var options = new NetworkOptions { BaseChannels = 16, Depth = 5 };
        using var a = new TwoStageGenerator(options, new Generator(7));
        using var b = new TwoStageGenerator(options, new Generator(7));
        using var c = new TwoStageGenerator(options, new Generator(8));
        foreach (((string name, Parameter first), Parameter second) in a.named_parameters().Zip(b.parameters()))
            Assert.True(Small.Difference(first, second) == 0, name);
        Assert.True(Small.Difference(a.parameters().First(), c.parameters().First()) > 0);

        Dictionary<string, Parameter> weights = a.named_parameters().ToDictionary(part => part.name, part => part.parameter);
        foreach (string name in new[] { "rough.levels.1.up.weight", "refinement.levels.1.down.weight", "refinement.levels.1.conv.weight" })
            Assert.InRange(weights[name].std().item<float>(), 0.019, 0.021);
        Assert.InRange(weights["refinement.levels.1.norm.weight"].mean().item<float>(), 0.98, 1.02);
        Assert.Equal(0, Small.Size(weights["refinement.levels.1.conv.bias"]));
    }

    [Fact]
    public void Pool3_alone_equals_pool3_beside_the_other_tap()
    {
        using var scope = NewDisposeScope();
        foreach (CsaPosition position in Enum.GetValues<CsaPosition>())
        {
            Vgg16Features features = Vgg16Features.Random(new NetworkOptions { BaseChannels = 4, CsaPosition = position });
            using Vgg16Taps taps = features.forward(Small.Images(2));
            Assert.Equal(0, Small.Difference(taps.Pool3, features.Pool3(Small.Images(2))));
            Assert.True(Small.Size(taps.Consistency) > 0.01);
        }
    }

    [Fact]
    public void Random_VGG_features_are_the_same_in_every_run_and_frozen()
    {
        using Vgg16Features a = Vgg16Features.Random(Small.Networks);
        using Vgg16Features b = Vgg16Features.Random(Small.Networks);
        Assert.Equal("random", a.Weights);
        Assert.All(a.parameters().Zip(b.parameters()), pair => Assert.Equal(0, Small.Difference(pair.First, pair.Second)));
        Assert.All(a.parameters(), weight => Assert.False(weight.requires_grad));
    }
}
