using Csa.Data;
using Csa.Drawings;
using Csa.Drawings.Painting;
using Csa.Experiments.FeatureLearning;
using Csa.Experiments.Training;
using Csa.Networks;
using Csa.Systems;
using Csa.Tensors.Weights;
using Csa.Tests.Networks;
using Xunit;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Tests.FeatureLearning;

/// <summary>A VGG-16 of two channels that learns to name what is in drawings, for some steps.</summary>
public sealed class FeatureTrainingTests : IDisposable
{
    private static readonly FeatureTrainingOptions Tiny = new()
    {
        Data = "builtin:portraits,builtin:facades",
        BaseChannels = 2,
        MaxChannelFactor = 1,
        Side = 32,
        BatchSize = 4,
        Steps = 6,
    };

    private static readonly NetworkOptions TinyWidth = new() { BaseChannels = 2, MaxChannelFactor = 1, Depth = 5 };

    private readonly TemporaryFolder folder = new();
    private readonly TorchSharp.DisposeScope scope = NewDisposeScope();

    public void Dispose()
    {
        scope.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void A_training_that_was_stopped_goes_on_to_the_same_bytes()
    {
        Assert.True(FeatureTraining.Run(folder.At("whole.safetensors"), Tiny));
        using var stop = new CancellationTokenSource();
        string path = folder.At("stopped.safetensors");
        Assert.False(FeatureTraining.Run(path, Tiny, new Watch { AtStep3 = stop.Cancel }, stop.Token));
        Assert.False(File.Exists(path));
        Assert.Contains("steps", Assert.Throws<BadInputException>(() => FeatureTraining.Run(path, Tiny with { Steps = 7 })).Message);

        Assert.True(FeatureTraining.Run(path, Tiny));
        Assert.Equal(File.ReadAllBytes(folder.At("whole.safetensors")), File.ReadAllBytes(path));
        Assert.Equal(["stopped.safetensors", "whole.safetensors"], Directory.GetFiles(folder.Path).Select(Path.GetFileName).Order());
        Assert.Equal(Tiny, FeatureTraining.OptionsOf(path));
    }

    [Fact]
    public void A_training_that_diverges_goes_on_at_half_the_rate()
    {
        bool wrong = false;
        var seen = new Watch { AtStep3 = () => wrong = true };
        Library(Once, () => FeatureTraining.Run(folder.At("recovered.safetensors"), Tiny, seen));
        Assert.EndsWith("term naming is not finite at step 3; it goes on from what was saved last, at 0.5 times the learning rate", Assert.Single(seen.Notices));

        FeatureTraining.Run(folder.At("half.safetensors"), Tiny with { LearningRate = Tiny.LearningRate / 2 });
        using SafetensorsFile recovered = Safetensors.Read(folder.At("recovered.safetensors")), half = Safetensors.Read(folder.At("half.safetensors"));
        foreach (string name in half.Names)
        {
            using Tensor wanted = half.Get(name), got = recovered.Get(name);
            Assert.True(wanted.bytes.SequenceEqual(got.bytes), name);
        }

        Tensor Once(Tensor x, Tensor weight, Tensor? bias, ConvolutionGeometry geometry)
        {
            Tensor y = Convolution2d.Plain(x, weight, bias, geometry);
            if (wrong) y.mul_(double.NaN);
            wrong = false;
            return y;
        }
    }

    [Fact]
    public void A_training_that_diverges_at_every_rate_is_given_up_and_can_be_gone_on_with()
    {
        bool wrong = false;
        string path = folder.At("stopped.safetensors");
        var seen = new Watch { AtStep3 = () => wrong = true };
        string fault = Assert.Throws<BadInputException>(() => Library(FromThenOn, () => FeatureTraining.Run(path, Tiny, seen))).Message;
        Assert.Contains("at 0.125 times the learning rate too; set a lower learningRate", fault);
        Assert.Equal(Recovery.MaxCount, seen.Notices.Count);

        FeatureTraining.Run(path, Tiny);
        FeatureTraining.Run(folder.At("whole.safetensors"), Tiny);
        Assert.Equal(File.ReadAllBytes(folder.At("whole.safetensors")), File.ReadAllBytes(path));

        Tensor FromThenOn(Tensor x, Tensor weight, Tensor? bias, ConvolutionGeometry geometry)
        {
            Tensor y = Convolution2d.Plain(x, weight, bias, geometry);
            return wrong ? y.mul_(double.NaN) : y;
        }
    }

    [Fact]
    public void Where_nothing_convolves_rightly_nothing_is_trained()
    {
        try
        {
            string fault = Assert.Throws<BadInputException>(() => FaultyConvolution.With(FaultyConvolution.NanInPadding, () => FeatureTraining.Run(folder.At("f.safetensors"), Tiny))).Message;
            Assert.Contains("3x3 kernel from 4x3x32x32 to 2 channels: not finite; train on another machine", fault);
            Assert.Empty(Directory.GetFiles(folder.Path));
        }
        finally
        {
            NativeRuntime.AvoidOneDnn(false);
        }
    }

    [Theory]
    [InlineData(CsaPosition.Second)]
    [InlineData(CsaPosition.Third)]
    [InlineData(CsaPosition.Fourth)]
    public void What_was_trained_serves_generators_of_its_width_alone(CsaPosition position)
    {
        string path = folder.At("f.safetensors");
        FeatureTraining.Run(path, Tiny with { Steps = 1 });
        using Vgg16Features features = Vgg16Features.Open(path, TinyWidth with { CsaPosition = position });
        Assert.Equal("trained here (f.safetensors)", features.Weights);
        using Vgg16Taps taps = features.forward(Small.Images(2, 32, 32));
        Assert.Equal([2, 2, 32 >> (int)position, 32 >> (int)position], taps.Consistency.shape);

        string refused = Assert.Throws<BadInputException>(() => Vgg16Features.Open(path, TinyWidth with { BaseChannels = 3 })).Message;
        Assert.Contains("BaseChannels 2", refused);
        Assert.Contains("csa train-features --set baseChannels=3", refused);
    }

    [Fact]
    public void Folding_the_norms_and_rescaling_keep_what_the_network_tells_apart()
    {
        ILabelledSource[] sources = Tiny.OpenData();
        using var namer = new AttributeNetwork(Tiny.Width, [.. sources.Select(source => source.Labels)], 5);
        Tensor images = Small.Images(4, 32, 32);
        namer.Predict(images); // moves the norms' means and variances
        namer.eval();
        Tensor before = First(namer, images);
        Vgg16Convolutions folded = namer.Folded();
        Tensor after = folded.Block(Vgg16Convolutions.Normalise(images), 1);
        Assert.True(Small.Difference(before, after) < 1e-5 * Small.Size(before));

        FeatureScale.Normalise(folded, FeatureScale.Images(sources, Tiny.Side));
        Tensor scaled = folded.Block(Vgg16Convolutions.Normalise(images), 1);
        Tensor factor = scaled.sum() / after.sum();
        Assert.True(Small.Difference(after * factor, scaled) < 1e-5 * Small.Size(scaled));
        Assert.True(Math.Abs(factor.item<float>() - 1) > 0.01);
    }

    [Fact]
    public void A_guess_costs_one_and_the_truth_nothing()
    {
        DrawingAttribute[] labels = [new("Kind", 4, 0, 3), new("Size", 0, 10, 30)];
        IReadOnlyList<double>[] values = [[2, 10], [0, 30]];
        Assert.Equal(5, AttributeLoss.Outputs(labels));
        Tensor guess = zeros(2, 5), truth = tensor(new float[,] { { 0, 0, 99, 0, -1 }, { 99, 0, 0, 0, 1 } });
        Assert.Equal((1 + 3) / 2.0, AttributeLoss.Of(guess, labels, values).item<float>(), 1e-6); // the ends of a range lie farther out than an even spread
        Assert.Equal(0, AttributeLoss.Of(truth, labels, values).item<float>(), 1e-6);
    }

    [Theory]
    [InlineData("side=31", "at least 32")]
    [InlineData("steps=0", "at least 1")]
    [InlineData("data=", "built-in data set")]
    [InlineData("data=builtin:cats", "no such built-in set")]
    [InlineData("batchSize=1", "at least 2")]
    public void Options_out_of_range_are_refused(string setting, string fault) =>
        Assert.Contains(fault, Assert.Throws<BadInputException>(() => OptionText.Apply(Tiny, [setting]).OpenData()).Message);

    private static bool Library(Convolve fault, Func<bool> work)
    {
        Convolution2d.Library = fault;
        try
        {
            return work();
        }
        finally
        {
            Convolution2d.Library = null;
        }
    }

    private static Tensor First(AttributeNetwork namer, Tensor images)
    {
        Dictionary<string, nn.Module> parts = namer.named_modules().ToDictionary(part => part.name, part => part.module);
        Tensor x = Vgg16Convolutions.Normalise(images);
        foreach (int i in new[] { 1, 2 })
        {
            var conv = (Convolution2d)parts[$"convolutions.conv1_{i}"];
            var norm = (TorchSharp.Modules.BatchNorm2d)parts[$"norm1_{i}"];
            x = nn.functional.relu(norm.forward(conv.forward(x)));
        }

        return x;
    }

    private sealed class Watch : ITrainingObserver
    {
        public Action AtStep3 { get; init; } = () => { };

        public List<string> Notices { get; } = [];

        public void OnStep(StepReport report)
        {
            if (report.Step == 3 && Notices.Count == 0) AtStep3();
        }

        public void OnNotice(string notice) => Notices.Add(notice);
    }
}
