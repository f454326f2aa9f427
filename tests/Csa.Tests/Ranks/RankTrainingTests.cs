using System.Text.Json.Nodes;
using Csa.Experiments.Training;
using Csa.Programs;
using Csa.Tensors.Weights;
using Csa.Tests.Cli;
using Xunit;
using Xunit.Abstractions;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Tests.Ranks;

/// <summary>Several processes train what one trains.</summary>
public sealed class RankTrainingTests(ITestOutputHelper output) : IDisposable
{
    private const int Steps = 30, Batch = 4;

    // Two numbers of threads in one process differ as much after so many steps: sums are taken in other orders.
    private const double FirstLossTolerance = 1e-4, LossTolerance = 2e-3, GradientTolerance = 2e-4;

    private readonly TemporaryFolder folder = new();

    /// <summary>
    /// Each system small, with every statistic of a batch that it can take: relativistic means, batch norms and penalties that
    /// go through them, quotients over holes of other sizes. At quick's learning rate rounding grows to 1 % in 30 steps.
    /// </summary>
    public static TheoryData<string, string> Systems { get; } = new()
    {
        { "csa", "side=64 adversarialStart=0 network.baseChannels=4 network.maxChannelFactor=4 network.depth=4 network.csaPosition=second featurePatchDiscriminator=true srFeatDiscriminator=true srFeat.imageSide=64 realGradientPenalty=0.1 features=random" },
        { "ca", "side=32 adversarialStart=0 network.baseChannels=8 criticSide=32 criticChannels=4 realGradientPenalty=0.1" },
        { "sh", "side=32 adversarialStart=0 network.baseChannels=4 network.maxChannelFactor=4 network.depth=4 network.shiftPosition=2 weights.discounted=1 weights.style=1 features=random" },
        { "pc", "side=32 fineTuningStart=0.5 network.baseChannels=4 network.maxChannelFactor=4 network.levels=3 features=random" },
        { "gc", "side=32 adversarialStart=0 network.baseChannels=8 discriminatorChannels=4 discriminatorLayers=4 realGradientPenalty=0.1" },
    };

    public void Dispose() => folder.Dispose();

    [SkippableTheory]
    [MemberData(nameof(Systems))]
    public void One_two_and_four_ranks_have_equal_losses_and_gradients(string model, string settings)
    {
        string alone = folder.At("1");
        CommandTests.Outcome outcome = CommandTests.Csa(Arguments(alone, model, settings, Batch));
        Assert.True(outcome.Code == ExitCode.Done, outcome.Errors);
        foreach (int ranks in new[] { 2, 4 })
        {
            string shared = folder.At($"{ranks}");
            RankOutcome ended = MpiRun.Run(ranks, Arguments(shared, model, settings, Batch / ranks));
            Assert.True(ended.Code == ExitCode.Done, ended.Errors);
            AssertEqualLosses(alone, shared);
            AssertEqualGradients(alone, shared);
        }
    }

    private static string[] Arguments(string run, string model, string settings, int batchSize) =>
    [
        "train", "--model", model, "--preset", "quick", "--steps", $"{Steps}", "--device", "cpu", "--keep", "all", "--out", run, "--set", $"batchSize={batchSize}",
        "logSteps=1", $"sampleSteps={Steps}", "validationCount=2", "threads=1", "checkpointSeconds=0", "learningRate=2e-5", .. settings.Split(' '),
    ];

    private void AssertEqualLosses(string alone, string shared)
    {
        Dictionary<string, double>[] one = Losses(alone), several = Losses(shared);
        Assert.Equal(Steps, one.Length);
        Assert.Equal(Steps, several.Length);
        double[] off = [.. one.Zip(several, (a, b) => a.Max(term => Math.Abs(term.Value - b[term.Key]) / (1e-2 + Math.Abs(term.Value))))];
        double worst = off.Max();
        output.WriteLine($"{shared}: losses of {Steps} steps differ by at most {worst:E1} of their size; the first {one[0].First()}, the last {one[^1].First()}");
        Assert.InRange(off[0], 0, FirstLossTolerance);
        Assert.InRange(worst, 0, LossTolerance);
    }

    // Adam's first moments after the first step are the gradients, apart from a factor. Beside the largest of their network:
    // some, of a bias before a norm, are nothing but rounding.
    private void AssertEqualGradients(string alone, string shared)
    {
        using var scope = NewDisposeScope();
        using SafetensorsFile one = Safetensors.Read(First(alone)), several = Safetensors.Read(First(shared));
        string[] moments = [.. one.Names.Where(name => name.Contains(".first_moment.", StringComparison.Ordinal))];
        foreach (IGrouping<string, string> network in moments.GroupBy(name => name.Split('.')[1]))
        {
            double size = network.Max(name => Largest(one.Get(name))), off = network.Max(name => Largest(one.Get(name) - several.Get(name)));
            output.WriteLine($"{shared}: gradients of {network.Key} differ by {off / size:E1} of the largest");
            Assert.InRange(off / size, 0, GradientTolerance);
        }
    }

    private static double Largest(Tensor values) => values.abs().max().item<float>();

    private static string First(string run) => Path.Combine(run, "checkpoints", "step-000001.safetensors");

    private static Dictionary<string, double>[] Losses(string run) =>
        [.. RunWriter.ReadLog(run).Select(line => line["terms"]).OfType<JsonObject>().Select(terms => terms.ToDictionary(term => term.Key, term => term.Value!.GetValue<double>()))];
}
