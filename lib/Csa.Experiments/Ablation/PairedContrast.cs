using Csa.Experiments.Evaluation;

namespace Csa.Experiments.Ablation;

/// <summary>The difference of two arms of an ablation in one metric, paired by seed and image.</summary>
/// <param name="First">The arm that the second is subtracted from.</param>
/// <param name="Second">The subtracted arm.</param>
/// <param name="Mean">The mean difference.</param>
/// <param name="Low95">Lower end of its 95 % interval.</param>
/// <param name="High95">Upper end.</param>
/// <param name="Low90">Lower end of its 90 % interval, which decides equivalence.</param>
/// <param name="High90">Upper end.</param>
/// <param name="PerSeed">The mean difference of each seed.</param>
/// <param name="P">The two-sided p-value of the sign-flip test on the seeds' means.</param>
internal sealed record PairedContrast(
    string First, string Second, double Mean, double Low95, double High95, double Low90, double High90, IReadOnlyList<double> PerSeed, double P)
{
    /// <summary>The equivalence margin in dB: smaller differences do not matter.</summary>
    public const double Margin = 0.1;

    private const double Significance = 0.05;
    private const int MaxSeeds = 20;

    /// <summary><see cref="P"/> corrected for the number of contrasts in the family by Holm's method; of a single contrast P itself.</summary>
    public double HolmP { get; private init; } = P;

    /// <summary>In words: which arm is higher, that they are equivalent within <see cref="Margin"/>, or that neither is shown.</summary>
    public string Verdict => this switch
    {
        { HolmP: <= Significance } => Mean > 0 ? $"{First} is higher" : $"{Second} is higher",
        { Low90: > -Margin, High90: < Margin } => FormattableString.Invariant($"the same within {Margin} dB"),
        _ when MinP(PerSeed.Count) > Significance => FormattableString.Invariant($"open: {PerSeed.Count} seeds cannot decide, {PerSeed.Count(value => value > 0)} are above 0"),
        _ => "open",
    };

    /// <summary>Compares two arms.</summary>
    /// <param name="first">Its name.</param>
    /// <param name="a">A value per image, for each seed.</param>
    /// <param name="second">The other's name.</param>
    /// <param name="b">Its values, of the same seeds and images in the same order.</param>
    /// <param name="seed">The seed of the bootstrap; the same seed gives the same intervals.</param>
    /// <exception cref="ArgumentException">No pair, other seeds or images, or more seeds than sign flips can be counted for.</exception>
    public static PairedContrast Of(string first, IReadOnlyList<double[]> a, string second, IReadOnlyList<double[]> b, ulong seed = 0)
    {
        if (a.Count == 0 || a.Count != b.Count || a.Count > MaxSeeds) throw new ArgumentException($"seeds: want equally many of both arms, 1 … {MaxSeeds}, got {a.Count} and {b.Count}", nameof(b));
        if (a.Concat(b).Any(values => values.Length != a[0].Length) || a[0].Length == 0) throw new ArgumentException("images: want the same ones for all seeds of both arms", nameof(b));

        // Without the images that one of them fills perfectly: their PSNR is infinite.
        int[] finite = [.. Enumerable.Range(0, a[0].Length).Where(image => a.Concat(b).All(values => double.IsFinite(values[image])))];
        double[][] differences = [.. a.Zip(b, (one, other) => finite.Select(image => one[image] - other[image]).ToArray())];
        double[] seeds = [.. differences.Select(values => values.Average())];
        Func<double, double> quantile = Bootstrap.Quantiles(differences, [], seed);
        return new(first, second, seeds.Average(), quantile(0.025), quantile(0.975), quantile(0.05), quantile(0.95), seeds, SignFlip(seeds));
    }

    /// <summary>
    /// The contrasts with Holm's correction: the smallest P times their number, the next times one fewer, and so on, never less than
    /// the one before.
    /// </summary>
    /// <param name="together">The contrasts of one family, fixed beforehand.</param>
    public static IReadOnlyList<PairedContrast> Holm(IReadOnlyList<PairedContrast> together)
    {
        var corrected = new double[together.Count];
        double least = 0;
        foreach ((int rank, int place) in Enumerable.Range(0, together.Count).OrderBy(place => together[place].P).Index())
            corrected[place] = least = Math.Max(least, Math.Min(1, together[place].P * (together.Count - rank)));
        return [.. together.Select((contrast, place) => contrast with { HolmP = corrected[place] })];
    }

    /// <summary>
    /// The p-value of the sign-flip test: the fraction of all sign patterns whose mean is at least as far from 0 as the observed one.
    /// </summary>
    /// <param name="values">One per seed.</param>
    internal static double SignFlip(IReadOnlyList<double> values)
    {
        const double Rounding = 1e-12;
        double seen = Math.Abs(values.Sum()) - (Rounding * values.Sum(Math.Abs));
        int patterns = 1 << values.Count;
        int asFar = Enumerable.Range(0, patterns).Count(pattern => Math.Abs(values.Index().Sum(value => ((pattern >> value.Index) & 1) == 0 ? value.Item : -value.Item)) >= seen);
        return (double)asFar / patterns;
    }

    private static double MinP(int seeds) => 2.0 / (1 << seeds);
}
