using Csa.Data.Masks;
using Csa.Networks;
using Csa.Systems;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Tests.Networks;

/// <summary>Networks and batches small enough for a test.</summary>
internal static class Small
{
    internal static NetworkOptions Networks { get; } = new() { BaseChannels = 4, MaxChannelFactor = 4, Depth = 4, CsaPosition = CsaPosition.Second };

    internal static CsaSystemOptions System { get; } = new() { Network = Networks };

    /// <summary>Smooth images in [-1, 1], the same for the same seed.</summary>
    internal static Tensor Images(int count, int height = 64, int width = 64, ulong seed = 1)
    {
        using var generator = new Generator(seed);
        using Tensor coarse = rand([count, 3, 6, 6], generator: generator);
        return nn.functional.interpolate(coarse, [height, width], mode: InterpolationMode.Bilinear, align_corners: true).mul_(2).sub_(1);
    }

    /// <summary>A hole in the middle half of the image, of another position for each sample.</summary>
    internal static HoleMask Holes(int count, int height = 64, int width = 64) =>
        HoleMask.Batch([.. Enumerable.Range(0, count).Select(n => HoleMask.Create(height, width, (y, x) =>
            y >= height / 4 + n && y < 3 * height / 4 + n && x >= width / 4 && x < 3 * width / 4))]);

    internal static TrainingBatch Batch(int count, ulong seed = 1, int height = 64, int width = 64) =>
        new(Images(count, height, width, seed), Holes(count, height, width));

    /// <summary>The greatest absolute difference.</summary>
    internal static double Difference(Tensor a, Tensor b)
    {
        using var scope = NewDisposeScope();
        return (a.detach().to(ScalarType.Float64) - b.detach().to(ScalarType.Float64)).abs().max().item<double>();
    }

    /// <summary>The greatest absolute value.</summary>
    internal static double Size(Tensor a)
    {
        using var scope = NewDisposeScope();
        return a.detach().to(ScalarType.Float64).abs().max().item<double>();
    }

    /// <summary>Copies that outlive later steps.</summary>
    internal static Dictionary<string, Tensor> Copy(IReadOnlyDictionary<string, Tensor> state) =>
        state.ToDictionary(pair => pair.Key, pair => pair.Value.detach().clone());
}
