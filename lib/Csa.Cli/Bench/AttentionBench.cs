using Csa.Attention;
using Csa.Data.Masks;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Cli.Bench;

/// <summary>The cost of the CSA layer compared with the matrix product that it contains, and with tensor operations per cell.</summary>
internal static class AttentionBench
{
    /// <summary>Whole layer (search and recurrence, forward) against a bare matmul of hole cells with known cells.</summary>
    /// <param name="side">H = W in cells; the centre quarter of the area is hole.</param>
    /// <param name="channels">C.</param>
    /// <param name="rounds">The number of timings.</param>
    public static BenchRow LayerAgainstMatmul(int side, int channels, int rounds)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        HoleMask hole = MaskShapes.Centre(side);
        Tensor features = randn(1, channels, side, side);
        int holes = hole.HoleCount(0);
        Tensor queries = randn(holes, channels), keys = randn((side * side) - holes, channels);
        return BenchRow.Measure(
            rounds, $"CSA layer, {side}x{side}x{channels}, {holes} hole cells", () => CsaLayer.Fill(features, hole).Dispose(),
            "bare matmul of the same shapes", () => queries.matmul(keys.t()).Dispose());
    }

    /// <summary>The fused recurrence against one that uses tensor operations for each step, like the published code.</summary>
    public static BenchRow RecurrenceAgainstTensorOperations(int side, int channels, int rounds)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        int holes = MaskShapes.Centre(side).HoleCount(0);
        // Matches resemble what they are matched with; unrelated ones would have negative cosines, which cost nothing.
        Tensor own = rand(holes, channels), best = own + (0.3 * randn(holes, channels));
        double[] ownRows = Rows(own), bestRows = Rows(best);
        int[] predecessors = [.. Enumerable.Range(-1, holes)];
        RequireEqual(CsaRecurrence.Run(ownRows, bestRows, channels, predecessors).Filled, TensorRecurrence(own, best));
        return BenchRow.Measure(
            rounds, $"recurrence alone, {holes} cells x {channels}", () => CsaRecurrence.Run(ownRows, bestRows, channels, predecessors),
            "one tensor operation at a time", () => TensorRecurrence(own, best).Dispose());
    }

    // Speed counts only where the results agree.
    private static void RequireEqual(double[] filled, Tensor want)
    {
        double error = filled.Zip(Rows(want), (x, y) => Math.Abs(x - y)).Max();
        if (!(error < 1e-4)) throw new InvalidOperationException($"the two recurrences differ by {error}");
    }

    private static double[] Rows(Tensor rows)
    {
        using Tensor doubles = rows.to(ScalarType.Float64);
        return doubles.data<double>().ToArray();
    }

    private static Tensor TensorRecurrence(Tensor own, Tensor best)
    {
        using var scope = NewDisposeScope();
        var filled = new List<Tensor> { best[0] };
        for (int i = 1; i < own.shape[0]; i++)
        {
            using var step = NewDisposeScope();
            Tensor mi = own[i], mBarI = best[i], mPrev = filled[^1];
            Tensor dMax = Cosine(mi, mBarI), dAd = Cosine(mi, mPrev);
            filled.Add((((dAd * mPrev) + (dMax * mBarI)) / (dAd + dMax)).MoveToOuterDisposeScope());
        }

        return stack(filled).MoveToOuterDisposeScope();
    }

    private static Tensor Cosine(Tensor x, Tensor y) => (x.dot(y) / (x.norm() * y.norm())).clamp(0, 1);
}
