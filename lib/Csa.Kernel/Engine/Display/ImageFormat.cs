using Csa.Data.Images;

namespace Csa.Kernel.Engine.Display;

/// <summary>Images as PNG.</summary>
internal static class ImageFormat
{
    private static readonly byte[] PngSignature = [0x89, (byte)'P', (byte)'N', (byte)'G'], JpegSignature = [0xFF, 0xD8, 0xFF];

    /// <summary>An encoded image as it is, an RGB image encoded; null for anything else.</summary>
    public static MimeBundle? Of(object value) => value switch
    {
        RgbImage image => Bundle("image/png", ImageFile.ToPng(image), $"{image.Width}x{image.Height} image"),
        byte[] bytes when bytes.AsSpan().StartsWith(PngSignature) => Bundle("image/png", bytes, $"PNG, {bytes.Length} bytes"),
        byte[] bytes when bytes.AsSpan().StartsWith(JpegSignature) => Bundle("image/jpeg", bytes, $"JPEG, {bytes.Length} bytes"),
        _ => null,
    };

    /// <summary>An image inside other markup, as an element of a list.</summary>
    public static string Tag(RgbImage image) =>
        $"<img alt=\"{image.Width}x{image.Height} image\" src=\"data:image/png;base64,{Convert.ToBase64String(ImageFile.ToPng(image))}\">";

    private static MimeBundle Bundle(string type, byte[] bytes, string text) =>
        new(new Dictionary<string, string> { ["text/plain"] = text, [type] = Convert.ToBase64String(bytes) });
}
