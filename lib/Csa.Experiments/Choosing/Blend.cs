namespace Csa.Experiments.Choosing;

/// <summary>A weighted mean of two fills: of the smoothest one, and of another.</summary>
/// <remarks>
/// Two fills err in different ways, so a mean of them errs less than either; and nothing tells which of two large fills is the better one:
/// what hidden holes say of it correlates by 0.3 with what is so in the real one. In 45 holes of a tenth to a third of the side in 15 photographs, the better
/// of harmonic and exemplar fill by hidden holes lost 0.45 dB to the better in hindsight, this blend 0.13 dB (0.19 and 0.04 in two halves; the two
/// constants were tried on some holes of both).
/// So the share of the other fill is the one with the least squared error in the hidden holes, drawn towards <see cref="Usual"/>, which suits
/// photographs in general; the more, the less the hidden holes agree (empirical Bayes). In many small holes they do agree.
/// </remarks>
/// <param name="Smooth">The name of the smoothest method.</param>
/// <param name="Other">The name of the other one.</param>
/// <param name="Share">Of the other one, 0 … 1.</param>
public sealed record Blend(string Smooth, string Other, double Share)
{
    /// <summary>The word for it where methods are named.</summary>
    public const string Name = "blend";

    /// <summary>The share that suits photographs in general.</summary>
    public const double Usual = 0.6;

    // Variances: of photographs' own mean shares around the usual one, and of shares within a photograph where nothing is measured.
    private const double AmongPhotographs = 0.02, Within = 0.1;

    // So little of one fill makes no difference worth its cost.
    private const double LeastShare = 0.1;

    /// <summary>True where a single fill does as well.</summary>
    public bool IsSingle => Share is < LeastShare or > 1 - LeastShare;

    /// <summary>The method that does as well, where one does.</summary>
    public string Single => Share < 0.5 ? Smooth : Other;

    /// <summary>One value of the blend.</summary>
    /// <param name="smooth">Of the smoothest fill.</param>
    /// <param name="other">Of the other.</param>
    public byte Of(byte smooth, byte other) => (byte)Math.Round(smooth + (Share * (other - smooth)));

    /// <summary>Two fills' values, blended.</summary>
    /// <param name="smooth">Of the smoothest fill.</param>
    /// <param name="other">Of the other, as many.</param>
    public byte[] Of(byte[] smooth, byte[] other) => [.. smooth.Zip(other, Of)];

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Name} of {100 * Share:F0} % {Other} and {100 * (1 - Share):F0} % {Smooth}");

    /// <summary>The share with the least squared error in one hidden hole; null where the fills are the same.</summary>
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

    /// <summary>The share to fill by, of those that were best in hidden holes.</summary>
    /// <param name="best">May be empty.</param>
    internal static double ShareOf(IReadOnlyCollection<double> best)
    {
        if (best.Count == 0) return Usual;
        double mean = best.Average(), variance = (best.Sum(share => (share - mean) * (share - mean)) + Within) / best.Count;
        double weightOfUsual = variance / AmongPhotographs;
        return (best.Sum() + (weightOfUsual * Usual)) / (best.Count + weightOfUsual);
    }
}
