using System.Runtime.InteropServices;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.Formats.Tiff;
using SixLabors.ImageSharp.Formats.Webp;
using SixLabors.ImageSharp.PixelFormats;

namespace Csa.Data.Images;

/// <summary>Decodes pixels with ImageSharp, and turns whatever it throws into one line.</summary>
internal static class SharpDecoder
{
    /// <summary>The pixels of a file as they lie in it, neither turned nor converted.</summary>
    /// <param name="bytes">A file whose structure is checked.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="size">What its header says.</param>
    /// <param name="hasAlpha">True where the result keeps the alpha channel.</param>
    /// <param name="fileBits">More than 8 are cut to their upper 8, as libpng does.</param>
    /// <param name="path">For messages.</param>
    /// <exception cref="BadInputException">Damaged.</exception>
    public static RgbImage Decode(byte[] bytes, ImageKind kind, ImageSize size, bool hasAlpha, int fileBits, string path)
    {
        try
        {
            return (hasAlpha, fileBits) switch
            {
                (false, 16) => Decode<Rgb48>(bytes, kind, size, image => new RgbImage(image.Width, image.Height, UpperBytes(image))),
                (true, 16) => Decode<Rgba64>(bytes, kind, size, image => Split(image.Width, image.Height, UpperBytes(image))),
                (false, _) => Decode<Rgb24>(bytes, kind, size, image => new RgbImage(image.Width, image.Height, Bytes(image))),
                (true, _) => Decode<Rgba32>(bytes, kind, size, image => Split(image.Width, image.Height, Bytes(image))),
            };
        }
        catch (Exception fault) when (fault is not (BadInputException or OutOfMemoryException))
        {
            // Damaged files make it throw what callers' mistakes do: NullReferenceException, ArgumentException and others.
            throw ImageFile.Fault(path, ImageDecoder.Undecodable, fault);
        }
    }

    private static RgbImage Decode<TPixel>(byte[] bytes, ImageKind kind, ImageSize size, Func<Image<TPixel>, RgbImage> take)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        using var image = Image.Load<TPixel>(Codecs.Configuration, bytes, DecoderOf(kind));
        if (image.Width != size.Width || image.Height != size.Height)
            throw new InvalidImageContentException($"{image.Width}x{image.Height} pixels where the header says {size}");
        return take(image);
    }

    private static IImageDecoder DecoderOf(ImageKind kind) => kind switch
    {
        ImageKind.Jpeg => new JpegDecoder { IgnoreMetadata = true },
        ImageKind.Png => new PngDecoder { IgnoreMetadata = true },
        ImageKind.Webp => new WebpDecoder { IgnoreMetadata = true },
        ImageKind.Tiff => new TiffDecoder { IgnoreMetadata = true },
        _ => throw new ArgumentException($"kind: want one that ImageSharp decodes here, got {kind}", nameof(kind)),
    };

    private static byte[] Bytes<TPixel>(Image<TPixel> image)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        var bytes = new byte[Marshal.SizeOf<TPixel>() * image.Width * image.Height];
        image.CopyPixelDataTo(bytes);
        return bytes;
    }

    private static byte[] UpperBytes<TPixel>(Image<TPixel> image)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        int row = Marshal.SizeOf<TPixel>() / 2 * image.Width;
        var upper = new byte[row * image.Height];
        image.ProcessPixelRows(rows =>
        {
            for (int y = 0; y < rows.Height; y++)
            {
                ReadOnlySpan<ushort> from = MemoryMarshal.Cast<TPixel, ushort>(rows.GetRowSpan(y));
                Span<byte> to = upper.AsSpan(y * row, row);
                for (int i = 0; i < to.Length; i++) to[i] = (byte)(from[i] >> 8);
            }
        });
        return upper;
    }

    /// <summary>Colours and alpha of R G B A pixels, each in a plane of its own.</summary>
    internal static RgbImage Split(int width, int height, ReadOnlySpan<byte> rgba)
    {
        var alpha = new byte[width * height];
        for (int i = 0; i < alpha.Length; i++) alpha[i] = rgba[(4 * i) + 3];
        return new RgbImage(width, height, Colours(rgba), alpha);
    }

    /// <summary>The colours of R G B A pixels.</summary>
    internal static byte[] Colours(ReadOnlySpan<byte> rgba)
    {
        var rgb = new byte[rgba.Length / 4 * 3];
        PixelOperations<Rgba32>.Instance.ToRgb24(Codecs.Configuration, MemoryMarshal.Cast<byte, Rgba32>(rgba), MemoryMarshal.Cast<byte, Rgb24>(rgb.AsSpan()));
        return rgb;
    }
}
