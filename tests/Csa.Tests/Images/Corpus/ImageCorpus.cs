using Csa.Data.Images;

namespace Csa.Tests.Images.Corpus;

/// <summary>Images as people have them: whole ones of every kind, and the ways in which files are bad.</summary>
/// <remarks>Most show quarters, red R and green G above, blue B and white W below, so that a wrong turn shows.</remarks>
internal static class ImageCorpus
{
    private const string Cmyk = " | Converted from CMYK to sRGB.";
    private const string Deep = " | Reduced from 16 to 8 bits per channel.";
    private const string Float = " | Reduced from floating point to 8 bits per channel: 0 is black, 1 is white.";
    private const string Raw = "error: is a camera's raw file; develop it and save it as JPEG, PNG or TIFF";
    private const string SaveAsStrips = ", which this cannot read; save it as RGB or grey with 8 or 16 bits, in strips";
    private const string NoDirectory = "error: is damaged: it has no directory of its first page";
    private const string NotAnImage = "error: is not an image; want JPEG, PNG, WebP, TIFF, BMP or GIF";
    private const string ConvertFirst = "; want JPEG, PNG, WebP, TIFF, BMP or GIF, so convert it first";
    private const string AtMost = " pixels; want at most 100 megapixels and 65535 a side, so scale it down first";
    private const string Undecodable = "error: is damaged: its pixels cannot be decoded";
    private const string NoEnd = "error: is cut off: its end is missing";

    private static readonly RgbImage Quarters = Pictures.Quarters(32, 16);

    // The red quarter is transparent.
    private static readonly RgbImage Clear = new(32, 16, Quarters.Pixels, [.. Enumerable.Range(0, 512).Select(i => (byte)(i < 256 && i % 32 < 16 ? 0 : 255))]);

    private static readonly string[] Turned = ["RGBW", "GRWB", "WBGR", "BWRG", "RBGW", "BRWG", "WGBR", "GWRB"];

