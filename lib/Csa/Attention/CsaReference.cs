using Csa.Data.Masks;

namespace Csa.Attention;

/// <summary>
/// The CSA layer as the paper states it, in plain loops and double precision: the specification that
/// <see cref="CsaLayer"/> must equal. Slow on purpose.
/// </summary>
public static class CsaReference
{
    // The published code adds this to a norm before it divides by it.
    private const double OfficialEpsilon = 1e-8;

    /// <summary>Fills one sample's hole by Algorithm 1.</summary>
    /// <param name="features">C x H x W values, channel by channel in raster order.</param>
    /// <param name="hole">One sample on the H x W grid.</param>
    /// <param name="options">The reading of the equations; the paper's when not set. Gradient options do not matter here.</param>
    /// <param name="path">An explicit visiting order in place of the options' rule; it must visit each hole cell once.</param>
    /// <exception cref="ArgumentException">Sizes do not fit, there is no known cell, or the path misses the hole.</exception>
    public static CsaReferenceResult Fill(double[] features, HoleMask hole, CsaOptions? options = null, ScanPath? path = null)
    {
        options ??= new CsaOptions();
        path ??= ScanPath.Over(options.Order, hole);
        int cells = hole.Height * hole.Width, channels = features.Length / cells;
        Check(features, hole, path);

        bool official = options.Semantics == CsaSemantics.OfficialCode;
        double[]? centre = options.Centred ? KnownMean() : null;
        int n = path.Length;
        var bestMatches = new int[n];
        double[] knownSimilarity = new double[n], adjacentSimilarity = new double[n], primary = new double[n], recurrent = new double[n];
        var output = (double[])features.Clone();

        // Searching (Algorithm 1, lines 1-5): m̄_i is the known cell of highest cosine, Dmax_i that cosine (Eq. 1).
        for (int i = 0; i < n; i++)
        {
            double[] mi = Cell(features, path.Cells[i]);
            var matches = Enumerable.Range(0, cells).Where(cell => hole.Cells(0)[cell] == 0)
                .Select(cell => (Cell: cell, Similarity: official ? HalfNormalised(mi, Cell(features, cell)) : Cosine(mi, Cell(features, cell))))
                .OrderByDescending(match => match.Similarity) // stable: on a tie the lowest raster index comes first
                .Take(options.Candidates);
            (bestMatches[i], double similarity) = options.Candidates == 1 ? matches.First() : matches.MaxBy(match => Continuity(match.Cell, i));
            knownSimilarity[i] = official ? similarity : Math.Clamp(similarity, 0, 1);
        }

        // Generating (lines 6-10): each cell continues its predecessor as far as it resembles it (Eq. 2-3).
        for (int i = 0; i < n; i++)
        {
            double[] mi = Cell(features, path.Cells[i]), mBarI = Cell(features, bestMatches[i]);
            double dMax = knownSimilarity[i], a = 0, b = 1;
            double[] mPrev = mBarI;
            if (path.Predecessors[i] != ScanPath.None)
            {
                mPrev = Cell(output, path.Cells[path.Predecessors[i]]);
                double dAd = options.Semantics switch
                {
                    // <m_i, m_(i-1)> <= 0 where no known cell has a positive cosine, for m_(i-1) is a mean of known cells;
                    // saying so keeps rounding from giving all the weight to the predecessor.
                    CsaSemantics.Paper when dMax == 0 => 0,
                    CsaSemantics.Paper => Math.Clamp(Cosine(mi, mPrev), 0, 1),
                    CsaSemantics.PaperInitialised => Math.Clamp(Cosine(mBarI, mPrev), 0, 1),
                    _ => HalfNormalised(mPrev, mi),
                };
                adjacentSimilarity[i] = dAd;
                bool undefined = !official && dAd + dMax == 0; // 0/0: the best match alone
                a = undefined ? 0 : dAd / (dAd + dMax);
                b = undefined ? 1 : dMax / (dAd + dMax);
                if (options.PredecessorWeight is double constant) (a, b) = (constant, 1 - constant);
            }

            (recurrent[i], primary[i]) = (a, b);
            for (int c = 0; c < channels; c++)
                output[(c * cells) + path.Cells[i]] = (a * mPrev[c]) + (b * mBarI[c]);
        }

        return new CsaReferenceResult(output, new CsaAttention(
            hole.Height, hole.Width, path, bestMatches, knownSimilarity, adjacentSimilarity, primary, recurrent));

        // How well a candidate continues what the predecessor of step i took: by its neighbour on the predecessor's side.
        double Continuity(int candidate, int i)
        {
            if (path.Predecessors[i] == ScanPath.None) return double.NegativeInfinity;
            int width = hole.Width, cell = path.Cells[i], previous = path.Cells[path.Predecessors[i]];
            int y = (candidate / width) + (previous / width) - (cell / width), x = (candidate % width) + (previous % width) - (cell % width);
            bool isKnown = y >= 0 && y < hole.Height && x >= 0 && x < width && hole.Cells(0)[(y * width) + x] == 0;
            return isKnown ? Cosine(Cell(features, (y * width) + x), Cell(features, bestMatches[path.Predecessors[i]])) : double.NegativeInfinity;
        }

        double[] Cell(double[] map, int cell)
        {
            var vector = new double[channels];
            for (int c = 0; c < channels; c++) vector[c] = map[(c * cells) + cell];
            return vector;
        }

        double Cosine(double[] x, double[] y) => CosineOf(FromCentre(x), FromCentre(y));

        double HalfNormalised(double[] x, double[] y) => HalfNormalisedOf(FromCentre(x), FromCentre(y));

        double[] FromCentre(double[] x) => centre is null ? x : [.. x.Zip(centre, (value, mean) => value - mean)];

        double[] KnownMean()
        {
            int[] known = [.. Enumerable.Range(0, cells).Where(cell => hole.Cells(0)[cell] == 0)];
            return [.. Enumerable.Range(0, channels).Select(c => known.Average(cell => features[(c * cells) + cell]))];
        }
    }

