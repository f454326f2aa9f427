using Csa.Attention;
using Csa.Data;
using Csa.Data.Masks;
using Csa.Experiments.Evaluation;
using Csa.Losses;
using Csa.Networks;
using Csa.Systems;
using Csa.Tests.Attention;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Tests.Networks;

/// <summary>What stands in the CSA layer's place: each part against loops, the same weights around it, gradients through it.</summary>
public class HoleAttentionTests
{
    private const string OwnPrefix = "refinement.attention.";

    public static IEnumerable<object[]> Arms => Enum.GetValues<HoleAttention>().Select(arm => new object[] { arm });

    [Theory]
    [MemberData(nameof(Arms))]
    public void Each_part_fills_what_nothing_lets_pass_as_slow_loops_do(HoleAttention arm)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        TwoStageGenerator plain = Generator(HoleAttention.None), generator = Generator(arm);
        using TwoStageOutput untouched = plain.forward(Small.Images(2), Small.Holes(2)), made = generator.forward(Small.Images(2), Small.Holes(2));
        HoleMask cells = made.Refinement.FeatureHole.Mask;
        Tensor passed = untouched.Refinement.CsaFeatures, filled = made.Refinement.CsaFeatures;
        for (int n = 0; n < 2; n++)
        {
            double[] features = AttentionScene.Values(passed[n]);
            HoleMask hole = FeatureMask.Reduce(Small.Holes(2), 2).Mask.Sample(n);
            Assert.True(hole.HoleCount(0) > 10);
            double[] want = arm switch
            {
                HoleAttention.None => features,
                HoleAttention.Csa => CsaReference.Fill(features, hole).Output,
                HoleAttention.Nearest => CsaReference.Fill(features, hole, new() { PredecessorWeight = 0 }).Output,
                HoleAttention.Selected => CsaReference.Fill(features, hole, new() { PredecessorWeight = 0, Candidates = 8 }).Output,
                HoleAttention.Constant => CsaReference.Fill(features, hole, new() { PredecessorWeight = 0.5 }).Output,
                HoleAttention.Contextual => SlowContextual.Fill(features, hole),
                _ => SlowConvolution(features, hole, generator),
            };
            Assert.True(AttentionScene.Distance(want, AttentionScene.Values(filled[n])) < 1e-5 * want.Max(Math.Abs), $"sample {n}");
        }