    /// <summary>Whole images.</summary>
    public static IEnumerable<CorpusFile> Good =>
    [
        new("baseline.jpg", () => SkiaWriter.Jpeg(Quarters), "32x16 RGBW"),
        new("worst quality.jpg", () => SkiaWriter.Jpeg(Quarters, 5), "32x16 RGBW"),
        new("grey.jpg", () => SkiaWriter.GreyJpeg(Pictures.Binary(32, 16, (_, x) => x >= 16)), "32x16 KWKW"),
        new("blocks.jpg", () => JpegWriter.Write(4, 2, (x, y) => JpegWriter.Quarter(x, y, JpegWriter.YCbCr)), "32x16 RGBW"),
        new("progressive.jpg", () => JpegWriter.Write(4, 2, (x, y) => JpegWriter.Quarter(x, y, JpegWriter.YCbCr), progressive: true), "32x16 RGBW"),
        new("progressive grey.jpg", () => JpegWriter.Write(4, 2, (x, _) => [x < 2 ? 0 : 255], progressive: true), "32x16 KWKW"),
        new("rgb.jpg", () => JpegWriter.Write(4, 2, (x, y) => JpegWriter.Quarter(x, y, (r, g, b) => [r, g, b]), adobe: 0), "32x16 RGBW"),
        new("cmyk.jpg", () => JpegWriter.Write(4, 2, (x, y) => JpegWriter.Quarter(x, y, JpegWriter.Cmyk), adobe: 0), "32x16 RGBW" + Cmyk),
        new("ycck.jpg", () => JpegWriter.Write(4, 2, (x, y) => JpegWriter.Quarter(x, y, JpegWriter.Ycck), adobe: 2), "32x16 RGBW" + Cmyk),
        new("progressive cmyk.jpg", () => JpegWriter.Write(4, 2, (x, y) => JpegWriter.Quarter(x, y, JpegWriter.Cmyk), true, 0), "32x16 RGBW" + Cmyk),
        .. Orientations("jpg", SkiaWriter.Jpeg(Quarters), Pictures.JpegWithOrientation),

        new("grey 1 bit.png", () => PngWriter.Quarters(1, PngWriter.Grey), "32x16 KWKW"),
        new("grey 2 bit.png", () => PngWriter.Quarters(2, PngWriter.Grey), "32x16 KWKW"),
        new("grey 4 bit.png", () => PngWriter.Quarters(4, PngWriter.Grey), "32x16 KWKW"),
        new("grey 8 bit.png", () => PngWriter.Quarters(8, PngWriter.Grey), "32x16 KWKW"),
        new("grey 16 bit.png", () => PngWriter.Quarters(16, PngWriter.Grey), "32x16 KWKW" + Deep),
        new("grey 8 bit, black is clear.png", () => Pictures.PngWithChunk(PngWriter.Quarters(8, PngWriter.Grey), "tRNS", [0, 0]), "32x16 KWKW alpha 0 255 0 255"),
        new("palette 1 bit.png", () => PngWriter.Quarters(1, PngWriter.Palette), "32x16 RGRG"),
        new("palette 2 bit.png", () => PngWriter.Quarters(2, PngWriter.Palette), "32x16 RGBW"),
        new("palette 4 bit.png", () => PngWriter.Quarters(4, PngWriter.Palette), "32x16 RGBW"),
        new("palette 8 bit.png", () => PngWriter.Quarters(8, PngWriter.Palette), "32x16 RGBW"),
        new("palette, transparent.png", () => Pictures.PngWithChunk(PngWriter.Quarters(8, PngWriter.Palette), "tRNS", [0, 90]), "32x16 RGBW alpha 0 90 255 255"),
        new("rgb 8 bit.png", () => PngWriter.Quarters(8, PngWriter.Rgb), "32x16 RGBW"),
        new("rgb 16 bit.png", () => PngWriter.Quarters(16, PngWriter.Rgb), "32x16 RGBW" + Deep),
        new("rgb 8 bit, red is clear.png", () => Pictures.PngWithChunk(PngWriter.Quarters(8, PngWriter.Rgb), "tRNS", [0, 255, 0, 0, 0, 0]), "32x16 RGBW alpha 0 255 255 255"),
        new("grey and alpha 8 bit.png", () => PngWriter.Quarters(8, PngWriter.GreyAlpha), "32x16 KWKW alpha 0 255 255 255"),
        new("grey and alpha 16 bit.png", () => PngWriter.Quarters(16, PngWriter.GreyAlpha), "32x16 KWKW alpha 0 255 255 255" + Deep),
        new("rgba 8 bit.png", () => PngWriter.Quarters(8, PngWriter.RgbAlpha), "32x16 RGBW alpha 0 255 255 255"),
        new("rgba 16 bit.png", () => PngWriter.Quarters(16, PngWriter.RgbAlpha), "32x16 RGBW alpha 0 255 255 255" + Deep),
        new("interlaced.png", () => PngWriter.Quarters(8, PngWriter.Rgb, interlaced: true), "32x16 RGBW"),
        new("interlaced palette.png", () => PngWriter.Quarters(2, PngWriter.Palette, interlaced: true), "32x16 RGBW"),
        new("gamma 2.2.png", () => Pictures.PngWithChunk(PngWriter.Quarters(8, PngWriter.Rgb), "gAMA", Pictures.Int32(45455)), "32x16 RGBW"),
        new("linear.png", () => Pictures.PngWithChunk(PngWriter.Quarters(8, PngWriter.Rgb), "gAMA", Pictures.Int32(100000)),
            "32x16 RGBW | Converted from its own colour space to sRGB."),
        new("animated.png", () => Pictures.PngWithChunk(PngWriter.Quarters(8, PngWriter.Rgb), "acTL", [.. Pictures.Int32(3), .. Pictures.Int32(0)]),
            "32x16 RGBW | Animated: only the first of its 3 frames is used."),
        .. Orientations("png", SkiaWriter.Png(Quarters), Pictures.PngWithOrientation),

        new("lossy.webp", () => SkiaWriter.Webp(Quarters, lossless: false), "32x16 RGBW"),
        new("lossless.webp", () => SkiaWriter.Webp(Quarters, lossless: true), "32x16 RGBW"),
        new("lossy and alpha.webp", () => SkiaWriter.Webp(Clear, lossless: false), "32x16 RGBW alpha 0 255 255 255"),
        new("lossless and alpha.webp", () => SkiaWriter.Webp(Clear, lossless: true), "32x16 KGBW alpha 0 255 255 255"),
        new("animated.webp", () => SkiaWriter.AnimatedWebp(Clear, Pictures.Flat(32, 16, 0, 0, 0), Quarters),
            "32x16 KGBW alpha 0 255 255 255 | Animated: only the first of its 3 frames is used."),
        .. Orientations("webp", SkiaWriter.Webp(Quarters, lossless: true), Pictures.WebpWithOrientation),

        new("24 bit.bmp", () => BmpWriter.TrueColour(), "32x16 RGBW"),
        new("24 bit, top row first.bmp", () => BmpWriter.TrueColour(topDown: true), "32x16 RGBW"),
        new("palette.bmp", BmpWriter.Palette, "32x16 RGBW"),
        new("1 bit.bmp", BmpWriter.OneBit, "32x16 RGRG"),
        new("run lengths.bmp", BmpWriter.RunLengths, "32x16 RGBW"),
        new("alpha.bmp", BmpWriter.Alpha, "32x16 RGBW alpha 0 255 255 255"),
        new("still.gif", () => GifWriter.Quarters(), "32x16 RGBW"),
        new("transparent.gif", () => GifWriter.Quarters(transparent: 0), "32x16 KGBW alpha 0 255 255 255"),
        new("animated.gif", () => GifWriter.Quarters(frames: 4), "32x16 RGBW | Animated: only the first of its 4 frames is used."),
        new("first frame inset.gif", () => GifWriter.Quarters(frames: 2, inset: 4), "32x16 KGKW alpha 0 255 0 255 | Animated: only the first of its 2 frames is used."),

        new("none.tif", () => TiffWriter.Quarters(), "32x16 RGBW"),
        new("big-endian.tif", () => TiffWriter.Quarters(big: true), "32x16 RGBW"),
        new("lzw.tif", () => TiffWriter.Quarters(TiffWriter.Lzw), "32x16 RGBW"),
        new("deflate.tif", () => TiffWriter.Quarters(TiffWriter.Deflate), "32x16 RGBW"),
        new("packbits.tif", () => TiffWriter.Quarters(TiffWriter.PackBits), "32x16 RGBW"),
        new("fax g4.tif", () => TiffWriter.Quarters(TiffWriter.Group4, TiffWriter.Grey - 1, 1), "32x16 WKWK"),
        new("jpeg.tif", () => TiffWriter.Quarters(TiffWriter.Jpeg, TiffWriter.YCbCr), "32x16 RGBW"),
        new("grey jpeg.tif", () => TiffWriter.Quarters(TiffWriter.Jpeg, TiffWriter.Grey), "32x16 KWWK"),
        new("grey jpeg, 0 is white.tif", () => TiffWriter.Quarters(TiffWriter.Jpeg, TiffWriter.Grey - 1), "32x16 WKKW"),
        new("grey jpeg, big-endian.tif", () => TiffWriter.Quarters(TiffWriter.Jpeg, TiffWriter.Grey, big: true), "32x16 KWWK"),
        new("1 bit.tif", () => TiffWriter.Quarters(bits: 1, photometric: TiffWriter.Grey), "32x16 KWKW"),
        new("grey 8 bit.tif", () => TiffWriter.Quarters(photometric: TiffWriter.Grey), "32x16 KWKW"),
        new("grey 16 bit.tif", () => TiffWriter.Quarters(photometric: TiffWriter.Grey, bits: 16), "32x16 KWKW" + Deep),
        new("rgb 16 bit, big-endian, lzw.tif", () => TiffWriter.Quarters(TiffWriter.Lzw, bits: 16, big: true), "32x16 RGBW" + Deep),
        new("palette.tif", () => TiffWriter.Quarters(photometric: TiffWriter.Palette), "32x16 RGBK"),
        new("floating point.tif", () => TiffWriter.Quarters(bits: 32), "32x16 RGBW" + Float),
        new("grey floating point.tif", () => TiffWriter.Quarters(photometric: TiffWriter.Grey, bits: 32), "32x16 KWKW" + Float),
        new("rgb and alpha.tif", () => TiffWriter.Quarters(alpha: true), "32x16 RGBW alpha 0 255 255 255"),
        new("three pages.tif", () => TiffWriter.Quarters(pages: 3), "32x16 RGBW | Only the first of its 3 pages is used."),
        .. Enumerable.Range(1, 8).Select(orientation => new CorpusFile(
            $"orientation {orientation}.tif", () => TiffWriter.Quarters(orientation: orientation), $"{(orientation < 5 ? "32x16" : "16x32")} {Turned[orientation - 1]}")),

        new("a png.jpg", () => PngWriter.Quarters(8, PngWriter.Rgb), "32x16 RGBW"),
        new("a jpeg.txt", () => SkiaWriter.Jpeg(Quarters), "32x16 RGBW"),
        new("no ending", () => SkiaWriter.Webp(Quarters, lossless: true), "32x16 RGBW"),
        new("two words, and a comma.JPEG", () => SkiaWriter.Jpeg(Quarters), "32x16 RGBW"),
        new("Фото №1.png", () => PngWriter.Quarters(8, PngWriter.Rgb), "32x16 RGBW"),
        new("写真 写真.jpg", () => SkiaWriter.Jpeg(Quarters), "32x16 RGBW"),
        new("صورة.webp", () => SkiaWriter.Webp(Quarters, lossless: false), "32x16 RGBW"),
        new("Ünïcödé 🏞.gif", () => GifWriter.Quarters(), "32x16 RGBW"),

        new("one pixel.png", () => SkiaWriter.Png(Pictures.Flat(1, 1, 255, 0, 0)), "1x1 RRRR"),
        new("one pixel.jpg", () => SkiaWriter.Jpeg(Pictures.Flat(1, 1, 255, 0, 0)), "1x1 RRRR"),
        new("one pixel.webp", () => SkiaWriter.Webp(Pictures.Flat(1, 1, 255, 0, 0), lossless: true), "1x1 RRRR"),
        new("very wide.png", () => PngWriter.Write(8192, 1, 1, PngWriter.Grey, (x, _) => [x / 4096]), "8192x1 KWKW"),
        new("very tall.jpg", () => SkiaWriter.GreyJpeg(Pictures.Binary(1, 8192, (y, _) => y < 4096)), "1x8192 WWKK"),
    ];

