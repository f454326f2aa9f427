using System.Globalization;
using Csa.Data.Images;

namespace Csa.Data.Masks;

/// <summary>Masks as image files: reads any, writes white on black.</summary>
/// <remarks>
/// A pixel is missing where it is white (128 or more of 255). Read as what a person meant, with a note: transparent where
/// the picture has transparent and opaque pixels; 1 where its values are 0 and 1; one colour drawn on black. A picture that
/// does not say which part is missing is refused.
/// </remarks>
public static class MaskFile
{
    /// <summary>The hole that an image draws.</summary>
    /// <param name="path">A file of any <see cref="ImageKind"/> under any name.</param>
    /// <returns>One sample of the image's size; may be empty or all hole.</returns>
    /// <exception cref="BadInputException">The file cannot be read, or does not say which part is missing.</exception>
    public static HoleMask Read(string path) => Open(path).Hole;

    /// <summary>The hole that an image draws for an image of a given size.</summary>
    /// <param name="path">As for <see cref="Read(string)"/>.</param>
    /// <param name="size">The size of the image that the mask is for.</param>
    /// <exception cref="BadInputException">The file cannot be read, has another size or leaves nothing known.</exception>
    public static HoleMask ReadFor(string path, ImageSize size) => OpenFor(path, size).Hole;

    /// <summary>The hole that an image draws, and how that was understood.</summary>
    /// <param name="path">As for <see cref="Read(string)"/>.</param>
    /// <exception cref="BadInputException">The file cannot be read, or does not say which part is missing.</exception>
    public static DecodedMask Open(string path)
    {
        DecodedImage image = ImageFile.Open(path);
        MaskInterpretation drawn = MaskInterpretation.Of(image);
        if (drawn.Cells is null) throw ImageFile.Fault(path, drawn.Fault!);
        HoleMask hole = HoleMask.FromCells(drawn.Cells, 1, image.Image.Height, image.Image.Width);
        List<string> notes = [.. image.Notes, .. drawn.Notes];
        if (hole.HoleFraction(0) > 0.5)
        {
            string percent = (100 * hole.HoleFraction(0)).ToString("F1", CultureInfo.InvariantCulture);
            notes.Add($"More than half of it ({percent} %) is a hole; if black and white are swapped, invert it.");
        }

        return new DecodedMask(hole, notes);
    }

    /// <summary>The hole that an image draws for an image of a given size, and how that was understood.</summary>
    /// <param name="path">As for <see cref="Read(string)"/>.</param>
    /// <param name="size">The size of the image that the mask is for.</param>
    /// <param name="resize">Scales a mask of another size, by area; otherwise that is an error.</param>
    /// <returns>One sample of that size; may be empty if the file's mask is.</returns>
    /// <exception cref="BadInputException">
    /// The file cannot be read, has another size, leaves nothing known, or its hole vanishes when it is scaled.
    /// </exception>
    public static DecodedMask OpenFor(string path, ImageSize size, bool resize = false)
    {
        DecodedMask mask = Open(path);
        var own = new ImageSize(mask.Hole.Width, mask.Hole.Height);
        if (own != size) mask = resize ? Resized(path, mask, own, size) : throw ImageFile.Fault(path, WrongSize(own, size));
        if (mask.Hole.HoleCount(0) == size.Width * size.Height)
            throw ImageFile.Fault(path, $"makes a hole of the whole {size}; want at least one known pixel (black, or opaque): are black and white swapped?");
        return mask;
    }

    /// <summary>Writes a mask as a picture, white where a pixel is missing.</summary>
    /// <param name="path">The target; want a lossless kind (.png). Its folder is made.</param>
    /// <param name="hole">One mask.</param>
    /// <exception cref="ArgumentException">More than one mask.</exception>
    /// <exception cref="BadInputException">The place cannot be written.</exception>
    public static void Write(string path, HoleMask hole)
    {
        if (hole.Count != 1) throw new ArgumentException($"hole: want one mask, got {hole.Count}", nameof(hole));
        var pixels = new byte[3 * hole.Height * hole.Width];
        ReadOnlySpan<byte> cells = hole.Cells(0);
        for (int i = 0; i < cells.Length; i++) pixels.AsSpan(3 * i, 3).Fill((byte)(255 * cells[i]));
        ImageFile.Write(path, new RgbImage(hole.Width, hole.Height, pixels));
    }

    private static DecodedMask Resized(string path, DecodedMask mask, ImageSize own, ImageSize size)
    {
        HoleMask hole = MaskScaling.ResizeByArea(mask.Hole, size.Height, size.Width);
        if (hole.IsEmpty && !mask.Hole.IsEmpty) throw ImageFile.Fault(path, $"has a hole too thin for {size}: nothing of it is left when it is scaled from {own}");
        double stretch = (double)size.Width * own.Height / ((double)size.Height * own.Width);
        string shape = Math.Abs(stretch - 1) > 0.02 ? ", which stretches it" : "";
        return new DecodedMask(hole, [.. mask.Notes, $"Scaled from {own} to the image's {size}{shape}."]);
    }

    private static string WrongSize(ImageSize own, ImageSize size)
    {
        bool turned = own.Width == size.Height && own.Height == size.Width;
        string mend = turned ? "it lies on its side: turn it, or stretch it (--resize-mask)" : "draw it over this image, or scale it (--resize-mask)";
        return $"want a mask of the image's {size}, got {own}; {mend}";
    }
}

/// <summary>A mask as it came out of a file, and how the file was understood.</summary>
public sealed class DecodedMask
{
    internal DecodedMask(HoleMask hole, IReadOnlyList<string> notes)
    {
        Hole = hole;
        Notes = notes;
    }

    /// <summary>One sample; may be empty.</summary>
    public HoleMask Hole { get; }

    /// <summary>What a user should know: how the picture was read as a mask, and what looks like a slip. One sentence each.</summary>
    public IReadOnlyList<string> Notes { get; }
}
