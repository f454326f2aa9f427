using Csa.Data.Images;

namespace Csa.Data.Masks;

/// <summary>
/// Which cells are missing: one mask per sample, 1 = hole, 0 = known (the paper's M and its complement).
/// </summary>
/// <remarks>
/// The only type for holes in any API, because published codes disagree on polarity (partial convolution has 1 = valid).
/// Immutable, in host memory, on a pixel grid or a feature grid alike; Csa.Tensors makes a tensor on demand.
/// </remarks>
public sealed class HoleMask : IEquatable<HoleMask>
{
    private readonly byte[] cells;

    private HoleMask(byte[] cells, int count, int height, int width)
    {
        this.cells = cells;
        Count = count;
        Height = height;
        Width = width;
    }

    /// <summary>N: the number of samples.</summary>
    public int Count { get; }

    /// <summary>H in cells.</summary>
    public int Height { get; }

    /// <summary>W in cells.</summary>
    public int Width { get; }

    /// <summary>True if the cell is missing.</summary>
    /// <param name="sample">0 … Count-1.</param>
    /// <param name="y">Row.</param>
    /// <param name="x">Column.</param>
    public bool this[int sample, int y, int x] => cells[((sample * Height) + y) * Width + x] != 0;

    /// <summary>One sample's cells in raster order, each 0 (known) or 1 (hole).</summary>
    /// <param name="sample">0 … Count-1.</param>
    public ReadOnlySpan<byte> Cells(int sample) => cells.AsSpan(sample * Height * Width, Height * Width);

    /// <summary>The cells of all samples, to be read only.</summary>
    internal byte[] AllCells => cells;

    /// <summary>The number of missing cells of one sample.</summary>
    /// <param name="sample">0 … Count-1.</param>
    public int HoleCount(int sample) => Cells(sample).Count((byte)1);

    /// <summary>The missing fraction of one sample, 0 … 1.</summary>
    /// <param name="sample">0 … Count-1.</param>
    public double HoleFraction(int sample) => (double)HoleCount(sample) / (Height * Width);

    /// <summary>The rectangle around the missing cells of one sample; null without any.</summary>
    /// <param name="sample">0 … Count-1.</param>
    public PixelRectangle? Bounds(int sample)
    {
        ReadOnlySpan<byte> missing = Cells(sample);
        int left = Width, right = 0, top = Height, bottom = 0;
        for (int i = 0; i < missing.Length; i++)
        {
            if (missing[i] == 0) continue;
            (int y, int x) = (i / Width, i % Width);
            (left, right, top, bottom) = (Math.Min(left, x), Math.Max(right, x + 1), Math.Min(top, y), Math.Max(bottom, y + 1));
        }

        return right == 0 ? null : new PixelRectangle(left, top, right - left, bottom - top);
    }

    /// <summary>True when no sample has a missing cell.</summary>
    public bool IsEmpty => !cells.AsSpan().Contains((byte)1);

    /// <summary>A mask of one sample from a rule.</summary>
    /// <param name="height">H in cells.</param>
    /// <param name="width">W in cells.</param>
    /// <param name="isHole">(y, x) -> true where missing.</param>
    public static HoleMask Create(int height, int width, Func<int, int, bool> isHole)
    {
        CheckSize(height, width);
        var cells = new byte[height * width];
        for (int y = 0; y < height; y++)
            for (int x = 0; x < width; x++)
                cells[(y * width) + x] = isHole(y, x) ? (byte)1 : (byte)0;
        return new HoleMask(cells, 1, height, width);
    }

    /// <summary>A mask of one sample without a hole.</summary>
    /// <param name="height">H in cells.</param>
    /// <param name="width">W in cells.</param>
    public static HoleMask Empty(int height, int width) => Create(height, width, (_, _) => false);

