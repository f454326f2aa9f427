using System.Buffers.Binary;
using Csa.Data.Images;
using SkiaSharp;

namespace Csa.Tests.Images.Corpus;

/// <summary>JPEG and WebP files that the codec library writes, and animations put together from them.</summary>
internal static class SkiaWriter
{
    public static byte[] Jpeg(RgbImage image, int quality = 95) => Encoded(image, pixmap => pixmap.Encode(new SKJpegEncoderOptions(quality)));

    public static byte[] GreyJpeg(RgbImage image)
    {
        using SKBitmap colour = Bitmap(image), grey = new(new SKImageInfo(image.Width, image.Height, SKColorType.Gray8, SKAlphaType.Opaque));
        for (int y = 0; y < image.Height; y++)
            for (int x = 0; x < image.Width; x++)
                grey.GetPixelSpan()[(y * grey.RowBytes) + x] = image.Pixels[3 * ((y * image.Width) + x)];
        using SKPixmap pixmap = grey.PeekPixels();
        using SKData data = pixmap.Encode(new SKJpegEncoderOptions(95))!;
        return data.ToArray();
    }

    public static byte[] Webp(RgbImage image, bool lossless) =>
        Encoded(image, pixmap => pixmap.Encode(new SKWebpEncoderOptions(lossless ? SKWebpEncoderCompression.Lossless : SKWebpEncoderCompression.Lossy, 90)));

    public static byte[] Png(RgbImage image) => Encoded(image, pixmap => pixmap.Encode(SKPngEncoderOptions.Default));

    /// <summary>An animation of frames of one size.</summary>
    public static byte[] AnimatedWebp(params RgbImage[] frames)
    {
        (int width, int height) = (frames[0].Width, frames[0].Height);
        byte[] size = [.. Int24(width - 1), .. Int24(height - 1)];
        byte[] body =
        [
            .. "WEBP"u8,
            .. Pictures.RiffChunk("VP8X", [0x12, 0, 0, 0, .. size]),
            .. Pictures.RiffChunk("ANIM", new byte[6]),
            .. frames.SelectMany(frame => Pictures.RiffChunk("ANMF", [.. new byte[6], .. size, .. Int24(100), 0, .. Chunk(Webp(frame, true), "VP8L")])),
        ];
        return Pictures.RiffChunk("RIFF", body);
    }

    private static byte[] Chunk(byte[] webp, string name)
    {
        for (int at = 12; ;)
        {
            int length = BinaryPrimitives.ReadInt32LittleEndian(webp.AsSpan(at + 4));
            int whole = 8 + length + (length % 2);
            if (webp.AsSpan(at, 4).SequenceEqual(System.Text.Encoding.ASCII.GetBytes(name))) return webp[at..(at + whole)];
            at += whole;
        }
    }

    private static byte[] Encoded(RgbImage image, Func<SKPixmap, SKData?> encode)
    {
        using SKBitmap bitmap = Bitmap(image);
        using SKPixmap pixmap = bitmap.PeekPixels();
        using SKData data = encode(pixmap)!;
        return data.ToArray();
    }

    private static SKBitmap Bitmap(RgbImage image)
    {
        SKAlphaType alpha = image.Alpha is null ? SKAlphaType.Opaque : SKAlphaType.Unpremul;
        var bitmap = new SKBitmap(new SKImageInfo(image.Width, image.Height, SKColorType.Rgba8888, alpha));
        for (int i = 0; i < image.Width * image.Height; i++)
        {
            image.Pixels.AsSpan(3 * i, 3).CopyTo(bitmap.GetPixelSpan()[(4 * i)..]);
            bitmap.GetPixelSpan()[(4 * i) + 3] = image.Alpha?[i] ?? 255;
        }

        return bitmap;
    }

    private static byte[] Int24(int value) => [(byte)value, (byte)(value >> 8), (byte)(value >> 16)];
}
