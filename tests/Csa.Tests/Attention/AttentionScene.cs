using Csa.Attention;
using Csa.Data.Masks;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Tests.Attention;

/// <summary>Random features and a hole, the same for a seed.</summary>
internal sealed class AttentionScene
{
    public AttentionScene(int seed, int channels = 5, int height = 6, int width = 7, Func<int, int, bool>? hole = null)
    {
        var random = new Random(seed);
        Channels = channels;
        Hole = HoleMask.Create(height, width, hole ?? ((y, x) => random.NextDouble() < 0.4 && (y, x) != (0, 0)));
        Features = [.. Enumerable.Range(0, channels * height * width).Select(_ => (random.NextDouble() * 2) - 1)];
    }

    public int Channels { get; }

    public HoleMask Hole { get; }

    public double[] Features { get; }

    public Tensor Tensor(ScalarType type = ScalarType.Float64) => Tensor(Features, type);

    public Tensor Tensor(double[] features, ScalarType type = ScalarType.Float64)
    {
        using var scope = NewDisposeScope();
        return tensor(features, ScalarType.Float64).reshape(1, Channels, Hole.Height, Hole.Width).to(type).MoveToOuterDisposeScope();
    }

    public static double[] Values(Tensor tensor)
    {
        using Tensor doubles = tensor.detach().to(ScalarType.Float64).cpu().contiguous();
        return doubles.data<double>().ToArray();
    }

    public static double Distance(double[] x, double[] y) => x.Zip(y, (a, b) => Math.Abs(a - b)).Max();

    /// <summary>Every combination of semantics and order.</summary>
    public static IEnumerable<object[]> Readings() =>
        from semantics in Enum.GetValues<CsaSemantics>()
        from order in Enum.GetValues<ScanOrder>()
        select new object[] { semantics, order };
}
