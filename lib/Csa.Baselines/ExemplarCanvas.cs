namespace Csa.Baselines;

/// <summary>An image being completed, stored as interleaved RGB, and which of its pixels are still missing.</summary>
internal sealed class ExemplarCanvas
{
    private readonly float[] colours;
    private readonly bool[] missing;

    /// <summary>A copy of an image.</summary>
    /// <param name="planes">3 x height x width; hole values are ignored.</param>
    /// <param name="hole">height x width, 1 = hole.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <exception cref="ArgumentException">A known value is not finite, so that no patch could be told from another.</exception>
    public ExemplarCanvas(ReadOnlySpan<float> planes, ReadOnlySpan<byte> hole, int height, int width)
    {
        (Height, Width) = (height, width);
        colours = new float[planes.Length];
        missing = new bool[hole.Length];
        for (int cell = 0; cell < hole.Length; cell++)
        {
            missing[cell] = hole[cell] != 0;
            for (int c = 0; c < 3 && !missing[cell]; c++)
            {
                float value = planes[(c * hole.Length) + cell];
                if (!float.IsFinite(value))
                    throw new ArgumentException($"image: want finite values in [-1, 1] where it is known, got {value} at row {cell / width}, column {cell % width}");
                colours[(3 * cell) + c] = value;
            }
        }
    }

    /// <summary>Height in pixels.</summary>
    public int Height { get; }

    /// <summary>Width in pixels.</summary>
    public int Width { get; }

    /// <summary>Whether a pixel is not yet filled.</summary>
    public bool IsMissing(int cell) => missing[cell];

    /// <summary>The colour (R, G, B) of a pixel that is not missing.</summary>
    public ReadOnlySpan<float> Colour(int cell) => colours.AsSpan(3 * cell, 3);

    /// <summary>Luma of a pixel that is not missing.</summary>
    public double Luma(int cell) => (0.299 * colours[3 * cell]) + (0.587 * colours[(3 * cell) + 1]) + (0.114 * colours[(3 * cell) + 2]);

    /// <summary>Fills a pixel with the colour of another.</summary>
    public void Copy(int from, int to)
    {
        colours.AsSpan(3 * from, 3).CopyTo(colours.AsSpan(3 * to, 3));
        missing[to] = false;
    }

    /// <summary>The pixels of a square around a pixel, clipped to the image, in raster order.</summary>
    public IEnumerable<int> Window(int centre, int radius)
    {
        (int y, int x) = (centre / Width, centre % Width);
        for (int row = Math.Max(0, y - radius); row <= Math.Min(Height - 1, y + radius); row++)
            for (int column = Math.Max(0, x - radius); column <= Math.Min(Width - 1, x + radius); column++)
                yield return (row * Width) + column;
    }

    /// <summary>Writes all pixels back.</summary>
    public void WriteTo(Span<float> planes)
    {
        for (int cell = 0; cell < missing.Length; cell++)
            for (int c = 0; c < 3; c++)
                planes[(c * missing.Length) + cell] = colours[(3 * cell) + c];
    }
}
