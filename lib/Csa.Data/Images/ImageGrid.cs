namespace Csa.Data.Images;

/// <summary>Tiles images into one: the sample sheets of run folders.</summary>
public static class ImageGrid
{
    /// <summary>Images in reading order, with a gap between them and around them.</summary>
    /// <param name="images">At least one; all of the same size; alpha is ignored.</param>
    /// <param name="columns">Images per row.</param>
    /// <param name="gap">Pixels between images.</param>
    /// <param name="background">Grey value of gaps and of empty places, 0 … 255.</param>
    /// <exception cref="ArgumentException">No image, sizes differ, no column or a negative gap.</exception>
    public static RgbImage Tile(IReadOnlyList<RgbImage> images, int columns, int gap = 4, byte background = 255)
    {
        if (images.Count == 0) throw new ArgumentException("images: want at least one, got none", nameof(images));
        if (columns < 1) throw new ArgumentException($"columns: want at least 1, got {columns}", nameof(columns));
        if (gap < 0) throw new ArgumentException($"gap: want 0 or more pixels, got {gap}", nameof(gap));
        (int width, int height) = (images[0].Width, images[0].Height);
        RgbImage? odd = images.FirstOrDefault(image => image.Width != width || image.Height != height);
        if (odd is not null)
            throw new ArgumentException($"images: want one size, got {width}x{height} and {odd.Width}x{odd.Height}", nameof(images));

        int rows = (images.Count + columns - 1) / columns;
        int sheetWidth = (columns * (width + gap)) + gap;
        int sheetHeight = (rows * (height + gap)) + gap;
        var sheet = new byte[3 * sheetWidth * sheetHeight];
        Array.Fill(sheet, background);
        for (int i = 0; i < images.Count; i++)
        {
            int left = gap + (i % columns * (width + gap));
            int top = gap + (i / columns * (height + gap));
            for (int y = 0; y < height; y++)
                images[i].Pixels.AsSpan(3 * y * width, 3 * width).CopyTo(sheet.AsSpan(3 * (((top + y) * sheetWidth) + left)));
        }

        return new RgbImage(sheetWidth, sheetHeight, sheet);
    }
}
