using Csa.Attention;
using Csa.Data.Masks;
using Csa.Networks;
using Csa.Systems;
using Csa.Tests.Networks;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Tests.Training;

public class CsaSystemTests
{
    private static readonly CsaSystemOptions Reconstructing = Small.System with
    {
        Weights = new() { Consistency = 0, Adversarial = 0 },
        LearningRate = 2e-3,
    };

    [Fact]
    public void Every_term_is_reported_in_a_fixed_order()
    {
        string[] names =
        [
            "reconstruction_rough", "reconstruction_refined", "consistency", "adversarial_patch", "adversarial_feature",
            "discriminator_patch", "discriminator_feature",
        ];
        using var system = new CsaSystem(Small.System, seed: 1);
        using TrainingBatch batch = Small.Batch(2);
        IReadOnlyList<LossValue> losses = system.Step(batch, new(0, 0));
        Assert.Equal(names, losses.Select(loss => loss.Name));
        Assert.All(losses, loss => Assert.True(loss.Value > 0 && double.IsFinite(loss.Value), loss.Name));

        using var quiet = new CsaSystem(Reconstructing, seed: 1);
        IReadOnlyList<LossValue> fewer = quiet.Step(batch, new(0, 0));
        Assert.Equal(names, fewer.Select(loss => loss.Name));
        Assert.All(fewer.Skip(2), loss => Assert.Equal(0, loss.Value));
    }

    [Fact]
    public void Training_on_one_batch_brings_both_predictions_nearer_the_truth()
    {
        using var system = new CsaSystem(Reconstructing, seed: 1);
        using TrainingBatch batch = Small.Batch(2);
        IReadOnlyList<LossValue> first = system.Step(batch, new(0, 0)), last = first;
        for (int step = 1; step < 40; step++) last = system.Step(batch, new(step, 0));
        Assert.True(last[0].Value < 0.7 * first[0].Value, $"rough {first[0].Value} -> {last[0].Value}");
        Assert.True(last[1].Value < 0.7 * first[1].Value, $"refined {first[1].Value} -> {last[1].Value}");
    }

    [Fact]
    public void Before_the_adversarial_start_the_discriminators_rest()
    {
        using var system = new CsaSystem(Small.System with { AdversarialStart = 0.5 }, seed: 1);
        using TrainingBatch batch = Small.Batch(2);
        Dictionary<string, Tensor> before = Small.Copy(system.State());
        Assert.All(system.Step(batch, new(0, 0.49)).Skip(3), loss => Assert.Equal(0, loss.Value));
        Assert.Equal(0, Small.Difference(before["patch_discriminator.input.weight"], system.State()["patch_discriminator.input.weight"]));
        Assert.All(system.Step(batch, new(1, 0.5)).Skip(3), loss => Assert.True(loss.Value > 0));
    }

    [Fact]
    public void Terms_that_are_off_cost_nothing()
    {
        using var system = new CsaSystem(Reconstructing, seed: 1);
        Assert.Equal("none", system.Features);
        Assert.DoesNotContain(system.State().Keys, name => name.Contains("discriminator", StringComparison.Ordinal));

        using var patchOnly = new CsaSystem(Small.System with { FeaturePatchDiscriminator = false, Weights = new() { Consistency = 0 } }, seed: 1);
        Assert.Equal("none", patchOnly.Features);
        Assert.Equal("random", new CsaSystem(Small.System, seed: 1).Features);
    }

    [Fact]
    public void Options_change_what_is_learnt()
    {
        Tensor plain = WeightAfterTwoSteps(Small.System);
        foreach (CsaSystemOptions other in new[]
        {
            Small.System with { HoleWeightedReconstruction = true },
            Small.System with { AdversarialOnComposite = true },
            Small.System with { DiscriminatorLearningRateFactor = 0.3 },
            Small.System with { LearningRate = 1e-4 },
            Small.System with { LearningRateDecay = LearningRateDecay.Linear },
            Small.System with { Beta1 = 0.9 },
            Small.System with { Beta2 = 0.9 },
            Small.System with { Network = Small.Networks with { HoleFill = HoleFill.OfficialCode } },
            Small.System with { Network = Small.Networks with { FeaturePatchStrides = FeaturePatchStrides.Figure5 } },
            Small.System with { Network = Small.Networks with { PatchDiscriminatorLayers = 2 } },
            Small.System with { Network = Small.Networks with { Csa = new() { Semantics = CsaSemantics.PaperInitialised } } },
        })
        {
            Assert.True(Small.Difference(plain, WeightAfterTwoSteps(other)) > 0, other.ToString());
        }

        Assert.Equal(0, Small.Difference(plain, WeightAfterTwoSteps(Small.System)));
    }

