using Csa.Baselines.ContextualAttention;
using Csa.Baselines.DeepFill;
using Csa.Baselines.GatedConv;
using Csa.Data;
using Csa.Systems;
using Csa.Tests.Networks;
using Xunit;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Tests.Baselines.DeepFill;

/// <summary>CA and GC as systems: what each term trains, and that both learn.</summary>
public class DeepFillSystemTests
{
    private static readonly ContextualAttentionOptions Ca = (ContextualAttentionOptions)SmallSystems.Options("ca");

    private static readonly GatedConvOptions Gc = (GatedConvOptions)SmallSystems.Options("gc");

    public static TheoryData<string> Models => ["ca", "gc"];

    [Theory]
    [MemberData(nameof(Models))]
    public void The_second_stage_s_output_trains_every_layer_of_both_and_the_first_s_only_its_own(string model)
    {
        using var scope = NewDisposeScope();
        using var draw = new Generator(1);
        var generator = new DeepFillGenerator(Ca.Network, model == "ca" ? new EluDesign() : new GatedDesign(), draw);
        Tensor target = Small.Images(2);
        using (DeepFillOutput made = generator.forward(target, Small.Holes(2))) (made.Refined - target).abs().mean().backward();
        Assert.All(generator.named_parameters(), part => Assert.True(Small.Size(part.parameter.grad!) > 0, part.name));

        foreach ((_, TorchSharp.Modules.Parameter weight) in generator.named_parameters()) weight.grad = null;
        using (DeepFillOutput made = generator.forward(target, Small.Holes(2))) (made.Rough - target).abs().mean().backward();
        foreach ((string name, TorchSharp.Modules.Parameter weight) in generator.named_parameters())
            Assert.True(weight.grad is not null == name.StartsWith("coarse.", StringComparison.Ordinal), name);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(0, 1)]
    public void Each_of_CA_s_reconstruction_terms_trains_both_stages(double hole, double known)
    {
        foreach (bool holeWeighted in new[] { false, true })
            AssertReached(Moments(Ca with { HoleWeightedReconstruction = holeWeighted, Weights = new() { Hole = hole, Known = known, Rough = 0, Adversarial = 0 } }));
    }

    [Theory]
    [InlineData("local_critic", "global_critic")]
    [InlineData("global_critic", "local_critic")]
    public void Each_of_CA_s_critics_trains_both_stages_by_itself(string speaking, string silent)
    {
        using var system = new ContextualAttentionSystem(Ca with { DiscriminatorLearningRateFactor = 0, Weights = new() { Hole = 0, Known = 0 } }, seed: 1);
        foreach ((string name, Tensor weight) in system.State())
        {
            using var _ = no_grad();
            if (name == $"{silent}.dense.weight") weight.zero_();
        }

        AssertReached(Moments(system));
        Assert.True(Small.Size(system.State()[$"{speaking}.dense.weight"]) > 0);
    }

