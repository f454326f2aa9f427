using System.Numerics;
using Csa.Data.Images;

namespace Csa.Drawings.Painting;

/// <summary>
/// A square of light computed point by point, in the unit square: (0, 0) is the top left, (1, 1) the bottom right corner.
/// Computed at an integer multiple of the size asked for and averaged down, like <see cref="Supersampled"/>.
/// </summary>
internal sealed class Raster
{
    // Neighbours that differ by more than this, of 255, have an edge between them.
    private const float EdgeContrast = 36;

    private readonly int side, factor;

    /// <param name="side">Height and width of the image in pixels, at least 1.</param>
    public Raster(int side)
    {
        this.side = side;
        factor = Supersampled.Factor(side);
        Side = side * factor;
        Pixels = new Vector3[Side * Side];
        Depths = new float[Side * Side];
        Array.Fill(Depths, float.PositiveInfinity);
    }

    /// <summary>Cells per row and column.</summary>
    public int Side { get; }

    /// <summary>Light, row by row from the top.</summary>
    public Vector3[] Pixels { get; }

    /// <summary>How far away what each cell shows is, in any unit; infinite at first.</summary>
    public float[] Depths { get; }

    /// <summary>
    /// Computes every cell at its centre, or as the mean of four points if it lies on an edge and is not averaged anyway.
    /// </summary>
    /// <param name="light">Of a point of the unit square.</param>
    public void Fill(Func<float, float, Vector3> light)
    {
        float cell = 1f / Side;
        for (int row = 0, at = 0; row < Side; row++)
            for (int column = 0; column < Side; column++, at++)
                Pixels[at] = light((column + 0.5f) * cell, (row + 0.5f) * cell);
        if (factor > 1) return;

        Vector3[] display = Array.ConvertAll(Pixels, LinearColour.ToDisplay);
        for (int row = 0, at = 0; row < Side; row++)
        {
            for (int column = 0; column < Side; column++, at++)
            {
                if (!OnEdge(display, row, column)) continue;
                float x = column * cell, y = row * cell;
                Vector3 sum = Paper(light(x + (0.375f * cell), y + (0.125f * cell))) + Paper(light(x + (0.875f * cell), y + (0.375f * cell)))
                    + Paper(light(x + (0.125f * cell), y + (0.625f * cell))) + Paper(light(x + (0.625f * cell), y + (0.875f * cell)));
                Pixels[at] = sum / 4;
            }
        }
    }

    /// <summary>Paints something over the cells of a rectangle that show nothing nearer.</summary>
    /// <param name="bounds">The rectangle; may extend beyond the image.</param>
    /// <param name="depth">How far away it is, in the unit of <see cref="Depths"/>, which learn it where it covers half a
    /// cell or more.</param>
    /// <param name="mark">Light (X, Y, Z) and opacity (W, 0 … 1) at a point of the unit square.</param>
    public void Paint(Bounds bounds, float depth, Func<float, float, Vector4> mark)
    {
        int firstColumn = Math.Max(0, (int)(bounds.Left * Side)), lastColumn = (int)Math.Min(Side - 1, bounds.Right * Side);
        int firstRow = Math.Max(0, (int)(bounds.Top * Side)), lastRow = (int)Math.Min(Side - 1, bounds.Bottom * Side);
        for (int row = firstRow; row <= lastRow; row++)
        {
            for (int column = firstColumn; column <= lastColumn; column++)
            {
                int at = (row * Side) + column;
                if (depth > Depths[at]) continue;
                Vector4 over = mark((column + 0.5f) / Side, (row + 0.5f) / Side);
                if (over.W <= 0) continue;
                Pixels[at] = Vector3.Lerp(Pixels[at], over.AsVector3(), Math.Min(1, over.W));
                if (over.W >= 0.5f) Depths[at] = depth;
            }
        }
    }

    /// <summary>The image.</summary>
    public RgbImage ToImage()
    {
        var rgba = new byte[Pixels.Length * 4];
        for (int i = 0, to = 0; i < Pixels.Length; i++, to += 4)
        {
            Vector3 display = LinearColour.ToDisplay(Pixels[i]);
            rgba[to] = (byte)(display.X + 0.5f);
            rgba[to + 1] = (byte)(display.Y + 0.5f);
            rgba[to + 2] = (byte)(display.Z + 0.5f);
        }

        return new RgbImage(side, side, Supersampled.Average(rgba, Side * 4, side, factor));
    }

    // What shines must not outweigh its neighbours on an edge: the eye takes the mean of what is shown.
    private static Vector3 Paper(Vector3 light) => Vector3.Min(light, new Vector3(1.2f));

    private bool OnEdge(Vector3[] display, int row, int column)
    {
        int at = (row * Side) + column;
        Vector3 here = display[at];
        return (column > 0 && Differ(here, display[at - 1])) || (column < Side - 1 && Differ(here, display[at + 1]))
            || (row > 0 && Differ(here, display[at - Side])) || (row < Side - 1 && Differ(here, display[at + Side]));
    }

    private static bool Differ(Vector3 a, Vector3 b)
    {
        Vector3 gap = Vector3.Abs(a - b);
        return Math.Max(gap.X, Math.Max(gap.Y, gap.Z)) > EdgeContrast;
    }
}

/// <summary>A rectangle in the unit square, or beyond it.</summary>
internal readonly record struct Bounds(float Left, float Top, float Right, float Bottom);
