using System.Buffers;
using Csa.Data.Masks;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Attention;

/// <summary>The CSA layer on tensors (paper Eq. 1-3, Algorithm 1). A pure function: nothing is kept between calls.</summary>
/// <remarks>
/// Searching runs on the tensors' device, generating on the host (<see cref="CsaRecurrence"/>): the map goes there and back,
/// forward and backward once each. The deconvolution of
/// Algorithm 1, line 12, is the recurrence itself: multiplying the attention matrix by the known cells gives the same m_i
/// that Eq. 3 has just made.
/// </remarks>
public static class CsaLayer
{
    /// <summary>Fills each hole cell from its best match and its predecessor.</summary>
    /// <param name="features">[N, C, H, W] floating point, any range.</param>
    /// <param name="hole">On the same grid, one mask per sample.</param>
    /// <param name="options">The reading of the equations; the paper's when not set.</param>
    /// <returns>Output, with gradient where the features have one, and attention; the caller disposes it.</returns>
    /// <exception cref="ArgumentException">Shapes differ, or a sample has no known cell.</exception>
    public static CsaTrace Fill(Tensor features, HoleMask hole, CsaOptions? options = null)
    {
        options ??= new CsaOptions();
        Check(features, hole);
        Check(options);
        using var scope = NewDisposeScope();

        ScanPath[] paths = [.. Enumerable.Range(0, hole.Count).Select(sample => ScanPath.Over(options.Order, hole, sample))];
        if (hole.IsEmpty)
            return new CsaTrace(features.alias(), hole, [.. paths.Select(path => new CsaAttention(hole.Height, hole.Width, path, [], [], [], [], []))]);

        // Half precision would decide matches by rounding, and has no host arithmetic.
        Tensor map = features.dtype == ScalarType.Float64 ? features : features.to(ScalarType.Float32);
        Tensor? mean = options.Centred ? KnownMean(map, hole) : null;
        Tensor centred = mean is null ? map : map - mean;
        var cells = new FilledCells([.. paths.Select(path => path.Cells)], Search(centred, hole, paths, options));
        using RowBuffers rows = RowBuffers.For(centred, cells);
        CsaRecurrence recurrence = CsaRecurrence.Run(rows.Own, rows.Best, (int)map.shape[1], Predecessors(paths), options.Semantics, options.PredecessorWeight);

        var failure = new BackwardFailure();
        CsaAttention[] attention = Attention(recurrence, hole, paths, cells);
        Tensor filled = FillFunction.apply(centred, cells, recurrence, options.Gradient, failure, attention);
        // a + b = 1, so a blend of centred cells and the mean is the blend of the cells themselves.
        Tensor output = mean is null ? filled : where(hole.ToTensor(ScalarType.Bool, map.device), filled + mean, map);
        return new CsaTrace(output.to(features.dtype), hole, attention, failure);
    }

    // [N, C, 1, 1]: of each sample's known cells, of which there is at least one.
    private static Tensor KnownMean(Tensor map, HoleMask hole)
    {
        using var scope = NewDisposeScope();
        Tensor m = hole.ToTensor(ScalarType.Bool, map.device);
        Tensor known = m.logical_not().to(map.dtype).sum([2, 3], keepdim: true);
        return (map.masked_fill(m, 0).sum([2, 3], keepdim: true) / known).MoveToOuterDisposeScope();
    }

