using System.Net.Sockets;
using Csa.Data;
using Csa.Data.Files;
using Csa.Data.Images;
using SkiaSharp;
using Xunit;

namespace Csa.Tests.Images;

public sealed class ImageFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("a.png", false)]
    [InlineData("a.png", true)]
    [InlineData("a.webp", false)]
    [InlineData("no-extension", false)]
    public void Lossless_formats_return_the_bytes_that_were_written(string name, bool alpha)
    {
        RgbImage image = Pictures.Noise(37, 19, alpha: alpha);
        string path = folder.At(name);
        ImageFile.Write(path, image);
        RgbImage read = ImageFile.Read(path);
        Assert.Equal((37, 19), (read.Width, read.Height));
        Assert.Equal(image.Pixels, read.Pixels);
        Assert.Equal(image.Alpha, read.Alpha);
        Assert.Equal(new ImageSize(37, 19), ImageFile.ReadSize(path));
    }

    [Fact]
    public void Jpeg_is_close_and_drops_alpha()
    {
        RgbImage flat = Pictures.Flat(16, 16, 200, 100, 50);
        string path = folder.At("a.JPG");
        ImageFile.Write(path, new RgbImage(16, 16, flat.Pixels, new byte[256]));
        Assert.Equal([0xFF, 0xD8], File.ReadAllBytes(path)[..2]);
        RgbImage read = ImageFile.Read(path);
        Assert.Null(read.Alpha);
        Assert.All(flat.Pixels.Zip(read.Pixels), pair => Assert.InRange(pair.Second - pair.First, -3, 3));
    }

    [Theory]
    [InlineData(1, "RGBW")]
    [InlineData(2, "GRWB")]
    [InlineData(3, "WBGR")]
    [InlineData(4, "BWRG")]
    [InlineData(5, "RBGW")]
    [InlineData(6, "BRWG")]
    [InlineData(7, "WGBR")]
    [InlineData(8, "GWRB")]
    public void Every_orientation_is_turned_upright(int orientation, string corners)
    {
        RgbImage quarters = Pictures.Quarters(32, 16);
        ImageSize upright = orientation < 5 ? new ImageSize(32, 16) : new ImageSize(16, 32);
        foreach (string kind in new[] { "jpg", "png", "webp" })
        {
            string path = folder.At($"{orientation}.{kind}");
            ImageFile.Write(path, quarters);
            byte[] plain = File.ReadAllBytes(path);
            File.WriteAllBytes(path, kind switch
            {
                "jpg" => Pictures.JpegWithOrientation(plain, orientation),
                "png" => Pictures.PngWithOrientation(plain, orientation),
                _ => Pictures.WebpWithOrientation(plain, orientation),
            });
            RgbImage read = ImageFile.Read(path);
            Assert.Equal($"{kind} {upright} {corners}", $"{kind} {new ImageSize(read.Width, read.Height)} {Pictures.Corners(read)}");
            Assert.Equal(upright, ImageFile.ReadSize(path));
        }
    }

    [Fact]
    public void Content_decides_and_not_the_name()
    {
        ImageFile.Write(folder.At("a.webp"), Pictures.Quarters(8, 8));
        File.Move(folder.At("a.webp"), folder.At("a.png"));
        Assert.Equal("RGBW", Pictures.Corners(ImageFile.Read(folder.At("a.png"))));
    }

    [Fact]
    public void Grey_palette_and_deep_png_become_rgb()
    {
        File.WriteAllBytes(folder.At("grey.png"), Pictures.Png(2, 1, 8, 0, [0, 7, 200]));
        File.WriteAllBytes(folder.At("palette.png"), Pictures.Png(2, 1, 8, 3, [0, 1, 0], [1, 2, 3, 40, 50, 60]));
        File.WriteAllBytes(folder.At("deep.png"), Pictures.Png(1, 1, 16, 2, [0, 255, 255, 128, 128, 0, 0]));
        File.WriteAllBytes(folder.At("grey-alpha.png"), Pictures.Png(2, 1, 8, 4, [0, 90, 0, 80, 128]));
        Assert.Equal([7, 7, 7, 200, 200, 200], ImageFile.Read(folder.At("grey.png")).Pixels);
        Assert.Equal([40, 50, 60, 1, 2, 3], ImageFile.Read(folder.At("palette.png")).Pixels);
        Assert.Equal([255, 128, 0], ImageFile.Read(folder.At("deep.png")).Pixels);
        RgbImage alpha = ImageFile.Read(folder.At("grey-alpha.png"));
        Assert.Equal([0, 128], alpha.Alpha);
        Assert.Equal([90, 90, 90, 80, 80, 80], alpha.Pixels);
    }

    [Fact]
    public void Another_colour_profile_is_converted_to_srgb()
    {
        using var displayP3 = SKColorSpace.CreateRgb(SKColorSpaceTransferFn.Srgb, SKColorSpaceXyz.DisplayP3);
        using var bitmap = new SKBitmap(new SKImageInfo(1, 1, SKColorType.Rgba8888, SKAlphaType.Opaque, displayP3));
        new byte[] { 200, 100, 100, 255 }.CopyTo(bitmap.GetPixelSpan());
        using SKData png = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        File.WriteAllBytes(folder.At("p3.png"), png.ToArray());
        // By the two matrices: linear P3 (0.578, 0.127, 0.127) -> linear sRGB (0.679, 0.108, 0.118).
        byte[] pixel = ImageFile.Read(folder.At("p3.png")).Pixels;
        Assert.InRange(pixel[0], 213, 217);
        Assert.InRange(pixel[1], 92, 95);
        Assert.InRange(pixel[2], 94, 98);
    }

    [Fact]
    public void Bad_files_are_named_with_their_fault()
    {
        RgbImage noise = Pictures.Noise(64, 64);
        File.WriteAllText(folder.At("text.png"), "this is not a picture");
        File.WriteAllBytes(folder.At("empty.png"), []);
        File.WriteAllBytes(folder.At("huge.png"), Pictures.Png(20000, 20000, 8, 2, [0]));
        Check("missing.png", "does not exist");
        Check(".", "is a folder");
        Check("empty.png", "is empty");
        Check("text.png", "is not an image; want JPEG, PNG, WebP, TIFF, BMP or GIF");
        Check("huge.png", "20000x20000");
        foreach (string kind in new[] { "jpg", "png", "webp" })
        {
            ImageFile.Write(folder.At($"whole.{kind}"), noise);
            byte[] whole = File.ReadAllBytes(folder.At($"whole.{kind}"));
            foreach (int length in new[] { 5, 20, whole.Length / 2, whole.Length * 95 / 100 })
            {
                File.WriteAllBytes(folder.At($"cut-{length}.{kind}"), whole[..length]);
                Check($"cut-{length}.{kind}", "cut off");
            }
        }

        void Check(string name, string fault)
        {
            string path = Path.Combine(folder.Path, name);
            string message = Assert.Throws<BadInputException>(() => ImageFile.Read(path)).Message;
            Assert.StartsWith(path, message, StringComparison.Ordinal);
            Assert.Contains(fault, message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', message);
        }
    }

    [Fact]
    public void A_file_with_broken_bytes_gives_an_image_or_a_named_fault_and_nothing_else()
    {
        var random = new Random(7);
        int faults = 0;
        foreach (string kind in new[] { "jpg", "png", "webp" })
        {
            ImageFile.Write(folder.At($"whole.{kind}"), Pictures.Noise(24, 24));
            byte[] whole = File.ReadAllBytes(folder.At($"whole.{kind}"));
            if (kind == "png") whole = Pictures.PngWithOrientation(whole, 6);
            for (int i = 0; i < 100; i++)
            {
                byte[] broken = [.. whole];
                // Half of them in the first bytes, where the structure is.
                for (int k = 0; k < 3; k++) broken[random.Next(i % 2 == 0 ? 80 : broken.Length)] = (byte)random.Next(256);
                string path = folder.At($"broken.{kind}");
                File.WriteAllBytes(path, broken);
                foreach (Action read in new Action[] { () => ImageFile.Read(path), () => ImageFile.ReadSize(path) })
                {
                    Exception? fault = Record.Exception(read);
                    if (fault is null) continue;
                    Assert.StartsWith(path, Assert.IsType<BadInputException>(fault).Message, StringComparison.Ordinal);
                    faults++;
                }
            }
        }

        Assert.True(faults > 50, $"only {faults} faults");
    }

    [Fact]
    public void Gamma_of_2_2_means_srgb_and_moves_no_byte()
    {
        byte[] plain = Pictures.Png(2, 1, 8, 2, [0, 100, 110, 120, 200, 10, 20]);
        byte[] primaries = [.. ((int[])[31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000]).SelectMany(Pictures.Int32)];
        byte[] old = Pictures.PngWithChunk(Pictures.PngWithChunk(plain, "gAMA", Pictures.Int32(45455)), "cHRM", primaries);
        // Adobe RGB's primaries, which are not sRGB's.
        byte[] adobe = [.. ((int[])[31270, 32900, 64000, 33000, 21000, 71000, 15000, 6000]).SelectMany(Pictures.Int32)];
        byte[] wide = Pictures.PngWithChunk(Pictures.PngWithChunk(plain, "gAMA", Pictures.Int32(45455)), "cHRM", adobe);
        File.WriteAllBytes(folder.At("old.png"), old);
        File.WriteAllBytes(folder.At("wide.png"), wide);
        Assert.Equal([100, 110, 120, 200, 10, 20], ImageFile.Open(folder.At("old.png")).Image.Pixels);
        Assert.Empty(ImageFile.Open(folder.At("old.png")).Notes);
        Assert.NotEqual([100, 110, 120, 200, 10, 20], ImageFile.Open(folder.At("wide.png")).Image.Pixels);
        Assert.Single(ImageFile.Open(folder.At("wide.png")).Notes);
    }

    [Fact]
    public void What_a_file_name_costs_is_told_before_writing()
    {
        (DecodedImage opaque, DecodedImage clear) = (Opened("opaque.png", alpha: false), Opened("clear.png", alpha: true));
        Assert.Empty(ImageFile.NotesOnWriting(folder.At("a.png"), clear));
        Assert.Empty(ImageFile.NotesOnWriting(folder.At("a"), clear));
        Assert.Empty(ImageFile.NotesOnWriting(folder.At("a.webp"), opaque));
        Assert.Contains("transparent", Assert.Single(ImageFile.NotesOnWriting(folder.At("a.webp"), clear)), StringComparison.Ordinal);
        Assert.Contains("Written as JPEG", Assert.Single(ImageFile.NotesOnWriting(folder.At("a.JPG"), opaque)), StringComparison.Ordinal);
        Assert.Equal(2, ImageFile.NotesOnWriting(folder.At("a.jpeg"), clear).Count);
        Assert.Contains("Written as PNG", Assert.Single(ImageFile.NotesOnWriting(folder.At("a.gif"), clear)), StringComparison.Ordinal);
        Assert.Throws<BadInputException>(() => ImageFile.NotesOnWriting(folder.Path, opaque));

        DecodedImage Opened(string name, bool alpha)
        {
            ImageFile.Write(folder.At(name), Pictures.Noise(4, 4, alpha: alpha));
            return ImageFile.Open(folder.At(name));
        }
    }

    [Fact]
    public void Size_needs_only_the_header()
    {
        ImageFile.Write(folder.At("a.jpg"), Pictures.Noise(300, 200));
        File.WriteAllBytes(folder.At("cut.jpg"), File.ReadAllBytes(folder.At("a.jpg"))[..2000]);
        Assert.Equal(new ImageSize(300, 200), ImageFile.ReadSize(folder.At("cut.jpg")));
        Assert.Throws<BadInputException>(() => ImageFile.Read(folder.At("cut.jpg")));
        Assert.Throws<BadInputException>(() => ImageFile.ReadSize(folder.At("missing.jpg")));
        File.WriteAllText(folder.At("text.jpg"), "no");
        string message = Assert.Throws<BadInputException>(() => ImageFile.ReadSize(folder.At("text.jpg"))).Message;
        Assert.Contains("is not an image", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failed_write_leaves_nothing_behind()
    {
        string occupied = Path.Combine(folder.Path, "occupied.png");
        Directory.CreateDirectory(occupied);
        Assert.Throws<BadInputException>(() => ImageFile.Write(occupied, Pictures.Noise(4, 4)));
        File.WriteAllText(folder.At("file"), "here");
        Assert.Throws<BadInputException>(() => ImageFile.Write(Path.Combine(folder.Path, "file", "a.png"), Pictures.Noise(4, 4)));
        // WebP takes at most 16383 pixels a side.
        string older = folder.At("older.webp");
        ImageFile.Write(older, Pictures.Noise(4, 4));
        byte[] before = File.ReadAllBytes(older);
        Assert.Throws<BadInputException>(() => ImageFile.Write(older, Pictures.Flat(17000, 1, 1, 2, 3)));
        Assert.Equal(before, File.ReadAllBytes(older));
        Assert.Equal(["file", "occupied.png", "older.webp"], Directory.GetFileSystemEntries(folder.Path).Select(Path.GetFileName).Order());
    }

    [SkippableFact]
    public void What_is_no_file_is_not_replaced_by_one()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "devices and pipes are told from files on Linux alone");
        string place = folder.At("s");
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(place));
        File.CreateSymbolicLink(folder.At("link.png"), place);
        string whole = folder.At("whole.png");
        ImageFile.Write(whole, Pictures.Noise(4, 4));
        foreach (string target in new[] { place, folder.At("link.png") })
        {
            Assert.Contains("is a device or a pipe", Assert.Throws<BadInputException>(() => ImageFile.Write(target, Pictures.Noise(4, 4))).Message, StringComparison.Ordinal);
            Assert.Throws<BadInputException>(() => ImageFile.NotesOnWriting(target, ImageFile.Open(whole)));
            Assert.Throws<BadInputException>(() => AtomicFile.WriteText(target, "text"));
        }

        Assert.True(SpecialFile.Exists(place));
        Assert.Equal(["link.png", "s", "whole.png"], Directory.GetFileSystemEntries(folder.Path).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void A_long_file_is_not_read_to_learn_that_it_is_no_image()
    {
        Check("text.png", "this is not a picture"u8, 3L << 30, "is not an image");
        Check("long.png", [0x89, .. "PNG\r\n"u8, 0x1A, 0x0A], (1L << 30) + 1, "has more than 1024 megabytes");

        void Check(string name, ReadOnlySpan<byte> start, long length, string fault)
        {
            // Sparse: it takes no place on the disk.
            using (FileStream file = File.Create(folder.At(name)))
            {
                file.Write(start);
                file.SetLength(length);
            }

            string message = Assert.Throws<BadInputException>(() => ImageFile.Open(folder.At(name))).Message;
            Assert.Contains(fault, message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_write_makes_its_folder_and_replaces_an_older_file()
    {
        string path = Path.Combine(folder.Path, "new", "deep", "a.png");
        ImageFile.Write(path, Pictures.Flat(2, 2, 1, 2, 3));
        ImageFile.Write(path, Pictures.Flat(3, 1, 9, 8, 7));
        Assert.Equal([9, 8, 7, 9, 8, 7, 9, 8, 7], ImageFile.Read(path).Pixels);
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(path)!));
    }

    [SkippableFact]
    public void Real_photographs_decode_at_the_size_their_header_says()
    {
        foreach (string path in Directory.GetFiles(Shared.Require("data", "native")))
        {
            RgbImage photo = ImageFile.Read(path);
            Assert.Equal(ImageFile.ReadSize(path), new ImageSize(photo.Width, photo.Height));
            Assert.True(photo.Pixels.Distinct().Count() > 100, path);
        }
    }
}
