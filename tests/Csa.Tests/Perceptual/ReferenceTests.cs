using System.Runtime.InteropServices;
using Csa.Experiments.Perceptual;
using Csa.Kernel.Tests;
using Csa.Tensors.Weights;
using Csa.Tests.Networks;
using Xunit;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Tests.Perceptual;

/// <summary>Our networks against torchvision's with the same random weights, read from the .pth files that torch itself writes.</summary>
public sealed class ReferenceTests
{
    private const double Tolerance = 1e-5;

    [SkippableFact]
    public void Every_tap_and_distance_is_torchvisions_and_so_are_Inceptions_features()
    {
        using var folder = new TemporaryFolder();
        Python.Run("torchvision", File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Perceptual", "reference.py")), folder.Path);
        using var scope = NewDisposeScope();
        var far = new List<string>();
        Tensor a = Read(folder, "a", 2, 3, 48, 64), b = Read(folder, "b", 2, 3, 48, 64);
        foreach ((LpipsNet net, WeightedMetric metric) in new[] { (LpipsNet.Alex, WeightedMetric.LpipsAlex), (LpipsNet.Vgg, WeightedMetric.LpipsVgg) })
        {
            string trunk = folder.At(metric.Files[0].Name);
            using LpipsTrunk network = LpipsTrunk.Open(net, trunk);
            IReadOnlyList<Tensor> taps = network.Taps(LpipsTests.Normalised(a));
            for (int tap = 0; tap < 5; tap++) Same($"{metric.Name}.tap{tap}", taps[tap]);
            using Lpips lpips = Lpips.Open(net, trunk, folder.At(metric.Files[1].Name));
            using LpipsFeatures x = lpips.Features(a), y = lpips.Features(b);
            Same($"{metric.Name}.distance", tensor(lpips.Distances(x, y).ToArray()));
        }

        using InceptionFeatures inception = InceptionFeatures.Open(folder.At(PublishedWeights.Inception.Name));
        Same("inception", inception.Of(Read(folder, "small", 2, 3, 60, 75)));

        Assert.True(far.Count == 0, $"more than {Tolerance} of the greatest number: {string.Join(", ", far)}");

        void Same(string name, Tensor got)
        {
            Tensor wanted = Read(folder, name, got.shape);
            Assert.True(Small.Size(wanted) > 0.01, $"{name}: next to nothing to compare");
            double difference = Small.Difference(wanted, got) / Small.Size(wanted);
            if (!(difference < Tolerance)) far.Add($"{name} by {difference:e1}");
        }
    }

    private static Tensor Read(TemporaryFolder folder, string name, params long[] shape) =>
        tensor(MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(folder.At(name + ".f32"))).ToArray()).view(shape);
}
