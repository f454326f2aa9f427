using Csa.Baselines.Losses;
using Csa.Baselines.PartialConv;
using Csa.Data;
using Csa.Networks;
using Csa.Systems;
using Csa.Tests.Networks;
using Xunit;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Tests.Baselines.PartialConv;

public class PartialConvSystemTests
{
    private static readonly PartialConvWeights None = new() { Valid = 0, Hole = 0, Perceptual = 0, Style = 0, TotalVariation = 0 };

    [Theory]
    [InlineData(7, 25.77)]
    [InlineData(8, 32.85)]
    public void At_full_size_it_has_its_parameters(int levels, double millions)
    {
        using var network = new PartialConvNetwork(new() { Levels = levels });
        long norms = network.named_parameters().Where(part => part.name.Contains("norm", StringComparison.Ordinal)).Sum(part => part.parameter.numel());
        Assert.Equal(millions, Math.Round((network.parameters().Sum(weight => weight.numel()) - norms) / 1e6, 2));
    }

    public static TheoryData<string> Terms => ["valid", "hole", "perceptual", "style", "variation"];

    [Theory]
    [MemberData(nameof(Terms))]
    public void Each_term_reaches_every_layer(string term)
    {
        PartialConvWeights weights = term switch
        {
            "valid" => None with { Valid = 1 },
            "hole" => None with { Hole = 1 },
            "perceptual" => None with { Perceptual = 1 },
            "style" => None with { Style = 1 },
            _ => None with { TotalVariation = 1 },
        };
        using var scope = NewDisposeScope();
        using ITrainableSystem system = AfterOneStep(weights, fraction: 0);
        foreach ((string name, Tensor moment) in SmallSystems.Moments(system))
            if (name.EndsWith("conv.weight", StringComparison.Ordinal)) Assert.True(Small.Size(moment) > 0, name);
    }

    [Fact]
    public void In_the_second_phase_the_encoder_s_norms_are_frozen_and_the_rest_learns()
    {
        using var scope = NewDisposeScope();
        using ITrainableSystem system = AfterOneStep(new(), fraction: 0);
        Dictionary<string, Tensor> before = Small.Copy(system.State());
        using TrainingBatch batch = Small.Batch(2, seed: 7);
        system.Step(batch, new(1, 0.5));
        foreach ((string name, Tensor tensor) in system.State().Where(pair => pair.Key.StartsWith("encoder.", StringComparison.Ordinal) || pair.Key.StartsWith("decoder.", StringComparison.Ordinal)))
        {
            bool frozen = name.StartsWith("encoder.", StringComparison.Ordinal) && name.Contains("norm", StringComparison.Ordinal);
            Assert.True(Small.Difference(tensor, before[name]) == 0 == frozen, name);
        }
    }

    [Fact]
    public void Statistics_are_averaged_and_shipped_with_the_weights()
    {
        using ITrainableSystem system = SmallSystems.Options("pc").Create(1, CPU);
        Assert.Contains("encoder.1.norm.running_mean", system.InferenceState().Keys);
        Assert.Contains("average.decoder.1.norm.running_var", system.State().Keys);
        Assert.DoesNotContain(system.InferenceState().Keys, name => name.Contains("conv1_1", StringComparison.Ordinal));
    }

    [Fact]
    public void Distances_are_means_over_all_pixels_or_over_the_part()
    {
        using var scope = NewDisposeScope();
        Tensor output = zeros(1, 3, 4, 4), truth = ones(1, 3, 4, 4), part = zeros(1, 1, 4, 4);
        part[0, 0, 1, 1] = part[0, 0, 1, 2] = 1;
        Assert.Equal(2 / 16f, PartialConvLoss.Distance(output, truth, part, ofPart: false).item<float>(), 1e-6);
        Assert.Equal(1, PartialConvLoss.Distance(output, truth, part, ofPart: true).item<float>(), 1e-6);
        Assert.Equal(0, PartialConvLoss.Distance(output, truth, zeros_like(part), ofPart: true).item<float>());
    }

