namespace Csa.Data.Images;

/// <summary>An image as it came out of a file, and what was changed on the way.</summary>
public sealed class DecodedImage
{
    internal DecodedImage(RgbImage image, ImageKind kind, int fileBits, IReadOnlyList<string> notes)
    {
        Image = image;
        Kind = kind;
        FileBits = fileBits;
        Notes = notes;
    }

    /// <summary>Upright, 8 bits per channel, sRGB; with alpha where the file has it.</summary>
    public RgbImage Image { get; }

    /// <summary>The format of the file, whatever its name says.</summary>
    public ImageKind Kind { get; }

    /// <summary>Bits per channel in the file: 16 where they were reduced, 8 where not.</summary>
    public int FileBits { get; }

    /// <summary>What a user should know: what was reduced, converted or left out. One sentence each.</summary>
    public IReadOnlyList<string> Notes { get; }
}
