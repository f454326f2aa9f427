using Csa.Data;
using Csa.Data.Sources;
using Csa.Drawings;
using Csa.Experiments.FeatureLearning;
using Csa.Networks;
using Csa.Systems;
using Xunit;

namespace Csa.Tests.FeatureLearning;

public class FeatureProbeTests
{
    private static readonly FeatureProbeOptions Few = new() { FitCount = 300, TestCount = 100 };

    private static NetworkOptions Width => ((CsaSystemOptions)Presets.Quick().System).Network;

    [Fact]
    public void Pixels_tell_light_from_dark_and_the_floor_of_a_class_is_its_usual_value()
    {
        var portraits = new BuiltInPortraits();
        IReadOnlyList<ProbedAttribute> read = FeatureProbe.Read(portraits, new Dictionary<string, Vgg16Features?> { [FeatureProbe.Pixels] = null }, Few);
        Assert.Equal(portraits.Labels.Select(label => label.Name), read.Select(row => row.Label.Name));
        Assert.True(read.Single(row => row.Label.Name == "BackgroundLightness").Scores[FeatureProbe.Pixels] > 0.6);
        ProbedAttribute headwear = read.Single(row => row.Label.Name == "Headwear");
        int[] worn = [.. Enumerable.Range(0, Few.TestCount).Select(i => (int)portraits.Attributes(Split.Test, i).Headwear)];
        Assert.Equal(worn.Count(kind => kind == 0) / 100.0, headwear.Baseline, 1e-12);
    }

    [Fact]
    public void The_nearest_drawings_are_others_and_each_once()
    {
        IReadOnlyList<IReadOnlyList<int>> nearest = FeatureProbe.NearestNeighbours(new BuiltInFacades(), null, Few, 5);
        Assert.Equal(100, nearest.Count);
        Assert.All(nearest.Index(), row => Assert.Equal(5, row.Item.Where(other => other != row.Index).Distinct().Count()));
        Assert.Equal(1, FeatureProbe.SharedClasses(new BuiltInFacades(), [.. Enumerable.Range(0, 5).Select(i => (IReadOnlyList<int>)[i])]));
    }

    [Fact]
    public void The_shipped_features_know_more_of_unseen_drawings_than_random_ones()
    {
        using Vgg16Features builtIn = Vgg16Features.BuiltIn(Width), random = Vgg16Features.Random(Width);
        Assert.StartsWith("builtin (sha256 ", builtIn.Weights);
        var features = new Dictionary<string, Vgg16Features?> { ["builtin"] = builtIn, ["random"] = random };
        foreach (ILabelledSource source in new ILabelledSource[] { new BuiltInPortraits(), new BuiltInFacades() })
        {
            IReadOnlyList<ProbedAttribute> read = FeatureProbe.Read(source, features, Few);
            double gain = read.Average(row => row.Scores["builtin"] - row.Scores["random"]);
            Assert.True(gain > 0.03, $"{source.Description}: {gain:F3}");
        }
    }

    [Fact]
    public void The_quick_preset_judges_with_the_shipped_features_which_are_small()
    {
        var quick = (CsaSystemOptions)Presets.Quick().System;
        using Vgg16Features features = Vgg16Features.Open(quick.Features, quick.Network);
        Assert.StartsWith("builtin", features.Weights);
        using Stream shipped = typeof(Vgg16Features).Assembly.GetManifestResourceStream("features-builtin.safetensors")!;
        Assert.InRange(shipped.Length, 100_000, 2_000_000);
        Assert.Contains("BaseChannels 16", Assert.Throws<BadInputException>(() => Vgg16Features.BuiltIn(new NetworkOptions())).Message);
    }
}
