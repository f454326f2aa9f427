using Csa.Cli;
using Csa.Networks;
using Csa.Tests.Cli;
using Csa.Training;
using Xunit;
using static TorchSharp.torch;

namespace Csa.Tests.Training;

/// <summary>What is said of memory before a run begins: counted rightly, and near what was measured.</summary>
public sealed class TrainingMemoryTests
{
    [Fact]
    public void Parameters_are_counted_as_the_paper_size_has_them()
    {
        var paper = new NetworkOptions();
        Assert.Equal(54_419_459, TrainingMemory.RoughParameters(paper));
        Assert.Equal(77_692_291, TrainingMemory.RefinementParameters(paper));
        Assert.Equal(2_766_529, TrainingMemory.PatchParameters(paper));
        Assert.Equal(10_487_296, TrainingMemory.FeaturePatchParameters(paper));
        Assert.Equal(7_635_264, TrainingMemory.VggParameters(paper));
    }

    [Theory]
    [InlineData(4, 4, 4, CsaPosition.Second, true)]
    [InlineData(6, 2, 5, CsaPosition.Fourth, false)]
    public void Parameters_are_counted_as_networks_have_them(int channels, int factor, int depth, CsaPosition position, bool mask)
    {
        var options = new NetworkOptions { BaseChannels = channels, MaxChannelFactor = factor, Depth = depth, CsaPosition = position, MaskChannel = mask };
        using var rough = new RoughNetwork(options);
        using var refinement = new RefinementNetwork(options);
        using var patch = new PatchDiscriminator(options);
        using var featurePatch = new FeaturePatchDiscriminator(options);
        using Vgg16Features features = Vgg16Features.Random(options);
        Assert.Equal(Count(rough), TrainingMemory.RoughParameters(options));
        Assert.Equal(Count(refinement), TrainingMemory.RefinementParameters(options));
        Assert.Equal(Count(patch), TrainingMemory.PatchParameters(options));
        Assert.Equal(Count(featurePatch), TrainingMemory.FeaturePatchParameters(options));

        static long Count(nn.Module network) => network.parameters().Sum(parameter => parameter.numel());
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
}
