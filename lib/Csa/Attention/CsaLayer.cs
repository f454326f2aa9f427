using Csa.Masks;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Attention;

/// <summary>The CSA layer on tensors (paper Eq. 1-3, Algorithm 1). A pure function: nothing is kept between calls.</summary>
/// <remarks>
/// Searching runs on the tensors' device. Generating copies the n hole cells and their matches to the host
/// (<see cref="CsaRecurrence"/>) and the result back. The deconvolution of Algorithm 1, line 12, is the recurrence itself:
/// multiplying the attention matrix by the known cells gives the same m_i that Eq. 3 has just made.
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
        Check(features, hole, options);
        using var scope = NewDisposeScope();

        ScanPath[] paths = [.. Enumerable.Range(0, hole.Count).Select(sample => ScanPath.Over(options.Order, hole, sample))];
        if (hole.IsEmpty)
            return new CsaTrace(features.alias(), hole, [.. paths.Select(path => new CsaAttention(hole.Height, hole.Width, path, [], [], [], [], []))]);

        long channels = features.shape[1];
        Tensor cells = features.permute(0, 2, 3, 1).reshape(-1, channels); // [N H W, C]: a cell's channels side by side
        int[][] matches = Search(cells, hole, paths, options);

        // All samples in one recurrence: each sample's first cell has no predecessor, or one of its own.
        int perSample = hole.Height * hole.Width;
        int[] holeRows = [.. paths.SelectMany((path, sample) => path.Cells.Select(cell => (sample * perSample) + cell))];
        int[] bestRows = [.. matches.SelectMany((best, sample) => best.Select(cell => (sample * perSample) + cell))];
        Tensor holeIndex = HostArrays.Indices(holeRows, features.device);
        Tensor own = cells.index_select(0, holeIndex);
        Tensor best = cells.index_select(0, HostArrays.Indices(bestRows, features.device));
        CsaRecurrence recurrence = CsaRecurrence.Run(
            HostArrays.Doubles(own), HostArrays.Doubles(best), (int)channels, Predecessors(paths), options.Semantics);

        Tensor filled = RecurrenceFunction.apply(own, best, recurrence, options.Gradient);
        Tensor output = cells.index_copy(0, holeIndex, filled)
            .reshape(hole.Count, hole.Height, hole.Width, channels).permute(0, 3, 1, 2).contiguous();
        return new CsaTrace(output, hole, Attention(recurrence, hole, paths, matches));
    }

    private static int[][] Search(Tensor cells, HoleMask hole, ScanPath[] paths, CsaOptions options)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        int perSample = hole.Height * hole.Width;
        // Half precision would decide matches by rounding.
        Tensor searched = cells.dtype is ScalarType.Float32 or ScalarType.Float64 ? cells : cells.to(ScalarType.Float32);
        return [.. paths.Select((path, sample) =>
            KnownCellSearch.BestMatches(searched.narrow(0, (long)sample * perSample, perSample), hole, sample, path, options))];
    }

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

    private static CsaAttention[] Attention(CsaRecurrence recurrence, HoleMask hole, ScanPath[] paths, int[][] matches)
    {
        double[] known = recurrence.KnownSimilarity, adjacent = recurrence.AdjacentSimilarity;
        var attention = new CsaAttention[paths.Length];
        for (int sample = 0, first = 0; sample < paths.Length; first += paths[sample].Length, sample++)
        {
            Range steps = first..(first + paths[sample].Length);
            attention[sample] = new CsaAttention(
                hole.Height, hole.Width, paths[sample], matches[sample],
                known[steps], adjacent[steps], recurrence.PrimaryWeights[steps], recurrence.RecurrentWeights[steps]);
        }

        return attention;
    }

    private static void Check(Tensor features, HoleMask hole, CsaOptions options)
    {
        string got = $"[{string.Join(", ", features.shape)}] {features.dtype}";
        if (features.dim() != 4 || !features.is_floating_point() || features.shape[1] < 1)
            throw new ArgumentException($"features: want [N, C, H, W] floating point, got {got}", nameof(features));
        if (features.shape[0] != hole.Count || features.shape[2] != hole.Height || features.shape[3] != hole.Width)
            throw new ArgumentException($"hole: want one mask per sample on the grid of features {got}, got {hole}; FeatureMask brings a pixel mask to the grid", nameof(hole));
        if (options.SearchTileCells < 1)
            throw new ArgumentException($"SearchTileCells: want at least 1, got {options.SearchTileCells}", nameof(options));
        for (int sample = 0; sample < hole.Count; sample++)
            if (hole.HoleCount(sample) == hole.Height * hole.Width)
                throw new ArgumentException($"hole: want at least one known cell in each sample, got none in sample {sample}; nothing is left to fill from", nameof(hole));
    }

    /// <summary>Makes a finished recurrence differentiable.</summary>
    private sealed class RecurrenceFunction : autograd.SingleTensorFunction<RecurrenceFunction>
    {
        private const string Recurrence = "recurrence", Gradient = "gradient";

        public override string Name => nameof(RecurrenceFunction);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var own = (Tensor)vars[0];
            var recurrence = (CsaRecurrence)vars[2];
            ctx.save_data(Recurrence, recurrence);
            ctx.save_data(Gradient, vars[3]);
            return HostArrays.ToTensor(recurrence.Filled, own.shape, own.dtype, own.device);
        }

        // An exception that leaves this method aborts the process, so a failure (out of memory, say) turns into NaN
        // gradients, which a trainer's non-finite guard reports.
        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        {
            try
            {
                var recurrence = (CsaRecurrence)ctx.get_data(Recurrence);
                CsaRecurrenceGradient gradient = recurrence.Backward(HostArrays.Doubles(grad_output), (CsaGradient)ctx.get_data(Gradient));
                return
                [
                    HostArrays.ToTensor(gradient.Own, grad_output.shape, grad_output.dtype, grad_output.device),
                    HostArrays.ToTensor(gradient.Best, grad_output.shape, grad_output.dtype, grad_output.device),
                    null!,
                    null!,
                ];
            }
            catch (Exception failure)
            {
                System.Diagnostics.Trace.TraceError("backward of the CSA layer failed: {0}", failure);
                return [full_like(grad_output, double.NaN), full_like(grad_output, double.NaN), null!, null!];
            }
        }
    }
}