    private static int[][] Search(Tensor map, HoleMask hole, ScanPath[] paths, CsaOptions options)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        return [.. paths.Select((path, sample) => KnownCellSearch.Matches(map[sample].flatten(1), hole, sample, path, options))];
    }

    // All samples run in one recurrence: a predecessor is a row of the same sample.
    private static int[] Predecessors(ScanPath[] paths)
    {
        var predecessors = new List<int>();
        foreach (ScanPath path in paths)
        {
            int first = predecessors.Count;
            predecessors.AddRange(path.Predecessors.Select(step => step == ScanPath.None ? ScanPath.None : first + step));
        }

        return [.. predecessors];
    }

    private static CsaAttention[] Attention(CsaRecurrence recurrence, HoleMask hole, ScanPath[] paths, FilledCells cells)
    {
        double[] known = recurrence.KnownSimilarity, adjacent = recurrence.AdjacentSimilarity;
        var attention = new CsaAttention[paths.Length];
        for (int sample = 0, first = 0; sample < paths.Length; first += paths[sample].Length, sample++)
        {
            Range steps = first..(first + paths[sample].Length);
            attention[sample] = new CsaAttention(
                hole.Height, hole.Width, paths[sample], cells.Best[sample],
                known[steps], adjacent[steps], recurrence.PrimaryWeights[steps], recurrence.RecurrentWeights[steps]);
        }

        return attention;
    }

    private static void Check(CsaOptions options)
    {
        if (options.PredecessorWeight is < 0 or > 1 or double.NaN)
            throw new ArgumentException($"PredecessorWeight: want 0 … 1, got {options.PredecessorWeight}", nameof(options));
        if (options.Candidates < 1)
            throw new ArgumentException($"Candidates: want at least 1, got {options.Candidates}", nameof(options));
        if (options.SearchTileCells < 1)
            throw new ArgumentException($"SearchTileCells: want at least 1, got {options.SearchTileCells}", nameof(options));
    }

    /// <summary>Refuses what no layer can fill.</summary>
    /// <exception cref="ArgumentException">Shapes differ, or a sample has no known cell.</exception>
    internal static void Check(Tensor features, HoleMask hole)
    {
        string got = $"[{string.Join(", ", features.shape)}] {features.dtype}";
        if (features.dim() != 4 || !features.is_floating_point() || features.shape[1] < 1)
            throw new ArgumentException($"features: want [N, C, H, W] floating point, got {got}", nameof(features));
        if (features.shape[0] != hole.Count || features.shape[2] != hole.Height || features.shape[3] != hole.Width)
            throw new ArgumentException($"hole: want one mask per sample on the grid of features {got}, got {hole}; FeatureMask brings a pixel mask to the grid", nameof(hole));
        for (int sample = 0; sample < hole.Count; sample++)
            if (hole.HoleCount(sample) == hole.Height * hole.Width)
                throw new ArgumentException($"hole: want at least one known cell in each sample, got none in sample {sample}; nothing is left to fill from", nameof(hole));
    }

    /// <summary>For each sample the hole cells in visiting order, and their best matches.</summary>
    private sealed record FilledCells(IReadOnlyList<int>[] Holes, int[][] Best);

    /// <summary>
    /// The inputs of a recurrence. Only a backward pass needs them again; without one they go back to a pool, because
    /// touching megabytes of fresh memory costs more than the arithmetic on them.
    /// </summary>
    private sealed class RowBuffers : IDisposable
    {
        private readonly bool pooled;

        private RowBuffers(int length, bool pooled)
        {
            this.pooled = pooled;
            Own = pooled ? ArrayPool<double>.Shared.Rent(length) : GC.AllocateUninitializedArray<double>(length);
            Best = pooled ? ArrayPool<double>.Shared.Rent(length) : GC.AllocateUninitializedArray<double>(length);
        }

        public double[] Own { get; }

        public double[] Best { get; }

        public static RowBuffers For(Tensor map, FilledCells cells)
        {
            using var scope = NewDisposeScope();
            Tensor host = CellRows.OnHost(map);
            var rows = new RowBuffers(cells.Holes.Sum(list => list.Count) * (int)map.shape[1], pooled: !(map.requires_grad && is_grad_enabled()));
            CellRows.Read(host, cells.Holes, rows.Own);
            CellRows.Read(host, cells.Best, rows.Best);
            return rows;
        }

        public void Dispose()
        {
            if (!pooled) return;
            ArrayPool<double>.Shared.Return(Own);
            ArrayPool<double>.Shared.Return(Best);
        }
    }

    /// <summary>Puts a finished recurrence into the map, differentiably.</summary>
    private sealed class FillFunction : autograd.SingleTensorFunction<FillFunction>
    {
        private const string Cells = "cells", Recurrence = "recurrence", Gradient = "gradient", Failure = "failure", Attention = "attention";

        public override string Name => nameof(FillFunction);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var (map, cells, recurrence) = ((Tensor)vars[0], (FilledCells)vars[1], (CsaRecurrence)vars[2]);
            ctx.save_data(Cells, cells);
            ctx.save_data(Recurrence, recurrence);
            ctx.save_data(Gradient, vars[3]);
            ctx.save_data(Failure, vars[4]);
            ctx.save_data(Attention, vars[5]);

            using var scope = NewDisposeScope();
            Tensor filled = CellRows.OnHost(map).clone();
            CellRows.Write(filled, cells.Holes, recurrence.Filled);
            return HostMemory.Current.Send(filled, map).MoveToOuterDisposeScope();
        }

        // Known cells receive their own gradient and that of every hole cell they matched; hole cells only what moves
        // the weights. An exception that leaves this method aborts the process, so a failure (out of memory, say) is kept
        // for the trace to throw; until then NaN, which nobody can take for a gradient, stands in.
        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        {
            try
            {
                using var scope = NewDisposeScope();
                var cells = (FilledCells)ctx.get_data(Cells);
                Tensor map = CellRows.OnHost(grad_output).clone();
                var kind = (CsaGradient)ctx.get_data(Gradient);
                double[] ofHoles = CellRows.Read(map, cells.Holes);
                CsaRecurrenceGradient gradient = ((CsaRecurrence)ctx.get_data(Recurrence)).Backward(ofHoles, kind);
                if (kind == CsaGradient.OfficialCode) AddPublished(map, (CsaAttention[])ctx.get_data(Attention), ofHoles);
                CellRows.Write(map, cells.Holes, gradient.Own);
                CellRows.Add(map, cells.Best, gradient.Best);
                return [HostMemory.Current.Send(map, grad_output).MoveToOuterDisposeScope(), null!, null!, null!, null!, null!];
            }
            catch (Exception failure)
            {
                ((BackwardFailure)ctx.get_data(Failure)).Keep(failure);
                return [full_like(grad_output, double.NaN), null!, null!, null!, null!, null!];
            }
        }

        // To known cells their own gradient once more and, times their attention in whole numbers, that of hole cells; what
        // this does to hole cells is overwritten.
        private static void AddPublished(Tensor map, CsaAttention[] attention, double[] ofHoles)
        {
            int channels = (int)map.shape[1], first = 0;
            var cells = new List<int>[attention.Length];
            var rows = new List<double>();
            for (int sample = 0; sample < attention.Length; sample++)
            {
                cells[sample] = [];
                for (int step = 0; step < attention[sample].Path.Length; step++, first += channels)
                {
                    double[] row = attention[sample].Row(step);
                    for (int cell = 0; cell < row.Length; cell++)
                    {
                        double whole = Math.Truncate(row[cell]);
                        if (whole is 0 or double.NaN) continue;
                        cells[sample].Add(cell);
                        rows.AddRange(ofHoles[first..(first + channels)].Select(g => whole * g));
                    }
                }
            }

            map.mul_(2);
            CellRows.Add(map, cells, [.. rows]);
        }
    }
}