    private static double CosineOf(double[] x, double[] y)
    {
        double norms = Math.Sqrt(Dot(x, x)) * Math.Sqrt(Dot(y, y));
        return norms == 0 ? 0 : Dot(x, y) / norms;
    }

    // <x, y> / (|y| + eps): what the published code takes for a cosine.
    private static double HalfNormalisedOf(double[] x, double[] y) => Dot(x, y) / (Math.Sqrt(Dot(y, y)) + OfficialEpsilon);

    private static double Dot(double[] x, double[] y)
    {
        double sum = 0;
        for (int c = 0; c < x.Length; c++) sum += x[c] * y[c];
        return sum;
    }

    private static void Check(double[] features, HoleMask hole, ScanPath path)
    {
        int cells = hole.Height * hole.Width;
        if (hole.Count != 1) throw new ArgumentException($"hole: want one sample, got {hole.Count}", nameof(hole));
        if (features.Length == 0 || features.Length % cells != 0)
            throw new ArgumentException($"features: want C x {hole.Height} x {hole.Width} values, got {features.Length}", nameof(features));
        if (hole.HoleCount(0) == cells)
            throw new ArgumentException("hole: want at least one known cell, got a sample that is all hole", nameof(hole));
        if (path.Length != hole.HoleCount(0) || path.Cells.Any(cell => cell < 0 || cell >= cells || hole.Cells(0)[cell] == 0))
            throw new ArgumentException($"path: want each of {hole.HoleCount(0)} hole cells once, got {path.Length} cells, not all of them in the hole", nameof(path));
    }
}

/// <summary>The output of <see cref="CsaReference"/> for one sample.</summary>
public sealed class CsaReferenceResult
{
    internal CsaReferenceResult(double[] output, CsaAttention attention)
    {
        Output = output;
        Attention = attention;
    }

    /// <summary>C x H x W values, channel by channel in raster order; known cells as they were.</summary>
    public double[] Output { get; }

    /// <summary>How the output was put together: best matches, predecessors and weights.</summary>
    public CsaAttention Attention { get; }
}
