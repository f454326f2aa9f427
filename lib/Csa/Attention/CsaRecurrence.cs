using System.Numerics.Tensors;

namespace Csa.Attention;

/// <summary>
/// The generating phase (Eq. 2-3) as one fused pass over host memory, and its exact derivative.
/// </summary>
/// <remarks>
/// The recurrence is sequential and tiny: a tensor operation per cell costs far more in dispatch than in arithmetic. Here a
/// step is two dot products and a blend over C contiguous values. All of it is in double precision, so that features of
/// any scale from 1e-15 to 1e15 neither overflow nor vanish when squared.
/// </remarks>
public sealed class CsaRecurrence
{
    private const double OfficialEpsilon = 1e-8;

    private readonly double[] own;
    private readonly double[] best;
    private readonly double[] filled;
    private readonly int[] predecessors;
    private readonly int channels;
    private readonly CsaSemantics semantics;
    private readonly double? predecessorWeight;
    private readonly Similarity[] known;
    private readonly Similarity[] adjacent;
    private readonly double[] primary;
    private readonly double[] recurrent;

    private CsaRecurrence(double[] own, double[] best, int channels, int[] predecessors, CsaSemantics semantics, double? predecessorWeight)
    {
        this.own = own;
        this.best = best;
        this.channels = channels;
        this.predecessors = predecessors;
        this.semantics = semantics;
        this.predecessorWeight = predecessorWeight;
        int n = predecessors.Length;
        filled = GC.AllocateUninitializedArray<double>(n * channels);
        known = new Similarity[n];
        adjacent = new Similarity[n];
        primary = new double[n];
        recurrent = new double[n];
    }

    /// <summary>m_1 … m_n: n rows of C values.</summary>
    public double[] Filled => filled;

    /// <summary>b_i, the weight of the best match.</summary>
    public double[] PrimaryWeights => primary;

    /// <summary>a_i, the weight of the predecessor; 0 where there is none.</summary>
    public double[] RecurrentWeights => recurrent;

    /// <summary>Dmax_i as it enters Eq. 3.</summary>
    public double[] KnownSimilarity => [.. known.Select(similarity => similarity.Value)];

    /// <summary>Dad_i as it enters Eq. 3; 0 without predecessor.</summary>
    public double[] AdjacentSimilarity => [.. adjacent.Select(similarity => similarity.Value)];

    /// <summary>Generates every hole cell, in visiting order.</summary>
    /// <param name="own">n rows of C values (more may follow): the hole cells' own features (Eq. 1's m_i). Kept for the derivative.</param>
    /// <param name="best">n rows of C values (more may follow): their best matches (m̄_i). Kept for the derivative.</param>
    /// <param name="channels">C.</param>
    /// <param name="predecessors">For each row an earlier row, or <see cref="ScanPath.None"/>.</param>
    /// <param name="semantics">The reading of Eq. 1-2.</param>
    /// <param name="predecessorWeight">a_i of every cell that has a predecessor; null for Eq. 3's.</param>
    /// <exception cref="ArgumentException">An array is too short for its rows, or a predecessor does not come earlier.</exception>
    public static CsaRecurrence Run(
        double[] own, double[] best, int channels, int[] predecessors, CsaSemantics semantics = CsaSemantics.Paper, double? predecessorWeight = null)
    {
        if (channels < 1 || own.Length < predecessors.Length * channels || best.Length < predecessors.Length * channels)
            throw new ArgumentException($"rows: want at least {predecessors.Length} x {channels} values twice, got {own.Length} and {best.Length}");
        ScanPath.RequireEarlier(predecessors);
        var recurrence = new CsaRecurrence(own, best, channels, predecessors, semantics, predecessorWeight);
        for (int i = 0; i < predecessors.Length; i++) recurrence.Generate(i);
        return recurrence;
    }

    /// <summary>The derivative of a loss with respect to both inputs, matches held fixed.</summary>
    /// <param name="gradFilled">n rows of C values: dL/dm_i from outside the recurrence.</param>
    /// <param name="gradient">Whether the weights are differentiated too.</param>
    /// <exception cref="ArgumentException">No such gradient.</exception>
    public CsaRecurrenceGradient Backward(double[] gradFilled, CsaGradient gradient = CsaGradient.ThroughWeights)
    {
        if (!Enum.IsDefined(gradient)) throw new ArgumentException($"gradient: want one of {string.Join(", ", Enum.GetNames<CsaGradient>())}, got {gradient}", nameof(gradient));
        // Of the published code's the layer adds the rest, which is no function of rows.
        if (gradient is CsaGradient.StraightThrough or CsaGradient.OfficialCode) return new CsaRecurrenceGradient((double[])gradFilled.Clone(), new double[filled.Length]);

        var g = (double[])gradFilled.Clone(); // becomes the total dL/dm_i, successors included
        double[] gradOwn = new double[filled.Length], gradBest = new double[filled.Length];
        for (int i = predecessors.Length - 1; i >= 0; i--)
        {
            ReadOnlySpan<double> gi = Row(g, i), mBarI = Row(best, i);
            TensorPrimitives.MultiplyAdd(gi, primary[i], Row(gradBest, i), Row(gradBest, i));
            int previous = predecessors[i];
            if (previous == ScanPath.None) continue; // a_i = 0 and b_i = 1 whatever the features: nothing more to pass on

            ReadOnlySpan<double> mPrev = Row(filled, previous);
            TensorPrimitives.MultiplyAdd(gi, recurrent[i], Row(g, previous), Row(g, previous));
            if (gradient == CsaGradient.AttentionConstant) continue;
            if (predecessorWeight is not null) continue; // it is a constant

            // a + b = 1, so L moves by <g, m_prev - m̄_i> da, and da = (Dmax dDad - Dad dDmax) / (Dad + Dmax)^2.
            double dMax = known[i].Value, dAd = adjacent[i].Value, sum = dMax + dAd;
            if (sum == 0) continue; // 0/0: the weights are constants by definition
            double pull = TensorPrimitives.Dot(gi, mPrev) - TensorPrimitives.Dot(gi, mBarI);
            double gradAd = pull * (dMax / sum) / sum, gradMax = -pull * (dAd / sum) / sum;

            known[i].Backward(gradMax, Row(own, i), mBarI, Row(gradOwn, i), Row(gradBest, i));
            if (semantics == CsaSemantics.PaperInitialised)
                adjacent[i].Backward(gradAd, mBarI, mPrev, Row(gradBest, i), Row(g, previous));
            else
                adjacent[i].Backward(gradAd, Row(own, i), mPrev, Row(gradOwn, i), Row(g, previous));
        }

        return new CsaRecurrenceGradient(gradOwn, gradBest);
    }

