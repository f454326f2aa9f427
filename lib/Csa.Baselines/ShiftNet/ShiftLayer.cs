using Csa.Data.Masks;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Baselines.ShiftNet;

/// <summary>
/// The shift layer (Yan et al., ECCV 2018): each hole cell takes the encoder's feature of the known cell that is most like the
/// decoder's prediction for it.
/// </summary>
/// <remarks>
/// It is a gather, so automatic differentiation is exact: gradients flow back to the cells that were copied, once per copy.
/// The choice of cells has no gradient.
/// </remarks>
public static class ShiftLayer
{
    // Rows of the similarity matrix at once: extra memory stays linear in the cells.
    private const int RowsAtOnce = 1024;
    private const double Epsilon = 1e-12;

    /// <summary>Shifts known features into the hole.</summary>
    /// <param name="decoder">F_d, [N, C, H, W]: the queries.</param>
    /// <param name="encoder">F_e, [N, C, H, W]: the features that are searched and copied.</param>
    /// <param name="hole">On the same grid, N masks; a sample without a known cell gets zeros.</param>
    /// <returns>[N, C, H, W]: F_e at the best match in the hole, 0 outside; gradients reach F_e alone.</returns>
    /// <exception cref="ArgumentException">Shapes differ.</exception>
    public static Tensor Shift(Tensor decoder, Tensor encoder, HoleMask hole)
    {
        using var scope = NewDisposeScope();
        Tensor source = Sources(decoder, encoder, hole);
        Tensor taken = (source >= 0).unsqueeze(1);
        Tensor index = source.clamp_min(0).flatten(1).unsqueeze(1).expand(-1, encoder.shape[1], -1);
        Tensor gathered = encoder.flatten(2).gather(2, index).view(encoder.shape);
        return where(taken, gathered, zeros_like(gathered)).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// The source of each hole cell: the known cell with the highest cosine similarity; on a tie the lowest raster index.
    /// </summary>
    /// <param name="decoder">F_d, [N, C, H, W].</param>
    /// <param name="encoder">F_e, [N, C, H, W]; a zero vector's cosine is 0.</param>
    /// <param name="hole">On the same grid, N masks.</param>
    /// <returns>[N, H, W] int64: a raster index; -1 at known cells, and everywhere in a sample without a known cell.</returns>
    /// <exception cref="ArgumentException">Shapes differ.</exception>
    public static Tensor Sources(Tensor decoder, Tensor encoder, HoleMask hole)
    {
        Check(decoder, encoder, hole);
        using var scope = NewDisposeScope();
        using IDisposable noGradients = no_grad();
        Tensor sources = full([hole.Count, hole.Height * hole.Width], -1L, ScalarType.Int64, encoder.device);
        for (int n = 0; n < hole.Count; n++)
        {
            long[] missing = Cells(hole, n, 1), known = Cells(hole, n, 0);
            if (missing.Length == 0 || known.Length == 0) continue;

            // The query's length changes no arg-max: only keys are normalised.
            Tensor knownCells = tensor(known).to(encoder.device);
            Tensor keys = encoder[n].flatten(1).index_select(1, knownCells);
            keys = keys / keys.norm(0, keepdim: true, 2f).clamp_min(Epsilon);
            Tensor queries = decoder[n].flatten(1).t();
            for (int start = 0; start < missing.Length; start += RowsAtOnce)
            {
                Tensor rows = tensor(missing[start..Math.Min(start + RowsAtOnce, missing.Length)]).to(encoder.device);
                Tensor best = queries.index_select(0, rows).matmul(keys).argmax(1);
                sources[n].index_copy_(0, rows, knownCells.index_select(0, best));
            }
        }

        return sources.view(hole.Count, hole.Height, hole.Width).MoveToOuterDisposeScope();
    }

    private static long[] Cells(HoleMask hole, int sample, byte kind)
    {
        ReadOnlySpan<byte> cells = hole.Cells(sample);
        var found = new List<long>();
        for (int i = 0; i < cells.Length; i++)
            if (cells[i] == kind) found.Add(i);
        return [.. found];
    }

    private static void Check(Tensor decoder, Tensor encoder, HoleMask hole)
    {
        if (!decoder.shape.SequenceEqual(encoder.shape))
            throw new ArgumentException($"decoder: want the encoder's shape [{string.Join(", ", encoder.shape)}], got [{string.Join(", ", decoder.shape)}]", nameof(decoder));
        long[] shape = encoder.shape;
        if (shape.Length != 4 || hole.Count != shape[0] || hole.Height != shape[2] || hole.Width != shape[3])
            throw new ArgumentException($"hole: want a mask on the features' grid [{string.Join(", ", shape)}], got {hole}", nameof(hole));
    }
}
