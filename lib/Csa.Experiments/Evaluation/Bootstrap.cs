using Csa.Data;

namespace Csa.Experiments.Evaluation;

/// <summary>A mean over images with its confidence interval.</summary>
/// <param name="Mean">Over the finite values; +infinity when every value is (PSNR of identical images).</param>
/// <param name="Low">Lower end of the 95 % bootstrap interval of the mean.</param>
/// <param name="High">Upper end.</param>
/// <param name="LeftOut">Images that the mean leaves out, because a value is infinite.</param>
public sealed record Estimate(double Mean, double Low, double High, int LeftOut);

/// <summary>The percentile bootstrap's 95 % interval of a mean over trainings and images.</summary>
/// <remarks>
/// Each resample draws trainings first, then images, with replacement. All trainings saw the same images, so the images of a
/// resample are drawn once for all of them: if each drew its own, an unlucky set of images would seem to average out.
/// </remarks>
internal static class Bootstrap
{
    private const int Resamples = 2000;

    /// <summary>The mean of a metric.</summary>
    /// <param name="runs">A value per image, for each training.</param>
    /// <param name="seed">Of the resampling; the same seed gives the same interval.</param>
    public static Estimate Mean(IReadOnlyList<double[]> runs, ulong seed) => Difference(runs, [], seed);

    /// <summary>The mean difference of two systems on the same images.</summary>
    /// <param name="runs">A value per image, for each training.</param>
    /// <param name="reference">The values of the system that is subtracted; empty for the mean itself.</param>
    /// <param name="seed">Of the resampling.</param>
    public static Estimate Difference(IReadOnlyList<double[]> runs, IReadOnlyList<double[]> reference, ulong seed)
    {
        int images = runs[0].Length;
        int[] finite = [.. Enumerable.Range(0, images).Where(image => runs.Concat(reference).All(run => double.IsFinite(run[image])))];
        int leftOut = images - finite.Length;
        if (finite.Length == 0) return new Estimate(double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity, leftOut);

        double[][] a = [.. runs.Select(Finite)], b = [.. reference.Select(Finite)];
        Func<double, double> quantile = Quantiles(a, b, seed);
        return new Estimate(Over(a.Sum(run => run.Sum()), a) - Over(b.Sum(run => run.Sum()), b), quantile(0.025), quantile(0.975), leftOut);

        double[] Finite(double[] run) => [.. finite.Select(image => run[image])];
    }

    /// <summary>The quantiles of the mean difference over resamples: a function of 0 … 1, 1 excluded.</summary>
    /// <param name="a">A finite value per image, for each training.</param>
    /// <param name="b">The values of the system that is subtracted; empty for the mean itself, for instance of differences already taken pair by pair.</param>
    /// <param name="seed">Of the resampling.</param>
    public static Func<double, double> Quantiles(double[][] a, double[][] b, ulong seed)
    {
        Random random = Seed.Generator(seed);
        var means = new double[Resamples];
        for (int k = 0; k < Resamples; k++)
        {
            double[][] drawnA = Drawn(a, random), drawnB = Drawn(b, random);
            double sumA = 0, sumB = 0;
            for (int i = 0; i < a[0].Length; i++)
            {
                int image = random.Next(a[0].Length);
                foreach (double[] run in drawnA) sumA += run[image];
                foreach (double[] run in drawnB) sumB += run[image];
            }

            means[k] = Over(sumA, a) - Over(sumB, b);
        }

        Array.Sort(means);
        return quantile => means[(int)(quantile * Resamples)];
    }

    private static double Over(double sum, double[][] of) => of.Length == 0 ? 0 : sum / of.Length / of[0].Length;

    // A single training stands for itself.
    private static double[][] Drawn(double[][] runs, Random random) =>
        runs.Length <= 1 ? runs : [.. runs.Select(_ => runs[random.Next(runs.Length)])];
}
