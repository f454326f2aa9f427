using Csa.Masks;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Attention;

/// <summary>The searching phase (Eq. 1): for each hole cell, the known cell of highest cosine.</summary>
/// <remarks>
/// A matrix product of hole cells with normalised known cells, and an arg-max, in tiles of hole cells: the similarity
/// matrix never stands in memory whole. The hole cell's own norm does not move the arg-max and is left out.
/// </remarks>
internal static class KnownCellSearch
{
    // The published code adds this to a norm before it divides by it.
    private const double OfficialEpsilon = 1e-8;

    /// <param name="cells">[H W, C]: one sample's features, without gradient.</param>
    /// <param name="hole">The mask.</param>
    /// <param name="sample">The sample's index in the mask.</param>
    /// <param name="path">The sample's hole cells.</param>
    /// <param name="options">Semantics and tile size.</param>
    /// <returns>For each step the raster index of its best match; on a tie the lowest.</returns>
    public static int[] BestMatches(Tensor cells, HoleMask hole, int sample, ScanPath path, CsaOptions options)
    {
        using var scope = NewDisposeScope();
        ReadOnlySpan<byte> mask = hole.Cells(sample);
        var known = new int[mask.Length - path.Length];
        for (int cell = 0, next = 0; cell < mask.Length; cell++)
            if (mask[cell] == 0) known[next++] = cell;

        Tensor keys = cells.index_select(0, HostArrays.Indices(known, cells.device));
        // Norms in double: squares of features as small as 1e-15 or as large as 1e15 leave the range of float32.
        Tensor norms = keys.to(ScalarType.Float64).square().sum(1, keepdim: true).sqrt_();
        Tensor divisor = options.Semantics == CsaSemantics.OfficialCode ? norms + OfficialEpsilon : norms.masked_fill_(norms == 0, 1);
        keys.div_(divisor.to(keys.dtype));
        Tensor filters = keys.t();

        var best = new int[path.Length];
        for (int first = 0; first < path.Length; first += options.SearchTileCells)
        {
            using var tileScope = NewDisposeScope();
            int[] tile = [.. path.Cells.Skip(first).Take(options.SearchTileCells)];
            Tensor queries = cells.index_select(0, HostArrays.Indices(tile, cells.device));
            long[] winners = HostArrays.Longs(queries.matmul(filters).argmax(1)); // the first of equal maxima, as torch documents
            for (int i = 0; i < winners.Length; i++) best[first + i] = known[winners[i]];
        }

        return best;
    }
}
