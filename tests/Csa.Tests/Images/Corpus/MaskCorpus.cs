using Csa.Data.Images;

namespace Csa.Tests.Images.Corpus;

/// <summary>Masks as people draw and save them, all 32x32.</summary>
internal static class MaskCorpus
{
    private const int Side = 32;
    private const string Colours = "error: is a picture in colours that do not say which part is missing; want the hole in white on black, or transparent";
    private const string Transparent = " | Its transparent part is the hole.";

    /// <summary>Every case; the hole is mostly the left 10 of 32 columns, 31.2 %.</summary>
    public static IEnumerable<CorpusFile> Files =>
    [
        new("white on black.png", () => Grey(x => x < 10 ? 255 : 0), "31.2 %"),
        new("white on black.jpg", () => SkiaWriter.Jpeg(Picture(x => x < 10 ? 255 : 0)), "31.2 %"),
        new("ringed by worst JPEG.jpg", () => SkiaWriter.Jpeg(Picture(x => x < 10 ? 255 : 0), 8), "31.2 %"),
        new("grey JPEG.jpg", () => SkiaWriter.GreyJpeg(Picture(x => x < 10 ? 255 : 0)), "31.2 %"),
        new("lossy.webp", () => SkiaWriter.Webp(Picture(x => x < 10 ? 255 : 0), false), "31.2 %"),
        new("1 bit.png", () => PngWriter.Write(Side, Side, 1, PngWriter.Grey, (x, _) => [x < 10 ? 1 : 0]), "31.2 %"),
        new("palette.png", () => PngWriter.Write(Side, Side, 8, PngWriter.Palette, (x, _) => [x < 10 ? 1 : 0], [0, 0, 0, 255, 255, 255]), "31.2 %"),
        new("16 bit.png", () => PngWriter.Write(Side, Side, 16, PngWriter.Grey, (x, _) => [x < 10 ? 65535 : 0]), "31.2 % | Reduced from 16 to 8 bits per channel."),
        new("fax g4.tif", () => TiffWriter.Quarters(TiffWriter.Group4, TiffWriter.Grey, 1), "error: want a mask of the image's 32x32, got 32x16; draw it over this image, or scale it (--resize-mask)"),
        new("rgb.png", () => SkiaWriter.Png(Picture(x => x < 10 ? 255 : 0)), "31.2 %"),
        new("rgba, opaque.png", () => SkiaWriter.Png(Picture(x => x < 10 ? 255 : 0, _ => 255)), "31.2 %"),
        new("rgba, nearly opaque.png", () => SkiaWriter.Png(Picture(x => x < 10 ? 255 : 0, x => 250 + (x % 5))), "31.2 %"),
        new("line at 128.png", () => Grey(x => x < 10 ? 128 : 127), "31.2 % | 100 % of it is neither black nor white; what is at least 128 of 255 is the hole."),
        new("soft edge.png", () => Grey(x => x < 8 ? 255 : x < 12 ? 255 - (51 * (x - 7)) : 0), "31.2 %"),
        new("very soft.png", () => Grey(x => 255 - (8 * x)), "50.0 % | 62 % of it is neither black nor white; what is at least 128 of 255 is the hole."),

        new("0 and 1.png", () => Grey(x => x < 10 ? 1 : 0), "31.2 % | Its values are 0 and 1: 1 is the hole."),
        new("0 and 255 in 16 bit.png", () => PngWriter.Write(Side, Side, 16, PngWriter.Grey, (x, _) => [x < 10 ? 255 : 0]),
            "error: is black once reduced from 16 to 8 bits, where 0 … 255 of 65535 vanish; save it with 8 bits per channel"),
        new("0 and 100.png", () => Grey(x => x < 10 ? 100 : 0), "error: has nothing white: its brightest value is 100 and a hole starts at 128; draw the hole in white (255)"),
        new("classes 0 1 2.png", () => Grey(x => x / 11), "error: has nothing white: its brightest value is 2 and a hole starts at 128; draw the hole in white (255)"),

        new("inverted.png", () => Grey(x => x < 10 ? 0 : 255), "68.8 % | More than half of it (68.8 %) is a hole; if black and white are swapped, invert it."),
        new("half.png", () => Grey(x => x < 16 ? 0 : 255), "50.0 %"),
        new("no hole.png", () => Grey(_ => 0), "0.0 %"),
        new("no hole, JPEG noise.jpg", () => SkiaWriter.Jpeg(Pictures.Binary(Side, Side, (_, _) => false), 50), "0.0 %"),
        new("all hole.png", () => Grey(_ => 255), "error: makes a hole of the whole 32x32; want at least one known pixel (black, or opaque): are black and white swapped?"),
        new("all one.png", () => Grey(_ => 1), "error: makes a hole of the whole 32x32; want at least one known pixel (black, or opaque): are black and white swapped?"),

        new("erased photograph.png", () => SkiaWriter.Png(new RgbImage(Side, Side, Pictures.Noise(Side, Side).Pixels, Alpha(x => x < 10 ? 0 : 255))), "31.2 %" + Transparent),
        new("erased softly.webp", () => SkiaWriter.Webp(Picture(_ => 90, x => x < 8 ? 0 : x < 12 ? 51 * (x - 7) : 255), true), "31.2 %" + Transparent),
        new("transparent.gif", () => GifOf(x => x < 10), "31.2 %" + Transparent),
        new("erased, black left.png", () => SkiaWriter.Png(Picture(_ => 0, x => x < 10 ? 0 : 255)), "31.2 %" + Transparent),
        new("painted on an empty layer.png", () => SkiaWriter.Png(Picture(_ => 255, x => x < 10 ? 255 : 0)),
            "68.8 %" + Transparent + " | More than half of it (68.8 %) is a hole; if black and white are swapped, invert it."),
        new("all transparent.png", () => SkiaWriter.Png(Picture(_ => 255, _ => 0)),
            "error: is transparent everywhere; want a hole in white on black, or transparent in an opaque picture"),

        new("red on black.png", () => Coloured((255, 0, 0), (0, 0, 0)), "31.2 % | It has no white: its parts of the colour (255, 0, 0) are the hole."),
        new("green on black.jpg", () => JpegWriter.Write(4, 4, (x, _) => x < 2 ? JpegWriter.YCbCr(0, 255, 0) : JpegWriter.YCbCr(0, 0, 0)), "50.0 % | It has no white: its parts of the colour (0, 255, 1) are the hole."),
        new("label colour.png", () => PngWriter.Write(Side, Side, 8, PngWriter.Palette, (x, _) => [x < 10 ? 1 : 0], [0, 0, 0, 128, 0, 0]),
            "31.2 % | It has no white: its parts of the colour (128, 0, 0) are the hole."),
        new("red on white.png", () => Coloured((255, 0, 0), (255, 255, 255)), Colours),
        new("red and green on black.png", () => SkiaWriter.Png(Two((255, 0, 0), (0, 255, 0), 16)), Colours),
        new("red marks on a photograph.png", () => SkiaWriter.Png(Pictures.Noise(Side, Side)), Colours),
        new("sunset.png", () => SkiaWriter.Png(Ramp(1, 0.6, 0.3)), Colours),
        new("grey photograph.png", () => SkiaWriter.Png(Ramp(1, 1, 1)), "50.0 % | 62 % of it is neither black nor white; what is at least 128 of 255 is the hole."),
        new("pale photograph.png", () => SkiaWriter.Png(Ramp(1, 0.9, 0.8)), Colours),
        new("text.png", () => [.. "hole: left"u8], "error: is not an image; want JPEG, PNG, WebP, TIFF, BMP or GIF"),
    ];