    /// <summary>A mask from cells in raster order, sample after sample.</summary>
    /// <param name="cells">Count x Height x Width values; non-zero = hole. Copied.</param>
    /// <param name="count">N.</param>
    /// <param name="height">H in cells.</param>
    /// <param name="width">W in cells.</param>
    /// <exception cref="ArgumentException">The length is not count x height x width.</exception>
    public static HoleMask FromCells(ReadOnlySpan<byte> cells, int count, int height, int width)
    {
        CheckSize(height, width);
        if (count < 1 || cells.Length != (long)count * height * width)
            throw new ArgumentException($"cells: want {count} x {height} x {width} values, got {cells.Length}", nameof(cells));
        var copy = new byte[cells.Length];
        for (int i = 0; i < copy.Length; i++) copy[i] = cells[i] == 0 ? (byte)0 : (byte)1;
        return new HoleMask(copy, count, height, width);
    }

    /// <summary>Several masks of one size as one batch.</summary>
    /// <param name="masks">At least one; all of the same height and width.</param>
    /// <exception cref="ArgumentException">No mask, or sizes differ.</exception>
    public static HoleMask Batch(IReadOnlyList<HoleMask> masks)
    {
        if (masks.Count == 0) throw new ArgumentException("masks: want at least one, got none", nameof(masks));
        HoleMask first = masks[0];
        HoleMask? odd = masks.FirstOrDefault(mask => mask.Height != first.Height || mask.Width != first.Width);
        if (odd is not null)
            throw new ArgumentException($"masks: want one size, got {first.Height}x{first.Width} and {odd.Height}x{odd.Width}", nameof(masks));
        return new HoleMask([.. masks.SelectMany(mask => mask.cells)], masks.Sum(mask => mask.Count), first.Height, first.Width);
    }

    /// <summary>Repeats a single mask for several samples.</summary>
    /// <param name="count">N of the result.</param>
    public HoleMask Repeat(int count) => Batch([.. Enumerable.Repeat(this, count)]);

    /// <summary>One sample as a mask of its own.</summary>
    /// <param name="sample">0 … Count-1.</param>
    public HoleMask Sample(int sample) => new(Cells(sample).ToArray(), 1, Height, Width);

    /// <summary>The mask continued at the bottom and at the right to sides that are multiples of a number.</summary>
    /// <remarks>A hole that touches the border continues beyond it, so that ignored pixels never become known ones.</remarks>
    /// <param name="multiple">At least 1.</param>
    public HoleMask PaddedTo(int multiple)
    {
        int height = (Height + multiple - 1) / multiple * multiple, width = (Width + multiple - 1) / multiple * multiple;
        return height == Height && width == Width ? this : Moved(height, width, (y, x) => (Math.Min(y, Height - 1), Math.Min(x, Width - 1)));
    }

    /// <summary>The largest square about the centre of each sample, as an image is cut.</summary>
    internal HoleMask CropSquare()
    {
        int side = Math.Min(Height, Width), top = (Height - side) / 2, left = (Width - side) / 2;
        return side == Height && side == Width ? this : Moved(side, side, (y, x) => (y + top, x + left));
    }

    /// <summary>Mirrored left to right.</summary>
    internal HoleMask FlipHorizontally() => Moved(Height, Width, (y, x) => (y, Width - 1 - x));

    private HoleMask Moved(int height, int width, Func<int, int, (int Y, int X)> from) =>
        Batch([.. Enumerable.Range(0, Count).Select(n => Create(height, width, (y, x) => from(y, x) is var cell && this[n, cell.Y, cell.X]))]);

    /// <inheritdoc/>
    public bool Equals(HoleMask? other) =>
        other is not null && Count == other.Count && Height == other.Height && Width == other.Width && cells.AsSpan().SequenceEqual(other.cells);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as HoleMask);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(Height);
        hash.Add(Width);
        hash.AddBytes(cells);
        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public override string ToString() => $"HoleMask {Count} x {Height}x{Width}, hole {100.0 * cells.AsSpan().Count((byte)1) / cells.Length:F1} %";

    private static void CheckSize(int height, int width)
    {
        if (height < 1 || width < 1) throw new ArgumentException($"mask: want at least 1x1 cells, got {height}x{width}");
    }
}