    private void Generate(int i)
    {
        ReadOnlySpan<double> mi = Row(own, i), mBarI = Row(best, i);
        bool official = semantics == CsaSemantics.OfficialCode;
        known[i] = official ? Similarity.DividedBySecondNorm(mi, mBarI) : Similarity.ClampedCosine(mi, mBarI);

        int previous = predecessors[i];
        if (previous == ScanPath.None)
        {
            primary[i] = 1;
            mBarI.CopyTo(Row(filled, i));
            return;
        }

        ReadOnlySpan<double> mPrev = Row(filled, previous);
        adjacent[i] = semantics switch
        {
            // As in CsaReference: where no known cell has a positive cosine, neither has a mean of known cells.
            CsaSemantics.Paper when known[i].Value == 0 => default,
            CsaSemantics.Paper => Similarity.ClampedCosine(mi, mPrev),
            CsaSemantics.PaperInitialised => Similarity.ClampedCosine(mBarI, mPrev),
            _ => Similarity.DividedByFirstNorm(mi, mPrev),
        };

        double dMax = known[i].Value, dAd = adjacent[i].Value, sum = dAd + dMax;
        bool undefined = !official && sum == 0;
        double a = recurrent[i] = predecessorWeight ?? (undefined ? 0 : dAd / sum);
        double b = primary[i] = predecessorWeight is not null ? 1 - a : undefined ? 1 : dMax / sum;
        Span<double> m = Row(filled, i);
        TensorPrimitives.Multiply(mBarI, b, m);
        TensorPrimitives.MultiplyAdd(mPrev, a, m, m);
    }

    private Span<double> Row(double[] rows, int i) => rows.AsSpan(i * channels, channels);

    /// <summary>
    /// s(x, y) = &lt;x, y&gt; times a function of the norms. Its derivative has one form for every such function:
    /// ds/dx = cross y - selfX x, ds/dy = cross x - selfY y.
    /// </summary>
    private readonly record struct Similarity(double Value, double Cross, double SelfX, double SelfY)
    {
        public static Similarity ClampedCosine(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
        {
            double normX = TensorPrimitives.Norm(x), normY = TensorPrimitives.Norm(y);
            if (normX == 0 || normY == 0) return default;
            double cross = 1 / normX / normY, cosine = TensorPrimitives.Dot(x, y) / normX / normY;
            return cosine is < 0 or > 1
                ? new Similarity(Math.Clamp(cosine, 0, 1), 0, 0, 0) // a clamped value passes no gradient
                : new Similarity(cosine, cross, cosine / normX / normX, cosine / normY / normY);
        }

        public static Similarity DividedBySecondNorm(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
        {
            double normY = TensorPrimitives.Norm(y), divisor = normY + OfficialEpsilon, value = TensorPrimitives.Dot(x, y) / divisor;
            return new Similarity(value, 1 / divisor, 0, normY == 0 ? 0 : value / divisor / normY);
        }

        public static Similarity DividedByFirstNorm(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
        {
            Similarity swapped = DividedBySecondNorm(y, x);
            return swapped with { SelfX = swapped.SelfY, SelfY = swapped.SelfX };
        }

        public void Backward(double upstream, ReadOnlySpan<double> x, ReadOnlySpan<double> y, Span<double> gradX, Span<double> gradY)
        {
            TensorPrimitives.MultiplyAdd(y, upstream * Cross, gradX, gradX);
            TensorPrimitives.MultiplyAdd(x, -upstream * SelfX, gradX, gradX);
            TensorPrimitives.MultiplyAdd(x, upstream * Cross, gradY, gradY);
            TensorPrimitives.MultiplyAdd(y, -upstream * SelfY, gradY, gradY);
        }
    }
}

/// <summary>The gradients that <see cref="CsaRecurrence.Backward"/> returns.</summary>
public sealed class CsaRecurrenceGradient
{
    internal CsaRecurrenceGradient(double[] own, double[] best)
    {
        Own = own;
        Best = best;
    }

    /// <summary>n rows of C values: dL/d(own features).</summary>
    public double[] Own { get; }

    /// <summary>n rows of C values: dL/d(best matches).</summary>
    public double[] Best { get; }
}