    private static byte[] Grey(Func<int, int> value) => PngWriter.Write(Side, Side, 8, PngWriter.Grey, (x, _) => [value(x)]);

    private static RgbImage Picture(Func<int, int> value, Func<int, int>? alpha = null) =>
        new(Side, Side, [.. Columns(value).SelectMany(v => new[] { v, v, v })], alpha is null ? null : Alpha(alpha));

    private static byte[] Alpha(Func<int, int> value) => [.. Columns(value)];

    private static IEnumerable<byte> Columns(Func<int, int> value) => Enumerable.Range(0, Side * Side).Select(i => (byte)value(i % Side));

    private static byte[] Coloured((byte R, byte G, byte B) hole, (byte R, byte G, byte B) known) => SkiaWriter.Png(Two(hole, known, 10));

    private static RgbImage Two((byte R, byte G, byte B) left, (byte R, byte G, byte B) right, int columns) =>
        new(Side, Side, [.. Enumerable.Range(0, Side * Side).Select(i => i % Side < columns ? left : right).SelectMany(c => new[] { c.R, c.G, c.B })]);

    private static RgbImage Ramp(double r, double g, double b) =>
        new(Side, Side, [.. Enumerable.Range(0, Side * Side).Select(i => 8 * (i % Side)).SelectMany(v => new[] { (byte)(r * v), (byte)(g * v), (byte)(b * v) })]);

    private static byte[] GifOf(Func<int, bool> hole) => GifWriter.Write(Side, Side, (x, _) => hole(x) ? 0 : 3, transparent: 0);
}
