using Csa.Attention;
using Csa.Data;
using Csa.Data.Images;
using Csa.Data.Masks;
using Csa.Experiments.Training;
using Csa.Networks;
using Csa.Systems;
using Csa.Tensors.Weights;
using TorchSharp;
using Xunit;

namespace Csa.Tests.Training;

/// <summary>The trainer with the real system, as small as it gets.</summary>
public sealed class CsaTrainingTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public CsaTrainingTests()
    {
        for (int i = 0; i < 12; i++)
        {
            byte[] pixels = [.. Enumerable.Range(0, 3 * 64 * 64).Select(k => (byte)(k * (i + 3) / 50))];
            ImageFile.Write(folder.At($"photos/{i}.png"), new RgbImage(64, 64, pixels));
        }
    }

    public void Dispose() => folder.Dispose();

    // Every part in play: averages, both discriminators from the middle on, a falling learning rate.
    private RunConfig Config() => new()
    {
        Training = new TrainingOptions
        {
            Data = folder.At("photos"),
            Masks = "strokes",
            Side = 64,
            BatchSize = 2,
            Threads = 1,
            Device = DeviceChoice.Cpu,
            Steps = 6,
            LogSteps = 1,
            SampleSteps = 3,
            CheckpointSeconds = 0,
            ValidationCount = 2,
        },
        System = new CsaSystemOptions
        {
            Network = new NetworkOptions { BaseChannels = 4, MaxChannelFactor = 2, Depth = 4, CsaPosition = CsaPosition.Second, MaskChannel = true },
            EmaDecay = 0.9,
            AdversarialStart = 0.4,
            LearningRateDecay = LearningRateDecay.Linear,
        },
    };

    [Fact]
    public void A_killed_run_of_CSA_resumes_bit_identical()
    {
        TrainingRun.Start(folder.At("whole"), Config());
        Assert.Throws<OperationCanceledException>(() => TrainingRun.Start(folder.At("killed"), Config(), new KillAfter(4)));
        Assert.Equal(6, TrainingRun.Resume(folder.At("killed"), SystemCatalog.BuiltIn).Step);

        AssertSameTensors(folder.At("whole"), folder.At("killed"));
    }

    // A constant learning rate, and nothing that starts late: then lengthening a run is the same as asking for that length.
    [Fact]
    public void Without_schedules_a_lengthened_run_is_the_long_one()
    {
        RunConfig Constant(long steps) => Config() with
        {
            Training = Config().Training with { Steps = steps },
            System = (CsaSystemOptions)Config().System with { LearningRateDecay = LearningRateDecay.Constant, AdversarialStart = 0 },
        };
        TrainingRun.Start(folder.At("long"), Constant(5));
        TrainingRun.Start(folder.At("lengthened"), Constant(3));
        TrainingRun.Extend(folder.At("lengthened"), SystemCatalog.BuiltIn, TrainingBudget.OfSteps(5));
        AssertSameTensors(folder.At("long"), folder.At("lengthened"));
    }

    // Checkpoints, sheets, log and events at every step or every third; then another process, which loads.
    [Fact]
    public void A_run_leaves_no_tensors_behind_nor_does_a_resumed_one()
    {
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        var seen = new LiveTensors();
        using var stop = new CancellationTokenSource();
        seen.Stop = (15, stop);
        TrainingRun.Start(folder.At("run"), Config().With(["steps=30", "logSteps=2"]), seen, stop.Token);
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        TrainingRun.Resume(folder.At("run"), SystemCatalog.BuiltIn, seen);
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);

        Assert.Equal(30, seen.Counts.Count);
        Assert.Single(seen.Counts.Distinct());
        using (TrainedModel.Load(folder.At("run"), SystemCatalog.BuiltIn, DeviceChoice.Cpu))
        {
            // Loaded and let go.
        }

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void The_export_fills_as_the_run_does()
    {
        TrainingRun.Start(folder.At("run"), Config());
        using TrainedModel model = TrainedModel.Load(folder.At("run"), SystemCatalog.BuiltIn, DeviceChoice.Cpu);
        model.ExportWeights(folder.At("small.safetensors"));
        using TrainedModel small = TrainedModel.Load(folder.At("small.safetensors"), SystemCatalog.BuiltIn, DeviceChoice.Cpu);
        Assert.Equal("random", small.Record.Environment.Notes["features"]);

        using torch.Tensor image = torch.rand(1, 3, 64, 64) * 2 - 1;
        HoleMask hole = MaskShapes.Centre(64);
        using InpaintingResult a = model.System.Inpaint(image, hole), b = small.System.Inpaint(image, hole);
        Assert.InRange((a.Refined - b.Refined).abs().max().item<float>(), 0, 0.05f);
        Assert.True(new FileInfo(folder.At("small.safetensors")).Length < new FileInfo(model.Source).Length / 4);

        using SafetensorsFile file = Safetensors.Read(folder.At("small.safetensors"));
        using torch.Tensor stranger = torch.zeros(64); // as large as such a network's, so that names decide
        Safetensors.Write(folder.At("foreign.safetensors"), new Dictionary<string, torch.Tensor> { ["stranger"] = stranger }, file.Metadata);
        string message = Assert.Throws<BadInputException>(() => TrainedModel.Load(folder.At("foreign.safetensors"), SystemCatalog.BuiltIn, DeviceChoice.Cpu)).Message;
        Assert.Contains("rough.input.weight is missing", message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.9)]
    public void A_model_loaded_for_use_fills_as_the_trained_system_does(double emaDecay)
    {
        RunConfig config = Config() with { System = (CsaSystemOptions)Config().System with { EmaDecay = emaDecay } };
        TrainingRun.Start(folder.At("run"), config);
        using ITrainableSystem trained = config.System.Create(9, torch.CPU);
        Checkpoint.Load(RunFolder.LatestCheckpoint(folder.At("run"))!, trained);

        using TrainedModel model = TrainedModel.Load(folder.At("run"), SystemCatalog.BuiltIn, DeviceChoice.Cpu);
        Assert.IsType<InferenceSystem<TwoStageGenerator>>(model.System); // and not the system with optimiser, discriminators and VGG

        using torch.Tensor image = torch.rand(1, 3, 64, 64) * 2 - 1;
        using InpaintingResult a = trained.Inpaint(image, MaskShapes.Centre(64)), b = model.System.Inpaint(image, MaskShapes.Centre(64));
        Assert.Equal(0, (a.Refined - b.Refined).abs().max().item<float>());
    }

    [Fact]
    public void A_checkpoint_of_other_options_is_refused()
    {
        TrainingRun.Start(folder.At("run"), Config());
        string config = Path.Combine(folder.At("run"), "config.json");
        File.WriteAllText(config, File.ReadAllText(config).Replace("\"maxChannelFactor\": 2", "\"maxChannelFactor\": 1"));
        Assert.Contains("does not fit", Assert.Throws<BadInputException>(() => TrainingRun.Resume(folder.At("run"), SystemCatalog.BuiltIn)).Message);
    }

    [Fact]
    public void Presets_are_complete_and_come_back_from_their_json()
    {
        foreach (string name in SystemPresets.Names)
        {
            RunConfig config = Presets.All.Named(name);
            config.Training.Validate();
            ((CsaSystemOptions)config.System).Validated();
            Assert.Equal(config, RunRecord.FromJson(new RunRecord { Config = config }.ToJson(), SystemCatalog.BuiltIn, name).Config);
        }

        Assert.Contains("quick, paper", Assert.Throws<BadInputException>(() => Presets.All.Named("slow")).Message);
        var wide = (CsaSystemOptions)Presets.Quick().With(["system.network.baseChannels=24", "csa.order=onion"]).System;
        Assert.Equal(24, wide.Network.BaseChannels);
        Assert.Equal(ScanOrder.Onion, wide.Network.Csa.Order);
    }

    [Fact]
    public void The_paper_preset_is_the_papers()
    {
        RunConfig paper = Presets.Paper();
        Assert.Equal((256, 1, "centre"), (paper.Training.Side, paper.Training.BatchSize, paper.Training.Masks));
        var system = (CsaSystemOptions)paper.System;
        NetworkOptions network = system.Network;
        Assert.Equal((64, 8, 8, CsaPosition.Third), (network.BaseChannels, network.MaxChannelFactor, network.Depth, network.CsaPosition));
        Assert.False(network.MaskChannel);
        Assert.Equal((1, 0.01, 0.002), (system.Weights.Reconstruction, system.Weights.Consistency, system.Weights.Adversarial));
        Assert.False(system.HoleWeightedReconstruction);
        Assert.True(system.PatchDiscriminator && system.FeaturePatchDiscriminator);
        Assert.Equal((0, false), (system.AdversarialStart, system.AdversarialOnComposite));
        Assert.Equal((2e-4, LearningRateDecay.Constant), (system.LearningRate, system.LearningRateDecay));
        Assert.Equal((1, 0, 0.5, 0), (system.DiscriminatorLearningRateFactor, system.RealGradientPenalty, system.Beta1, system.EmaDecay));
        Assert.Equal((CsaSemantics.Paper, ScanOrder.Raster), (network.Csa.Semantics, network.Csa.Order));
    }

    private static void AssertSameTensors(string runA, string runB)
    {
        using SafetensorsFile a = Safetensors.Read(RunFolder.LatestCheckpoint(runA)!), b = Safetensors.Read(RunFolder.LatestCheckpoint(runB)!);
        Assert.Equal(a.Names, b.Names);
        Assert.Contains(a.Names, name => name.StartsWith("optimiser.feature_patch_discriminator", StringComparison.Ordinal));
        foreach (string name in a.Names)
        {
            using torch.Tensor x = a.Get(name), y = b.Get(name);
            Assert.True(x.bytes.SequenceEqual(y.bytes), name);
        }
    }

    private sealed class LiveTensors : ITrainingObserver
    {
        public List<long> Counts { get; } = [];

        public (long Step, CancellationTokenSource Source) Stop { get; set; }

        public void OnStep(StepReport report)
        {
            Counts.Add(DisposeScopeManager.Statistics.ThreadTotalLiveCount);
            if (report.Step == Stop.Step) Stop.Source.Cancel();
        }
    }

    internal sealed class KillAfter(long step) : ITrainingObserver
    {
        public void OnStep(StepReport report)
        {
            if (report.Step == step) throw new OperationCanceledException();
        }
    }
}
