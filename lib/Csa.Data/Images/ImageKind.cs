namespace Csa.Data.Images;

/// <summary>The image formats that are read, told apart by a file's content and never by its name.</summary>
public enum ImageKind
{
    /// <summary>Baseline or progressive; grey, YCbCr, RGB, CMYK or YCCK.</summary>
    Jpeg,

    /// <summary>Every colour type and bit depth.</summary>
    Png,

    /// <summary>Lossy or lossless, with alpha or without; of an animation the first frame.</summary>
    Webp,

    /// <summary>1 to 32 bits, run lengths or not.</summary>
    Bmp,

    /// <summary>Of an animation the first frame.</summary>
    Gif,
}
