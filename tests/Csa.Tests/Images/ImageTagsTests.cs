using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Csa.Data.Images;
using Csa.Tests.Images.Corpus;
using Xunit;

namespace Csa.Tests.Images;

/// <summary>What a photograph's file says beside its pixels goes to its result, or a note says what does not.</summary>
public sealed class ImageTagsTests : IDisposable
{
    private const string Xmp = "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:Description tiff:Orientation=\"6\" dc:title=\"Garden\"/></x:xmpmeta>";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("jpg")]
    [InlineData("png")]
    [InlineData("webp")]
    [InlineData("tif")]
    public void Exif_and_xmp_go_from_a_jpeg_to_every_kind_and_say_that_it_is_upright(string kind)
    {
        DecodedImage result = Through(Jpeg(), kind);
        Assert.Empty(Notes(Jpeg(), kind));
        Assert.Equal(new ImageSize(16, 32), result.Image.Size);
        string exif = Encoding.Latin1.GetString(result.Tags.Exif!);
        Assert.Contains("TestCam", exif, StringComparison.Ordinal);
        Assert.Contains("(c) A. Photographer", exif, StringComparison.Ordinal);
        Assert.Equal(1, ExifBlock.Of(result.Tags.Exif!)!.Orientation);
        Assert.Equal(Xmp.Replace("\"6\"", "\"1\"", StringComparison.Ordinal), Encoding.UTF8.GetString(result.Tags.Xmp!));
        Assert.Equal(300, result.Tags.Density!.Value.PerInch.X, 1e-1);
    }

    [Fact]
    public void The_preview_which_shows_what_was_in_the_hole_is_wiped_out()
    {
        DecodedImage result = Through(Jpeg(), "jpg");
        Assert.DoesNotContain("PREVIEW", Encoding.Latin1.GetString(File.ReadAllBytes(folder.At("result.jpg"))), StringComparison.Ordinal);
        Assert.Equal(ImageFile.Open(folder.At("source")).Tags.Exif, result.Tags.Exif);
    }

    [Fact]
    public void Texts_and_resolution_of_a_png_stay_and_a_jpeg_says_which_it_cannot_hold()
    {
        byte[] png = SkiaWriter.Png(Pictures.Noise(8, 8));
        png = Pictures.PngWithChunk(png, "tEXt", "parameters\0a prompt, Steps: 20"u8.ToArray());
        png = Pictures.PngWithChunk(png, "zTXt", [.. "Author\0\0"u8, .. Zlib("me"u8.ToArray())]);
        png = Pictures.PngWithChunk(png, "pHYs", [.. Pictures.Int32(11811), .. Pictures.Int32(11811), 1]);
        DecodedImage result = Through(png, "png");
        Assert.Empty(Notes(png, "png"));
        Assert.Equal(["parameters", "Author"], result.Tags.Texts.Select(text => text.Keyword));
        Assert.Equal(new PixelDensity(11811, 11811), result.Tags.Density);
        Assert.Contains(Notes(png, "jpg"), note => note == "JPEG has no place for its text (parameters, Author): left out.");
        Assert.Equal(300, Through(png, "jpg").Tags.Density!.Value.PerInch.X, 1e-1);
        Assert.Contains(Notes(png, "webp"), note => note == "WebP has no place for its resolution (dpi), text (parameters, Author): left out.");
    }

    [Fact]
    public void A_comment_of_a_jpeg_becomes_a_text_of_a_png_and_back()
    {
        byte[] jpeg = SkiaWriter.Jpeg(Pictures.Noise(8, 8));
        jpeg = [.. jpeg[..2], 0xFF, 0xFE, 0, 7, .. "hello"u8, .. jpeg[2..]];
        Assert.Equal("hello"u8.ToArray(), Assert.Single(Through(jpeg, "png").Tags.Texts).Comment);
        Assert.Equal("hello"u8.ToArray(), Assert.Single(Through(jpeg, "jpg").Tags.Texts).Comment);
    }

    [Fact]
    public void A_text_that_unpacks_to_more_than_a_megabyte_is_left_out_unread()
    {
        byte[] png = Pictures.PngWithChunk(SkiaWriter.Png(Pictures.Noise(8, 8)), "zTXt", [.. "bomb\0\0"u8, .. Zlib(new byte[200_000_000])]);
        File.WriteAllBytes(folder.At("bomb.png"), png);
        ImageFile.Open(folder.At("bomb.png"));
        long before = GC.GetAllocatedBytesForCurrentThread();
        DecodedImage image = ImageFile.Open(folder.At("bomb.png"));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20_000_000);
        Assert.Empty(image.Tags.Texts);
        Assert.Contains(ImageFile.NotesOnWriting(folder.At("a.png"), image), note => note.StartsWith("Not kept of its file: text bomb", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("png")]
    [InlineData("jpg")]
    [InlineData("tif")]
    public void A_grey_photograph_is_written_with_one_channel(string kind)
    {
        DecodedImage result = Through(SkiaWriter.GreyJpeg(Pictures.Binary(8, 8, (y, x) => x > y)), kind);
        Assert.True(result.IsGrey);
        Assert.Empty(result.Notes);
    }

    [Fact]
    public void A_profile_stays_where_the_pixels_are_still_in_it()
    {
        using var srgb = SkiaSharp.SKColorSpace.CreateSrgb();
        using var bitmap = new SkiaSharp.SKBitmap(new SkiaSharp.SKImageInfo(4, 4, SkiaSharp.SKColorType.Rgba8888, SkiaSharp.SKAlphaType.Opaque, srgb));
        using SkiaSharp.SKData jpeg = bitmap.Encode(SkiaSharp.SKEncodedImageFormat.Jpeg, 90);
        byte[] profile = JpegStructure.Read(jpeg.ToArray()).Tags.Icc!;
        foreach (string kind in new[] { "jpg", "png", "webp", "tif" }) Assert.Equal(profile, Through(jpeg.ToArray(), kind).Tags.Icc);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Damaged_tags_never_spoil_a_picture(int seed)
    {
        var random = new Random(seed);
        byte[] whole = Jpeg();
        for (int i = 0; i < 60; i++)
        {
            byte[] broken = [.. whole];
            for (int k = 0; k < 4; k++) broken[random.Next(20, 300)] = (byte)random.Next(256);
            string path = folder.At("broken.jpg");
            File.WriteAllBytes(path, broken);
            if (Record.Exception(() => ImageFile.Open(path)) is Csa.Data.BadInputException) continue;
            DecodedImage source = ImageFile.Open(path);
            foreach (string kind in new[] { "jpg", "png", "webp", "tif" })
            {
                ImageFile.Write(folder.At($"result.{kind}"), source.Image, source);
                Assert.Equal(source.Image.Size, ImageFile.Read(folder.At($"result.{kind}")).Size);
            }
        }
    }

    [SkippableTheory]
    [InlineData("exif/photo.jpg", "jpg")]
    [InlineData("exif/photo.jpg", "png")]
    [InlineData("png_text/photo.png", "png")]
    [InlineData("grey/photo.jpg", "jpg")]
    [InlineData("grey/photo.png", "png")]
    public void Cases_that_users_met_lose_nothing(string name, string kind)
    {
        DecodedImage source = ImageFile.Open(Shared.Require("cases", name));
        Assert.All(ImageFile.NotesOnWriting(folder.At("result." + kind), source), note => Assert.StartsWith("Written as JPEG", note, StringComparison.Ordinal));
        ImageFile.Write(folder.At("result." + kind), source.Image, source);
        DecodedImage result = ImageFile.Open(folder.At("result." + kind));
        Assert.Equal(source.Tags.Exif, result.Tags.Exif);
        Assert.Equal(source.Tags.Texts.Select(text => text.Keyword), result.Tags.Texts.Select(text => text.Keyword));
        Assert.Equal(source.Tags.Density?.PerInch.X ?? 0, result.Tags.Density?.PerInch.X ?? 0, 1e-1);
        Assert.Equal(source.IsGrey, result.IsGrey);
    }

    private DecodedImage Through(byte[] file, string kind)
    {
        File.WriteAllBytes(folder.At("source"), file);
        DecodedImage source = ImageFile.Open(folder.At("source"));
        ImageFile.Write(folder.At("result." + kind), source.Image, source);
        return ImageFile.Open(folder.At("result." + kind));
    }

    private IEnumerable<string> Notes(byte[] file, string kind)
    {
        File.WriteAllBytes(folder.At("source"), file);
        return ImageFile.NotesOnWriting(folder.At("result." + kind), ImageFile.Open(folder.At("source"))).Where(note => !note.StartsWith("Written as JPEG", StringComparison.Ordinal));
    }

    // Lies on its side, 300 dpi, maker, copyright, a preview.
    private static byte[] Jpeg()
    {
        byte[] words = [.. "TestCam\0"u8, .. "(c) A. Photographer\0"u8, .. Rational(300), .. "PREVIEW!"u8];
        const int Directory = 8, Entries = 6, Words = Directory + 2 + (12 * Entries) + 4 + 2 + 24 + 4;
        byte[] exif =
        [
            .. "II*\0"u8, Directory, 0, 0, 0, Entries, 0,
            .. Entry(0x010F, 2, 8, Words), .. Entry(0x0112, 3, 1, 6), .. Entry(0x011A, 5, 1, Words + 28), .. Entry(0x011B, 5, 1, Words + 28), .. Entry(0x0128, 3, 1, 2), .. Entry(0x8298, 2, 20, Words + 8),
            .. Int32(Words - 30),
            2, 0, .. Entry(0x0201, 4, 1, Words + 36), .. Entry(0x0202, 4, 1, 8), .. Int32(0),
            .. words,
        ];
        byte[] jpeg = SkiaWriter.Jpeg(Pictures.Quarters(32, 16));
        return [.. jpeg[..2], .. Segment([.. "Exif\0\0"u8, .. exif]), .. Segment([.. "http://ns.adobe.com/xap/1.0/\0"u8, .. Encoding.UTF8.GetBytes(Xmp)]), .. jpeg[2..]];

        static byte[] Segment(byte[] data) => [0xFF, 0xE1, (byte)((data.Length + 2) >> 8), (byte)(data.Length + 2), .. data];

        static byte[] Entry(int tag, int type, int count, int value) => [(byte)tag, (byte)(tag >> 8), (byte)type, 0, .. Int32(count), .. Int32(value)];

        static byte[] Rational(int value) => [.. Int32(value), .. Int32(1)];

        static byte[] Int32(int value)
        {
            var bytes = new byte[4];
            BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
            return bytes;
        }
    }

    private static byte[] Zlib(byte[] data)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true)) zlib.Write(data);
        return packed.ToArray();
    }
}
