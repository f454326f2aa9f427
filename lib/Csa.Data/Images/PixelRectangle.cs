namespace Csa.Data.Images;

/// <summary>A rectangle of pixels of an image.</summary>
/// <param name="Left">First column.</param>
/// <param name="Top">First row.</param>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
public readonly record struct PixelRectangle(int Left, int Top, int Width, int Height)
{
    /// <summary>The column after the last.</summary>
    public int Right => Left + Width;

    /// <summary>The row after the last.</summary>
    public int Bottom => Top + Height;

    /// <summary>The longer side.</summary>
    public int LongerSide => Math.Max(Width, Height);

    /// <summary>True for a pixel inside.</summary>
    /// <param name="x">Column of the image.</param>
    /// <param name="y">Row of the image.</param>
    public bool Contains(int x, int y) => x >= Left && x < Right && y >= Top && y < Bottom;

    /// <summary>The smallest rectangle around both.</summary>
    /// <param name="other">Another rectangle.</param>
    public PixelRectangle Union(PixelRectangle other)
    {
        int left = Math.Min(Left, other.Left), top = Math.Min(Top, other.Top);
        return new PixelRectangle(left, top, Math.Max(Right, other.Right) - left, Math.Max(Bottom, other.Bottom) - top);
    }

    /// <summary>With so many pixels more on each side, as far as the image goes.</summary>
    /// <param name="margin">At least 0.</param>
    /// <param name="image">The image's size.</param>
    public PixelRectangle Widened(int margin, ImageSize image)
    {
        int left = Math.Max(0, Left - margin), top = Math.Max(0, Top - margin);
        return new PixelRectangle(left, top, Math.Min(image.Width, Right + margin) - left, Math.Min(image.Height, Bottom + margin) - top);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Width}x{Height} at ({Left}, {Top})";
}
