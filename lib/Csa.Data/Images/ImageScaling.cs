namespace Csa.Data.Images;

/// <summary>Scales images in integer arithmetic, so that a data set is the same bytes on every machine.</summary>
/// <remarks>
/// ImageSharp's and Skia's scaling are not used: without FMA (or with DOTNET_EnableHWIntrinsic=0) ImageSharp's gives other bytes, 3 of
/// 37,401 of an image of noise.
/// </remarks>
public static class ImageScaling
{
    /// <summary>
    /// Scaled by a cubic filter (Catmull-Rom): interpolating when enlarging, widened to cover the whole area of a target
    /// pixel when reducing, so that fine texture averages out and does not alias.
    /// </summary>
    /// <param name="image">Any image; the alpha channel is scaled alike and does not weigh the colours.</param>
    /// <param name="width">Pixels per row of the result.</param>
    /// <param name="height">Rows of the result.</param>
    /// <exception cref="ArgumentException">A size below 1.</exception>
    public static RgbImage Resize(this RgbImage image, int width, int height)
    {
        if (width < 1 || height < 1) throw new ArgumentException($"resize: want at least 1x1 pixels, got {width}x{height}");
        if (width == image.Width && height == image.Height) return image;
        (ImageSize from, ImageSize to) = (new(image.Width, image.Height), new(width, height));
        byte[]? alpha = image.Alpha is null ? null : Resampler.Cubic(image.Alpha, from, 1, to);
        return new RgbImage(width, height, Resampler.Cubic(image.Pixels, from, 3, to), alpha);
    }
}
