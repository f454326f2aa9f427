using System.Globalization;
using Csa.Data.Images;

namespace Csa.Data.Masks;

/// <summary>Reads masks from image files of many kinds, and writes them white on black.</summary>
/// <remarks>
/// A pixel is missing if it is white (128 or more of 255). Some other images are understood as well, with a note:
/// transparent pixels are missing if the image has transparent and opaque ones; 1 is missing if its values are 0 and 1; so
/// is one colour drawn on black. An image that
/// does not say which part is missing is refused.
/// </remarks>
public static class MaskFile
{
    /// <summary>Reads the hole that an image draws.</summary>
    /// <param name="path">A file of any <see cref="ImageKind"/> under any name.</param>
    /// <returns>One sample of the image's size; may be empty or all hole.</returns>
    /// <exception cref="BadInputException">The file cannot be read, or does not say which part is missing.</exception>
    public static HoleMask Read(string path) => Open(path).Hole;

    /// <summary>Reads the hole for an image of a given size.</summary>
    /// <param name="path">As for <see cref="Read(string)"/>.</param>
    /// <param name="size">The size of the image that the mask is for.</param>
    /// <exception cref="BadInputException">The file cannot be read, has another size or leaves nothing known.</exception>
    public static HoleMask ReadFor(string path, ImageSize size) => OpenFor(path, size).Hole;

    /// <summary>Reads the hole that an image draws, with notes on how it was understood.</summary>
    /// <param name="path">As for <see cref="Read(string)"/>.</param>
    /// <param name="invert">Takes what the image shows as known for the hole.</param>
    /// <exception cref="BadInputException">The file cannot be read, or does not say which part is missing.</exception>
    public static DecodedMask Open(string path, bool invert = false)
    {
        DecodedImage image = ImageFile.Open(path);
        MaskInterpretation drawn = MaskInterpretation.Of(image);
        if (drawn.Cells is null) throw ImageFile.Fault(path, drawn.Fault!);
        HoleMask hole = HoleMask.FromCells(drawn.Cells, 1, image.Image.Height, image.Image.Width);
        if (invert) hole = HoleEdge.Invert(hole);
        List<string> notes = [.. image.Notes, .. drawn.Notes];
        if (hole.HoleFraction(0) > 0.5)
        {
            string percent = (100 * hole.HoleFraction(0)).ToString("F1", CultureInfo.InvariantCulture);
            notes.Add($"More than half of it ({percent} %) is a hole; if black and white are swapped, invert it.");
        }

        return new DecodedMask(hole, notes);
    }

    /// <summary>Reads the hole for an image of a given size, with notes on how it was understood.</summary>
    /// <param name="path">As for <see cref="Read(string)"/>.</param>
    /// <param name="size">The size of the image that the mask is for.</param>
    /// <param name="resize">True to scale a mask of another size, by area; otherwise that is an error.</param>
    /// <param name="invert">Takes what the image shows as known for the hole.</param>
    /// <returns>One sample of that size; may be empty if the file's mask is.</returns>
    /// <exception cref="BadInputException">
    /// The file cannot be read, has another size, leaves nothing known, or its hole vanishes when it is scaled.
    /// </exception>
    public static DecodedMask OpenFor(string path, ImageSize size, bool resize = false, bool invert = false)
    {
        DecodedMask mask = Open(path, invert);
        var own = new ImageSize(mask.Hole.Width, mask.Hole.Height);
        if (own != size) mask = resize ? Resized(path, mask, own, size) : throw ImageFile.Fault(path, WrongSize(own, size));
        if (mask.Hole.HoleCount(0) == size.Width * size.Height)
            throw ImageFile.Fault(path, $"makes a hole of the whole {size}; want at least one known pixel (black, or opaque): are black and white swapped?");
        return mask;
    }

    /// <summary>Writes a mask as an image in which missing pixels are white.</summary>
    /// <param name="path">The target, of a lossless format (.png). Its folder is created.</param>
    /// <param name="hole">One mask.</param>
    /// <exception cref="ArgumentException">More than one mask.</exception>
    /// <exception cref="BadInputException">The file cannot be written.</exception>
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

/// <summary>A mask read from a file, with notes on how the file was understood.</summary>
public sealed class DecodedMask
{
    internal DecodedMask(HoleMask hole, IReadOnlyList<string> notes)
    {
        Hole = hole;
        Notes = notes;
    }

    /// <summary>One sample; may be empty.</summary>
    public HoleMask Hole { get; }

    /// <summary>What a user should know, one sentence each: how the image was read as a mask, and what looks like a mistake.</summary>
    public IReadOnlyList<string> Notes { get; }
}
