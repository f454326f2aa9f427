namespace Csa.Attention;

/// <summary>
/// Options of the CSA layer: how it reads the paper's Eq. 1-3. Its result is a function of features, hole and these options
/// alone.
/// </summary>
public sealed record CsaOptions
{
    /// <summary>How the two similarities (Dmax and Dad) are computed.</summary>
    public CsaSemantics Semantics { get; init; } = CsaSemantics.Paper;

    /// <summary>The order in which hole cells are visited, and the predecessor of each.</summary>
    public ScanOrder Order { get; init; } = ScanOrder.Raster;

    /// <summary>
    /// Subtracts the mean of the known cells from every feature before taking cosines, so that an offset common to all cells does not
    /// make all of them similar; the blend is of the features as they are. Paper: no.
    /// </summary>
    public bool Centred { get; init; }

    /// <summary>
    /// a_i of every cell that has a predecessor, 0 … 1, whatever the similarities: 0 is the nearest known cell, 1/2 a running
    /// average. Null, the paper's: Eq. 3.
    /// </summary>
    public double? PredecessorWeight { get; init; }

    /// <summary>
    /// The number of best matches of a cell among which the one that continues its predecessor is taken, at least 1. Paper: 1, the best
    /// match. With more (ours) it is the candidate whose neighbour on the predecessor's side has the highest cosine with the
    /// predecessor's match; on a tie, or if no candidate has a known neighbour there, the better match.
    /// </summary>
    public int Candidates { get; init; } = 1;

    /// <summary>What the backward pass differentiates.</summary>
    public CsaGradient Gradient { get; init; } = CsaGradient.ThroughWeights;

    /// <summary>
    /// How many hole cells are compared with all known cells at once, at least 1. It bounds memory and changes no result.
    /// </summary>
    public int SearchTileCells { get; init; } = 256;
}

/// <summary>The readings of Eq. 1-2.</summary>
public enum CsaSemantics
{
    /// <summary>
    /// Full cosines clamped to [0, 1]; a zero vector's cosine is 0; 0/0 gives weight 1 to the best match; Eq. 2's m_i is the
    /// hole cell's own feature.
    /// </summary>
    Paper,

    /// <summary>As <see cref="Paper"/>, but Eq. 2's m_i is the best match: Algorithm 1 read to the letter.</summary>
    PaperInitialised,

    /// <summary>The published code: each similarity divided by one norm only, no clamp, NaN kept. For parity only.</summary>
    OfficialCode,
}

/// <summary>What the backward pass differentiates. Matches are held fixed in all.</summary>
public enum CsaGradient
{
    /// <summary>Output and weights: the exact derivative.</summary>
    ThroughWeights,

    /// <summary>The output only, weights as constants: what a deconvolution with fixed filters passes back.</summary>
    AttentionConstant,

    /// <summary>Neither: every cell receives the gradient of its output, as if the layer were the identity.</summary>
    StraightThrough,

    /// <summary>
    /// The published code's, close to <see cref="StraightThrough"/> and not a derivative, for parity and experiments: hole cells
    /// receive the gradient of their output; known cells twice theirs, plus that of hole cells times their attention truncated to an
    /// integer (0 for a weight below 1).
    /// </summary>
    OfficialCode,
}
