using Csa.Data.Images;
using Csa.Networks;
using Xunit;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Tests.Networks;

/// <summary>What one logit looks at: the paper's 70x70, and its claim that features of pool3 are judged as a whole.</summary>
public sealed class ReceptiveFieldTests
{
    private static readonly NetworkOptions Narrow = new() { BaseChannels = 4, MaxChannelFactor = 4 };

    [Theory]
    [InlineData(3, 128, 7, 33, 70)]
    [InlineData(2, 128, 12, 37, 34)]
    public void A_logit_of_the_patch_discriminator_looks_at_every_pixel_of_its_square(int halvings, int imageSide, int at, int left, int side)
    {
        using var scope = NewDisposeScope();
        PatchDiscriminator discriminator = Patch(Narrow with { PatchDiscriminatorLayers = halvings });
        var field = ReceptiveField.Of(discriminator, Small.Images(1, imageSide, imageSide), at, at);
        Assert.Equal(new PixelRectangle(left, left, side, side), field.Box);
        Assert.Equal((double)(side * side) / (imageSide * imageSide), field.Share);
        Assert.True(field.Strength[left, left] > 0);
        Assert.Equal(0, field.Strength[left - 1, left]);
    }

    [Fact]
    public void At_the_border_the_square_is_cut()
    {
        using var scope = NewDisposeScope();
        Assert.Equal(new PixelRectangle(0, 0, 70 - 23, 70 - 23), ReceptiveField.Of(Patch(Narrow), Small.Images(1, 128, 128), 0, 0).Box);
    }

    [Fact]
    public void The_norms_statistics_make_every_logit_see_every_pixel()
    {
        using var scope = NewDisposeScope();
        PatchDiscriminator discriminator = Patch(Narrow);
        var field = ReceptiveField.Of(discriminator, Small.Images(1, 128, 128), 7, 7, NormStatistics.Differentiated);
        Assert.Equal(new PixelRectangle(0, 0, 128, 128), field.Box);
        Assert.True(field.Share > 0.99, $"{field.Share}");
    }

    [Theory]
    [InlineData(FeaturePatchStrides.Halving, 4, 212)]
    [InlineData(FeaturePatchStrides.Figure5, 14, 164)]
    public void A_logit_of_the_feature_patch_discriminator_does_not_see_all_of_256_pixels(FeaturePatchStrides strides, int grid, int side)
    {
        using var scope = NewDisposeScope();
        (FeaturePatchDiscriminator discriminator, Vgg16Features vgg) = Feature(Narrow with { FeaturePatchStrides = strides });
        Tensor images = rand([4, 3, 256, 256], generator: new Generator(2)).mul(2).sub(1);
        int middle = (grid - 1) / 2;
        var field = ReceptiveField.Of(discriminator, vgg, images, middle, middle);
        // The square begins before the image where the grid is coarse: it is cut to what lies inside.
        int left = strides == FeaturePatchStrides.Halving ? (64 * middle) - 74 : (16 * middle) - 58;
        int visible = Math.Min(left + side, 256) - Math.Max(left, 0);
        Assert.Equal(new PixelRectangle(Math.Max(left, 0), Math.Max(left, 0), visible, visible), field.Box);
        Assert.Equal(new PixelRectangle(0, 0, 256, 256), ReceptiveField.Of(discriminator, vgg, images, middle, middle, NormStatistics.Differentiated).Box);
    }

    [Fact]
    public void Statistics_that_are_held_leave_the_network_as_it_was()
    {
        using var scope = NewDisposeScope();
        PatchDiscriminator discriminator = Patch(Narrow);
        Tensor images = Small.Images(2, 128, 128);
        Tensor before = discriminator.forward(images);
        ReceptiveField.Of(discriminator, images, 3, 3);
        Assert.Equal(0, Small.Difference(before, discriminator.forward(images)));
        Assert.Equal(new PixelRectangle(0, 0, 128, 128), ReceptiveField.Of(discriminator, images, 3, 3, NormStatistics.Differentiated).Box);
        Assert.All(discriminator.parameters(), weight => Assert.Null(weight.grad));
    }

    [Fact]
    public void A_logit_outside_the_grid_is_refused()
    {
        using var scope = NewDisposeScope();
        Assert.Contains("14x14", Assert.Throws<ArgumentException>(() => ReceptiveField.Of(Patch(Narrow), Small.Images(1, 128, 128), 14, 0)).Message);
    }

    private static PatchDiscriminator Patch(NetworkOptions options) => Initialised(new PatchDiscriminator(options));

    private static (FeaturePatchDiscriminator Discriminator, Vgg16Features Features) Feature(NetworkOptions options) =>
        (Initialised(new FeaturePatchDiscriminator(options)), Vgg16Features.Random(options));

    private static T Initialised<T>(T network)
        where T : nn.Module
    {
        Initialisation.Normal(network, new Generator(1));
        return network;
    }
}
