using Csa.Experiments.Perceptual;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Tests.Perceptual;

/// <summary>FID's and KID's formulas on features whose distances are known.</summary>
public sealed class SetDistanceTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();

    public void Dispose() => scope.Dispose();

    [Theory]
    [InlineData(5)] // fewer than features: the covariance has not full rank
    [InlineData(40)]
    public void A_set_is_no_distance_from_itself(int count)
    {
        Tensor set = Drawn(count, 12, 1) + 3;
        Assert.InRange(Frechet(set, set.clone()), 0, 1e-12 * set.square().sum().item<double>());
        Assert.InRange(Frechet(set, set.flip(0)), 0, 1e-12 * set.square().sum().item<double>());
    }

    [Fact]
    public void Diagonal_Gaussians_are_apart_by_their_means_and_deviations()
    {
        double[] a = [1, 2, 0.5, 3], b = [2, 2, 4, 0.1], shift = [1, -2, 0, 0.5];
        double wanted = shift.Sum(s => s * s) + a.Zip(b, (x, y) => (x - y) * (x - y)).Sum();
        Tensor x = Exactly(a), y = Exactly(b) + tensor(shift);
        Assert.Equal(wanted, Frechet(x, y), 1e-10);
        Assert.Equal(wanted, Frechet(y, x), 1e-10);

        // Turned together, nothing changes; more images of the same statistics change nothing either.
        Tensor turn = linalg.qr(Drawn(4, 4, 2)).Q;
        Assert.Equal(wanted, Frechet(x.matmul(turn), y.matmul(turn)), 1e-10);
    }

    [Fact]
    public void Of_equal_covariances_only_the_means_count()
    {
        Tensor x = Drawn(30, 6, 3), shift = tensor(new[] { 1.0, 0, -2, 0, 0.5, 0 });
        Assert.Equal(5.25, Frechet(x, x + shift), 1e-10);
    }

    [Fact]
    public void Covariances_that_do_not_commute_are_as_the_root_of_their_product_by_hand()
    {
        // Of 2x2 matrices tr (C1 C2)^(1/2) = (tr C1 C2 + 2 (det C1 C2)^(1/2))^(1/2).
        Tensor x = Drawn(9, 2, 4), y = Drawn(7, 2, 5).matmul(tensor(new[,] { { 2.0, 1 }, { 0, 0.3 } }));
        Tensor c1 = Covariance(x), c2 = Covariance(y), product = c1.matmul(c2);
        double determinant = linalg.det(product).item<double>(), trace = product.trace().item<double>();
        double wanted = (x.mean([0]) - y.mean([0])).square().sum().item<double>() + c1.trace().item<double>() + c2.trace().item<double>() - (2 * Math.Sqrt(trace + (2 * Math.Sqrt(determinant))));
        Assert.Equal(wanted, Frechet(x, y), 1e-10);

        static Tensor Covariance(Tensor set)
        {
            Tensor centred = set - set.mean([0]);
            return centred.t().matmul(centred) / (double)(set.shape[0] - 1);
        }
    }

    [Fact]
    public void The_kernel_distance_is_the_unbiased_double_sum()
    {
        Tensor x = Drawn(7, 5, 6), y = Drawn(9, 5, 7) + 0.4;
        double[,] a = Rows(x), b = Rows(y);
        double within = Sum(a, a, true) / (7 * 6), others = Sum(b, b, true) / (9 * 8), between = Sum(a, b, false) / (7 * 9);
        Assert.Equal(within + others - (2 * between), KernelDistance.Of(x, y), 1e-12);
        Assert.Equal(KernelDistance.Of(x, y), KernelDistance.Of(y, x), 1e-12);

        // Paired, each with its own partner is left out.
        double[,] c = Rows(y[..7].contiguous());
        double paired = within + (Sum(c, c, true) / (7 * 6)) - (2 * Sum(a, c, true) / (7 * 6));
        Assert.Equal(paired, KernelDistance.Of(x, y[..7], paired: true), 1e-12);
        Assert.Contains("got 7 and 9", Assert.Throws<ArgumentException>(() => KernelDistance.Of(x, y, paired: true)).Message);

        static double Sum(double[,] p, double[,] q, bool leaveOutSame)
        {
            double sum = 0;
            for (int i = 0; i < p.GetLength(0); i++)
            {
                for (int j = 0; j < q.GetLength(0); j++)
                {
                    if (leaveOutSame && i == j) continue;
                    double dot = 0;
                    for (int k = 0; k < 5; k++) dot += p[i, k] * q[j, k];
                    sum += Math.Pow((dot / 5) + 1, 3);
                }
            }

            return sum;
        }
    }

    [Fact]
    public void Of_sets_of_one_kind_the_kernel_distance_is_zero_on_average_at_any_size()
    {
        foreach (int count in new[] { 4, 40 })
        {
            double[] distances = [.. Enumerable.Range(0, 400).Select(i => KernelDistance.Of(Drawn(count, 3, (ulong)(2 * i)), Drawn(count, 3, (ulong)((2 * i) + 1))))];
            (double mean, double error) = MeanAndError(distances);
            Assert.InRange(mean, -4 * error, 4 * error);
            Assert.Contains(distances, distance => distance < 0);
        }
    }

    [Fact]
    public void Of_the_same_scenes_only_the_paired_kernel_distance_is_zero_on_average()
    {
        // Both of one kind, N(0, 1), and alike row by row, as outputs and their truths are.
        (double Paired, double Usual)[] distances = [.. Enumerable.Range(0, 400).Select(i =>
        {
            Tensor x = Drawn(6, 3, (ulong)(2 * i)), y = (0.8 * x) + (0.6 * Drawn(6, 3, (ulong)((2 * i) + 1)));
            return (KernelDistance.Of(x, y, paired: true), KernelDistance.Of(x, y));
        })];
        (double mean, double error) = MeanAndError([.. distances.Select(pair => pair.Paired)]);
        Assert.InRange(mean, -4 * error, 4 * error);
        (mean, error) = MeanAndError([.. distances.Select(pair => pair.Usual)]);
        Assert.True(mean < -4 * error);
        Tensor set = Drawn(1010, 3, 1);
        Assert.Equal(0, KernelDistance.Of(set, set, paired: true), 1e-12);
    }

    [Fact]
    public void Large_sets_are_compared_by_subsets_of_a_stated_seed()
    {
        Tensor x = Drawn(1100, 3, 8), y = Drawn(1200, 3, 9) + 0.5;
        double got = KernelDistance.Of(x, y);
        Assert.Equal(got, KernelDistance.Of(x, y));
        Assert.NotEqual(got, KernelDistance.Of(x, y, seed: 1));
        Assert.Equal(got, KernelDistance.Of(x, y, seed: 1), 0.02 * got);
        Assert.Equal(KernelDistance.Of(x[..1000], y[..1000]), got, 0.2 * got);
    }

    [Fact]
    public void One_image_is_no_set()
    {
        Assert.Contains("at least 2 images, got 1", Assert.Throws<ArgumentException>(() => FeatureGaussian.Of(Drawn(1, 3, 1))).Message);
        Assert.Contains("at least 2 images, got 1", Assert.Throws<ArgumentException>(() => KernelDistance.Of(Drawn(1, 3, 1), Drawn(4, 3, 1))).Message);
    }

    private static (double Mean, double Error) MeanAndError(double[] values)
    {
        double mean = values.Average();
        return (mean, Math.Sqrt(values.Average(value => (value - mean) * (value - mean)) / values.Length));
    }

    private static double Frechet(Tensor x, Tensor y)
    {
        using FeatureGaussian a = FeatureGaussian.Of(x), b = FeatureGaussian.Of(y);
        return a.Distance(b);
    }

    private static Tensor Drawn(int count, int features, ulong seed)
    {
        using var generator = new Generator(seed);
        return randn([count, features], ScalarType.Float64, generator: generator);
    }

    // Points ± s on each axis: mean 0 and, over N - 1, exactly these deviations.
    private static Tensor Exactly(double[] deviations)
    {
        Tensor axes = diag(tensor(deviations) * Math.Sqrt(((2 * deviations.Length) - 1) / 2.0));
        return cat([axes, -axes]);
    }

    private static double[,] Rows(Tensor set)
    {
        double[] values = set.data<double>().ToArray();
        var rows = new double[set.shape[0], set.shape[1]];
        Buffer.BlockCopy(values, 0, rows, 0, values.Length * sizeof(double));
        return rows;
    }
}
