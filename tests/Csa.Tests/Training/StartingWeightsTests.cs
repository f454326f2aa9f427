using Csa.Data;
using Csa.Data.Masks;
using Csa.Experiments.Training;
using Csa.Networks;
using Csa.Systems;
using TorchSharp;
using Xunit;

namespace Csa.Tests.Training;

/// <summary>Runs that begin with the weights of another one.</summary>
public sealed class StartingWeightsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private static RunConfig Config(string? startFrom, double emaDecay = 0.9, double rate = 1e-3, int channels = 4) => new()
    {
        Training = new TrainingOptions
        {
            Data = "builtin:portraits",
            Masks = "centre",
            Side = 32,
            BatchSize = 2,
            Threads = 1,
            Device = DeviceChoice.Cpu,
            Steps = 3,
            ValidationCount = 0,
            StartFrom = startFrom,
        },
        System = new CsaSystemOptions
        {
            Network = new NetworkOptions { BaseChannels = channels, MaxChannelFactor = 2, Depth = 3, CsaPosition = CsaPosition.Second },
            FeaturePatchDiscriminator = false,
            LearningRate = rate,
            EmaDecay = emaDecay,
        },
    };

    [Theory]
    [InlineData(0)]
    [InlineData(0.9)]
    public void A_run_begins_where_another_ended(double emaDecay)
    {
        TrainingRun.Start(folder.At("first"), Config(null, emaDecay));
        TrainingRun.Start(folder.At("second"), Config(folder.At("first"), emaDecay, rate: 0));
        AssertFillAlike(folder.At("first"), folder.At("second"), 0);

        Load(folder.At("first")).ExportWeights(folder.At("small.safetensors"));
        TrainingRun.Start(folder.At("third"), Config(folder.At("small.safetensors"), emaDecay, rate: 0));
        AssertFillAlike(folder.At("first"), folder.At("third"), 0.02f);
    }

    [Fact]
    public void It_learns_on_and_goes_on_without_the_file_once_begun()
    {
        TrainingRun.Start(folder.At("first"), Config(null));
        TrainingRun.Start(folder.At("second"), Config(folder.At("first")));
        Assert.NotEqual(0, Difference(folder.At("first"), folder.At("second")));

        Directory.Delete(folder.At("first"), recursive: true);
        TrainingResult longer = TrainingRun.Extend(folder.At("second"), SystemCatalog.BuiltIn, TrainingBudget.OfSteps(5));
        Assert.Equal(5, longer.Step);
        Assert.Equal(64, RunRecord.Read(folder.At("second"), SystemCatalog.BuiltIn).Environment.StartFingerprint.Length);
    }

    [Fact]
    public void Repeating_wants_the_same_weights()
    {
        TrainingRun.Start(folder.At("first"), Config(null));
        TrainingRun.Start(folder.At("second"), Config(folder.At("first")));
        RunRecord record = RunRecord.Read(folder.At("second"), SystemCatalog.BuiltIn);
        TrainingRun.Repeat(folder.At("again"), record);
        Assert.Equal(0, Difference(folder.At("second"), folder.At("again")));

        TrainingRun.Extend(folder.At("first"), SystemCatalog.BuiltIn, TrainingBudget.OfSteps(4));
        Assert.Contains("weights to start from", Assert.Throws<BadInputException>(() => TrainingRun.Repeat(folder.At("other"), record)).Message);
    }

    [Fact]
    public void What_does_not_fit_is_named()
    {
        Directory.CreateDirectory(folder.At("empty"));
        Assert.Contains("no checkpoint", Assert.Throws<BadInputException>(() => TrainingRun.Start(folder.At("a"), Config(folder.At("empty")))).Message);
        Assert.Contains("nowhere", Assert.Throws<BadInputException>(() => TrainingRun.Start(folder.At("b"), Config(folder.At("nowhere")))).Message);
        TrainingRun.Start(folder.At("first"), Config(null));
        Assert.Contains("does not fit", Assert.Throws<BadInputException>(() => TrainingRun.Start(folder.At("c"), Config(folder.At("first"), channels: 8))).Message);
    }

    private static TrainedModel Load(string path) => TrainedModel.Load(path, SystemCatalog.BuiltIn, DeviceChoice.Cpu);

    private static void AssertFillAlike(string a, string b, float tolerance) => Assert.InRange(Difference(a, b), 0, tolerance);

    private static float Difference(string a, string b)
    {
        using TrainedModel first = Load(a), second = Load(b);
        using torch.Tensor image = torch.rand(1, 3, 32, 32, generator: new torch.Generator(1)) * 2 - 1;
        using InpaintingResult x = first.System.Inpaint(image, MaskShapes.Centre(32)), y = second.System.Inpaint(image, MaskShapes.Centre(32));
        return (x.Refined - y.Refined).abs().max().item<float>();
    }
}