    [Fact]
    public void Inpainting_takes_any_size_and_clamps()
    {
        using var system = new CsaSystem(Small.System, seed: 1);
        HoleMask hole = HoleMask.Create(37, 51, (y, x) => y > 20 && x > 30);
        using Tensor image = Small.Images(1, 37, 51);
        using InpaintingResult result = system.Inpaint(image, hole);
        Assert.Equal([1, 3, 37, 51], result.Refined.shape);
        Assert.Equal([1, 3, 37, 51], result.Rough!.shape);
        Assert.False(result.Refined.requires_grad);
        Assert.True(Small.Size(result.Refined) <= 1);
        Assert.Equal(result.FeatureHole!.Mask, result.Trace!.Hole);

        // The hole touches the border: what stands in it must not come back as padding.
        using Tensor spoilt = where(hole.ToTensor(ScalarType.Bool), full_like(image, 5), image);
        using InpaintingResult other = system.Inpaint(spoilt, hole);
        Assert.Equal(0, Small.Difference(result.Refined, other.Refined));
    }

    [SkippableFact]
    public void Results_come_back_on_the_image_s_device()
    {
        Skip.IfNot(cuda.is_available(), "needs a CUDA device beside the CPU");
        using Tensor image = Small.Images(1), there = image.cuda();
        using var system = new CsaSystem(Small.System, seed: 1, CUDA);
        using InpaintingResult host = system.Inpaint(image, Small.Holes(1)), device = system.Inpaint(there, Small.Holes(1));
        Assert.Equal((DeviceType.CPU, DeviceType.CPU), (host.Refined.device_type, host.Rough!.device_type));
        Assert.Equal((DeviceType.CUDA, DeviceType.CUDA), (device.Refined.device_type, device.Rough!.device_type));
    }

    [Fact]
    public void Training_takes_sides_that_do_not_divide()
    {
        using var system = new CsaSystem(Small.System, seed: 1);
        using TrainingBatch batch = Small.Batch(1, height: 70, width: 90);
        Assert.All(system.Step(batch, new(0, 0)), loss => Assert.True(double.IsFinite(loss.Value)));
    }

    [Fact]
    public void A_system_outlives_the_dispose_scope_it_was_made_in()
    {
        CsaSystem system;
        using (NewDisposeScope()) system = new CsaSystem(Small.System with { EmaDecay = 0.9 }, seed: 1);
        using (system)
        using (TrainingBatch batch = Small.Batch(1))
        {
            Assert.All(system.Step(batch, new(0, 0)), loss => Assert.True(double.IsFinite(loss.Value)));
            Assert.Contains("optimiser.generator.steps", system.State().Keys);
        }
    }

    // Nothing but the backward pass minds a gradient that does not exist.
    [Fact]
    public void A_failure_in_the_layers_backward_pass_is_thrown_by_the_step_and_changes_no_weight()
    {
        using var system = new CsaSystem(Reconstructing with { Network = Small.Networks with { Csa = new() { Gradient = (CsaGradient)99 } } }, seed: 1);
        using TrainingBatch batch = Small.Batch(1);
        Dictionary<string, Tensor> before = Small.Copy(system.State());
        var failure = Assert.Throws<InvalidOperationException>(() => system.Step(batch, new(0, 0)));
        Assert.Contains("backward pass of the CSA layer", failure.Message);
        Assert.IsType<ArgumentException>(failure.InnerException);
        foreach ((string name, Tensor tensor) in system.State()) Assert.True(Small.Difference(tensor, before[name]) == 0, name);
    }

    [Fact]
    public void Steps_leave_no_tensor_behind()
    {
        using var system = new CsaSystem(Small.System with { EmaDecay = 0.9 }, seed: 1);
        using TrainingBatch batch = Small.Batch(1);
        for (int step = 0; step < 3; step++) system.Step(batch, new(step, 0));
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (int step = 3; step < 53; step++) system.Step(batch, new(step, 0));
        using (Tensor image = Small.Images(1)) system.Inpaint(image, Small.Holes(1)).Dispose();
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    private static Tensor WeightAfterTwoSteps(CsaSystemOptions options)
    {
        using var system = new CsaSystem(options, seed: 1);
        using TrainingBatch batch = Small.Batch(2);
        for (int step = 0; step < 2; step++) system.Step(batch, new(step, 0.5 * step));
        return system.State()["refinement.input.weight"].detach().clone();
    }
}
