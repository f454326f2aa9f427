using Csa.Baselines;
using Csa.Data.Masks;
using Csa.Experiments.Training;
using Csa.Networks;
using Csa.Programs;
using Csa.Systems;
using Csa.Tests.Baselines;
using Csa.Tests.Cli;
using Xunit;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Tests.Training;

/// <summary>What is said of memory before a run begins: counted rightly, and near what was measured.</summary>
public sealed class TrainingMemoryTests
{
    public static TheoryData<string> Models => SmallSystems.Models;

    [Theory]
    [MemberData(nameof(Models))]
    public void Weights_moments_and_gradients_are_counted_as_the_system_has_them(string model)
    {
        RunConfig config = ComparedSystems.Catalog.Presets(model).Quick;
        TrainingMemory counted = TrainingMemory.Of(config);
        using ITrainableSystem system = config.System.Create(1, CPU);
        Assert.Equal(system.State().Values.Sum(Bytes), counted.State);
        Assert.Equal(system.State().Values.Where(tensor => tensor.requires_grad).Sum(Bytes), counted.Gradients);

        static long Bytes(Tensor tensor) => tensor.numel() * tensor.ElementSize;
    }

    [Fact]
    public void The_paper_s_networks_and_discriminators_are_counted()
    {
        const long Learned = 54_419_459 + 77_692_291 + 2_766_529 + 10_487_296;
        TrainingMemory counted = TrainingMemory.Of(Presets.Paper());
        Assert.Equal(4 * Learned, counted.Gradients);
        Assert.InRange(counted.State, 12 * Learned, (12 * Learned) + 1000); // and the counters of steps
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void It_grows_with_side_and_batch_and_leaves_nothing_behind(string model)
    {
        RunConfig config = ComparedSystems.Catalog.Presets(model).Quick;
        using Tensor before = random.get_rng_state();
        long live = TorchSharp.DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        long? bytes = TrainingMemory.PeakBytes(config);
        Assert.Equal(live, TorchSharp.DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        using Tensor after = random.get_rng_state();
        Assert.True(before.bytes.SequenceEqual(after.bytes));
        Assert.Equal(bytes, TrainingMemory.PeakBytes(config));
        Assert.True(TrainingMemory.PeakBytes(config.With(["batchSize=8"])) > bytes);
        Assert.True(TrainingMemory.PeakBytes(config.With(model == "ca" ? ["side=128", "system.criticSide=128"] : ["side=128"])) > bytes);
    }

    /// <summary>Peaks in megabytes on an Intel Xeon (family 6, model 207), 30 November 2026; the remarks of <see cref="TrainingMemory"/> say how. A change of the formula must still fit them.</summary>
    [Theory]
    [InlineData("csa", "quick", 376)]
    [InlineData("sh", "quick", 365)]
    [InlineData("pc", "quick", 363)]
    [InlineData("ca", "quick", 397)]
    [InlineData("gc", "quick", 409)]
    [InlineData("csa", "side=128", 3497)]
    [InlineData("csa", "side=256", 3512)]
    [InlineData("csa", "side=128 batchSize=4 system.network.baseChannels=24", 1618)]
    [InlineData("sh", "side=128", 1713)]
    [InlineData("pc", "side=128 batchSize=2 system.network.levels=6", 838)]
    [InlineData("ca", "side=128 batchSize=4 system.criticSide=128", 1100)]
    [InlineData("gc", "side=128 batchSize=4", 1268)]
    public void It_is_near_what_was_measured(string model, string settings, double megabytes)
    {
        SystemPresets presets = ComparedSystems.Catalog.Presets(model);
        RunConfig config = settings == "quick" ? presets.Quick : presets.Paper.With(settings.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.InRange(TrainingMemory.PeakBytes(config)!.Value / 1e6 / megabytes, 0.85, 1.15);
    }

    [Fact]
    public void A_system_of_somebody_else_s_is_counted()
    {
        var training = new TrainingOptions { Side = 32, BatchSize = 2 };
        long without = TrainingMemory.PeakBytes(new RunConfig { System = new LinearOptions(), Training = training })!.Value;
        var convolving = new RunConfig { System = new ForeignOptions(), Training = training };
        TrainingMemory counted = TrainingMemory.Of(convolving);
        Assert.Equal(4 * ((8 * 3 * 9) + 8), counted.State);
        Assert.Equal(counted.State, counted.Gradients);
        Assert.Equal(4 * 32 * 32 * (3 + 8), counted.Maps);
        Assert.True(TrainingMemory.PeakBytes(convolving) > without);

        // One that reads its weights cannot be counted, and is trained all the same.
        Assert.Null(TrainingMemory.PeakBytes(convolving with { System = new ForeignOptions { ReadsWeights = true } }));
    }

    [Fact]
    public void It_is_said_before_the_run_begins()
    {
        using var folder = new TemporaryFolder();
        CommandTests.Outcome outcome = CommandTests.Csa(CommandTests.TinyRun.Train(folder.At("run"), steps: 1));
        Assert.Equal(ExitCode.Done, outcome.Code);
        Assert.StartsWith("memory: about ", outcome.Output);
        Assert.Contains("at 32x32, batch 2", outcome.Output);
    }

    private sealed record ForeignOptions : ISystemOptions
    {
        public bool ReadsWeights { get; init; }

        public string Model => "foreign";

        public ITrainableSystem Create(ulong seed, Device device) => new ForeignSystem(ReadsWeights);

        public void RequireSide(int side)
        {
        }
    }

    private sealed class ForeignSystem(bool readsWeights) : ITrainableSystem
    {
        private readonly Convolution2d convolution = new(3, 8, 3, new() { Padding = 1 });

        public string Name => "foreign";

        public IReadOnlyDictionary<string, string> Notes { get; } = new Dictionary<string, string>();

        public IReadOnlyList<LossValue> Step(TrainingBatch batch, TrainingProgress progress)
        {
            using var scope = NewDisposeScope();
            double largest = readsWeights ? convolution.Weight.max().item<float>() : 0;
            convolution.forward(batch.Images).square().mean().backward();
            return [new("largest", largest)];
        }

        public InpaintingResult Inpaint(Tensor image, HoleMask hole) => new(image.clone());

        public IReadOnlyDictionary<string, Tensor> State() => new Dictionary<string, Tensor> { ["weight"] = convolution.Weight, ["bias"] = convolution.Bias! };

        public void LoadState(IReadOnlyDictionary<string, Tensor> state)
        {
        }

        public IReadOnlyDictionary<string, Tensor> InferenceState() => State();

        public void Dispose() => convolution.Dispose();
    }
}
