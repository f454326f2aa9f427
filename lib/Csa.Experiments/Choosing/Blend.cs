namespace Csa.Experiments.Choosing;

/// <summary>A weighted mean of two methods' fills: the smoothest one's and another's.</summary>
/// <remarks>
/// Two fills have different errors, so their mean often has a smaller one than either; and for a large hole the hidden ones hardly tell
/// which method is better: the differences there and in the real hole correlate by 0.3. In 45 holes of a tenth to a third of the side
/// in 15 photographs, the method that was better in hidden holes (harmonic or exemplar fill) was 0.45 dB below the better one in
/// hindsight, this blend 0.13 dB (0.19 and 0.04 in two halves; its constants were tuned on some holes of both).
/// The share of the other fill is the one with the least squared error in the hidden holes, shrunk towards <see cref="PriorShare"/>,
/// the more, the less the hidden holes agree (empirical Bayes).
/// </remarks>
/// <param name="Smooth">The name of the smoothest method.</param>
/// <param name="Other">The name of the other one.</param>
/// <param name="Share">The weight of the other one, 0 … 1.</param>
public sealed record Blend(string Smooth, string Other, double Share)
{
    /// <summary>The name of a blend among those of methods.</summary>
    public const string Name = "blend";

    /// <summary>The mean of the best shares over photographs in general: the prior mean.</summary>
    public const double PriorShare = 0.6;

    // Variances of the best share: of photographs' means around the prior mean, and within a photograph as a pseudo-observation, for few hidden holes.
    private const double AmongPhotographs = 0.02, Within = 0.1;

    // A smaller share of one fill is not worth running its method.
    private const double MinShare = 0.1;

    /// <summary>True if one method alone does as well.</summary>
    public bool IsSingle => Share is < MinShare or > 1 - MinShare;

    /// <summary>That method, if <see cref="IsSingle"/>.</summary>
    public string Single => Share < 0.5 ? Smooth : Other;

    /// <summary>Blends one value.</summary>
    /// <param name="smooth">The smoothest fill's.</param>
    /// <param name="other">The other's.</param>
    public byte Of(byte smooth, byte other) => (byte)Math.Round(smooth + (Share * (other - smooth)));

    /// <summary>Blends two fills' values.</summary>
    /// <param name="smooth">The smoothest fill's.</param>
    /// <param name="other">The other's, of the same length.</param>
    public byte[] Of(byte[] smooth, byte[] other) => [.. smooth.Zip(other, Of)];

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Name} of {100 * Share:F0} % {Other} and {100 * (1 - Share):F0} % {Smooth}");

    /// <summary>The share with the least squared error in one hidden hole; null if both fills are equal.</summary>
    /// <param name="smooth">The smoothest fill's values in it.</param>
    /// <param name="other">The other's.</param>
    /// <param name="truth">The photograph's.</param>
    internal static double? BestShare(byte[] smooth, byte[] other, byte[] truth)
    {
        double product = 0, square = 0;
        for (int i = 0; i < truth.Length; i++)
        {
            double difference = other[i] - smooth[i];
            product += difference * (truth[i] - smooth[i]);
            square += difference * difference;
        }

        return square == 0 ? null : Math.Clamp(product / square, 0, 1);
    }

    /// <summary>The posterior mean share, from the best shares in the hidden holes.</summary>
    /// <param name="best">The best share in each hidden hole; may be empty.</param>
    internal static double ShareOf(IReadOnlyCollection<double> best)
    {
        if (best.Count == 0) return PriorShare;
        double mean = best.Average(), variance = (best.Sum(share => (share - mean) * (share - mean)) + Within) / best.Count;
        double weightOfPrior = variance / AmongPhotographs;
        return (best.Sum() + (weightOfPrior * PriorShare)) / (best.Count + weightOfPrior);
    }
}
