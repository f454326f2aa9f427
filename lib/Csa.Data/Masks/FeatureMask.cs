using Csa.Data.Images;

namespace Csa.Data.Masks;

/// <summary>
/// Brings a hole from pixels to a feature grid as the paper's code does: one 4x4 box convolution of stride 2 and zero
/// padding 1 per down-sampling, then one threshold: a cell is missing when its value exceeds 5/16.
/// </summary>
public static class FeatureMask
{
    /// <summary>The most down-samplings, to a grid of 1/32 of the image's side.</summary>
    public const int MaxLevels = 5;

    // Every value is a fraction over 16^levels, exact in double, so that "equal to the threshold" means equal.
    private const double Threshold = 5.0 / 16.0;

    /// <summary>The mask on the grid after some down-samplings, each sample on its own.</summary>
    /// <param name="pixels">Any size that is large enough: each level turns n cells into (n - 2) / 2 + 1, rounded down.</param>
    /// <param name="levels">Down-samplings, 1 … 5; 3 for the paper's 32x32 grid of a 256x256 image.</param>
    /// <exception cref="ArgumentException">Levels outside 1 … 5, or a mask too small for them.</exception>
    public static FeatureHole Reduce(HoleMask pixels, int levels)
    {
        CheckLevels(pixels, levels);
        (int height, int width) = (Reduced(pixels.Height, levels), Reduced(pixels.Width, levels));
        int cells = height * width;
        var grid = new byte[pixels.Count * cells];
        List<int> vanished = [];
        List<int> forced = [];
        for (int n = 0; n < pixels.Count; n++)
        {
            double[] values = Values(pixels, n, levels);
            Span<byte> target = grid.AsSpan(n * cells, cells);
            for (int i = 0; i < cells; i++) target[i] = values[i] > Threshold ? (byte)1 : (byte)0;

            int holePixels = pixels.HoleCount(n);
            int holeCells = target.Count((byte)1);
            if (holePixels > 0 && holeCells == 0) vanished.Add(n);
            if (holePixels < pixels.Height * pixels.Width && holeCells == cells)
            {
                forced.Add(n);
                FreeLeastMissing(target, values, Values(AllHole(pixels.Height, pixels.Width), 0, levels));
            }
        }

        return new FeatureHole(HoleMask.FromCells(grid, pixels.Count, height, width), new ImageSize(pixels.Width, pixels.Height), vanished, forced);
    }

    /// <summary>One sample's values before the threshold, 0 … 1, in raster order.</summary>
    /// <param name="pixels">The pixel mask.</param>
    /// <param name="sample">0 … Count-1.</param>
    /// <param name="levels">Down-samplings.</param>
    internal static double[] Values(HoleMask pixels, int sample, int levels)
    {
        (int height, int width) = (pixels.Height, pixels.Width);
        var values = new double[height * width];
        ReadOnlySpan<byte> cells = pixels.Cells(sample);
        for (int i = 0; i < values.Length; i++) values[i] = cells[i];
        for (int level = 0; level < levels; level++)
        {
            values = Halve(values, height, width);
            (height, width) = (Reduced(height, 1), Reduced(width, 1));
        }

        return values;
    }

    // The box is separable: sums of four along rows, then of four along columns. Sums of exact fractions stay exact.
    private static double[] Halve(double[] from, int height, int width)
    {
        (int toHeight, int toWidth) = (Reduced(height, 1), Reduced(width, 1));
        var narrow = new double[height * toWidth];
        for (int y = 0; y < height; y++)
            for (int x = 0; x < toWidth; x++)
                for (int tap = Math.Max(0, (2 * x) - 1); tap < Math.Min(width, (2 * x) + 3); tap++)
                    narrow[(y * toWidth) + x] += from[(y * width) + tap];

        var to = new double[toHeight * toWidth];
        for (int y = 0; y < toHeight; y++)
            for (int tap = Math.Max(0, (2 * y) - 1); tap < Math.Min(height, (2 * y) + 3); tap++)
                for (int x = 0; x < toWidth; x++)
                    to[(y * toWidth) + x] += narrow[(tap * toWidth) + x] / 16;
        return to;
    }

    // Shares are of the window's part inside the image: padding would make border cells look less missing than they are.
    private static void FreeLeastMissing(Span<byte> cells, double[] values, double[] full)
    {
        double least = Enumerable.Range(0, values.Length).Min(i => values[i] / full[i]);
        for (int i = 0; i < cells.Length; i++)
            if (values[i] / full[i] == least) cells[i] = 0;
    }

    private static HoleMask AllHole(int height, int width) => HoleMask.Create(height, width, (_, _) => true);

    private static int Reduced(int n, int levels)
    {
        for (int level = 0; level < levels; level++) n = n < 2 ? 0 : ((n - 2) / 2) + 1;
        return n;
    }

    private static void CheckLevels(HoleMask pixels, int levels)
    {
        if (levels is < 1 or > MaxLevels) throw new ArgumentException($"levels: want 1 … {MaxLevels}, got {levels}", nameof(levels));
        if (Reduced(Math.Min(pixels.Height, pixels.Width), levels) < 1)
            throw new ArgumentException($"pixels: want at least {1 << levels}x{1 << levels} for {levels} levels, got {pixels.Height}x{pixels.Width}", nameof(pixels));
    }
}

/// <summary>A hole on a feature grid, with the samples for which the grid is too coarse, which is no error.</summary>
public sealed class FeatureHole
{
    /// <summary>A result.</summary>
    /// <param name="mask">On the feature grid.</param>
    /// <param name="pixels">See <see cref="Pixels"/>.</param>
    /// <param name="vanishedSamples">See <see cref="VanishedSamples"/>.</param>
    /// <param name="forcedKnownSamples">See <see cref="ForcedKnownSamples"/>.</param>
    internal FeatureHole(HoleMask mask, ImageSize pixels, IReadOnlyList<int> vanishedSamples, IReadOnlyList<int> forcedKnownSamples)
    {
        Mask = mask;
        Pixels = pixels;
        VanishedSamples = vanishedSamples;
        ForcedKnownSamples = forcedKnownSamples;
    }

    /// <summary>On the feature grid, as many samples as the pixel mask.</summary>
    public HoleMask Mask { get; }

    /// <summary>The size of the pixel mask that the grid covers: the networks' input, padding included.</summary>
    public ImageSize Pixels { get; }

    /// <summary>The cell of the grid in which a pixel lies.</summary>
    /// <param name="x">Column, 0 … <see cref="Pixels"/>.Width-1.</param>
    /// <param name="y">Row, 0 … <see cref="Pixels"/>.Height-1.</param>
    /// <exception cref="ArgumentException">Outside the pixel mask.</exception>
    public FeatureCell CellAt(int x, int y)
    {
        if (x < 0 || x >= Pixels.Width || y < 0 || y >= Pixels.Height) throw new ArgumentException($"pixel ({x}, {y}): want one inside {Pixels}");
        return new FeatureCell((int)((long)x * Mask.Width / Pixels.Width), (int)((long)y * Mask.Height / Pixels.Height));
    }

    /// <summary>Samples whose hole is too small for the grid: no cell is missing, and the convolutions alone fill it.</summary>
    public IReadOnlyList<int> VanishedSamples { get; }

    /// <summary>Samples with known pixels but no known cell: the cells of least hole share (all of them on a tie) count as known.</summary>
    public IReadOnlyList<int> ForcedKnownSamples { get; }
}

/// <summary>A cell of a feature grid.</summary>
/// <param name="X">Column.</param>
/// <param name="Y">Row.</param>
public readonly record struct FeatureCell(int X, int Y);