    /// <summary>A whole image that takes a second.</summary>
    public static IEnumerable<CorpusFile> Large =>
    [
        new("8192x8192.png", () => Pictures.Png(8192, 8192, 1, PngWriter.Grey, LeftHalfBlack(8192)), "8192x8192 KWKW"),
    ];

    /// <summary>Files that are bad, each with its line.</summary>
    public static IEnumerable<CorpusFile> Bad =>
    [
        new("empty.png", () => [], "error: is empty"),
        new("text.png", () => [.. "dear diary"u8], NotAnImage),
        new("zeros.png", () => new byte[4096], NotAnImage),
        new("sound.webp", () => [.. "RIFF"u8, 36, 0, 0, 0, .. "WAVEfmt "u8, .. new byte[28]], NotAnImage),
        new("download.jpg", () => [.. "<!DOCTYPE html><html><body>404</body></html>"u8], "error: is a web page" + ConvertFirst),
        new("drawing.png", () => [.. "<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\"/>"u8], "error: is an SVG drawing" + ConvertFirst),
        new("raw.orf", () => [.. "IIRO"u8, 8, 0, 0, 0, .. new byte[64]], "error: is a camera's raw file" + ConvertFirst),
        new("large.tif", () => [.. "II+\0"u8, 8, 0, 0, 0, .. new byte[64]], "error: is a TIFF image for more than 4 GB" + ConvertFirst),
        new("phone.jpg", () => [0, 0, 0, 24, .. "ftypheic"u8, .. new byte[64]], "error: is a HEIF image or a film" + ConvertFirst),
        new("new.avif", () => [0, 0, 0, 24, .. "ftypavif"u8, .. new byte[64]], "error: is an AVIF image" + ConvertFirst),
        new("layers.psd", () => [.. "8BPS"u8, .. new byte[64]], "error: is a Photoshop document" + ConvertFirst),
        new("page.png", () => [.. "%PDF-1.7"u8, .. new byte[64]], "error: is a PDF document" + ConvertFirst),

        new("tiles.tif", () => TiffWriter.Quarters(more: (0x0144, 4, [8, 0, 0, 0])), "error: is a TIFF in tiles" + SaveAsStrips),
        new("grey jpeg, strips missing.tif", () => WithEntry(TiffWriter.Quarters(TiffWriter.Jpeg, TiffWriter.Grey), 0x0116, [6, 0]), "error: is damaged: want 3 strips of pixels, got 2"),
        new("grey jpeg, higher than its strips.tif", () => WithEntry(WithEntry(TiffWriter.Quarters(TiffWriter.Jpeg, TiffWriter.Grey), 0x0116, [9, 0]), 0x0101, [18, 0]), Undecodable),
        new("palette jpeg.tif", () => TiffWriter.Quarters(TiffWriter.Jpeg, TiffWriter.Palette), "error: is a TIFF of JPEG with a palette" + SaveAsStrips),
        new("grey jpeg and alpha.tif", () => TiffWriter.Quarters(TiffWriter.Jpeg, TiffWriter.Grey, alpha: true), "error: is a TIFF of grey JPEG with alpha" + SaveAsStrips),
        new("cmyk.tif", () => TiffWriter.Quarters(photometric: TiffWriter.Cmyk), "error: is a TIFF in CMYK" + SaveAsStrips),
        new("24 bits.tif", () => TiffWriter.Quarters(bits: 24), "error: is a TIFF of 24 bits per channel" + SaveAsStrips),
        new("raw.dng", () => TiffWriter.Quarters(more: (0xC612, 1, [1, 4, 0, 0])), Raw),
        new("raw.nef", () => TiffWriter.Quarters(more: [(0x00FE, 4, [1, 0, 0, 0]), (0x014A, 4, [8, 0, 0, 0])]), Raw),
        new("no directory.tif", () => [.. "II*\0"u8, 8, 0, 0, 0, .. new byte[64]], NoDirectory),
        new("header cut.tif", () => [.. "II*\0"u8, 8], NoEnd),
        new("cut in the middle.tif", () => TiffWriter.Quarters()[..900], NoEnd),
        new("strips missing.tif", () => WithEntry(TiffWriter.Quarters(), 0x0116, [2, 0]), "error: is damaged: want 8 strips of pixels, got 3"),
        new("broken deflate.tif", () => Broken(TiffWriter.Quarters(TiffWriter.Deflate)), Undecodable),
        new("60000 a side.tif", () => WithEntry(WithEntry(TiffWriter.Quarters(), 0x0100, [0x60, 0xEA]), 0x0101, [0x60, 0xEA]), "error: has 60000x60000" + AtMost),

        new("400 megapixels.png", () => Pictures.Png(20000, 20000, 8, PngWriter.Rgb, [0]), "error: has 20000x20000" + AtMost),
        new("a line of two million.png", () => Pictures.Png(2_000_000, 1, 8, PngWriter.Grey, [0]), "error: has 2000000x1" + AtMost),
        new("400 megapixels.bmp", () => BmpWriter.Header(20000, 20000), "error: has 20000x20000" + AtMost),
        new("4000 megapixels.bmp", () => BmpWriter.Header(200_000, -20000), "error: has 200000x20000" + AtMost),
        new("3600 megapixels.gif", () => WithSize(GifWriter.Quarters(), 6, [0x60, 0xEA, 0x60, 0xEA]), "error: has 60000x60000" + AtMost),
        new("1600 megapixels.jpg", () => WithSize(JpegWriter.Write(1, 1, (_, _) => [9]), 76, [0x9C, 0x40, 0x9C, 0x40]), "error: has 40000x40000" + AtMost),

        new("header cut.png", () => PngWriter.Quarters(8, PngWriter.Rgb)[..20], "error: is cut off: its IHDR chunk goes on after the end of the file"),
        new("cut in the middle.png", () => SkiaWriter.Png(Pictures.Noise(32, 16))[..900], "error: is cut off: its IDAT chunk goes on after the end of the file"),
        new("last chunk missing.png", () => PngWriter.Quarters(8, PngWriter.Rgb)[..^12], NoEnd),
        new("rows missing.png", () => Pictures.Png(32, 16, 8, PngWriter.Grey, new byte[99]), NoEnd),
        new("header cut.jpg", () => SkiaWriter.Jpeg(Quarters)[..40], NoEnd),
        new("cut in the middle.jpg", () => SkiaWriter.Jpeg(Pictures.Noise(32, 16))[..^300], NoEnd),
        new("end mark missing.jpg", () => SkiaWriter.Jpeg(Quarters)[..^2], NoEnd),
        new("zeros from the middle on.jpg", () => [.. SkiaWriter.Jpeg(Pictures.Noise(32, 16))[..^300], .. new byte[900]], NoEnd),
        new("progressive without end.jpg", () => JpegWriter.Write(4, 2, (x, y) => JpegWriter.Quarter(x, y, JpegWriter.YCbCr), true, repeats: 40),
            "error: is a JPEG of more than 40 scans, which would take too long; save it as an ordinary one"),
        new("progressive, last pass missing.jpg", () => JpegWriter.Write(4, 2, (x, y) => JpegWriter.Quarter(x, y, JpegWriter.YCbCr), true)[..^20], NoEnd),
        new("header cut.webp", () => SkiaWriter.Webp(Quarters, true)[..14], "error: is a WebP file cut off or damaged in its header"),
        new("cut in the middle.webp", () => SkiaWriter.Webp(Pictures.Noise(32, 16), true)[..900], NoEnd),
        new("cut in the middle.bmp", () => BmpWriter.TrueColour()[..700], NoEnd),
        new("header cut.bmp", () => BmpWriter.TrueColour()[..40], "error: is a BMP file cut off or damaged in its header"),
        new("cut in the middle.gif", () => GifWriter.Quarters()[..150], NoEnd),
        new("header cut.gif", () => GifWriter.Quarters()[..12], "error: is a GIF file cut off or damaged in its header"),

        .. from chunk in (string[])["IHDR", "PLTE", "tRNS", "IDAT", "IEND"]
           select new CorpusFile($"bad checksum {chunk}.png", () => WithBadChecksum(chunk), $"error: is damaged: the checksum of its {chunk} chunk is wrong"),
        new("no chunk.png", () => [.. PngWriter.Quarters(8, PngWriter.Rgb)[..33], .. new byte[64]], "error: is damaged: at byte 33 there is no chunk where one should be"),
        new("broken pixels.png", () => Pictures.Png(32, 16, 8, PngWriter.Grey, [.. Enumerable.Repeat((byte)7, 33 * 16)]), Undecodable),
        new("no palette.png", () => Pictures.Png(32, 16, 8, PngWriter.Palette, new byte[33 * 16]), Undecodable),
        new("lossless.jpg", () => WithFrame(0xC3), "error: is a lossless or arithmetic-coded JPEG, which this cannot read; save it as an ordinary one"),
        new("12 bits.jpg", () => WithSize(SkiaWriter.Jpeg(Quarters), Frame(SkiaWriter.Jpeg(Quarters)) + 4, [12]), "error: is a JPEG of 12 bits per channel, which this cannot read; save it with 8"),
    ];

