using Csa.Networks;
using Xunit;

namespace Csa.Tests.Networks;

public sealed class NetworkTraceTests
{
    private static readonly NetworkOptions Narrow = new() { BaseChannels = 2, Depth = 4, FeaturePatchStrides = FeaturePatchStrides.Figure5 };

    [Fact]
    public void Vgg_is_traced_from_the_image_to_pool3_with_its_poolings()
    {
        var options = new NetworkOptions { BaseChannels = 4 };
        IReadOnlyList<TracedLayer> layers = NetworkTrace.Of(Vgg16Features.Random(options), 128, 64);
        Assert.Equal([3, 3, 2, 3, 3, 2, 3, 3, 3, 2], layers.Select(layer => layer.KernelSide));
        Assert.Equal(new FeatureShape(3, 128, 64), layers[0].Input);
        Assert.All(layers.Zip(layers.Skip(1)), pair => Assert.Equal(pair.First.Output, pair.Second.Input));
        Assert.All(layers, layer => Assert.Equal(layer.KernelSide == 2, layer.Kind == LayerKind.Pooling));
        using var judge = new FeaturePatchDiscriminator(options);
        Assert.Equal(layers[^1].Output, NetworkTrace.Of(judge, 128, 64)[0].Input);
    }

    [Fact]
    public void Both_networks_are_traced_with_the_shapes_that_they_have()
    {
        using var generator = new TwoStageGenerator(Narrow);
        IReadOnlyList<TracedLayer> layers = NetworkTrace.Of(generator, 32, 64);
        TracedLayer[] rough = [.. layers.Where(layer => layer.Network == "rough network")];
        Assert.Equal(8, rough.Length); // 4 down, 4 up
        Assert.Equal(new FeatureShape(3, 32, 64), rough[0].Input);
        Assert.Equal(new FeatureShape(16, 2, 4), rough[3].Output);
        Assert.Equal(new FeatureShape(3, 32, 64), rough[^1].Output);
        Assert.Equal(4, rough[^1].Input.Channels); // a skip connection joins: 2 + 2

        Assert.Equal(rough, NetworkTrace.Of(generator.Rough, 32, 64));

        TracedLayer[] refinement = [.. layers.Except(rough)];
        TracedLayer attention = Assert.Single(refinement, layer => layer.Kind == LayerKind.Attention);
        Assert.Equal(new FeatureShape(16, 4, 8), attention.Output); // the third halving
        Assert.Equal(generator.Rough.parameters().Sum(parameter => parameter.numel()), rough.Sum(layer => layer.Parameters));
        Assert.Equal(generator.Refinement.parameters().Sum(parameter => parameter.numel()), refinement.Sum(layer => layer.Parameters));
    }

    [Fact]
    public void A_trace_leaves_no_hooks_behind()
    {
        using var discriminator = new PatchDiscriminator(Narrow);
        Assert.Equal(NetworkTrace.Of(discriminator, 64, 64), NetworkTrace.Of(discriminator, 64, 64));
    }

    [Fact]
    public void Discriminators_are_traced_to_the_sizes_of_figure_5()
    {
        using var patch = new PatchDiscriminator(Narrow);
        Assert.Equal([128, 64, 32, 31, 30], NetworkTrace.Of(patch, 256, 256).Select(layer => layer.Output.Height));
        using var feature = new FeaturePatchDiscriminator(Narrow);
        IReadOnlyList<TracedLayer> layers = NetworkTrace.Of(feature, 256, 256);
        Assert.Equal([32, 16, 15, 14], layers.Select(layer => layer.Output.Height).Prepend(layers[0].Input.Height));
        Assert.Throws<ArgumentException>(() => NetworkTrace.Of(patch, 8, 8));
    }
}
