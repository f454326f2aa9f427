using Csa.Data.Masks;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Attention;

/// <summary>The result of a CSA layer: its output, and the attention of each sample in factored form. Owns the output.</summary>
public sealed class CsaTrace : IDisposable
{
    private readonly BackwardFailure? failure;

    internal CsaTrace(Tensor output, HoleMask hole, IReadOnlyList<CsaAttention> attention, BackwardFailure? failure = null)
    {
        this.failure = failure;
        Output = output.DetachFromDisposeScope();
        Hole = hole;
        Attention = attention;
    }

    /// <summary>[N, C, H, W]; known cells bit-identical to the input.</summary>
    public Tensor Output { get; }

    /// <summary>The hole on the feature grid.</summary>
    public HoleMask Hole { get; }

    /// <summary>One entry per sample.</summary>
    public IReadOnlyList<CsaAttention> Attention { get; }

    /// <summary>Throws if this layer's backward pass failed. Call it after <c>backward()</c> and before the optimiser's step.</summary>
    /// <remarks>Libtorch cannot carry an exception out of <c>backward()</c>: the gradients of a failed pass are NaN.</remarks>
    /// <exception cref="InvalidOperationException">The backward pass failed; the cause is the inner exception.</exception>
    public void ThrowIfBackwardFailed() => failure?.Throw();

    /// <inheritdoc/>
    public void Dispose() => Output.Dispose();
}

/// <summary>Keeps an exception of a custom backward pass, where throwing would abort the process, until it can be thrown safely.</summary>
internal sealed class BackwardFailure
{
    // Written by autograd's thread, which on a GPU is not the one that reads.
    private volatile Exception? first;

    public void Keep(Exception failure) => first ??= failure;

    public void Throw()
    {
        if (first is Exception failure)
            throw new InvalidOperationException($"the backward pass of the CSA layer failed: {failure.Message}", failure);
    }
}

/// <summary>
/// One sample's attention in factored form. A dense attention matrix has a column for every known cell; here each step
/// keeps its best match, its predecessor and two weights, from which any row A_i follows (text below Eq. 3).
/// </summary>
public sealed class CsaAttention
{
    internal CsaAttention(
        int height, int width, ScanPath path, int[] bestMatches, double[] knownSimilarity, double[] adjacentSimilarity, double[] primary, double[] recurrent)
    {
        Height = height;
        Width = width;
        Path = path;
        BestMatches = bestMatches;
        KnownSimilarity = knownSimilarity;
        AdjacentSimilarity = adjacentSimilarity;
        PrimaryWeights = primary;
        RecurrentWeights = recurrent;
    }

    /// <summary>Rows of the feature grid.</summary>
    public int Height { get; }

    /// <summary>Columns of the feature grid.</summary>
    public int Width { get; }

    /// <summary>Visiting order and predecessors; the lists below have one entry for each of its steps.</summary>
    public ScanPath Path { get; }

    /// <summary>The raster index of the known cell of highest cosine (Eq. 1's arg-max; on a tie the lowest index).</summary>
    public IReadOnlyList<int> BestMatches { get; }

    /// <summary>Dmax_i (Eq. 1), as it enters Eq. 3: in [0, 1] unless <see cref="CsaSemantics.OfficialCode"/>.</summary>
    public IReadOnlyList<double> KnownSimilarity { get; }

    /// <summary>Dad_i (Eq. 2), as it enters Eq. 3; 0 without predecessor.</summary>
    public IReadOnlyList<double> AdjacentSimilarity { get; }

    /// <summary>b_i = Dmax_i / (Dad_i + Dmax_i): the weight of the best match (Eq. 3).</summary>
    public IReadOnlyList<double> PrimaryWeights { get; }

    /// <summary>a_i = Dad_i / (Dad_i + Dmax_i): the weight of the predecessor (Eq. 3).</summary>
    public IReadOnlyList<double> RecurrentWeights { get; }

    /// <summary>A_i = b_i e_best(i) + a_i A_predecessor(i): how much each cell of the grid contributes to one hole cell.</summary>
    /// <param name="step">0 … Path.Length-1.</param>
    /// <returns>H W values in raster order; zero on hole cells.</returns>
    public double[] Row(int step)
    {
        var row = new double[Height * Width];
        double share = 1;
        for (int i = step; i != ScanPath.None; i = Path.Predecessors[i])
        {
            row[BestMatches[i]] += share * PrimaryWeights[i];
            share *= RecurrentWeights[i];
        }

        return row;
    }

    /// <summary>A_i as a picture (Fig. 4).</summary>
    /// <param name="y">Row of a hole cell.</param>
    /// <param name="x">Column of a hole cell.</param>
    /// <returns>[H, W].</returns>
    /// <exception cref="ArgumentException">The cell is known, or outside the grid.</exception>
    public double[,] Map(int y, int x)
    {
        int step = StepOf(y, x);
        if (step < 0) throw new ArgumentException($"cell ({y}, {x}): want a hole cell of the {Height}x{Width} grid; known cells have no attention");
        var map = new double[Height, Width];
        Buffer.BlockCopy(Row(step), 0, map, 0, Height * Width * sizeof(double));
        return map;
    }

    /// <summary>
    /// The total variation distance between two cells' attention: half the sum over cells of |A_i - A_j|. Of a cell and its
    /// predecessor it is
    /// b_i (1 - A_(i-1)[best(i)]), so at most b_i, whatever the features.
    /// </summary>
    /// <param name="step">0 … Path.Length-1.</param>
    /// <param name="other">0 … Path.Length-1.</param>
    /// <returns>0 for equal rows, 1 for rows that share no cell; rows of <see cref="CsaSemantics.OfficialCode"/> may give more.</returns>
    public double TotalVariation(int step, int other)
    {
        double[] a = Row(step), b = Row(other);
        double sum = 0;
        for (int cell = 0; cell < a.Length; cell++) sum += Math.Abs(a[cell] - b[cell]);
        return sum / 2;
    }

    /// <summary>The step at which a cell is filled.</summary>
    /// <param name="y">Row.</param>
    /// <param name="x">Column.</param>
    /// <returns>-1 for a known cell and outside the grid.</returns>
    public int StepOf(int y, int x)
    {
        if (y < 0 || y >= Height || x < 0 || x >= Width) return -1;
        int cell = (y * Width) + x;
        for (int step = 0; step < Path.Length; step++)
            if (Path.Cells[step] == cell) return step;
        return -1;
    }

    /// <summary>The dense attention matrix of Algorithm 1, line 11: every row A_i. Meant for small grids.</summary>
    /// <returns>[steps, H W].</returns>
    public double[,] Matrix()
    {
        var matrix = new double[Path.Length, Height * Width];
        for (int i = 0; i < Path.Length; i++)
        {
            int previous = Path.Predecessors[i];
            for (int cell = 0; cell < Height * Width && previous != ScanPath.None; cell++)
                matrix[i, cell] = RecurrentWeights[i] * matrix[previous, cell];
            matrix[i, BestMatches[i]] += PrimaryWeights[i];
        }

        return matrix;
    }
}
