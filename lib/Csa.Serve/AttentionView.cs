using Csa.Attention;
using Csa.Data.Images;
using Csa.Data.Masks;
using Csa.Inpainting;

namespace Csa.Serve;

/// <summary>The attention of a fill by CSA, for the page: one pass of the system for each part of the holes.</summary>
internal sealed class AttentionView
{
    // Of a row that sums to 1; less is not seen.
    private const double MinShare = 1e-3;

    private readonly IReadOnlyList<Pass> passes;

    private AttentionView(IReadOnlyList<Pass> passes) => this.passes = passes;

    /// <summary>The attention of a fill; null if no hole has a cell on the feature grid.</summary>
    /// <param name="filled">A fill with its attention; may be disposed afterwards.</param>
    public static AttentionView? Of(InpaintedImage filled)
    {
        Pass[] passes = [.. filled.Regions.Where(region => region.Attention is { } trace && trace.Attention[0].Path.Length > 0).Select(region => new Pass(region, region.Attention!.Attention[0], region.GridPicture()!))];
        return passes.Length == 0 ? null : new AttentionView(passes);
    }

    /// <summary>The working image of a pass with its fill, on which the page draws overlays.</summary>
    /// <param name="pass">0 … .</param>
    /// <exception cref="RefusedException">No such pass.</exception>
    public RgbImage Picture(int pass) => Require(pass).Picture;

    /// <summary>The step of the scan that filled a pixel.</summary>
    /// <param name="x">Column of the photograph.</param>
    /// <param name="y">Row of the photograph.</param>
    /// <exception cref="RefusedException">The pixel was known, or lies at the rim, where the grid counts it as known.</exception>
    public AttentionStep At(int x, int y)
    {
        for (int i = 0; i < passes.Count; i++)
        {
            InpaintedRegion region = passes[i].Region;
            if (!region.Hole.Contains(x, y)) continue;
            FeatureCell cell = region.ToFeatureCell(x, y);
            int step = passes[i].Attention.StepOf(cell.Y, cell.X);
            if (step >= 0) return Step(i, step);
        }

        throw new RefusedException(404, "this pixel was known, or lies so near the rim that its cell of the feature grid counts as known; point deeper into the hole");
    }

    /// <summary>A step of the scan.</summary>
    /// <param name="pass">0 … .</param>
    /// <param name="step">0 … .</param>
    /// <exception cref="RefusedException">No such step.</exception>
    public AttentionStep Step(int pass, int step)
    {
        (InpaintedRegion region, CsaAttention attention, _) = Require(pass);
        if (step < 0 || step >= attention.Path.Length) throw new RefusedException(404, $"step {step}: want 0 to {attention.Path.Length - 1}");
        int previous = attention.Path.Predecessors[step];
        return new AttentionStep(
            pass, [.. passes.Select(one => one.Attention.Path.Length)], step, attention.Path.Length, attention.Width, attention.Height, attention.Path.Cells[step], Rectangle(region, attention, attention.Path.Cells[step]),
            attention.BestMatches[step], attention.RecurrentWeights[step], attention.PrimaryWeights[step], Sources(attention, step),
            previous == ScanPath.None ? null : new PreviousCell(previous, attention.Path.Cells[previous], Sources(attention, previous)));
    }

    private Pass Require(int pass) => pass >= 0 && pass < passes.Count ? passes[pass] : throw new RefusedException(404, "no such part of the holes");

    private static CellShare[] Sources(CsaAttention attention, int step) =>
        [.. attention.Row(step).Select((share, cell) => new CellShare(cell, share)).Where(source => source.Share > MinShare).OrderByDescending(source => source.Share)];

    // Where a cell of the grid lies in the photograph.
    private static double[] Rectangle(InpaintedRegion region, CsaAttention attention, int cell)
    {
        ImageSize grid = region.FeatureHole!.Pixels;
        double X(int column) => region.Crop.Left + ((((double)column * grid.Width / attention.Width) - region.Content.Left) * region.Crop.Width / region.Content.Width);
        double Y(int row) => region.Crop.Top + ((((double)row * grid.Height / attention.Height) - region.Content.Top) * region.Crop.Height / region.Content.Height);
        int x = cell % attention.Width, y = cell / attention.Width;
        return [X(x), Y(y), X(x + 1), Y(y + 1)];
    }

    private sealed record Pass(InpaintedRegion Region, CsaAttention Attention, RgbImage Picture);
}

/// <summary>One step of the scan, as the page shows it.</summary>
/// <param name="Pass">The pass, from 0.</param>
/// <param name="Parts">The number of steps of each pass.</param>
/// <param name="Step">The step i of the scan, from 0.</param>
/// <param name="Steps">The number of steps of this pass.</param>
/// <param name="Columns">Of the feature grid.</param>
/// <param name="Rows">Of the feature grid.</param>
/// <param name="Cell">The raster index of the cell that it fills.</param>
/// <param name="Rectangle">Left, top, right, bottom of that cell in the photograph.</param>
/// <param name="Best">The raster index of the best match.</param>
/// <param name="A">a_i, the weight of the predecessor.</param>
/// <param name="B">b_i, the weight of the best match.</param>
/// <param name="Sources">The row A_i of the attention matrix, largest shares first.</param>
/// <param name="Previous">The predecessor; null for the first.</param>
internal sealed record AttentionStep(
    int Pass, IReadOnlyList<int> Parts, int Step, int Steps, int Columns, int Rows, int Cell, double[] Rectangle, int Best, double A, double B, IReadOnlyList<CellShare> Sources, PreviousCell? Previous);

/// <summary>The step that a step continues.</summary>
/// <param name="Step">The step i - 1.</param>
/// <param name="Cell">The raster index of its cell.</param>
/// <param name="Sources">The row A_(i-1) of the attention matrix, largest shares first.</param>
internal sealed record PreviousCell(int Step, int Cell, IReadOnlyList<CellShare> Sources);

/// <summary>The contribution of a known cell.</summary>
/// <param name="Cell">Its raster index.</param>
/// <param name="Share">0 … 1.</param>
internal sealed record CellShare(int Cell, double Share);
