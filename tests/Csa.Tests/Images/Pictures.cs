using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Csa.Data.Images;

namespace Csa.Tests.Images;

/// <summary>Images and image files made in the tests, byte by byte where a codec would not make them.</summary>
internal static class Pictures
{
    /// <summary>Every pixel differs from its neighbours and every byte value occurs in images of 256 pixels and more.</summary>
    public static RgbImage Noise(int width, int height, int seed = 1, bool alpha = false)
    {
        var random = new Random(seed);
        var pixels = new byte[3 * width * height];
        random.NextBytes(pixels);
        byte[]? transparency = alpha ? new byte[width * height] : null;
        if (transparency is not null) random.NextBytes(transparency);
        return new RgbImage(width, height, pixels, transparency);
    }

    public static RgbImage Flat(int width, int height, byte r, byte g, byte b)
    {
        var pixels = new byte[3 * width * height];
        for (int i = 0; i < pixels.Length; i += 3) (pixels[i], pixels[i + 1], pixels[i + 2]) = (r, g, b);
        return new RgbImage(width, height, pixels);
    }

    public static RgbImage Paint(int width, int height, Func<int, int, (int R, int G, int B)> colour)
    {
        var pixels = new byte[3 * width * height];
        for (int i = 0; i < width * height; i++)
        {
            (int r, int g, int b) = colour(i / width, i % width);
            (pixels[3 * i], pixels[(3 * i) + 1], pixels[(3 * i) + 2]) = ((byte)r, (byte)g, (byte)b);
        }

        return new RgbImage(width, height, pixels);
    }

    /// <summary>A grey image, 255 where the rule holds and 0 elsewhere.</summary>
    public static RgbImage Binary(int width, int height, Func<int, int, bool> white)
    {
        var pixels = new byte[3 * width * height];
        for (int y = 0; y < height; y++)
            for (int x = 0; x < width; x++)
                if (white(y, x)) pixels.AsSpan(3 * ((y * width) + x), 3).Fill(255);
        return new RgbImage(width, height, pixels);
    }

    /// <summary>Quarters: red R and green G above, blue B and white W below.</summary>
    public static RgbImage Quarters(int width, int height)
    {
        var pixels = new byte[3 * width * height];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                (bool right, bool below) = (x >= width / 2, y >= height / 2);
                int i = 3 * ((y * width) + x);
                pixels[i] = (byte)(right == below ? 255 : 0);
                pixels[i + 1] = (byte)(right ? 255 : 0);
                pixels[i + 2] = (byte)(below ? 255 : 0);
            }
        }

        return new RgbImage(width, height, pixels);
    }

    /// <summary>The letters of the four corners in reading order, to compare with <see cref="Quarters"/>.</summary>
    public static string Corners(RgbImage image)
    {
        return string.Concat(Letter(0, 0), Letter(image.Width - 1, 0), Letter(0, image.Height - 1), Letter(image.Width - 1, image.Height - 1));

        char Letter(int x, int y)
        {
            int i = 3 * ((y * image.Width) + x);
            return (image.Pixels[i] > 127, image.Pixels[i + 1] > 127, image.Pixels[i + 2] > 127) switch
            {
                (true, false, false) => 'R',
                (false, true, false) => 'G',
                (false, false, true) => 'B',
                (false, false, false) => 'K',
                (true, true, true) => 'W',
                _ => '?',
            };
        }
    }

    /// <summary>A TIFF block with nothing but an orientation: what EXIF segments hold.</summary>
    public static byte[] Orientation(int orientation) =>
        [.. "II*\0"u8, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, (byte)orientation, 0, 0, 0, 0, 0, 0, 0];

    public static byte[] JpegWithOrientation(byte[] jpeg, int orientation)
    {
        byte[] exif = [.. "Exif\0\0"u8, .. Orientation(orientation)];
        int length = exif.Length + 2;
        return [.. jpeg[..2], 0xFF, 0xE1, (byte)(length >> 8), (byte)length, .. exif, .. jpeg[2..]];
    }

    public static byte[] PngWithOrientation(byte[] png, int orientation)
    {
        const int AfterHeader = 8 + 25;
        return [.. png[..AfterHeader], .. PngChunk("eXIf", Orientation(orientation)), .. png[AfterHeader..]];
    }

    /// <summary>A PNG with one more chunk, before its pixels.</summary>
    public static byte[] PngWithChunk(byte[] png, string name, byte[] data)
    {
        int at = png.AsSpan().IndexOf("IDAT"u8) - 4;
        return [.. png[..at], .. PngChunk(name, data), .. png[at..]];
    }

    /// <summary>The extended layout, whose first chunk VP8X lists what follows.</summary>
    public static byte[] WebpWithOrientation(byte[] webp, int orientation)
    {
        const byte HasExif = 0x08;
        return RiffChunk("RIFF", [.. "WEBP"u8, .. RiffChunk("VP8X", [HasExif, 0, 0, 0, 31, 0, 0, 15, 0, 0]), .. webp[12..], .. RiffChunk("EXIF", Orientation(orientation))]);
    }

    /// <summary>A PNG of any colour type: 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGB and alpha.</summary>
    public static byte[] Png(int width, int height, int bitDepth, int colourType, byte[] rowsWithFilterBytes, byte[]? palette = null, bool interlaced = false)
    {
        byte[] header = [.. Int32(width), .. Int32(height), (byte)bitDepth, (byte)colourType, 0, 0, (byte)(interlaced ? 1 : 0)];
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true)) zlib.Write(rowsWithFilterBytes);
        return
        [
            0x89, .. "PNG\r\n"u8, 0x1A, 0x0A, .. PngChunk("IHDR", header), .. palette is null ? [] : PngChunk("PLTE", palette),
            .. PngChunk("IDAT", packed.ToArray()), .. PngChunk("IEND", []),
        ];
    }

    public static byte[] RiffChunk(string name, byte[] data)
    {
        var length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, data.Length);
        return [.. Encoding.ASCII.GetBytes(name), .. length, .. data, .. data.Length % 2 == 1 ? new byte[1] : []];
    }

    public static byte[] Int32(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }

    private static byte[] PngChunk(string name, byte[] data)
    {
        byte[] body = [.. Encoding.ASCII.GetBytes(name), .. data];
        return [.. Int32(data.Length), .. body, .. Int32((int)Crc(body))];
    }

    private static uint Crc(byte[] data)
    {
        uint crc = 0xFFFFFFFF;
        foreach (byte value in data)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320);
        }

        return ~crc;
    }
}
