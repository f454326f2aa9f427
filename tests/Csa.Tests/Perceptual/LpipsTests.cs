using Csa.Data;
using Csa.Experiments.Perceptual;
using Csa.Networks;
using Csa.Tensors.Weights;
using Csa.Tests.Networks;
using Xunit;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Tests.Perceptual;

/// <summary>LPIPS on AlexNet with random weights: its definition by hand, its laws, and what it says of wrong files.</summary>
public sealed class LpipsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly string trunk;
    private readonly string linear;

    public LpipsTests()
    {
        RandomWeights.WriteAlex(folder.Path);
        (trunk, linear) = (folder.At(PublishedWeights.AlexNet.Name), folder.At(PublishedWeights.LpipsAlex.Name));
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void It_is_the_sum_over_taps_of_the_mean_of_weighted_squared_differences()
    {
        using var scope = NewDisposeScope();
        using Lpips lpips = Lpips.Open(LpipsNet.Alex, trunk, linear);
        Tensor a = Small.Images(1, 40, 48), b = Small.Images(1, 40, 48, seed: 2);
        using LpipsTrunk network = LpipsTrunk.Open(LpipsNet.Alex, trunk);
        IReadOnlyList<Tensor> tapsA = network.Taps(Normalised(a)), tapsB = network.Taps(Normalised(b));
        IReadOnlyDictionary<string, Tensor> weights = WeightFile.Read(linear);
        double wanted = 0;
        for (int tap = 0; tap < 5; tap++)
        {
            (long channels, long height, long width) = (tapsA[tap].shape[1], tapsA[tap].shape[2], tapsA[tap].shape[3]);
            float[] x = tapsA[tap].contiguous().data<float>().ToArray(), y = tapsB[tap].contiguous().data<float>().ToArray(), w = weights[$"lin{tap}.model.1.weight"].data<float>().ToArray();
            for (long cell = 0; cell < height * width; cell++)
            {
                double lengthX = 0, lengthY = 0, sum = 0;
                for (long c = 0; c < channels; c++)
                {
                    lengthX += x[(c * height * width) + cell] * (double)x[(c * height * width) + cell];
                    lengthY += y[(c * height * width) + cell] * (double)y[(c * height * width) + cell];
                }

                for (long c = 0; c < channels; c++)
                    sum += w[c] * Math.Pow((x[(c * height * width) + cell] / (Math.Sqrt(lengthX) + 1e-10)) - (y[(c * height * width) + cell] / (Math.Sqrt(lengthY) + 1e-10)), 2);
                wanted += sum / (height * width);
            }
        }

        Assert.InRange(wanted, 0.01, 5);
        Assert.Equal(wanted, Distance(lpips, a, b), wanted * 1e-5);
    }

    [Fact]
    public void The_trunk_is_AlexNet_in_float64_to_its_last_tap()
    {
        using var scope = NewDisposeScope();
        using LpipsTrunk network = LpipsTrunk.Open(LpipsNet.Alex, trunk);
        Tensor images = Small.Images(2, 31, 50), x = images.to(ScalarType.Float64);
        IReadOnlyDictionary<string, Tensor> weights = WeightFile.Read(trunk);
        IReadOnlyList<Tensor> taps = network.Taps(images);
        Assert.Equal([64, 192, 384, 256, 256], taps.Select(tap => tap.shape[1]));
        (int Place, int Stride, int Padding)[] layers = [(0, 4, 2), (3, 1, 2), (6, 1, 1), (8, 1, 1), (10, 1, 1)];
        foreach (((int place, int stride, int padding), Tensor tap) in layers.Zip(taps))
        {
            if (place is 3 or 6) x = nn.functional.max_pool2d(x, 3, 2);
            x = Convolution2d.Plain(x, weights[$"features.{place}.weight"].to(ScalarType.Float64), weights[$"features.{place}.bias"].to(ScalarType.Float64), new() { Stride = stride, Padding = padding }).clamp_min(0);
            Assert.Equal(x.shape, tap.shape);
            Assert.InRange(Small.Difference(x, tap), 0, 1e-4 * Small.Size(x));
        }
    }

    [Fact]
    public void Of_the_same_image_it_is_zero_and_of_two_the_same_both_ways()
    {
        using var scope = NewDisposeScope();
        using Lpips lpips = Lpips.Open(LpipsNet.Alex, trunk, linear);
        Tensor a = Small.Images(2), b = Small.Images(2, seed: 2);
        Assert.Equal(0, Distance(lpips, a, a));
        Assert.Equal(Distance(lpips, a, b), Distance(lpips, b, a));
        Assert.True(Distance(lpips, a, (0.9 * a) + (0.1 * b)) < Distance(lpips, a, b));

        // A batch is each image alone.
        using LpipsFeatures both = lpips.Features(a), others = lpips.Features(b);
        IReadOnlyList<double> distances = lpips.Distances(both, others);
        Assert.Equal(Distance(lpips, a, b), distances[0]);
        Assert.Equal(Distance(lpips, a[1..2], b[1..2]), distances[1], 1e-5);
        Assert.Equal(0, lpips.Distances(both, both)[1]);
    }

    [Fact]
    public void Every_convolution_is_padded_against_the_faults_of_some_CPUs()
    {
        var seen = new List<(long From, long To)>();
        using Lpips lpips = Lpips.Open(LpipsNet.Alex, trunk, linear);
        using Tensor image = Small.Images(1);
        Convolution2d.Library = (x, weight, bias, geometry) =>
        {
            seen.Add((x.shape[1], weight.shape[0]));
            return Convolution2d.Plain(x, weight, bias, geometry);
        };
        try
        {
            lpips.Features(image).Dispose();
        }
        finally
        {
            Convolution2d.Library = null;
        }

        Assert.Equal(5, seen.Count);
        Assert.All(seen, channels => Assert.Equal((0, 0), (channels.From % 16, channels.To % 16)));
    }

    [Fact]
    public void An_image_that_is_too_small_is_refused()
    {
        using var scope = NewDisposeScope();
        using Lpips lpips = Lpips.Open(LpipsNet.Alex, trunk, linear);
        lpips.Features(Small.Images(1, 31, 31)).Dispose();
        Assert.Contains("want sides of at least 31, got 30x40", Assert.Throws<ArgumentException>(() => lpips.Features(Small.Images(1, 30, 40))).Message);
    }

    [Fact]
    public void A_file_of_another_network_is_told_in_one_line()
    {
        using var scope = NewDisposeScope();
        string other = folder.At("other.safetensors"), infinite = folder.At("infinite.safetensors");
        Safetensors.Write(other, new Dictionary<string, Tensor> { ["lin0.model.1.weight"] = ones(1, 63, 1, 1) });
        Safetensors.Write(infinite, new Dictionary<string, Tensor> { ["lin0.model.1.weight"] = full(1, 64, 1, 1, float.NaN) });
        Assert.Equal(
            $"{other}: want LPIPS 0.1's weights for AlexNet, lin0.model.1.weight: want [1, 64, 1, 1], got [1, 63, 1, 1]; fetch it again with data-scripts/metrics.cs",
            Assert.Throws<BadInputException>(() => Lpips.Open(LpipsNet.Alex, trunk, other)).Message);
        Assert.Contains("want finite numbers", Assert.Throws<BadInputException>(() => Lpips.Open(LpipsNet.Alex, trunk, infinite)).Message);
        Assert.Contains("want torchvision's AlexNet, features.0.weight is missing (another network?)", Assert.Throws<BadInputException>(() => Lpips.Open(LpipsNet.Alex, linear, linear)).Message);
        Assert.Contains("VGG-16", Assert.Throws<BadInputException>(() => Lpips.Open(LpipsNet.Vgg, trunk, linear)).Message);
    }

    [Fact]
    public void No_tensor_is_left_behind()
    {
        using Tensor a = Small.Images(1), b = Small.Images(1, seed: 2);
        Measure();
        long before = TorchSharp.DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        Measure();
        Assert.Equal(before, TorchSharp.DisposeScopeManager.Statistics.ThreadTotalLiveCount);

        void Measure()
        {
            using Lpips lpips = Lpips.Open(LpipsNet.Alex, trunk, linear);
            Distance(lpips, a, b);
        }
    }

    /// <summary>As LPIPS shows an image to its network.</summary>
    internal static Tensor Normalised(Tensor image) =>
        (image - tensor(new[] { -.030f, -.088f, -.188f }).view(1, 3, 1, 1)) / tensor(new[] { .458f, .448f, .450f }).view(1, 3, 1, 1);

    private static double Distance(Lpips lpips, Tensor a, Tensor b)
    {
        using LpipsFeatures x = lpips.Features(a), y = lpips.Features(b);
        return lpips.Distances(x, y)[0];
    }
}
