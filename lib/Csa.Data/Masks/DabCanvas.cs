namespace Csa.Data.Masks;

/// <summary>A canvas that a brush paints dab by dab, with a count of the painted pixels.</summary>
/// <param name="height">H in pixels.</param>
/// <param name="width">W in pixels.</param>
/// <param name="frame">The fraction of height and width that stays known along each edge.</param>
internal sealed class DabCanvas(int height, int width, double frame)
{
    private readonly byte[] cells = new byte[height * width];
    private readonly int top = (int)(frame * height);
    private readonly int left = (int)(frame * width);

    public int Height => height;

    public int Width => width;

    /// <summary>Pixels per unit of length; a unit is a pixel of a 256-pixel square.</summary>
    public double Unit { get; } = Math.Sqrt((double)height * width) / 256;

    /// <summary>The number of pixels that may be painted.</summary>
    public int Room => (height - (2 * top)) * (width - (2 * left));

    /// <summary>The number of painted pixels.</summary>
    public int Painted { get; private set; }

    /// <summary>The centre of the last dab, or null before the first.</summary>
    public (double X, double Y)? Last { get; private set; }

    /// <summary>Paints the pixels whose centres lie in a box with round corners (a superellipse), and the one under its centre.</summary>
    /// <param name="x">Column of the centre.</param>
    /// <param name="y">Row of the centre.</param>
    /// <param name="radiusX">Half the width in pixels.</param>
    /// <param name="radiusY">Half the height in pixels.</param>
    public void Dab(double x, double y, double radiusX, double radiusY)
    {
        Last = (x, y);
        for (int row = Math.Max(top, (int)(y - radiusY - 1)); row < Math.Min(height - top, (int)(y + radiusY + 2)); row++)
        {
            for (int column = Math.Max(left, (int)(x - radiusX - 1)); column < Math.Min(width - left, (int)(x + radiusX + 2)); column++)
            {
                double dx = (column + 0.5 - x) / radiusX, dy = (row + 0.5 - y) / radiusY;
                bool inside = (dx * dx * dx * dx) + (dy * dy * dy * dy) <= 1 || (column == (int)x && row == (int)y);
                if (!inside || cells[(row * width) + column] != 0) continue;
                cells[(row * width) + column] = 1;
                Painted++;
            }
        }
    }

    /// <summary>False if a point is so far outside that nothing painted there would show.</summary>
    public bool Near(double x, double y) => x > -24 * Unit && y > -24 * Unit && x < width + (24 * Unit) && y < height + (24 * Unit);

    public HoleMask ToMask() => HoleMask.FromCells(cells, 1, height, width);
}
