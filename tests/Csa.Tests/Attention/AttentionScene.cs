using Csa.Attention;
using Csa.Data.Masks;
using Xunit;
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

/// <summary>Holds the layer against the slow reference, under any options.</summary>
internal static class LayerAgainstReference
{
    /// <summary>Outputs and best matches agree on eight scenes, in double and in single precision.</summary>
    /// <param name="options">The layer's.</param>
    /// <param name="tolerance">In double precision, relative to the largest output.</param>
    public static void AssertEqual(CsaOptions options, double tolerance)
    {
        using var scope = NewDisposeScope();
        for (int seed = 0; seed < 8; seed++)
        {
            var scene = new AttentionScene(seed);
            CsaReferenceResult want = CsaReference.Fill(scene.Features, scene.Hole, options);
            using CsaTrace got = CsaLayer.Fill(scene.Tensor(), scene.Hole, options);
            double scale = want.Output.Max(Math.Abs), distance = AttentionScene.Distance(want.Output, AttentionScene.Values(got.Output));
            Assert.True(distance <= tolerance * scale, $"seed {seed}: {distance / scale}");
            Assert.Equal(want.Attention.BestMatches, got.Attention[0].BestMatches);

            // The published rule is unclamped and can amplify rounding, so float32 owes nothing there.
            if (options.Semantics == CsaSemantics.OfficialCode) continue;
            using CsaTrace single = CsaLayer.Fill(scene.Tensor(ScalarType.Float32), scene.Hole, options);
            Assert.True(AttentionScene.Distance(want.Output, AttentionScene.Values(single.Output)) <= 1e-5 * scale, $"float32, seed {seed}");
        }
    }

    /// <summary>The layer's gradient equals central differences of the reference.</summary>
    public static void AssertGradient(CsaOptions options)
    {
        var scene = new AttentionScene(3, channels: 3, height: 4, width: 4, hole: (y, x) => y is 1 or 2 && x is 1 or 2);
        double[] weights = new AttentionScene(99, 3, 4, 4).Features;
        double[] gradient = Gradient(scene, options, weights);
        const double step = 1e-6;
        for (int i = 0; i < scene.Features.Length; i++)
        {
            double[] up = [.. scene.Features], down = [.. scene.Features];
            up[i] += step;
            down[i] -= step;
            double difference = (Loss(up) - Loss(down)) / (2 * step);
            Assert.Equal(difference, gradient[i], 1e-6 * Math.Max(1, Math.Abs(difference)));
        }

        double Loss(double[] features) => CsaReference.Fill(features, scene.Hole, options).Output.Zip(weights, (m, w) => m * w).Sum();
    }

    /// <summary>What the layer passes back to its features.</summary>
    public static double[] Gradient(AttentionScene scene, CsaOptions options, double[] upstream)
    {
        using var scope = NewDisposeScope();
        Tensor features = scene.Tensor().requires_grad_();
        using CsaTrace trace = CsaLayer.Fill(features, scene.Hole, options);
        (trace.Output * scene.Tensor(upstream)).sum().backward();
        return AttentionScene.Values(features.grad!);
    }
}
