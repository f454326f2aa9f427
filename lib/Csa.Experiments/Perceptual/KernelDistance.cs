using Csa.Data;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Experiments.Perceptual;

/// <summary>KID (Bińkowski et al. 2018): the squared maximum mean discrepancy of two sets of features, unbiased.</summary>
/// <remarks>The kernel is (x·y / D + 1)³. In float64.</remarks>
public static class KernelDistance
{
    /// <summary>The most images of a subset.</summary>
    public const int SubsetSize = 1000;

    /// <summary>Subsets of larger sets.</summary>
    public const int Subsets = 100;

    /// <summary>The distance of two sets: over all images, or where one has more than <see cref="SubsetSize"/>, the mean over subsets.</summary>
    /// <param name="x">[N, D] of any floating dtype, N at least 2.</param>
    /// <param name="y">[M, D], M at least 2.</param>
    /// <param name="seed">Draws the subsets, without replacement; the same seed gives the same ones.</param>
    /// <returns>About 0 for sets of one kind, and below it as often as above; smaller is better.</returns>
    /// <exception cref="ArgumentException">A set has fewer than 2.</exception>
    public static double Of(Tensor x, Tensor y, ulong seed = 0)
    {
        long size = Math.Min(SubsetSize, Math.Min(x.shape[0], y.shape[0]));
        if (size < 2) throw new ArgumentException($"features: want those of at least 2 images, got {size}", nameof(x));
        using var scope = NewDisposeScope();
        using IDisposable _ = no_grad();
        (x, y) = (x.to(ScalarType.Float64), y.to(ScalarType.Float64));
        if (x.shape[0] <= SubsetSize && y.shape[0] <= SubsetSize) return Unbiased(x, y);
        Random random = Seed.Generator(seed);
        return Enumerable.Range(0, Subsets).Average(_ => Unbiased(Drawn(x), Drawn(y)));

        Tensor Drawn(Tensor set)
        {
            long[] order = [.. Enumerable.Range(0, (int)set.shape[0]).Select(i => (long)i)];
            random.Shuffle(order);
            return set.index_select(0, tensor(order[..(int)size]));
        }
    }

    // An image is not compared with itself: that is what makes it unbiased.
    private static double Unbiased(Tensor x, Tensor y)
    {
        using var scope = NewDisposeScope();
        return (Within(x) + Within(y) - (2 * Kernel(x, y).mean())).item<double>();

        static Tensor Within(Tensor set)
        {
            Tensor kernel = Kernel(set, set);
            return (kernel.sum() - kernel.trace()) / (double)(set.shape[0] * (set.shape[0] - 1));
        }

        static Tensor Kernel(Tensor a, Tensor b) => ((a.matmul(b.t()) / (double)a.shape[1]) + 1).pow(3);
    }
}
