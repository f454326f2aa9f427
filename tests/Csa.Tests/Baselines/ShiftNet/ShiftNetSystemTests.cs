using Csa.Baselines.ShiftNet;
using Csa.Data;
using Csa.Data.Masks;
using Csa.Systems;
using Csa.Tests.Networks;
using Xunit;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Tests.Baselines.ShiftNet;

public class ShiftNetSystemTests
{
    private static readonly ShiftNetWeights None = new() { Reconstruction = 0, Guidance = 0, Adversarial = 0 };

    // pix2pix's 54,419,459, 256 channels more into the level above the shift layer, and a mask channel.
    [Fact]
    public void At_full_size_it_has_its_parameters_and_shifts_256_channels_at_an_eighth_of_the_side()
    {
        using var scope = NewDisposeScope();
        using IDisposable _ = no_grad();
        using var network = new ShiftNetwork(new() { MaskChannel = true });
        Assert.Equal(54_419_459 + (256 * 128 * 16) + (64 * 16), network.parameters().Sum(weight => weight.numel()));
        using ShiftOutput made = network.forward(Small.Images(1, 256, 256), MaskShapes.Centre(256));
        Assert.Equal([1, 256, 32, 32], made.DecoderFeatures.shape);
        Assert.Equal([1, 3, 256, 256], made.Output.shape);
        Assert.Equal(FeatureMask.Reduce(MaskShapes.Centre(256), 3).Mask, made.Hole);
    }

    [Fact]
    public void The_guidance_s_target_is_the_truth_s_whatever_the_hole()
    {
        using var scope = NewDisposeScope();
        var network = new ShiftNetwork(((ShiftNetOptions)SmallSystems.Options("sh")).Network);
        Tensor image = Small.Images(1);
        Tensor whole = network.EncoderFeatures(image, HoleMask.Empty(64, 64)), same = network.EncoderFeatures(image, Small.Holes(1));
        Assert.Equal(0, Small.Difference(whole, same));
        Assert.True(Small.Difference(whole, network.EncoderFeatures(Small.Images(1, seed: 2), Small.Holes(1))) > 0);
    }

    [Fact]
    public void The_reconstruction_reaches_every_layer() => AssertReached(None with { Reconstruction = 1 }, _ => true);

    [Fact]
    public void The_adversarial_term_reaches_every_layer() => AssertReached(None with { Adversarial = 0.2 }, _ => true);

    [Fact]
    public void The_terms_of_the_PyTorch_code_reach_every_layer()
    {
        AssertReached(None with { Discounted = 400 }, _ => true);
        AssertReached(None with { Style = 10 }, _ => true);
        AssertReached(None with { Content = 1 }, _ => true);
    }

    [Fact]
    public void The_paper_has_none_of_them()
    {
        using ITrainableSystem system = AfterOneStep(new());
        Assert.Empty(system.Notes);
        using var with = new ShiftNetSystem((ShiftNetOptions)SmallSystems.Options("sh") with { Weights = new() { Style = 10 } }, seed: 1);
        Assert.Equal("random", with.Notes["features"]);
        using TrainingBatch batch = Small.Batch(2);
        LossValue[] terms = [.. with.Step(batch, new(0, 0))];
        Assert.Equal(0, terms.Single(term => term.Name == "discounted").Value);
        Assert.True(terms.Single(term => term.Name == "style").Value > 0);
    }

    [Fact]
    public void Features_are_compared_by_squares()
    {
        using var scope = NewDisposeScope();
        Tensor one = full([1, 2, 2, 2], 3f), other = full([1, 2, 2, 2], 1f);
        Assert.Equal(4 + 4, FeatureTerms.Content([one, one], [other, other]).item<float>());
        // Gram matrices: every entry 9 * 4 / 8 and 1 * 4 / 8.
        Assert.Equal(16, FeatureTerms.Style([one], [other]).item<float>(), 1e-5);
    }

    // F_d lies before the level that the shift layer feeds, and behind the whole encoder.
    [Fact]
    public void The_guidance_reaches_the_encoder_and_the_decoder_up_to_the_shift_layer() =>
        AssertReached(None with { Guidance = 1 }, name => !name.StartsWith("output", StringComparison.Ordinal) && !name.StartsWith("levels.0.up", StringComparison.Ordinal));

    [Fact]
    public void The_discriminator_learns_from_its_own_loss_and_leaves_the_generator_alone()
    {
        using var scope = NewDisposeScope();
        using ITrainableSystem with = AfterOneStep(new ShiftNetWeights { Adversarial = 1e-30 }), without = AfterOneStep(new ShiftNetWeights { Adversarial = 0 });
        foreach ((string name, Tensor moment) in SmallSystems.Moments(with, "patch_discriminator"))
            if (name.EndsWith(".weight", StringComparison.Ordinal)) Assert.True(Small.Size(moment) > 0, name);
        foreach ((string name, Tensor moment) in SmallSystems.Moments(without)) Assert.True(Small.Difference(moment, SmallSystems.Moments(with)[name]) == 0, name);
        Assert.DoesNotContain(without.State().Keys, name => name.Contains("discriminator", StringComparison.Ordinal));
    }

    [Fact]
    public void Before_its_start_the_adversary_rests()
    {
        using var system = new ShiftNetSystem((ShiftNetOptions)SmallSystems.Options("sh") with { AdversarialStart = 0.5 }, seed: 1);
        using TrainingBatch batch = Small.Batch(2);
        Assert.Equal(0, system.Step(batch, new(0, 0.4)).Single(term => term.Name == "discriminator").Value);
        Assert.NotEqual(0, system.Step(batch, new(1, 0.5)).Single(term => term.Name == "discriminator").Value);
    }

    [Fact]
    public void Options_out_of_range_are_refused_by_name()
    {
        Assert.Contains("ShiftPosition", Assert.Throws<BadInputException>(() => new ShiftNetOptions { Network = new() { ShiftPosition = 8 } }.Validated()).Message);
        Assert.Contains("Depth", Assert.Throws<BadInputException>(() => new ShiftNetOptions { Network = new() { Depth = 2 } }.Validated()).Message);
        Assert.Contains("Weights.Guidance", Assert.Throws<BadInputException>(() => new ShiftNetOptions { Weights = new() { Guidance = -1 } }.Validated()).Message);
        Assert.Contains("patch discriminator", Assert.Throws<BadInputException>(() => new ShiftNetOptions { Network = new() { Depth = 4 } }.RequireSide(16)).Message);
    }

    private static void AssertReached(ShiftNetWeights weights, Func<string, bool> isExpected)
    {
        using var scope = NewDisposeScope();
        using ITrainableSystem system = AfterOneStep(weights);
        foreach ((string name, Tensor moment) in SmallSystems.Moments(system))
        {
            // Biases before an InstanceNorm have no gradient by design, so kernels speak for their layers.
            if (name.EndsWith(".weight", StringComparison.Ordinal)) Assert.True(Small.Size(moment) > 0 == isExpected(name), name);
        }
    }

    private static ITrainableSystem AfterOneStep(ShiftNetWeights weights)
    {
        var system = new ShiftNetSystem((ShiftNetOptions)SmallSystems.Options("sh") with { Weights = weights }, seed: 1);
        using TrainingBatch batch = Small.Batch(2);
        system.Step(batch, new(0, 0));
        return system;
    }
}
