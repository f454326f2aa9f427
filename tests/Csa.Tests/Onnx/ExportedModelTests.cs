using Csa.Baselines;
using Csa.Data;
using Csa.Data.Images;
using Csa.Data.Masks;
using Csa.Data.Sources;
using Csa.Drawings;
using Csa.Graphs;
using Csa.Networks;
using Csa.Systems;
using Csa.Tests.Networks;
using Csa.Tests.Training;
using Xunit;

namespace Csa.Tests.Onnx;

/// <summary>An exported model makes in ONNX Runtime what the library makes of the same picture.</summary>
public sealed class ExportedModelTests
{
    private static readonly string[] Data = ["portraits", "facades", "landscapes"], Masks = ["centre", "box", "strokes", "walks"];

    [Theory]
    [InlineData("csa-portraits.safetensors", true)]
    [InlineData("compared/csa-portraits.safetensors", true)]
    [InlineData("compared/sh-portraits.safetensors", true)]
    [InlineData("compared/ca-portraits.safetensors", false)]
    [InlineData("compared/pc-portraits.safetensors", false)]
    [InlineData("compared/gc-portraits.safetensors", false)]
    public void Fifty_pictures_differ_from_the_library_by_less_than_a_ten_thousandth_but_for_ties(string weights, bool searches)
    {
        const int Pictures = 50, MaxTies = 5;
        using TrainedModel model = Shipped(weights);
        using Exported exported = Export(model, searches);
        int ties = 0;
        for (int i = 0; i < Pictures; i++)
        {
            RgbImage picture = ImageSources.Open($"builtin:{Data[i % Data.Length]}").Read(Split.Test, i, 64);
            HoleMask hole = MaskSources.Open(Masks[i % Masks.Length]).Draw(64, (ulong)i);
            ModelRun run = exported.Run(picture, hole);
            if (run.Difference <= ModelRun.Tolerance) continue;
            // An error would show in pictures without such a cell, too: ties are few.
            Assert.True(searches && run.HasTie(), $"picture {i}: {run.Difference:E1} from the library, and no two known cells are equally similar to a hole cell");
            ties++;
        }

        Assert.InRange(ties, 0, MaxTies);
    }

    [Theory]
    [InlineData("csa-portraits.safetensors")]
    [InlineData("compared/sh-portraits.safetensors")]
    [InlineData("compared/ca-portraits.safetensors")]
    [InlineData("compared/pc-portraits.safetensors")]
    [InlineData("compared/gc-portraits.safetensors")]
    public void Any_size_and_any_hole_is_taken(string weights)
    {
        using TrainedModel model = Shipped(weights);
        using Exported exported = Export(model, searches: false);
        foreach ((int width, int height, string kind) in new[] { (64, 64, "none"), (64, 64, "most"), (96, 64, "box"), (61, 83, "box"), (40, 33, "speck") })
            Same(exported, width, height, kind);
    }

    private static void Same(Exported exported, int width, int height, string kind)
    {
        RgbImage picture = ImageSources.Open("builtin:landscapes").Read(Split.Test, 3, 96).Crop(0, 0, width, height);
        HoleMask hole = HoleMask.Create(height, width, (y, x) => kind switch
        {
            "none" => false,
            "box" => y >= height / 4 && y < height * 3 / 4 && x >= width / 3,
            "speck" => y == 7 && x == 9,
            _ => y > 20 || x > 20,
        });
        double difference = exported.Run(picture, hole).Difference;
        Assert.True(difference <= ModelRun.Tolerance, $"{width}x{height}, {kind}: {difference:E1}");
    }

    // Small networks with random weights, whose options differ from the paper's in one thing each. The published code's
    // similarities are compared for the layer alone: it divides by sums that may be next to nothing.
    public static TheoryData<string> Variants => new(
        "csa.semantics=paperInitialised", "csa.order=rasterRuns", "csa.centred=true", "attention=none", "attention=convolution",
        "attention=nearest", "attention=constant", "attention=contextual", "maskedSkips=true", "maskChannel=true", "holeFill=officialCode", "csaPosition=third");

    [Theory]
    [MemberData(nameof(Variants))]
    public void Each_option_that_changes_what_is_filled_is_in_the_model(string setting)
    {
        CsaSystemOptions options = OptionText.Apply(Small.System, [setting]);
        using var network = new TwoStageGenerator(options.Network, new TorchSharp.torch.Generator(5));
        using var system = new InferenceSystem<TwoStageGenerator>(options.Model, network, TorchSharp.torch.CPU);
        using var exported = new Exported(system, options, searches: false);
        for (int i = 0; i < 3; i++)
        {
            RgbImage picture = ImageSources.Open($"builtin:{Data[i]}").Read(Split.Test, i, 64);
            foreach (HoleMask hole in new[] { MaskSources.Open(Masks[i]).Draw(64, (ulong)i), HoleMask.Empty(64, 64), HoleMask.Create(64, 64, (y, x) => y > 20 || x > 20) })
            {
                double difference = exported.Run(picture, hole).Difference;
                Assert.True(difference <= ModelRun.Tolerance, $"{setting}, {hole}: {difference:E1}");
            }
        }
    }

    public static TheoryData<string> ComparedVariants => new("gc network.attention.rate=2", "ca network.attention.rate=4", "ca network.attention.fuse=false", "sh network.maskChannel=true", "pc network.levels=3");

    [Theory]
    [MemberData(nameof(ComparedVariants))]
    public void Each_option_of_a_compared_system_that_changes_what_is_filled_is_in_the_model(string variant)
    {
        string[] words = variant.Split(' ');
        ISystemOptions options = OptionText.Apply(ComparedSystems.Catalog.Presets(words[0]).Quick.System, ["network.baseChannels=8", words[1]]);
        TorchSharp.torch.manual_seed(1); // the weights are torch's defaults
        using ITrainedSystem system = options.CreateForInference(TorchSharp.torch.CPU);
        using var exported = new Exported(system, options, searches: false);
        foreach ((int width, int height, string kind) in new[] { (64, 64, "most"), (96, 64, "box") }) Same(exported, width, height, kind);
    }

    [Fact]
    public void A_system_that_does_not_say_how_it_is_written_is_refused()
    {
        var options = new LinearOptions();
        Assert.Contains("want a system that says how it is written as ONNX", Assert.Throws<BadInputException>(((ISystemOptions)options).ToOnnx).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("csa.order=serpentine", "csa.order")]
    [InlineData("csa.order=onion", "csa.order")]
    [InlineData("attention=selected", "attention=selected")]
    [InlineData("csa.candidates=2", "csa.candidates=2")]
    public void What_operators_cannot_express_is_refused_by_name(string setting, string named)
    {
        CsaSystemOptions options = OptionText.Apply(Small.System, [setting]);
        using ITrainedSystem system = options.CreateForInference(TorchSharp.torch.CPU);
        var refused = Assert.Throws<BadInputException>(() => OnnxModel.Of(options.Model, options.ToOnnx(), system.InferenceState()));
        Assert.Contains(named, refused.Message, StringComparison.Ordinal);
    }

    private static TrainedModel Shipped(string weights) =>
        TrainedModel.Load(Path.Combine(Repository.Root, "notebooks", "weights", weights), ComparedSystems.Catalog, DeviceChoice.Cpu);

    private static Exported Export(TrainedModel model, bool searches) => new((ITrainedSystem)model.System, model.Record.Config.System, searches);
}