        Assert.Equal(arm == HoleAttention.None, Small.Difference(passed, filled) == 0);
        Assert.Equal(arm is HoleAttention.Csa or HoleAttention.Nearest or HoleAttention.Constant or HoleAttention.Selected, made.Refinement.HasTrace);
        if (made.Refinement.HasTrace) Assert.Equal(cells, made.Refinement.Trace.Hole);
        else Assert.Throws<InvalidOperationException>(() => made.Refinement.Trace);
    }

    [Fact]
    public void Nothing_in_its_place_is_the_layer_switched_off()
    {
        using var scope = NewDisposeScope();
        using var without = new ProbedLayer(Generator(HoleAttention.Csa), LayerProbe.Bypassed);
        using InpaintingResult off = without.Inpaint(Small.Images(1), Small.Holes(1)), none = Generator(HoleAttention.None).Fill(Small.Images(1), Small.Holes(1));
        Assert.Equal(0, Small.Difference(off.Refined, none.Refined.clamp(-1, 1)));
        Assert.Null(none.Trace);
        Assert.Null(none.FeatureHole);
    }

    [Fact]
    public void Another_constant_is_an_option_and_goes_with_no_other_part()
    {
        using var scope = NewDisposeScope();
        NetworkOptions third = Small.Networks with { Attention = HoleAttention.Constant, Csa = new() { PredecessorWeight = 0.3 } };
        using InpaintingResult made = new TwoStageGenerator(third, new Generator(1)).Fill(Small.Images(1), Small.Holes(1));
        Assert.Equal(0, made.Trace!.Attention[0].RecurrentWeights[0]);
        Assert.All(made.Trace!.Attention[0].RecurrentWeights.Skip(1), weight => Assert.Equal(0.3, weight));
        Assert.Contains("Constant", Assert.Throws<BadInputException>(() => (third with { Attention = HoleAttention.Csa }).Validated()).Message);
        Assert.Contains("0 … 1", Assert.Throws<BadInputException>(() => (third with { Csa = new() { PredecessorWeight = 2 } }).Validated()).Message);
        Assert.Contains("Contextual", Assert.Throws<BadInputException>(() => (third with { Attention = (HoleAttention)99, Csa = new() }).Validated()).Message);
    }

    [Theory]
    [MemberData(nameof(Arms))]
    public void Whatever_stands_there_all_other_first_weights_are_the_same(HoleAttention arm)
    {
        using CsaSystem paper = new(Small.System, seed: 5), other = new(Small.System with { Network = Small.Networks with { Attention = arm } }, seed: 5);
        IReadOnlyDictionary<string, Tensor> state = other.State();
        foreach ((string name, Tensor tensor) in paper.State()) Assert.True(Small.Difference(tensor, state[name]) == 0, name);
        string[] own = [.. state.Keys.Except(paper.State().Keys).Where(name => name.StartsWith(OwnPrefix, StringComparison.Ordinal))];
        string[] wanted = arm == HoleAttention.Convolution ? [OwnPrefix + "conv.weight", OwnPrefix + "conv.bias"] : [];
        Assert.Equal(wanted, own);
        if (arm != HoleAttention.Convolution) return;
        Assert.InRange(state[own[0]].std().item<float>(), 0.018, 0.022);
        Assert.NotEqual(0, Small.Difference(state[own[0]].flatten()[..16], paper.State()["patch_discriminator.input.weight"].flatten()[..16]));
    }

    [Theory]
    [MemberData(nameof(Arms))]
    public void The_reconstruction_reaches_both_networks_through_each_part(HoleAttention arm)
    {
        foreach (bool masked in new[] { false, true })
        {
            using var scope = NewDisposeScope();
            TwoStageGenerator generator = Generator(arm, masked);
            using TwoStageOutput made = generator.forward(Small.Images(2), Small.Holes(2));
            Reconstruction.Mean(made.Refined, Small.Images(2)).backward();
            foreach ((string name, Parameter weight) in generator.named_parameters())
                if (name.EndsWith(".weight", StringComparison.Ordinal)) Assert.True(Small.Size(weight.grad!) > 0, name);
        }
    }

    // In the features that enter the layer: what a hole cell is decides what it is filled with, or it does not.
    [Theory]
    [InlineData(HoleAttention.None, true)]
    [InlineData(HoleAttention.Convolution, true)]
    [InlineData(HoleAttention.Csa, true)]
    [InlineData(HoleAttention.Contextual, true)]
    [InlineData(HoleAttention.Nearest, false)]
    [InlineData(HoleAttention.Selected, false)]
    [InlineData(HoleAttention.Constant, false)]
    public void A_hole_cell_receives_a_gradient_unless_weights_are_constants(HoleAttention arm, bool reached)
    {
        using var scope = NewDisposeScope();
        HoleMask hole = HoleMask.Create(8, 8, (y, x) => y is > 2 and < 6 && x is > 2 and < 6);
        Tensor features = rand([1, 16, 8, 8], generator: new Generator(3)).requires_grad_(), upstream = rand([1, 16, 8, 8], generator: new Generator(4));
        using FeatureFill fill = FeatureFill.Of(Small.Networks with { Attention = arm });
        using FilledFeatures filled = fill.call(features, hole);
        (filled.Output * upstream * hole.ToTensor()).sum().backward();
        Assert.Equal(reached, Small.Size(features.grad! * hole.ToTensor()) > 0);
        Assert.Equal(arm != HoleAttention.None, Small.Size(features.grad! * (1 - hole.ToTensor())) > 0);
    }

    [Fact]
    public void The_gradient_of_contextual_attention_equals_central_differences()
    {
        using var scope = NewDisposeScope();
        var scene = new AttentionScene(3, channels: 2, height: 5, width: 6, hole: (y, x) => y is 2 && x is 4 or 5);
        double[] weights = new AttentionScene(99, 2, 5, 6).Features;
        Tensor features = (scene.Tensor() * 0.3).requires_grad_();
        (ContextualLayer.Fill(features, scene.Hole) * scene.Tensor(weights)).sum().backward();
        double[] gradient = AttentionScene.Values(features.grad!), at = AttentionScene.Values(features);
        const double step = 1e-6;
        for (int i = 0; i < at.Length; i++)
        {
            double[] up = [.. at], down = [.. at];
            up[i] += step;
            down[i] -= step;
            Assert.Equal((Loss(up) - Loss(down)) / (2 * step), gradient[i], 1e-6);
        }

        double Loss(double[] values) => SlowContextual.Fill(values, scene.Hole).Zip(weights, (m, w) => m * w).Sum();
    }

    [Fact]
    public void Contextual_weights_add_up_to_1_over_keys_free_of_the_hole_or_over_known_cells_if_there_is_none()
    {
        using var scope = NewDisposeScope();
        HoleMask some = HoleMask.Create(6, 7, (y, x) => y > 3 && x > 3), sieve = HoleMask.Create(6, 7, (y, x) => y % 2 == 1 && x % 2 == 1);
        Tensor weights = ContextualLayer.Weights(rand(2, 3, 6, 7), HoleMask.Batch([some, sieve]));
        Assert.True(Small.Difference(weights.sum(2), ones(2, 42)) < 1e-5);
        for (int cell = 0; cell < 42; cell++)
        {
            Assert.Equal(cell / 7 < 3 || cell % 7 < 3, Small.Size(weights[0, .., cell]) > 0);
            Assert.Equal(sieve.Cells(0)[cell] == 0, Small.Size(weights[1, .., cell]) > 0);
        }

        Tensor features = rand(2, 3, 6, 7), known = HoleMask.Batch([some, sieve]).ToTensor(ScalarType.Bool).logical_not();
        Tensor filled = ContextualLayer.Fill(features, HoleMask.Batch([some, sieve]));
        Assert.Equal(AttentionScene.Values(features.masked_select(known)), AttentionScene.Values(filled.masked_select(known)));
        Assert.Equal(0, Small.Difference(features, ContextualLayer.Fill(features, HoleMask.Empty(6, 7).Repeat(2))));
        Assert.Throws<ArgumentException>(() => ContextualLayer.Fill(features, HoleMask.Create(6, 7, (_, _) => true).Repeat(2)));
    }

    [Theory]
    [InlineData(CsaPosition.Second)]
    [InlineData(CsaPosition.Third)]
    public void Masked_skips_are_zero_in_the_hole_at_finer_resolutions_and_as_before_elsewhere(CsaPosition position)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        NetworkOptions options = Small.Networks with { CsaPosition = position };
        List<Tensor> plain = Skips(options), masked = Skips(options with { MaskedSkips = true });
        for (int level = 0; level < plain.Count; level++)
        {
            Tensor hole = (level == 0 ? Small.Holes(1) : FeatureMask.Reduce(Small.Holes(1), level).Mask).ToTensor();
            Assert.True(Small.Size(plain[level] * hole) > 0);
            bool isFiner = level < (int)position;
            Tensor want = isFiner ? plain[level] * (1 - hole) : plain[level];
            Assert.True(Small.Difference(want, masked[level]) == 0, $"level {level}");
        }

        // The encoder's half of what each level of the decoder reads, after its ReLU.
        List<Tensor> Skips(NetworkOptions network)
        {
            var generator = new TwoStageGenerator(network, new Generator(1));
            var seen = new List<Tensor>();
            foreach (string name in new[] { "output", "levels.0.upConv", "levels.1.upConv", "levels.2.upConv" })
            {
                var layer = (Convolution2d)generator.Refinement.named_modules().Single(part => part.name == name).module;
                layer.register_forward_hook((_, input, output) =>
                {
                    seen.Insert(0, input.narrow(1, input.shape[1] / 2, input.shape[1] / 2).clone().DetachFromDisposeScope());
                    return output;
                });
            }

            generator.forward(Small.Images(1), Small.Holes(1)).Dispose();
            return seen;
        }
    }

    [Fact]
    public void A_detached_rough_network_fills_alike_and_learns_from_its_own_loss_alone()
    {
        using var scope = NewDisposeScope();
        TwoStageGenerator whole = new(Small.Networks, new Generator(1)), detached = new(Small.Networks with { DetachRough = true }, new Generator(1));
        using TwoStageOutput want = whole.forward(Small.Images(2), Small.Holes(2)), made = detached.forward(Small.Images(2), Small.Holes(2));
        Assert.Equal(0, Small.Difference(want.Refined, made.Refined));
        Reconstruction.Mean(made.Refined, Small.Images(2)).backward();
        foreach ((string name, Parameter weight) in detached.named_parameters())
            Assert.True(weight.grad is null == name.StartsWith("rough.", StringComparison.Ordinal), name);
        Reconstruction.Mean(made.Rough, Small.Images(2)).backward();
        Assert.All(detached.parameters(), weight => Assert.NotNull(weight.grad));
    }

    [Theory]
    [InlineData(HoleAttention.Csa, LayerKind.Attention, "CSA", 0)]
    [InlineData(HoleAttention.Contextual, LayerKind.Attention, "contextual", 0)]
    [InlineData(HoleAttention.Convolution, LayerKind.Convolution, "attention.conv", (9 * 16 * 16) + 16 + 32)]
    [InlineData(HoleAttention.None, LayerKind.Convolution, "levels.2.down", -1)]
    public void The_listing_of_layers_shows_what_stands_there_and_its_parameters_with_the_norms_after_it(HoleAttention arm, LayerKind kind, string name, long parameters)
    {
        using TwoStageGenerator generator = Generator(arm);
        List<TracedLayer> layers = [.. NetworkTrace.Of(generator, 64, 64).Where(layer => layer.Network == "refinement network")];
        TracedLayer next = layers[1 + layers.FindIndex(layer => layer.Name == "levels.1.conv")];
        Assert.Equal((kind, name), (next.Kind, next.Name));
        if (parameters >= 0) Assert.Equal(parameters, next.Parameters);
    }

    private static TwoStageGenerator Generator(HoleAttention arm, bool masked = false) =>
        new(Small.Networks with { Attention = arm, MaskedSkips = masked }, new Generator(1));

    private static double[] SlowConvolution(double[] features, HoleMask hole, TwoStageGenerator generator)
    {
        Dictionary<string, Parameter> weights = generator.named_parameters().ToDictionary(part => part.name, part => part.parameter);
        double[] kernel = AttentionScene.Values(weights[OwnPrefix + "conv.weight"]), bias = AttentionScene.Values(weights[OwnPrefix + "conv.bias"]);
        (int height, int width, int channels) = (hole.Height, hole.Width, bias.Length);
        var made = new double[features.Length];
        for (int to = 0; to < channels; to++)
            for (int y = 0; y < height; y++)
                for (int x = 0; x < width; x++)
                {
                    double sum = bias[to];
                    for (int from = 0; from < channels; from++)
                        for (int dy = -1; dy <= 1; dy++)
                            for (int dx = -1; dx <= 1; dx++)
                                if (y + dy >= 0 && y + dy < height && x + dx >= 0 && x + dx < width)
                                    sum += kernel[(((to * channels) + from) * 9) + ((dy + 1) * 3) + dx + 1] * features[(((from * height) + y + dy) * width) + x + dx];
                    made[(((to * height) + y) * width) + x] = sum;
                }

        return made;
    }
}
