using Csa.Attention;
using Csa.Data.Masks;
using Csa.Networks;
using Csa.Systems;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Cli.Bench;

/// <summary>
/// What section 4.3 of the paper says of time, as ratios: the CSA layer in three places (Fig. 9), and the feature patch
/// discriminator beside SRFeat's (Fig. 11), each alone, with its VGG, and within a training step.
/// </summary>
internal static class AblationBench
{
    private const int Side = 256, CellsOfPool3 = 32;

    // The paper's 512 channels behind the third and fourth halving, half of them behind the second.
    private static readonly Place Second = new(CsaPosition.Second, 64, 256), Third = new(CsaPosition.Third, 32, 512), Fourth = new(CsaPosition.Fourth, 16, 512);

    /// <summary>All comparisons, in the paper's order.</summary>
    public static readonly Func<int, BenchRow>[] Rows =
    [
        rounds => Layer(Second, rounds), rounds => Layer(Fourth, rounds), rounds => Inference(Second, rounds), rounds => Inference(Fourth, rounds),
        .. new[] { 1, 8 }.SelectMany(images => new Func<int, BenchRow>[]
        {
            rounds => Features(images, rounds), rounds => Judges(images, rounds), rounds => FeaturesAndJudges(images, rounds),
        }),
        Steps,
    ];

    private static BenchRow Layer(Place place, int rounds)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        (Tensor Features, HoleMask Hole) here = (randn(1, place.Channels, place.Cells, place.Cells), MaskShapes.Centre(place.Cells));
        (Tensor Features, HoleMask Hole) third = (randn(1, Third.Channels, Third.Cells, Third.Cells), MaskShapes.Centre(Third.Cells));
        return BenchRow.Measure(
            rounds, $"CSA layer at {place}", () => CsaLayer.Fill(here.Features, here.Hole).Dispose(),
            $"at {Third}", () => CsaLayer.Fill(third.Features, third.Hole).Dispose());
    }

    private static BenchRow Inference(Place place, int rounds)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var here = new TwoStageGenerator(new NetworkOptions { CsaPosition = place.Position });
        using var third = new TwoStageGenerator(new NetworkOptions { CsaPosition = Third.Position });
        Tensor image = rand(1, 3, Side, Side);
        HoleMask hole = MaskShapes.Centre(Side);
        return BenchRow.Measure(
            rounds, $"inference with the layer at {place}", () => here.forward(image, hole).Dispose(),
            $"at {Third}", () => third.forward(image, hole).Dispose());
    }

    private static BenchRow Features(int images, int rounds)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var pair = new FeatureJudges();
        Tensor image = Images(images);
        return BenchRow.Measure(
            rounds, $"VGG-16 to pool3 ({Count(images)})", () => pair.Vgg16.Pool3(image).Dispose(),
            "VGG-19 to conv5_4", () => pair.Vgg19.forward(image).Dispose());
    }

    private static BenchRow Judges(int images, int rounds)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var pair = new FeatureJudges();
        var network = new NetworkOptions();
        Tensor pool3 = rand(images, network.Channels(2), CellsOfPool3, CellsOfPool3), conv5 = rand(images, network.Channels(4), Side / Vgg19Features.Stride, Side / Vgg19Features.Stride);
        return BenchRow.Measure(
            rounds, $"feature patch discriminator ({Count(images)})", () => pair.FeaturePatch.forward(pool3).Dispose(),
            "SRFeat's discriminator", () => pair.SrFeat.forward(conv5).Dispose());
    }

    // As the generator's step needs them: the logits of a fake, and their gradient back to its pixels.
    private static BenchRow FeaturesAndJudges(int images, int rounds)
    {
        using var scope = NewDisposeScope();
        using var pair = new FeatureJudges();
        Tensor image = Images(images);
        return BenchRow.Measure(
            rounds, $"VGG-16 and its discriminator forward and backward ({Count(images)})", () => Backward(image, fake => pair.FeaturePatch.forward(pair.Vgg16.Pool3(fake))),
            "VGG-19 and SRFeat's", () => Backward(image, fake => pair.SrFeat.forward(pair.Vgg19.forward(fake))));
    }

    private static BenchRow Steps(int rounds)
    {
        var ours = new CsaSystemOptions { Features = Vgg16Features.RandomName };
        using var featurePatch = new StepOfRun(Presets.Paper() with { System = ours });
        using var srFeat = new StepOfRun(Presets.Paper() with { System = ours with { FeaturePatchDiscriminator = false, SrFeatDiscriminator = true, SrFeat = FeatureJudges.OneImage } });
        return BenchRow.Measure(
            rounds, "training step with the feature patch discriminator (1 image)", featurePatch.Take,
            "with SRFeat's", srFeat.Take);
    }

    private static void Backward(Tensor image, Func<Tensor, Tensor> judge)
    {
        using var scope = NewDisposeScope();
        Tensor fake = image.detach().requires_grad_(true);
        judge(fake).mean().backward();
        fake.grad?.Dispose();
    }

    private static Tensor Images(int count) => (rand(count, 3, Side, Side) * 2) - 1;

    private static string Count(int images) => images == 1 ? "1 image" : $"{images} images";

    private sealed record Place(CsaPosition Position, int Cells, int Channels)
    {
        public override string ToString() => $"{Cells}x{Cells}x{Channels}";
    }

    private sealed class FeatureJudges : IDisposable
    {
        // A norm of its last map, one cell, would make a constant of a single image.
        public static readonly SrFeatOptions OneImage = new() { ImageSide = Side, NormOfOneCell = false };

        private static readonly NetworkOptions Network = new();

        public Vgg16Features Vgg16 { get; } = Vgg16Features.Random(Network);

        public Vgg19Features Vgg19 { get; } = Vgg19Features.Open(Vgg16Features.RandomName, Network);

        public FeaturePatchDiscriminator FeaturePatch { get; } = new(Network);

        public SrFeatDiscriminator SrFeat { get; } = new(Network, OneImage);

        public void Dispose()
        {
            foreach (IDisposable part in new IDisposable[] { Vgg16, Vgg19, FeaturePatch, SrFeat }) part.Dispose();
        }
    }
}
