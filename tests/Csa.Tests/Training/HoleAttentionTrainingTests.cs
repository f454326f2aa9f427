using Csa.Data;
using Csa.Data.Images;
using Csa.Data.Masks;
using Csa.Experiments.Training;
using Csa.Inpainting;
using Csa.Losses;
using Csa.Networks;
using Csa.Systems;
using Csa.Tests.Networks;
using Xunit;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Tests.Training;

/// <summary>Every experiment's option trains, resumes, is recorded and fills photographs by the same means as CSA.</summary>
public sealed class HoleAttentionTrainingTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("attention=none", "csaPosition=third")]
    [InlineData("attention=convolution", "emaDecay=0.9")]
    [InlineData("attention=nearest", "maskedSkips=true")]
    [InlineData("attention=constant", "csa.predecessorWeight=0.25")]
    [InlineData("attention=contextual", "maskedSkips=true", "consistencyTaps=decoder", "consistencyScale=sum")]
    [InlineData("csa.centred=true", "csa.order=rasterRuns", "detachRough=true")]
    [InlineData("csa.gradient=straightThrough", "csaPosition=third", "consistencyTaps=none")]
    [InlineData("csa.gradient=officialCode", "consistencyTaps=encoder")]
    public void A_killed_run_resumes_bit_identical_and_fills_a_photograph(params string[] settings)
    {
        RunConfig config = Config.With(settings);
        TrainingRun.Start(folder.At("whole"), config);
        Assert.Throws<OperationCanceledException>(() => TrainingRun.Start(folder.At("killed"), config, new CsaTrainingTests.KillAfter(2)));
        Assert.Equal(4, TrainingRun.Resume(folder.At("killed"), SystemCatalog.BuiltIn).Step);

        using TrainedModel whole = TrainedModel.Load(folder.At("whole"), SystemCatalog.BuiltIn), resumed = TrainedModel.Load(folder.At("killed"), SystemCatalog.BuiltIn);
        Assert.Equal(config.System, whole.Record.Config.System);
        HoleMask hole = HoleMask.Create(40, 50, (y, x) => y is > 10 and < 30 && x is > 10 and < 30);
        using Tensor image = Small.Images(1, 40, 50);
        using InpaintingResult a = whole.System.Inpaint(image, hole), b = resumed.System.Inpaint(image, hole);
        Assert.Equal(0, Small.Difference(a.Refined, b.Refined));

        bool attends = ((CsaSystemOptions)config.System).Network.Attention is HoleAttention.Csa or HoleAttention.Nearest or HoleAttention.Selected or HoleAttention.Constant;
        using Inpainter inpainter = Inpainter.Load(folder.At("whole"), keepAttention: true);
        using InpaintedImage filled = inpainter.Fill(new RgbImage(50, 40, new byte[3 * 50 * 40]), hole);
        InpaintedRegion region = Assert.Single(filled.Regions);
        Assert.Equal(attends, region.Attention is not null);
        Assert.Equal(attends, region.FeatureHole is not null);
    }

    [Fact]
    public void A_record_without_the_new_options_means_what_it_meant()
    {
        const string Old = """{"format":1,"model":"csa","training":{"steps":5},"system":{"network":{"baseChannels":16,"csa":{"order":"onion"}},"features":"random"}}""";
        var system = (CsaSystemOptions)RunRecord.FromJson(Old, SystemCatalog.BuiltIn, "old").Config.System;
        Assert.Equal(new CsaSystemOptions { Network = new() { BaseChannels = 16, Csa = new() { Order = Csa.Attention.ScanOrder.Onion } } }, system);
        Assert.Equal((HoleAttention.Csa, false, false), (system.Network.Attention, system.Network.MaskedSkips, system.Network.DetachRough));
        Assert.Equal((ConsistencyTaps.Both, ConsistencyScale.Mean), (system.ConsistencyTaps, system.ConsistencyScale));
    }

    [Theory]
    [InlineData("attention=magic", "csa|none|convolution|nearest|selected|constant|contextual")]
    [InlineData("order=rasterruns2", "raster|rasterRuns|serpentine|onion")]
    [InlineData("gradient=none", "throughWeights|attentionConstant|straightThrough|officialCode")]
    [InlineData("consistencyTaps=all", "both|encoder|decoder|none")]
    [InlineData("consistencyScale=max", "mean|sum")]
    [InlineData("maskedSkips=some", "true|false")]
    [InlineData("csaPosition=first", "second|third|fourth")]
    public void An_unknown_value_is_answered_with_those_there_are(string setting, string want)
    {
        Assert.Contains(want, Assert.Throws<BadInputException>(() => Config.With([setting])).Message);
    }

    [Theory]
    [InlineData(ConsistencyTaps.Encoder, false)]
    [InlineData(ConsistencyTaps.Decoder, true)]
    public void A_tap_reaches_the_rough_network_and_the_encoder_and_only_the_decoders_tap_the_decoder(ConsistencyTaps taps, bool decoder)
    {
        CsaSystemOptions options = Small.System with { Weights = new() { Reconstruction = 0, Adversarial = 0 }, ConsistencyTaps = taps };
        using var system = new CsaSystem(options, seed: 1);
        using TrainingBatch batch = Small.Batch(2);
        Assert.True(system.Step(batch, new(0, 0))[2].Value > 0);
        IReadOnlyDictionary<string, Tensor> state = system.State();
        Assert.True(Reached("rough.input"));
        Assert.True(Reached("refinement.levels.1.conv"));
        Assert.Equal(decoder, Reached("refinement.levels.2.up"));
        Assert.False(Reached("refinement.output"));

        bool Reached(string layer) => Small.Size(state[$"optimiser.generator.first_moment.{layer}.weight"]) > 0;
    }

    [Fact]
    public void Without_taps_the_term_and_VGG_are_left_out()
    {
        using var system = new CsaSystem(Small.System with { ConsistencyTaps = ConsistencyTaps.None, FeaturePatchDiscriminator = false }, seed: 1);
        using TrainingBatch batch = Small.Batch(1);
        Assert.Equal("none", system.Features);
        Assert.Equal(0, system.Step(batch, new(0, 0))[2].Value);
    }

    [Fact]
    public void Steps_with_each_part_leave_no_tensor_behind()
    {
        foreach (HoleAttention arm in Enum.GetValues<HoleAttention>())
        {
            using var system = new CsaSystem(Small.System with { Network = Small.Networks with { Attention = arm, MaskedSkips = true, DetachRough = true, Csa = new() { Centred = true } } }, seed: 1);
            using TrainingBatch batch = Small.Batch(1);
            for (int step = 0; step < 2; step++) system.Step(batch, new(step, 0));
            long before = TorchSharp.DisposeScopeManager.Statistics.ThreadTotalLiveCount;
            for (int step = 2; step < 8; step++) system.Step(batch, new(step, 0));
            using (Tensor image = Small.Images(1)) system.Inpaint(image, Small.Holes(1)).Dispose();
            Assert.Equal(before, TorchSharp.DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        }
    }

    private static RunConfig Config => new()
    {
        Training = new TrainingOptions
        {
            Data = "builtin:portraits",
            Side = 32,
            BatchSize = 2,
            Threads = 1,
            Device = DeviceChoice.Cpu,
            Steps = 4,
            CheckpointSeconds = 0,
            LogSteps = 1,
            ValidationCount = 0,
        },
        System = Small.System with { Weights = new() { Adversarial = 0 } },
    };
}
