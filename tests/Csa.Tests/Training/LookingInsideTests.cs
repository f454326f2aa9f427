using Csa.Data.Masks;
using Csa.Experiments.Evaluation;
using Csa.Experiments.Training;
using Csa.Losses;
using Csa.Networks;
using Csa.Systems;
using Csa.Tests.Networks;
using Xunit;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Tests.Training;

/// <summary>What the notebooks look inside a model with: its networks, the layer switched off, gradients term by term.</summary>
public sealed class LookingInsideTests
{
    [Fact]
    public void The_networks_of_a_trained_model_fill_as_the_model_does()
    {
        using var scope = NewDisposeScope();
        using TrainedModel model = Trained("csa");
        using TwoStageGenerator generator = TrainedGenerator.Of(model);
        (Tensor image, HoleMask hole) = (Small.Images(2), Small.Holes(2));
        using InpaintingResult filled = model.System.Inpaint(image, hole);
        using TwoStageOutput made = generator.forward(image, hole);
        Assert.Equal(0, Small.Difference(made.Refined.clamp(-1, 1), filled.Refined));
        Assert.True(Small.Size(made.Refined) > 0);
        Assert.All(generator.parameters(), weight => Assert.True(weight.requires_grad));
    }

    [Fact]
    public void Without_its_layer_a_model_fills_the_same_only_where_no_feature_cell_is_missing()
    {
        using var scope = NewDisposeScope();
        var generator = new TwoStageGenerator(Small.Networks, new Generator(2));
        using var without = new ProbedLayer(generator, LayerProbe.Bypassed);
        Tensor image = Small.Images(1, 60, 50); // no multiple of 16
        HoleMask small = HoleMask.Create(60, 50, (y, x) => y == 31 && x is 20 or 21), large = HoleMask.Create(60, 50, (y, x) => y is > 12 and < 40 && x < 30);
        Assert.Equal(0, Small.Difference(Refined(without, small), With(small)));
        Tensor off = Refined(without, large);
        Assert.Equal([1, 3, 60, 50], off.shape);
        Assert.True(Small.Difference(off, With(large)) > 1e-4);
        Assert.Equal(0, Small.Difference(With(large), With(large))); // the layer is back on

        Tensor Refined(ProbedLayer system, HoleMask hole)
        {
            using InpaintingResult result = system.Inpaint(image, hole);
            Assert.Equal(0, Small.Difference(result.Rough!, Made(hole).Rough[.., .., ..60, ..50]));
            Assert.Null(result.Trace);
            return result.Refined.clone();
        }

        Tensor With(HoleMask hole) => Made(hole).Refined[.., .., ..60, ..50].clamp(-1, 1);

        TwoStageOutput Made(HoleMask hole)
        {
            using var _ = no_grad();
            return generator.forward(GridPadding.Pad(image, 16), hole.PaddedTo(16));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_probe_changes_what_the_layer_gives_and_nothing_else(bool maskedSkips)
    {
        using var scope = NewDisposeScope();
        var generator = new TwoStageGenerator(Small.Networks with { MaskedSkips = maskedSkips }, new Generator(2));
        (Tensor image, HoleMask hole) = (Small.Images(2), Small.Holes(1).Repeat(2));

        // Another network, whose part in the layer's place gives what the probe gives.
        Assert.Equal(0, Small.Difference(Probed(LayerProbe.Bypassed), Other(HoleAttention.None)));
        Assert.Equal(0, Small.Difference(Probed(LayerProbe.NearestMatch), Other(HoleAttention.Nearest)));

        // Two equal images exchange equal features; two different ones do not.
        Tensor filled = Other(HoleAttention.Csa), exchanged = Probed(LayerProbe.OtherImage);
        Assert.True(Small.Difference(exchanged[0], filled[0]) > 1e-4);
        image = image[..1].repeat(2, 1, 1, 1);
        Assert.True(Small.Difference(Probed(LayerProbe.OtherImage), Other(HoleAttention.Csa)) < 1e-6);

        Tensor Probed(LayerProbe probe)
        {
            using var system = new ProbedLayer(generator, probe);
            using InpaintingResult result = system.Inpaint(image, hole);
            return result.Refined.clone();
        }

        Tensor Other(HoleAttention attention)
        {
            using var _ = no_grad();
            var other = new TwoStageGenerator(Small.Networks with { MaskedSkips = maskedSkips, Attention = attention }, new Generator(2));
            return other.forward(image, hole).Refined.clamp(-1, 1);
        }
    }

    [Fact]
    public void The_gradient_of_a_term_is_what_backward_leaves_and_nothing_is_left()
    {
        using var scope = NewDisposeScope();
        var generator = new TwoStageGenerator(Small.Networks, new Generator(1));
        using TwoStageOutput made = generator.forward(Small.Images(2), Small.Holes(2));
        Tensor rough = Reconstruction.Mean(made.Rough, Small.Images(2)), refined = Reconstruction.Mean(made.Refined, Small.Images(2));
        IReadOnlyList<ParameterGradient> ofRough = GradientReach.Of(rough, generator), ofRefined = GradientReach.Of(refined, generator);
        Assert.All(generator.parameters(), weight => Assert.Null(weight.grad));
        Assert.All(ofRough, gradient => Assert.True(gradient.Parameter.StartsWith("rough.", StringComparison.Ordinal) || !gradient.Reached, gradient.Parameter));
        Assert.Equal([.. generator.named_parameters().Select(part => part.name)], ofRefined.Select(gradient => gradient.Parameter));

        refined.backward();
        foreach (((string name, TorchSharp.Modules.Parameter weight), ParameterGradient gradient) in generator.named_parameters().Zip(ofRefined))
        {
            Assert.Equal(weight.grad!.to(ScalarType.Float64).norm().item<double>(), gradient.Norm, 1e-9);
            Assert.Equal(gradient.Norm > 0, gradient.Reached);
            if (name.EndsWith(".weight", StringComparison.Ordinal)) Assert.True(gradient.Reached, name);
        }
    }

    [Fact]
    public void A_term_without_a_graph_and_a_frozen_parameter_reach_nothing()
    {
        using var scope = NewDisposeScope();
        var generator = new TwoStageGenerator(Small.Networks, new Generator(1));
        using TwoStageOutput made = generator.forward(Small.Images(1), Small.Holes(1));
        Tensor term = Reconstruction.Mean(made.Refined, Small.Images(1));
        Assert.DoesNotContain(GradientReach.Of(term.detach(), generator), gradient => gradient.Reached);
        Assert.DoesNotContain(GradientReach.Of(term.detach().requires_grad_(), generator), gradient => gradient.Reached);
        Assert.Throws<ArgumentException>(() => GradientReach.Of(made.Refined, generator));

        TorchSharp.Modules.Parameter frozen = generator.Rough.parameters().First();
        frozen.requires_grad = false;
        Assert.False(GradientReach.Of(term, generator)[0].Reached);
        Assert.True(GradientReach.Of(term, generator)[2].Reached);
    }

    private static TrainedModel Trained(string name)
    {
        using var folder = new TemporaryFolder();
        TrainingRun.Start(folder.At(name), new RunConfig
        {
            Training = new TrainingOptions { Data = "builtin:portraits", Side = 32, BatchSize = 1, Threads = 1, Device = DeviceChoice.Cpu, Steps = 1, ValidationCount = 0 },
            System = new CsaSystemOptions { Network = Small.Networks, Weights = new() { Consistency = 0, Adversarial = 0 } },
        });
        return TrainedModel.Load(folder.At(name), SystemCatalog.BuiltIn);
    }
}