    private static IEnumerable<CorpusFile> Orientations(string ending, byte[] upright, Func<byte[], int, byte[]> turn) =>
        Enumerable.Range(1, 8).Select(orientation => new CorpusFile(
            $"orientation {orientation}.{ending}", () => turn(upright, orientation), $"{(orientation < 5 ? "32x16" : "16x32")} {Turned[orientation - 1]}"));

    private static byte[] LeftHalfBlack(int side)
    {
        int stride = 1 + (side / 8);
        var rows = new byte[stride * side];
        for (int y = 0; y < side; y++) rows.AsSpan((y * stride) + 1 + (side / 16), side / 16).Fill(255);
        return rows;
    }

    private static byte[] WithSize(byte[] file, int at, byte[] size)
    {
        size.CopyTo(file, at);
        return file;
    }

    private static byte[] WithEntry(byte[] tiff, ushort tag, byte[] value)
    {
        value.CopyTo(tiff, tiff.AsSpan(0, tiff.Length - 8).LastIndexOf((ReadOnlySpan<byte>)[(byte)tag, (byte)(tag >> 8), 3, 0, 1, 0, 0, 0]) + 8);
        return tiff;
    }

    private static byte[] Broken(byte[] tiff)
    {
        tiff.AsSpan(8, 6).Fill(0xFF);
        return tiff;
    }

    private static byte[] WithBadChecksum(string chunk)
    {
        byte[] png = Pictures.PngWithChunk(PngWriter.Quarters(8, PngWriter.Palette), "tRNS", [0]);
        int at = png.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(chunk));
        png[at + 4 + png[at - 1] + (256 * png[at - 2])] ^= 1;
        return png;
    }

    private static int Frame(byte[] jpeg) => jpeg.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]);

    private static byte[] WithFrame(byte code)
    {
        byte[] jpeg = SkiaWriter.Jpeg(Quarters);
        jpeg[Frame(jpeg) + 1] = code;
        return jpeg;
    }
}
