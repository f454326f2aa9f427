using Csa.Images;

namespace Csa.Masks;

/// <summary>Reads an image file as a mask.</summary>
public static class MaskFile
{
    /// <summary>The hole that an image draws: white, or transparent where the image has transparent and opaque pixels.</summary>
    /// <param name="path">
    /// A JPEG, PNG or WebP file. A pixel is missing where its grey value is at least 128; where alpha varies, alpha below
    /// 128 counts instead.
    /// </param>
    /// <returns>One sample of the image's size; may be empty or all hole.</returns>
    /// <exception cref="BadInputException">The file cannot be read.</exception>
    public static HoleMask Read(string path)
    {
        RgbImage image = ImageFile.Read(path);
        byte[] pixels = image.Pixels;
        var cells = new byte[image.Width * image.Height];
        bool byAlpha = image.Alpha is not null && image.Alpha.AsSpan().ContainsAnyExcept(image.Alpha[0]);
        for (int i = 0; i < cells.Length; i++)
        {
            bool hole = byAlpha ? image.Alpha![i] < 128 : Grey(pixels[3 * i], pixels[(3 * i) + 1], pixels[(3 * i) + 2]) >= 128;
            cells[i] = hole ? (byte)1 : (byte)0;
        }

        return HoleMask.FromCells(cells, 1, image.Height, image.Width);
    }

    /// <summary>The hole that an image draws for an image of a given size.</summary>
    /// <param name="path">As for <see cref="Read(string)"/>.</param>
    /// <param name="size">The size of the image that the mask is for.</param>
    /// <exception cref="BadInputException">The file cannot be read, or has another size.</exception>
    public static HoleMask ReadFor(string path, ImageSize size)
    {
        HoleMask mask = Read(path);
        if (mask.Width != size.Width || mask.Height != size.Height)
            throw new BadInputException($"{path}: want a mask of the image's {size}, got {mask.Width}x{mask.Height}; scale one to the other");
        return mask;
    }

    // Rec. 601 luma in integers; a grey pixel's luma is its value.
    private static int Grey(int r, int g, int b) => ((299 * r) + (587 * g) + (114 * b)) / 1000;
}
