using Csa.Data;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Experiments.Perceptual;

/// <summary>KID (Bińkowski et al. 2018): the squared maximum mean discrepancy of two sets of features, unbiased.</summary>
/// <remarks>
/// The kernel is (x·y / D + 1)³. In float64. Where both sets are of the same scenes, an output and its own truth are too alike to
/// stand for two draws, and the usual estimate falls far below 0; there those pairs are left out (the U-statistic of Gretton et al.
/// 2012, Lemma 6), which is unbiased however alike they are.
/// </remarks>
public static class KernelDistance
{
    /// <summary>The most images of a subset.</summary>
    public const int SubsetSize = 1000;

    /// <summary>Subsets of larger sets.</summary>
    public const int Subsets = 100;

    /// <summary>The distance of two sets: over all images, or where one has more than <see cref="SubsetSize"/>, the mean over subsets.</summary>
    /// <param name="x">[N, D] of any floating dtype, N at least 2.</param>
    /// <param name="y">[M, D], M at least 2.</param>
    /// <param name="paired">True if row i of both is of the same scene; then M is N.</param>
    /// <param name="seed">Draws the subsets, without replacement; the same seed gives the same ones.</param>
    /// <returns>About 0 for sets of one kind, and below it as often as above; smaller is better.</returns>
    /// <exception cref="ArgumentException">A set has fewer than 2, or paired ones differ in number.</exception>
    public static double Of(Tensor x, Tensor y, bool paired = false, ulong seed = 0)
    {
        long size = Math.Min(SubsetSize, Math.Min(x.shape[0], y.shape[0]));
        if (paired && x.shape[0] != y.shape[0]) throw new ArgumentException($"features: want as many of both, as they are paired, got {x.shape[0]} and {y.shape[0]}", nameof(y));
        if (size < 2) throw new ArgumentException($"features: want those of at least 2 images, got {size}", nameof(x));
        using var scope = NewDisposeScope();
        using IDisposable _ = no_grad();
        (x, y) = (x.to(ScalarType.Float64), y.to(ScalarType.Float64));
        if (x.shape[0] <= SubsetSize && y.shape[0] <= SubsetSize) return Unbiased(x, y, paired);
        Random random = Seed.Generator(seed);
        return Enumerable.Range(0, Subsets).Average(_ =>
        {
            using var inner = NewDisposeScope();
            Tensor first = Drawn(x), second = paired ? first : Drawn(y);
            return Unbiased(x.index_select(0, first), y.index_select(0, second), paired);
        });

        Tensor Drawn(Tensor set)
        {
            long[] order = [.. Enumerable.Range(0, (int)set.shape[0]).Select(i => (long)i)];
            random.Shuffle(order);
            return tensor(order[..(int)size]);
        }
    }

    // An image is not compared with itself: that is what makes it unbiased.
    private static double Unbiased(Tensor x, Tensor y, bool paired)
    {
        using var scope = NewDisposeScope();
        return (Others(x, x) + Others(y, y) - (2 * (paired ? Others(x, y) : Kernel(x, y).mean()))).item<double>();

        static Tensor Others(Tensor a, Tensor b)
        {
            Tensor kernel = Kernel(a, b);
            return (kernel.sum() - kernel.trace()) / (double)(a.shape[0] * (a.shape[0] - 1));
        }

        static Tensor Kernel(Tensor a, Tensor b) => ((a.matmul(b.t()) / (double)a.shape[1]) + 1).pow(3);
    }
}