    [Fact]
    public void GC_s_terms_each_train_both_stages()
    {
        AssertReached(Moments(Gc with { Weights = new() { Reconstruction = 1, Adversarial = 0 } }));
        AssertReached(Moments(Gc with { Weights = new() { Reconstruction = 0, Adversarial = 1 } }));
        AssertReached(Moments(Gc with { AdversarialOnComposite = false, Weights = new() { Reconstruction = 0, Adversarial = 1 } }));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Discriminators_learn_from_their_own_loss_and_it_stays_in_them(string model)
    {
        using ITrainableSystem with = AfterOneStep(WithAdversarial(model, 1e-30)), without = AfterOneStep(WithAdversarial(model, 0));
        IReadOnlyDictionary<string, Tensor> state = with.State();
        foreach ((string name, Tensor moment) in without.State()) Assert.True(Small.Difference(moment, state[name]) == 0, name);
        string[] learned = [.. state.Keys.Where(name => name.Contains(".first_moment.", StringComparison.Ordinal) && !name.StartsWith("optimiser.generator", StringComparison.Ordinal))];
        Assert.NotEmpty(learned);
        // A bias of a critic's last layer moves truth and fake alike.
        Assert.All(learned.Where(name => name.EndsWith(".weight", StringComparison.Ordinal)), name => Assert.True(Small.Size(state[name]) > 0, name));
        Assert.DoesNotContain(without.State().Keys, name => name.Contains("critic", StringComparison.Ordinal) || name.Contains("discriminator", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Every_term_is_reported_and_is_0_while_it_is_off(string model)
    {
        string[] names = model == "ca"
            ? ["hole_rough", "hole_refined", "known_rough", "known_refined", "adversarial_local", "adversarial_global", "critic_local", "critic_global"]
            : ["reconstruction_rough", "reconstruction_refined", "adversarial", "discriminator"];
        int reconstruction = model == "ca" ? 4 : 2;
        AdversarialOptions options = (AdversarialOptions)SmallSystems.Options(model) with { AdversarialStart = 0.5 };
        using ITrainableSystem system = options.Create(1, CPU);
        using TrainingBatch batch = Small.Batch(2);
        Dictionary<string, Tensor> before = Small.Copy(system.State());
        IReadOnlyList<LossValue> early = system.Step(batch, new(0, 0.49));
        Assert.Equal(names, early.Select(loss => loss.Name));
        Assert.All(early.Take(reconstruction), loss => Assert.True(loss.Value > 0, loss.Name));
        Assert.All(early.Skip(reconstruction), loss => Assert.Equal(0, loss.Value));
        foreach ((string name, Tensor tensor) in system.State())
            if (name.StartsWith("local", StringComparison.Ordinal) || name.StartsWith("global", StringComparison.Ordinal) || name.StartsWith("patch", StringComparison.Ordinal))
                Assert.True(Small.Difference(before[name], tensor) == 0, name);
        Assert.All(system.Step(batch, new(1, 0.5)), loss => Assert.True(loss.Value != 0 && double.IsFinite(loss.Value), loss.Name));
    }

    // Half of what the published code shows the discriminator is where the hole is; CA's is shown the image alone.
    [Fact]
    public void GC_s_discriminator_is_told_where_the_hole_is()
    {
        using var one = new GatedConvSystem(Gc, seed: 1);
        Assert.Equal([4, 4, 5, 5], one.State()["patch_discriminator.convs.0.weight"].shape);
        Tensor moment = AfterOneStep(Gc).State()["optimiser.patch_discriminator.first_moment.convs.0.weight"];
        Assert.True(Small.Size(moment.narrow(1, 3, 1)) > 0);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Options_change_what_is_learnt(string model)
    {
        List<LearningOptions> others = [SmallSystems.Options(model) with { HoleWeightedReconstruction = true }, SmallSystems.Options(model) with { Beta2 = 0.5 }];
        AdversarialOptions adversarial = (AdversarialOptions)SmallSystems.Options(model);
        others.AddRange([adversarial with { AdversarialOnComposite = false }, adversarial with { DiscriminatorLearningRateFactor = 0.3 }, adversarial with { AdversarialStart = 1 }, adversarial with { RealGradientPenalty = 1 }]);
        others.AddRange(model == "ca"
            ? [Ca with { CriticSteps = 1 }, Ca with { Discount = 0.5 }, Ca with { CriticLayers = 3 }, Ca with { CriticChannels = 8 }, Ca with { Weights = new() { Rough = 1 } }, Ca with { Weights = new() { GradientPenalty = 1 } }]
            : [Gc with { DiscriminatorLayers = 3 }, Gc with { DiscriminatorChannels = 8 }, Gc with { Weights = new() { Reconstruction = 2 } }]);
        others.Add(WithAttention(model, new() { Fuse = false }));
        others.Add(WithAttention(model, new() { SoftmaxScale = 1 }));
        others.Add(WithAttention(model, new() { Rate = 1 }));
        others.Add(model == "ca" ? Ca with { Network = Ca.Network with { InitialGain = 1.5 } } : Gc with { Network = Gc.Network with { InitialGain = 1 } });
        Tensor plain = WeightAfterTwoSteps(SmallSystems.Options(model));
        Assert.All(others, other => Assert.True(Small.Difference(plain, WeightAfterTwoSteps(other)) > 0, other.ToString()));
        Assert.Equal(0, Small.Difference(plain, WeightAfterTwoSteps(SmallSystems.Options(model))));
    }

    [Fact]
    public void Options_out_of_range_and_sides_that_do_not_fit_are_refused_by_name()
    {
        Assert.Contains("CriticSteps", Assert.Throws<BadInputException>(() => (Ca with { CriticSteps = 0 }).Validated()).Message);
        Assert.Contains("CriticSide", Assert.Throws<BadInputException>(() => (Ca with { CriticSide = 60 }).Validated()).Message);
        Assert.Contains("Discount", Assert.Throws<BadInputException>(() => (Ca with { Discount = 2 }).Validated()).Message);
        Assert.Contains("Weights.Hole", Assert.Throws<BadInputException>(() => (Ca with { Weights = new() { Hole = -1 } }).Validated()).Message);
        Assert.Contains("DiscriminatorLayers", Assert.Throws<BadInputException>(() => (Gc with { DiscriminatorLayers = 0 }).Validated()).Message);
        Assert.Contains("Weights.Adversarial", Assert.Throws<BadInputException>(() => (Gc with { Weights = new() { Adversarial = double.NaN } }).Validated()).Message);
        Assert.Contains("system.criticSide=128", Assert.Throws<BadInputException>(() => Ca.RequireSide(128)).Message);
        Ca.RequireSide(60); // padded to 64
        (Ca with { AdversarialStart = 1 }).RequireSide(128);
        Gc.RequireSide(100);
    }

    private static LearningOptions WithAdversarial(string model, double weight) =>
        model == "ca" ? Ca with { Weights = new() { Adversarial = weight } } : Gc with { Weights = new() { Adversarial = weight } };

    private static LearningOptions WithAttention(string model, AttentionOptions attention) =>
        model == "ca" ? Ca with { Network = Ca.Network with { Attention = attention } } : Gc with { Network = Gc.Network with { Attention = attention } };

    private static ITrainableSystem AfterOneStep(LearningOptions options)
    {
        ITrainableSystem system = options.Create(1, CPU);
        SmallSystems.Train(system, 0, 1);
        return system;
    }

    private static Tensor WeightAfterTwoSteps(LearningOptions options)
    {
        using ITrainableSystem system = options.Create(1, CPU);
        SmallSystems.Train(system, 0, 2);
        return system.State()["joint.convs.0.weight"].detach().clone();
    }

    private static Dictionary<string, Tensor> Moments(LearningOptions options)
    {
        using ITrainableSystem system = options.Create(1, CPU);
        return Moments(system);
    }

    private static Dictionary<string, Tensor> Moments(ITrainableSystem system)
    {
        SmallSystems.Train(system, 0, 1);
        return SmallSystems.Moments(system);
    }

    private static void AssertReached(Dictionary<string, Tensor> moments)
    {
        foreach (string part in new[] { "coarse", "dilated", "beforeAttention", "afterAttention", "joint" }) Assert.Contains(moments.Keys, name => name.StartsWith($"{part}.", StringComparison.Ordinal));
        Assert.All(moments.Where(pair => pair.Key.EndsWith(".weight", StringComparison.Ordinal)), pair => Assert.True(Small.Size(pair.Value) > 0, pair.Key));
    }
}
