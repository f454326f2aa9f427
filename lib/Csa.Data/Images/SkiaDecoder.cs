using SkiaSharp;

namespace Csa.Data.Images;

/// <summary>Decodes pixels with Skia, which does what ImageSharp does not: see <see cref="ImageDecoder"/>.</summary>
internal static class SkiaDecoder
{
    /// <summary>The pixels of a file as they lie in it, not turned.</summary>
    /// <param name="codec">The file.</param>
    /// <param name="target">The colour space to convert to; the file's own leaves its values.</param>
    /// <param name="path">For messages.</param>
    /// <exception cref="BadInputException">Cut off or damaged.</exception>
    public static RgbImage Decode(SKCodec codec, SKColorSpace? target, string path)
    {
        SKAlphaType alpha = codec.Info.AlphaType == SKAlphaType.Opaque ? SKAlphaType.Opaque : SKAlphaType.Unpremul;
        using var bitmap = new SKBitmap();
        if (!bitmap.TryAllocPixels(new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, alpha, target)))
            throw ImageFile.Fault(path, $"needs more memory than there is to decode {codec.Info.Width}x{codec.Info.Height} pixels");

        SKCodecResult result = codec.GetPixels(bitmap.Info, bitmap.GetPixels());
        // The library fills what a cut-off file lacks and calls it incomplete: for us that file is bad.
        if (result != SKCodecResult.Success)
            throw ImageFile.Fault(path, result == SKCodecResult.IncompleteInput ? ImageDecoder.CutOff : ImageDecoder.Undecodable);
        ReadOnlySpan<byte> rgba = bitmap.GetPixelSpan();
        return alpha == SKAlphaType.Opaque
            ? new RgbImage(bitmap.Width, bitmap.Height, SharpDecoder.Colours(rgba))
            : SharpDecoder.Split(bitmap.Width, bitmap.Height, rgba);
    }

    /// <summary>The same image in sRGB.</summary>
    /// <param name="image">In the colour space; alpha stays.</param>
    /// <param name="space">The colour space of its pixels.</param>
    public static RgbImage ToSrgb(RgbImage image, SKColorSpace space)
    {
        using var srgb = SKColorSpace.CreateSrgb();
        using var from = new SKBitmap(new SKImageInfo(image.Width, image.Height, SKColorType.Rgba8888, SKAlphaType.Opaque, space));
        using var to = new SKBitmap(from.Info.WithColorSpace(srgb));
        ImageEncoder.Interleaved(image.Pixels, null, 3).CopyTo(from.GetPixelSpan());
        using SKPixmap pixmap = from.PeekPixels();
        pixmap.ReadPixels(to.Info, to.GetPixels(), to.RowBytes);
        return new RgbImage(image.Width, image.Height, SharpDecoder.Colours(to.GetPixelSpan()), image.Alpha);
    }
}
