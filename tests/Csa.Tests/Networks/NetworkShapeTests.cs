using Csa.Data;
using Csa.Networks;
using Xunit;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Tests.Networks;

public class NetworkShapeTests
{
    [Theory]
    [InlineData(CsaPosition.Second, 16, 64)]
    [InlineData(CsaPosition.Third, 32, 32)]
    [InlineData(CsaPosition.Fourth, 32, 16)]
    public void At_256_pixels_the_taps_have_the_papers_grids_and_VGGs_shape(CsaPosition position, int channels, int side)
    {
        var options = new NetworkOptions { BaseChannels = 4, CsaPosition = position };
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        using TwoStageOutput made = new TwoStageGenerator(options).forward(Small.Images(1, 256, 256), Small.Holes(1, 256, 256));
        using Vgg16Taps phi = Vgg16Features.Random(options).forward(Small.Images(1, 256, 256));
        Assert.Equal([1, 3, 256, 256], made.Rough.shape);
        Assert.Equal([1, 3, 256, 256], made.Refined.shape);
        Assert.Equal([1, channels, side, side], made.Refinement.CsaFeatures.shape);
        Assert.Equal([1, channels, side, side], made.Refinement.DecoderFeatures.shape);
        Assert.Equal([1, channels, side, side], phi.Consistency.shape);
        Assert.Equal([1, 16, 32, 32], phi.Pool3.shape);
    }

    [Fact]
    public void Capped_channels_still_match_VGGs()
    {
        NetworkOptions options = Small.Networks with { CsaPosition = CsaPosition.Third };
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        using TwoStageOutput made = new TwoStageGenerator(options).forward(Small.Images(2, 48, 80), Small.Holes(2, 48, 80));
        using Vgg16Taps phi = Vgg16Features.Random(options).forward(Small.Images(2, 48, 80));
        Assert.Equal([2, 16, 6, 10], made.Refinement.CsaFeatures.shape);
        Assert.Equal(phi.Consistency.shape, made.Refinement.CsaFeatures.shape);
    }

    [Fact]
    public void The_mask_channel_makes_both_networks_see_the_hole()
    {
        NetworkOptions options = Small.Networks with { MaskChannel = true };
        var generator = new TwoStageGenerator(options);
        Dictionary<string, Tensor> weights = generator.named_parameters().ToDictionary(part => part.name, part => (Tensor)part.parameter);
        Assert.Equal([4, 4, 4, 4], weights["rough.input.weight"].shape);
        Assert.Equal([4, 7, 3, 3], weights["refinement.input.weight"].shape);
    }

    [Fact]
    public void Discriminators_give_the_papers_grids()
    {
        var options = new NetworkOptions { BaseChannels = 2 };
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        Tensor pool3 = zeros(1, 8, 32, 32);
        Assert.Equal([1, 1, 30, 30], new PatchDiscriminator(options).forward(zeros(1, 3, 256, 256)).shape);
        Assert.Equal([1, 16, 4, 4], new FeaturePatchDiscriminator(options).forward(pool3).shape);
        var figure5 = new FeaturePatchDiscriminator(options with { FeaturePatchStrides = FeaturePatchStrides.Figure5 });
        Assert.Equal([1, 16, 14, 14], figure5.forward(pool3).shape);
    }

    [Theory]
    [InlineData(3, 24)]
    [InlineData(2, 12)]
    public void A_patch_discriminator_says_which_size_it_needs(int layers, int smallest)
    {
        var discriminator = new PatchDiscriminator(new NetworkOptions { BaseChannels = 2, PatchDiscriminatorLayers = layers });
        using var scope = NewDisposeScope();
        Assert.Equal([1, 1, 1, 1], discriminator.forward(zeros(1, 3, smallest, smallest)).shape);
        var error = Assert.Throws<ArgumentException>(() => discriminator.forward(zeros(1, 3, smallest - 1, 64)));
        Assert.Contains($"at least {smallest}", error.Message);
    }

    [Theory]
    [InlineData(FeaturePatchStrides.Halving, 8)]
    [InlineData(FeaturePatchStrides.Figure5, 6)]
    public void A_feature_patch_discriminator_says_which_size_it_needs(FeaturePatchStrides strides, int smallest)
    {
        var discriminator = new FeaturePatchDiscriminator(new NetworkOptions { BaseChannels = 2, FeaturePatchStrides = strides });
        using var scope = NewDisposeScope();
        Assert.Equal([1, 16, 1, 1], discriminator.forward(zeros(1, 8, smallest, smallest)).shape);
        Assert.Throws<ArgumentException>(() => discriminator.forward(zeros(1, 8, smallest - 1, smallest)));
    }

    [Fact]
    public void A_generator_names_the_sides_it_needs()
    {
        using var scope = NewDisposeScope();
        var error = Assert.Throws<ArgumentException>(() => new TwoStageGenerator(Small.Networks).forward(zeros(1, 3, 60, 64), Small.Holes(1, 60, 64)));
        Assert.Contains("multiples of 16", error.Message);
        Assert.Throws<ArgumentException>(() => new TwoStageGenerator(Small.Networks).forward(zeros(1, 3, 64, 64), Small.Holes(2)));
    }

    [Fact]
    public void Options_out_of_range_are_refused_by_name()
    {
        Assert.Contains("Depth", Assert.Throws<BadInputException>(() => new NetworkOptions { Depth = 3 }.Validated()).Message);
        Assert.Contains("MaxChannelFactor", Assert.Throws<BadInputException>(() => new NetworkOptions { MaxChannelFactor = 3 }.Validated()).Message);
        Assert.Contains("BaseChannels", Assert.Throws<BadInputException>(() => new NetworkOptions { BaseChannels = 0 }.Validated()).Message);
        Assert.Same(Small.Networks, Small.Networks.Validated());
    }
}
