using Csa.Data;
using Csa.Data.Images;
using Csa.Data.Sources;

namespace Csa.DataSets.Preparation;

/// <summary>Options for preparing photographs.</summary>
/// <param name="Side">Height and width in pixels.</param>
/// <param name="Fit">How a photograph becomes a square.</param>
/// <param name="Extension">".png" or ".jpg" (quality 95).</param>
internal sealed record SquareOptions(int Side, SquareFit Fit, string Extension)
{
    /// <summary>Makes a photograph square.</summary>
    /// <param name="original">An image file of any kind.</param>
    /// <param name="name">For messages.</param>
    /// <returns>The original bytes if the image is a JPEG or PNG of that size already, so that nothing is lost.</returns>
    /// <exception cref="UnusableFileException">No image that can be read.</exception>
    public SquareImage Make(byte[] original, string name)
    {
        DecodedImage decoded = Decode(original, name);
        RgbImage image = decoded.Image;
        if (image.Width == Side && image.Height == Side && decoded.Kind is (ImageKind.Jpeg or ImageKind.Png))
            return new SquareImage(original, decoded.Kind == ImageKind.Jpeg ? ".jpg" : ".png");
        var opaque = new RgbImage(image.Width, image.Height, image.Pixels);
        RgbImage square = (Fit == SquareFit.Crop ? opaque.CropSquare() : opaque).Resize(Side, Side);
        return new SquareImage(ImageEncoder.Encode(square, "square" + Extension), Extension);
    }

    /// <summary>Decodes a file from an archive.</summary>
    /// <param name="original">An image file of any kind.</param>
    /// <param name="name">For messages.</param>
    /// <exception cref="UnusableFileException">No image that can be read.</exception>
    public static DecodedImage Decode(byte[] original, string name)
    {
        if (original.Length == 0) throw new UnusableFileException($"{name}: is empty");
        try
        {
            return ImageDecoder.Decode(original, name);
        }
        catch (BadInputException fault)
        {
            throw new UnusableFileException(fault.Message, fault);
        }
    }
}

/// <summary>A prepared photograph.</summary>
/// <param name="Bytes">The file's.</param>
/// <param name="Extension">".png" or ".jpg", as the bytes are.</param>
internal sealed record SquareImage(byte[] Bytes, string Extension);
