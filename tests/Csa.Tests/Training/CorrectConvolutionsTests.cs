using Csa.Baselines;
using Csa.Data;
using Csa.Data.Masks;
using Csa.Data.Sources;
using Csa.Drawings;
using Csa.Experiments.Training;
using Csa.Networks;
using Csa.Systems;
using Csa.Tensors.Weights;
using Csa.Tests.Baselines;
using Csa.Tests.Networks;
using TorchSharp;
using Xunit;

namespace Csa.Tests.Training;

/// <summary>A training begins with right convolutions, or with the slow ones, or not at all.</summary>
public sealed class CorrectConvolutionsTests : TrainingRunScene
{
    public static TheoryData<string> Models => SmallSystems.Models;

    [Theory]
    [MemberData(nameof(Models))]
    public void The_check_changes_no_bit_of_a_run(string model)
    {
        RunConfig config = Learned(model);
        var seen = new Notices();
        TrainingRun.Start(At("run"), config, seen);
        Assert.Empty(seen.All);
        RunEnvironment recorded = RunFolder.ReadRecord(At("run"), ComparedSystems.Catalog).Environment;
        Assert.Matches("^[1-9][0-9]* shapes right$", recorded.Convolutions);

        // The same steps by hand, without a check.
        torch.manual_seed((long)config.Training.Seed);
        using ITrainableSystem system = config.System.Create(config.Training.Seed, torch.CPU);
        var batches = new Batches(
            ImageSources.Open(config.Training.Data),
            MaskSources.Open(config.Training.Masks),
            new BatchOptions { Side = 64, BatchSize = 2, Seed = config.Training.Seed, Flip = config.Training.Flip });
        for (int step = 0; step < 2; step++)
        {
            using TrainingBatch batch = batches.At(step);
            system.Step(batch, new TrainingProgress(step, step / 2.0));
        }

        using SafetensorsFile saved = Safetensors.Read(RunFolder.LatestCheckpoint(At("run"))!);
        foreach ((string name, torch.Tensor tensor) in system.State())
        {
            using torch.Tensor trained = saved.Get(name);
            Assert.True(trained.bytes.SequenceEqual(tensor.bytes), name);
        }
    }

    [Fact]
    public void Wrong_convolutions_are_left_for_slow_ones_and_that_is_said()
    {
        var seen = new Notices();
        try
        {
            TrainingResult result = FaultyConvolution.With(WrongWithOneDnn, () => TrainingRun.Start(At("run"), Learned("csa"), seen));
            Assert.Equal(TrainingOutcome.Finished, result.Outcome);
            Assert.True(NativeRuntime.AvoidsOneDnn);
            string notice = Assert.Single(seen.All);
            Assert.Contains($"wrong on this CPU, {Processor.Here.Name}: ", notice);
            Assert.Contains("its input's gradient", notice);
            Assert.Contains("slow path without oneDNN", notice);
            Assert.StartsWith("slow path without oneDNN: ", RunFolder.ReadRecord(At("run"), SystemCatalog.BuiltIn).Environment.Convolutions);

            // A resumed run is checked like one that starts; this process is on the slow path already.
            TrainingRun.Extend(At("run"), SystemCatalog.BuiltIn, TrainingBudget.OfSteps(3), seen);
            Assert.EndsWith("shapes right on the slow path without oneDNN", RunFolder.ReadRecord(At("run"), SystemCatalog.BuiltIn).Environment.Convolutions);
            Assert.Contains("its convolutions then slow path", seen.All[^1]);
        }
        finally
        {
            NativeRuntime.AvoidOneDnn(false);
        }

        static torch.Tensor WrongWithOneDnn(torch.Tensor x, torch.Tensor weight, torch.Tensor? bias, ConvolutionGeometry geometry) =>
            NativeRuntime.AvoidsOneDnn ? Convolution2d.Plain(x, weight, bias, geometry) : FaultyConvolution.InputGradient(x, weight, bias, geometry);
    }

    [Fact]
    public void Where_nothing_convolves_rightly_nothing_is_trained()
    {
        try
        {
            string fault = Assert.Throws<BadInputException>(() => FaultyConvolution.With(FaultyConvolution.NanInPadding, () => TrainingRun.Start(At("run"), Learned("csa")))).Message;
            Assert.Contains($"{Processor.Here.Name}, on libtorch's slow path too: 4x4 kernel from 2x3x64x64 to 4 channels, stride 2: not finite; train on another machine", fault);
            Assert.Null(RunFolder.LatestCheckpoint(At("run")));
        }
        finally
        {
            NativeRuntime.AvoidOneDnn(false);
        }
    }

    private RunConfig Learned(string model)
    {
        RunConfig config = Config(steps: 2);
        return config with { System = SmallSystems.Options(model), Training = config.Training with { Side = 64, BatchSize = 2, ValidationCount = 0 } };
    }

    private sealed class Notices : ITrainingObserver
    {
        public List<string> All { get; } = [];

        public void OnNotice(string notice) => All.Add(notice);
    }
}