    [Fact]
    public void Total_variation_counts_the_pairs_of_the_hole_widened_by_one_pixel()
    {
        using var scope = NewDisposeScope();
        const int side = 8;
        using var generator = new Generator(2);
        Tensor image = rand([1, 3, side, side], generator: generator), m = zeros(1, 1, side, side);
        m[0, 0, 3, 4] = m[0, 0, 0, 0] = 1;
        bool InRegion(int y, int x) => (Math.Abs(y - 3) <= 1 && Math.Abs(x - 4) <= 1) || (y <= 1 && x <= 1);
        double sum = 0;
        for (int c = 0; c < 3; c++)
        {
            for (int y = 0; y < side; y++)
            {
                for (int x = 0; x < side; x++)
                {
                    if (!InRegion(y, x)) continue;
                    if (y + 1 < side && InRegion(y + 1, x)) sum += Math.Abs(image[0, c, y + 1, x].item<float>() - image[0, c, y, x].item<float>());
                    if (x + 1 < side && InRegion(y, x + 1)) sum += Math.Abs(image[0, c, y, x + 1].item<float>() - image[0, c, y, x].item<float>());
                }
            }
        }

        Assert.Equal(sum / (3 * side * side), PartialConvLoss.TotalVariation(image, m).item<float>(), 1e-5);
    }

    [Fact]
    public void A_gram_matrix_is_the_channels_products_over_all_values()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(2);
        Tensor features = rand([2, 3, 4, 5], generator: generator);
        Tensor gram = GramMatrix.Of(features);
        Assert.Equal([2, 3, 3], gram.shape);
        for (int i = 0; i < 3; i++)
            for (int j = 0; j < 3; j++)
                Assert.Equal((features[1, i] * features[1, j]).sum().item<float>() / (3 * 4 * 5), gram[1, i, j].item<float>(), 1e-5);
        Tensor[] one = [features];
        Assert.Equal(0, PartialConvLoss.Style(one, one).item<float>());
        Assert.Equal((features - 1).abs().mean().item<float>(), PartialConvLoss.Perceptual(one, [ones_like(features)]).item<float>(), 1e-5);
    }

    [Fact]
    public void VGG_pools_are_what_its_layers_give_and_carry_gradients_to_the_image_alone()
    {
        using var scope = NewDisposeScope();
        using Vgg16Features features = Vgg16Features.OpenOwnWidth(Vgg16Features.RandomName, Small.Networks);
        Tensor image = Small.Images(1);
        image.requires_grad = true;
        IReadOnlyList<Tensor> pools = features.Pools(image);
        Assert.Equal([4L, 8L, 16L], pools.Select(pool => pool.shape[1]));
        Assert.Equal([32L, 16L, 8L], pools.Select(pool => pool.shape[2]));
        Assert.Equal(0, Small.Difference(pools[2], features.Pool3(image)));
        pools[0].sum().backward();
        Assert.True(Small.Size(image.grad!) > 0);
        Assert.All(features.parameters(), weight => Assert.Null(weight.grad));
    }

    [Fact]
    public void Shipped_features_judge_a_network_of_any_width()
    {
        using var system = new PartialConvSystem(((PartialConvOptions)SmallSystems.Options("pc")) with { Features = Vgg16Features.BuiltInName }, seed: 1);
        Assert.StartsWith("builtin", system.Notes["features"]);
        using TrainingBatch batch = Small.Batch(2);
        Assert.True(system.Step(batch, new(0, 0)).Single(term => term.Name == "perceptual").Value > 0);
        using var without = new PartialConvSystem(((PartialConvOptions)SmallSystems.Options("pc")) with { Weights = new() { Perceptual = 0, Style = 0 } }, seed: 1);
        Assert.Equal("none", without.Features);
        Assert.Empty(without.Notes);
    }

    [Fact]
    public void Options_out_of_range_are_refused_by_name()
    {
        Assert.Contains("Levels", Assert.Throws<BadInputException>(() => new PartialConvOptions { Network = new() { Levels = 0 } }.Validated()).Message);
        Assert.Contains("Weights.Style", Assert.Throws<BadInputException>(() => new PartialConvOptions { Weights = new() { Style = -1 } }.Validated()).Message);
        Assert.Contains("FineTuningStart", Assert.Throws<BadInputException>(() => new PartialConvOptions { FineTuningStart = 2 }.Validated()).Message);
        Assert.Contains("system.network.levels", Assert.Throws<BadInputException>(() => new PartialConvOptions().RequireSide(256)).Message);
        Assert.Contains("nowhere", Assert.Throws<BadInputException>(() => new PartialConvSystem(((PartialConvOptions)SmallSystems.Options("pc")) with { Features = "nowhere" }, 1).Features).Message);
    }

    private static ITrainableSystem AfterOneStep(PartialConvWeights weights, double fraction)
    {
        var system = new PartialConvSystem((PartialConvOptions)SmallSystems.Options("pc") with { Weights = weights }, seed: 1);
        using TrainingBatch batch = Small.Batch(2);
        system.Step(batch, new(0, fraction));
        return system;
    }
}
