using Csa.Baselines;
using Csa.Data.Images;
using Csa.Data.Masks;
using Csa.Experiments.Evaluation;
using Csa.Networks;
using Csa.Systems;
using Csa.Tests.Networks;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Tests.Baselines;

/// <summary>What must hold of every learned system, whatever it is made of.</summary>
public class LearnedSystemTests
{
    public static TheoryData<string> Models => SmallSystems.Models;

    [Theory]
    [MemberData(nameof(Models))]
    public void What_stands_in_the_hole_changes_nothing(string model)
    {
        using var scope = NewDisposeScope();
        using ITrainableSystem system = Trained(model);
        Tensor image = Small.Images(2);
        HoleMask hole = Small.Holes(2);
        Tensor other = where(hole.ToTensor(ScalarType.Bool), full_like(image, 0.7), image);
        Assert.Equal(0, Small.Difference(SmallSystems.Refined(system, image, hole), SmallSystems.Refined(system, other, hole)));
    }

    // Catches one mask for the whole batch, and statistics of the batch in use.
    [Theory]
    [MemberData(nameof(Models))]
    public void A_batch_is_each_sample_alone(string model)
    {
        using var scope = NewDisposeScope();
        using ITrainableSystem system = Trained(model);
        Tensor image = Small.Images(3);
        HoleMask hole = HoleMask.Batch([MaskAt(8, 8, 40), MaskAt(20, 30, 24), MaskAt(0, 5, 10)]);
        Tensor together = SmallSystems.Refined(system, image, hole);
        for (int n = 0; n < 3; n++)
        {
            Tensor alone = SmallSystems.Refined(system, image.narrow(0, n, 1), hole.Sample(n));
            Assert.InRange(Small.Difference(together.narrow(0, n, 1), alone), 0, 2e-5);
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void A_mask_that_is_inverted_or_one_pixel_off_is_another_mask(string model)
    {
        using var scope = NewDisposeScope();
        using ITrainableSystem system = Trained(model);
        Tensor image = Small.Images(1);
        Tensor right = SmallSystems.Refined(system, image, MaskAt(16, 16, 32));
        Assert.True(Small.Difference(right, SmallSystems.Refined(system, image, MaskAt(16, 17, 32))) > 1e-4);
        HoleMask inverted = HoleMask.Create(64, 64, (y, x) => !(y >= 16 && y < 48 && x >= 16 && x < 48));
        Assert.True(Small.Difference(right, SmallSystems.Refined(system, image, inverted)) > 1e-3);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Any_size_is_filled(string model)
    {
        using var scope = NewDisposeScope();
        using ITrainableSystem system = Trained(model);
        HoleMask hole = HoleMask.Create(45, 70, (y, x) => y > 20 && x > 50);
        Tensor made = SmallSystems.Refined(system, Small.Images(1, 45, 70), hole);
        Assert.Equal([1, 3, 45, 70], made.shape);
        Assert.InRange(Small.Size(made), 0, 1);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void A_restored_system_goes_on_bit_for_bit(string model)
    {
        using var scope = NewDisposeScope();
        LearningOptions options = SmallSystems.Options(model);
        using ITrainableSystem system = options.Create(1, CPU);
        SmallSystems.Train(system, 0, 3);
        Dictionary<string, Tensor> saved = Small.Copy(system.State());
        IReadOnlyList<LossValue> expected = SmallSystems.Train(system, 3, 2);

        using ITrainableSystem restored = options.Create(2, CPU);
        restored.LoadState(saved);
        Assert.Equal(expected, SmallSystems.Train(restored, 3, 2));
        foreach ((string name, Tensor tensor) in system.State()) Assert.True(Small.Difference(tensor, restored.State()[name]) == 0, name);
    }

    // What lowers the rate after a divergence must reach the generator and every discriminator.
    [Theory]
    [MemberData(nameof(Models))]
    public void A_rate_lowered_to_nothing_moves_no_weight(string model)
    {
        const string Moment = ".first_moment.", Optimiser = "optimiser.", Generator = "generator.";
        using var scope = NewDisposeScope();
        using ITrainableSystem system = Trained(model);
        Dictionary<string, Tensor> before = Small.Copy(system.State());
        using TrainingBatch batch = Small.Batch(2, seed: 9);
        system.Step(batch, new TrainingProgress(9, 0.5) { RateFactor = 0 });
        IReadOnlyDictionary<string, Tensor> after = system.State();
        foreach (string key in before.Keys.Where(key => key.Contains(Moment, StringComparison.Ordinal)))
        {
            string name = key[Optimiser.Length..].Replace(Moment, ".", StringComparison.Ordinal);
            name = name.StartsWith(Generator, StringComparison.Ordinal) ? name[Generator.Length..] : name;
            Assert.True(Small.Difference(before[name], after[name]) == 0, name);
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Fifty_steps_give_the_same_bits_twice(string model)
    {
        using var scope = NewDisposeScope();
        using ITrainableSystem first = SmallSystems.Options(model).Create(1, CPU), second = SmallSystems.Options(model).Create(1, CPU);
        Assert.Equal(SmallSystems.Train(first, 0, 50), SmallSystems.Train(second, 0, 50));
        foreach ((string name, Tensor tensor) in first.State()) Assert.True(tensor.bytes.SequenceEqual(second.State()[name].bytes), name);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void The_same_seed_draws_the_same_weights_and_another_others(string model)
    {
        using var scope = NewDisposeScope();
        LearningOptions options = SmallSystems.Options(model);
        using ITrainableSystem a = options.Create(1, CPU), b = options.Create(1, CPU), c = options.Create(2, CPU);
        foreach ((string name, Tensor tensor) in a.State()) Assert.True(Small.Difference(tensor, b.State()[name]) == 0, name);
        Assert.Contains(a.State(), pair => Small.Difference(pair.Value, c.State()[pair.Key]) > 0);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Averaged_weights_are_what_fills_and_what_is_shipped(string model)
    {
        using var scope = NewDisposeScope();
        using ITrainableSystem system = Trained(model);
        using ITrainedSystem filler = SmallSystems.Options(model).CreateForInference(CPU);
        NamedTensors.Restore(filler.InferenceState(), system.InferenceState());
        Assert.Equal(0, Small.Difference(SmallSystems.Refined(system, Small.Images(1), Small.Holes(1)), SmallSystems.Refined(filler, Small.Images(1), Small.Holes(1))));

        IReadOnlyDictionary<string, Tensor> state = system.State();
        Assert.Equal("average.", SmallSystems.Options(model).InferencePrefix);
        foreach ((string name, Tensor tensor) in system.InferenceState()) Assert.True(Small.Difference(tensor, state["average." + name]) == 0, name);
        Assert.Contains(system.InferenceState(), pair => Small.Difference(pair.Value, state[pair.Key]) > 0);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Filling_does_not_disturb_training(string model)
    {
        using var scope = NewDisposeScope();
        using ITrainableSystem quiet = SmallSystems.Options(model).Create(1, CPU), asked = SmallSystems.Options(model).Create(1, CPU);
        SmallSystems.Train(quiet, 0, 3);
        for (int step = 0; step < 3; step++)
        {
            SmallSystems.Train(asked, step, 1);
            SmallSystems.Refined(asked, Small.Images(1), Small.Holes(1));
        }

        foreach ((string name, Tensor tensor) in quiet.State()) Assert.True(Small.Difference(tensor, asked.State()[name]) == 0, name);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Steps_and_fillings_leave_no_tensors_behind(string model)
    {
        using ITrainableSystem system = SmallSystems.Options(model).Create(1, CPU);
        using Tensor image = Small.Images(1);
        SmallSystems.Train(system, 0, 1);
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        SmallSystems.Train(system, 1, 2);
        SmallSystems.Refined(system, image, Small.Holes(1)).Dispose();
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    // Proof that a system can learn at all: the hole of one image, by heart.
    [Theory]
    [MemberData(nameof(Models))]
    public void One_image_is_learned_to_30_decibels_in_the_hole(string model)
    {
        const int steps = 300;
        set_num_threads(1);
        using var scope = NewDisposeScope();
        Tensor image = Small.Images(1, 32, 32, seed: 5);
        HoleMask hole = MaskShapes.Centre(32);
        using ITrainableSystem system = SmallSystems.Learner(model).Create(1, CPU);
        for (int step = 0; step < steps; step++)
        {
            using var batch = new TrainingBatch(image.clone(), hole);
            system.Step(batch, new(step, (double)step / steps));
        }

        RgbImage made = ImageTensor.ToImages(InpaintingResult.Composite(SmallSystems.Refined(system, image, hole), image, hole))[0];
        Assert.InRange(Metrics.HolePsnr(made, ImageTensor.ToImages(image)[0], hole), 30, double.PositiveInfinity);
    }

    [Fact]
    public void Presets_are_complete_and_come_back_from_their_json()
    {
        foreach (string model in ComparedSystems.Catalog.Models)
        {
            SystemPresets presets = ComparedSystems.Catalog.Presets(model);
            foreach (string name in SystemPresets.Names)
            {
                RunConfig config = presets.Named(name);
                config.Training.Validate();
                config.System.RequireSide(config.Training.Side);
                Assert.Equal(model, config.System.Model);
                Assert.Equal(config, RunRecord.FromJson(new RunRecord { Config = config }.ToJson(), ComparedSystems.Catalog, name).Config);
            }

            using ITrainableSystem quick = presets.Quick.System.Create(1, CPU);
            Assert.Equal(model, quick.Name);
        }
    }

    // Whatever helps a short run and is in no paper is given to every system that can take it, or to none.
    [Fact]
    public void Help_is_on_in_every_quick_preset_and_off_in_every_paper()
    {
        foreach (string model in ComparedSystems.Catalog.Models)
        {
            SystemPresets presets = ComparedSystems.Catalog.Presets(model);
            Assert.Equal(Presets.QuickTraining, presets.Quick.Training);
            (LearningOptions quick, LearningOptions paper) = ((LearningOptions)presets.Quick.System, (LearningOptions)presets.Paper.System);
            Assert.Equal((true, 0.999, LearningRateDecay.Cosine, 0), (quick.HoleWeightedReconstruction, quick.EmaDecay, quick.LearningRateDecay, quick.DecayStart));
            Assert.Equal((false, 0, LearningRateDecay.Constant), (paper.HoleWeightedReconstruction, paper.EmaDecay, paper.LearningRateDecay));
            Assert.Equal((256, 0, true), (Math.Min(256, presets.Paper.Training.Side), presets.Paper.Training.Threads, presets.Paper.Training.Minutes is null));
            if (quick is not AdversarialOptions quickly) continue;
            var fully = (AdversarialOptions)paper;
            Assert.Equal((0.6, true, 0.3), (quickly.AdversarialStart, quickly.AdversarialOnComposite, quickly.DiscriminatorLearningRateFactor));
            Assert.Equal((0, 1), (fully.AdversarialStart, fully.DiscriminatorLearningRateFactor));
        }
    }

    private static ITrainableSystem Trained(string model)
    {
        ITrainableSystem system = SmallSystems.Options(model).Create(1, CPU);
        SmallSystems.Train(system, 0, 2);
        return system;
    }

    private static HoleMask MaskAt(int top, int left, int side) =>
        HoleMask.Create(64, 64, (y, x) => y >= top && y < top + side && x >= left && x < left + side);
}
