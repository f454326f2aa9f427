using Csa.Losses;
using Csa.Networks;
using Csa.Systems;
using Csa.Tests.Networks;
using Xunit;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Tests.Training;

/// <summary>Each loss term trains every network it claims to train.</summary>
/// <remarks>
/// In the published code the consistency loss trains nothing, the feature discriminator does not train the generator, and
/// the refinement's losses stop before the rough network.
/// </remarks>
public class GradientReachTests
{
    private static readonly ObjectiveWeights None = new() { Reconstruction = 0, Consistency = 0, Adversarial = 0 };

    // What lies behind the last tap of Eq. 4, the decoder's features at 1/4 of the side, is out of its reach.
    private static readonly string[] BehindTheTaps = ["refinement.levels.0.up", "refinement.levels.1.up", "refinement.output"];

    [Fact]
    public void The_refined_reconstruction_reaches_both_networks_end_to_end()
    {
        using var scope = NewDisposeScope();
        var generator = new TwoStageGenerator(Small.Networks, new Generator(1));
        using TwoStageOutput made = generator.forward(Small.Images(2), Small.Holes(2));
        Reconstruction.Mean(made.Refined, Small.Images(2)).backward();
        AssertReached(generator.named_parameters().ToDictionary(part => part.name, part => part.parameter.grad!), _ => true);
    }

    [Fact]
    public void The_rough_reconstruction_reaches_the_rough_network_alone()
    {
        using var scope = NewDisposeScope();
        var generator = new TwoStageGenerator(Small.Networks, new Generator(1));
        using TwoStageOutput made = generator.forward(Small.Images(2), Small.Holes(2));
        Reconstruction.Mean(made.Rough, Small.Images(2)).backward();
        foreach ((string name, TorchSharp.Modules.Parameter weight) in generator.named_parameters())
            Assert.True(weight.grad is not null == name.StartsWith("rough.", StringComparison.Ordinal), name);
    }

    [Fact]
    public void The_consistency_loss_reaches_the_rough_network_the_encoder_and_the_decoder_up_to_its_taps()
    {
        Dictionary<string, Tensor> moments = MomentsAfterOneStep(None with { Consistency = 0.01 });
        AssertReached(moments, name => !BehindTheTaps.Any(part => name.StartsWith(part, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Each_adversarial_term_reaches_both_networks(bool patch, bool feature)
    {
        var options = new CsaSystemOptions { PatchDiscriminator = patch, FeaturePatchDiscriminator = feature };
        AssertReached(MomentsAfterOneStep(None with { Adversarial = 0.002 }, options), _ => true);
    }

    [Fact]
    public void The_adversarial_terms_reach_the_networks_through_the_composite_too()
    {
        AssertReached(MomentsAfterOneStep(None with { Adversarial = 0.002 }, new() { AdversarialOnComposite = true }), _ => true);
    }

    [Fact]
    public void The_discriminators_losses_stay_in_the_discriminators()
    {
        Dictionary<string, Tensor> without = MomentsAfterOneStep(None with { Reconstruction = 1 });
        Dictionary<string, Tensor> with = MomentsAfterOneStep(None with { Reconstruction = 1, Adversarial = 1e-30 });
        foreach ((string name, Tensor moment) in without) Assert.True(Small.Difference(moment, with[name]) == 0, name);
    }

    [Fact]
    public void Each_discriminator_learns_from_its_own_loss()
    {
        using CsaSystem system = SystemAfterOneStep(new(), new());
        foreach ((string name, Tensor moment) in system.State())
        {
            bool isKernel = name.EndsWith(".weight", StringComparison.Ordinal) && name.Contains("discriminator.first_moment", StringComparison.Ordinal);
            if (isKernel) Assert.True(Small.Size(moment) > 0, name);
        }
    }

    [Fact]
    public void VGG_never_learns()
    {
        Vgg16Features features = Vgg16Features.Random(Small.Networks);
        Tensor[] before = [.. features.parameters().Select(weight => weight.clone())];
        using var system = new CsaSystem(Small.System, seed: 1, features: features);
        using (TrainingBatch batch = Small.Batch(2)) system.Step(batch, new(0, 0));
        Assert.All(features.parameters().Zip(before), pair => Assert.Equal(0, Small.Difference(pair.First, pair.Second)));
        Assert.All(features.parameters(), weight => Assert.Null(weight.grad));
        Assert.DoesNotContain(system.State().Keys, name => name.Contains("conv1_1", StringComparison.Ordinal));
    }

    private static Dictionary<string, Tensor> MomentsAfterOneStep(ObjectiveWeights weights, CsaSystemOptions? options = null)
    {
        const string prefix = "optimiser.generator.first_moment.";
        using CsaSystem system = SystemAfterOneStep(weights, options ?? new());
        return system.State().Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal))
            .ToDictionary(pair => pair.Key[prefix.Length..], pair => pair.Value.clone());
    }

    private static CsaSystem SystemAfterOneStep(ObjectiveWeights weights, CsaSystemOptions options)
    {
        var system = new CsaSystem(options with { Network = Small.Networks, Weights = weights }, seed: 1);
        using TrainingBatch batch = Small.Batch(2);
        system.Step(batch, new(0, 0));
        return system;
    }

    // Biases before an InstanceNorm have no gradient by design, so kernels speak for their layers.
    private static void AssertReached(Dictionary<string, Tensor> gradients, Func<string, bool> isExpected)
    {
        Assert.Contains(gradients.Keys, name => name.StartsWith("rough.", StringComparison.Ordinal));
        Assert.Contains(gradients.Keys, name => name.StartsWith("refinement.", StringComparison.Ordinal));
        foreach ((string name, Tensor gradient) in gradients)
        {
            if (name.EndsWith(".weight", StringComparison.Ordinal)) Assert.True(Small.Size(gradient) > 0 == isExpected(name), name);
        }
    }
}
