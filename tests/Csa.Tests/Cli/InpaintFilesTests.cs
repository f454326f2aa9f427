using Csa.Data.Images;
using Csa.Data.Masks;
using Csa.Programs;
using Csa.Tests.Images;
using Csa.Tests.Images.Corpus;
using Xunit;

namespace Csa.Tests.Cli;

/// <summary><c>csa inpaint</c> on files as people have them: what is known stays, what is bad is named, nothing half done is left.</summary>
public sealed class InpaintFilesTests(CommandTests.TinyRun run) : IClassFixture<CommandTests.TinyRun>, IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Known_pixels_and_alpha_of_every_kind_stay_and_the_bad_files_are_named()
    {
        CorpusFile[] good = [.. ImageCorpus.Good.Where(file => file.Outcome.StartsWith("32x16", StringComparison.Ordinal) || file.Outcome.StartsWith("16x32", StringComparison.Ordinal))];
        good = [.. good.Where(file => Path.GetExtension(file.Name) is not ("" or ".txt"))];
        string photos = Directory.CreateDirectory(folder.At("my photos")).FullName, masks = Directory.CreateDirectory(folder.At("masks")).FullName;
        foreach (CorpusFile file in good) DrawMask(Path.Combine(masks, file.Name + ".png"), ImageFile.Read(file.WriteTo(photos)), x => x is > 3 and < 12);
        foreach (CorpusFile file in good) File.Move(Path.Combine(masks, file.Name + ".png"), Path.Combine(masks, file.Name));
        CorpusFile[] bad = [.. ImageCorpus.Bad.Where(file => Path.GetExtension(file.Name) is not (".psd" or ".txt" or ".orf" or ".dng" or ".nef"))];
        foreach (CorpusFile file in bad) file.WriteTo(photos);
        foreach (CorpusFile file in bad) File.Copy(Path.Combine(masks, "24 bit.bmp"), Path.Combine(masks, file.Name));

        string results = folder.At("results");
        CommandTests.Outcome outcome = CommandTests.Csa("inpaint", "--run", run.Path, "--image", photos, "--mask", masks, "--out", results, "--format", "png");
        Assert.Equal(ExitCode.BadInput, outcome.Code);
        Assert.Contains($"{good.Length} of {good.Length + bad.Length} images filled, {bad.Length} left out", outcome.Output, StringComparison.Ordinal);
        string[] complaints = [.. outcome.Errors.Split('\n').Where(line => line.StartsWith("csa: ", StringComparison.Ordinal))];
        Assert.Equal(bad.Length, complaints.Length);
        foreach (CorpusFile file in bad)
            Assert.Contains($"csa: left out: {Path.Combine(photos, file.Name)}: {file.Outcome["error: ".Length..]}", complaints.Select(line => line.TrimEnd()));

        Assert.Equal(good.Length, Directory.GetFileSystemEntries(results).Length);
        ILookup<string, CorpusFile> stems = good.Concat(bad).ToLookup(file => Path.GetFileNameWithoutExtension(file.Name));
        foreach (CorpusFile file in good)
        {
            bool keepsStem = file.Name.EndsWith(".png", StringComparison.Ordinal) || stems[Path.GetFileNameWithoutExtension(file.Name)].Count() == 1;
            string result = Path.Combine(results, keepsStem ? Path.ChangeExtension(file.Name, ".png") : file.Name + ".png");
            CheckKnown(ImageFile.Read(Path.Combine(photos, file.Name)), result, file.Name);
            foreach (string note in file.Outcome.Split(" | ").Skip(1))
                Assert.Contains($"note: {Path.Combine(photos, file.Name)}: {note}", outcome.Errors, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_bad_image_or_mask_is_one_line_and_exit_3_and_leaves_no_output()
    {
        string photo = Photo("photo.png");
        foreach (CorpusFile file in ImageCorpus.Bad.Where(file => file.Name is "empty.png" or "text.png" or "400 megapixels.png" or "bad checksum IDAT.png" or "cut in the middle.jpg"))
        {
            string path = file.WriteTo(folder.Path);
            Refused(path, photo, path, file.Outcome["error: ".Length..]);
            Refused(photo, path, path, file.Outcome["error: ".Length..]);
        }

        foreach (CorpusFile file in MaskCorpus.Files.Where(file => file.IsBad))
        {
            string path = file.WriteTo(folder.Path);
            Refused(photo, path, path, file.Outcome["error: ".Length..]);
        }

        string missing = folder.At("missing.png");
        Refused(missing, missing, missing, "does not exist");
        Assert.Equal(ExitCode.BadInput, Inpaint(photo, folder.Path, folder.At("none.png")).Code);
    }

    [Theory]
    [InlineData(8192, 1)]
    [InlineData(1, 8192)]
    [InlineData(3000, 2)]
    [InlineData(2, 1)]
    public void Extreme_shapes_are_filled(int width, int height)
    {
        string photo = folder.At("a strip.png"), mask = folder.At("mask.png"), result = folder.At("filled strip.png");
        ImageFile.Write(photo, Pictures.Noise(width, height));
        HoleMask hole = HoleMask.Create(height, width, (y, x) => x + y == (width + height) / 2);
        ImageFile.Write(mask, Pictures.Binary(width, height, (y, x) => hole[0, y, x]));
        Assert.Equal(ExitCode.Done, Inpaint(photo, mask, result).Code);
        CheckKnown(ImageFile.Read(photo), result, "strip", hole);
    }

    [Fact]
    public void An_older_result_survives_a_failure()
    {
        string result = folder.At("result.png");
        File.WriteAllText(result, "older");
        CommandTests.Outcome outcome = Inpaint(Photo("photo.png"), folder.At("none.png"), result);
        Assert.Equal(ExitCode.BadInput, outcome.Code);
        Assert.Equal("older", File.ReadAllText(result));
    }

    [Fact]
    public void The_image_and_the_mask_are_not_written_over()
    {
        string photo = Photo("photo.png"), mask = folder.At("mask.png");
        ImageFile.Write(mask, Pictures.Binary(32, 32, (_, x) => x is > 7 and < 20));
        (byte[] photoBefore, byte[] maskBefore) = (File.ReadAllBytes(photo), File.ReadAllBytes(mask));
        string roundabout = Path.Combine(folder.Path, "..", Path.GetFileName(folder.Path), "photo.png");
        foreach ((string target, string what) in new[] { (photo, "image"), (roundabout, "image"), (mask, "mask") })
        {
            CommandTests.Outcome outcome = Inpaint(photo, mask, target);
            Assert.Equal(ExitCode.BadInput, outcome.Code);
            Assert.Contains($"csa: {target}: is the {what} itself", outcome.Errors, StringComparison.Ordinal);
        }

        // In a folder too, where a PNG's result would have its name.
        Assert.Equal(ExitCode.BadInput, Inpaint(folder.Path, mask, folder.Path).Code);
        Assert.Equal(photoBefore, File.ReadAllBytes(photo));
        Assert.Equal(maskBefore, File.ReadAllBytes(mask));
        Assert.Equal(["mask.png", "photo.png"], Directory.GetFileSystemEntries(folder.Path).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void Every_image_of_a_folder_has_a_result_of_its_own()
    {
        string photos = Directory.CreateDirectory(folder.At("photos")).FullName, results = folder.At("results");
        foreach (string name in new[] { "a.jpg", "a.png", "a.jpg.png", "b.webp" }) ImageFile.Write(Path.Combine(photos, name), Pictures.Noise(32, 32));
        ImageFile.Write(folder.At("mask.png"), Pictures.Binary(32, 32, (_, x) => x is > 7 and < 20));
        Assert.Equal(ExitCode.Done, Inpaint(photos, folder.At("mask.png"), results).Code);
        Assert.Equal(["a.jpg", "a.jpg.png", "a.png", "b.webp"], Directory.GetFiles(results).Select(Path.GetFileName).Order(StringComparer.Ordinal));

        string pngs = folder.At("pngs");
        Assert.Equal(ExitCode.Done, Inpaint(photos, folder.At("mask.png"), pngs, "--format", "png").Code);
        Assert.Equal(["a.jpg.png", "a.jpg.png.png", "a.png", "b.png"], Directory.GetFiles(pngs).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void In_a_folder_a_photograph_keeps_its_kind_and_a_jpeg_is_no_coarser_than_it_was()
    {
        string photos = Directory.CreateDirectory(folder.At("photos")).FullName, results = folder.At("results");
        File.WriteAllBytes(Path.Combine(photos, "fine.jpg"), SkiaWriter.Jpeg(Pictures.Noise(32, 32), 99));
        File.WriteAllBytes(Path.Combine(photos, "rough.jpg"), SkiaWriter.Jpeg(Pictures.Noise(32, 32), 40));
        File.WriteAllBytes(Path.Combine(photos, "scan.tif"), TiffWriter.Quarters());
        File.WriteAllBytes(Path.Combine(photos, "old.gif"), GifWriter.Quarters());
        File.WriteAllBytes(Path.Combine(photos, "really a jpeg.png"), SkiaWriter.Jpeg(Pictures.Noise(32, 32), 40));
        ImageFile.Write(folder.At("mask.png"), Pictures.Binary(32, 32, (_, x) => x is > 7 and < 20));
        Assert.Equal(ExitCode.Done, Inpaint(photos, folder.At("mask.png"), results, "--resize-mask").Code);
        string[] names = [.. Directory.GetFiles(results).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
        Assert.Equal(["fine.jpg", "old.png", "really a jpeg.jpg", "rough.jpg", "scan.tif"], names);
        Assert.Equal(["Jpeg", "Png", "Jpeg", "Jpeg", "Tiff"], names.Select(name => ImageFile.ReadKind(Path.Combine(results, name)).ToString()));
        Assert.Equal([99, 95, 95, 95, 95], names.Select(name => ImageFile.Open(Path.Combine(results, name)).JpegQuality));
    }

    [Theory]
    [InlineData("grey.png")]
    [InlineData("grey.jpg")]
    public void A_grey_photograph_comes_back_grey_and_the_hole_too(string name)
    {
        string photo = folder.At(name), mask = folder.At("mask.png"), result = folder.At("result.png");
        RgbImage grey = Pictures.Paint(32, 32, (y, x) => (8 * x, 8 * x, 8 * x));
        File.WriteAllBytes(photo, name.EndsWith("jpg", StringComparison.Ordinal) ? SkiaWriter.GreyJpeg(grey) : SkiaWriter.Png(grey));
        ImageFile.Write(mask, Pictures.Binary(32, 32, (_, x) => x is > 7 and < 20));
        Assert.Equal(ExitCode.Done, Inpaint(photo, mask, result).Code);
        DecodedImage filled = ImageFile.Open(result);
        Assert.True(filled.Image.IsGrey);
        Assert.Equal(ImageFile.Open(photo).IsGrey, filled.IsGrey);
        CheckKnown(ImageFile.Read(photo), result, name, MaskFile.Read(mask));
    }

    [Fact]
    public void A_format_that_is_not_written_and_one_for_a_single_photograph_are_refused()
    {
        string photo = Photo("photo.png");
        Assert.Contains("--format: want png, jpg, webp, tif or bmp, got 'gif'", Inpaint(folder.Path, photo, folder.At("o"), "--format", "gif").Errors, StringComparison.Ordinal);
        Assert.Contains("--format: want a folder as --image", Inpaint(photo, photo, folder.At("o.png"), "--format", "png").Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_name_is_bad_input()
    {
        string photo = Photo("photo.png");
        Refused("", photo, "''", "is an empty name; name an image file");
        ImageFile.Write(folder.At("mask.png"), Pictures.Binary(32, 32, (_, x) => x is > 7 and < 20));
        CommandTests.Outcome outcome = Inpaint(photo, folder.At("mask.png"), "");
        Assert.Equal(ExitCode.BadInput, outcome.Code);
        Assert.Contains("csa: '': is an empty name", outcome.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_cannot_break_lines_or_command_the_terminal()
    {
        string mask = folder.At("mask.png"), result = folder.At("a\nb\u001b[2J.png");
        ImageFile.Write(mask, Pictures.Binary(32, 32, (_, x) => x is > 7 and < 20));
        CommandTests.Outcome outcome = Inpaint(Photo("photo\n\u001b[31m.png"), mask, result + ".gif");
        Assert.Equal(ExitCode.Done, outcome.Code);
        Assert.True(File.Exists(result + ".gif"));
        Assert.DoesNotContain('\u001b', outcome.Output + outcome.Errors);
        Assert.All(outcome.Errors.TrimEnd().Split('\n'), line => Assert.StartsWith("note: ", line, StringComparison.Ordinal));
        Assert.Contains("a b\uFFFD[2J.png.gif: Written as PNG", outcome.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_hole_that_stays_transparent_is_said()
    {
        const string Said = "The hole is transparent in the image and stays so";
        RgbImage noise = Pictures.Noise(32, 32);
        byte[] alpha = [.. Enumerable.Range(0, 32 * 32).Select(i => (byte)(i % 32 < 10 ? 0 : 255))];
        string photo = folder.At("erased.png"), result = folder.At("result.png");
        ImageFile.Write(photo, new RgbImage(32, 32, noise.Pixels, alpha));
        CommandTests.Outcome outcome = Inpaint(photo, photo, result);
        Assert.Equal(ExitCode.Done, outcome.Code);
        Assert.Contains(Said, outcome.Errors, StringComparison.Ordinal);
        Assert.Equal(alpha, ImageFile.Read(result).Alpha);

        ImageFile.Write(folder.At("mask.png"), Pictures.Binary(32, 32, (_, x) => x > 15));
        Assert.DoesNotContain(Said, Inpaint(photo, folder.At("mask.png"), result).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Masks_of_every_kind_fill_what_they_mean()
    {
        string photo = Photo("photo.png");
        foreach (CorpusFile file in MaskCorpus.Files.Where(file => file.Name is "0 and 1.png" or "erased photograph.png" or "ringed by worst JPEG.jpg" or "red on black.png" or "inverted.png"))
        {
            string path = file.WriteTo(folder.Path), result = folder.At("result.png");
            CommandTests.Outcome outcome = Inpaint(photo, path, result);
            Assert.Equal(ExitCode.Done, outcome.Code);
            string[] parts = file.Outcome.Split(" | ");
            Assert.Contains($"{result}: 32x32, {parts[0]} filled in 1 region", outcome.Output, StringComparison.Ordinal);
            foreach (string note in parts.Skip(1)) Assert.Contains($"note: {path}: {note}", outcome.Errors, StringComparison.Ordinal);
            CheckKnown(ImageFile.Read(photo), result, file.Name, MaskFile.Read(path));
        }
    }

    [Fact]
    public void A_mask_without_a_hole_leaves_the_image_unchanged_with_a_note()
    {
        string photo = Photo("photo.png"), mask = folder.At("mask.png"), result = folder.At("result.png");
        ImageFile.Write(mask, Pictures.Flat(32, 32, 0, 0, 0));
        CommandTests.Outcome outcome = Inpaint(photo, mask, result);
        Assert.Equal(ExitCode.Done, outcome.Code);
        Assert.Contains($"note: {photo}: The mask has no hole: the image is unchanged.", outcome.Errors, StringComparison.Ordinal);
        Assert.Equal(ImageFile.Read(photo).Pixels, ImageFile.Read(result).Pixels);
    }

    [Fact]
    public void A_mask_of_another_size_needs_a_word()
    {
        string photo = Photo("photo.png"), mask = folder.At("mask.png"), result = folder.At("result.png");
        ImageFile.Write(mask, Pictures.Binary(64, 64, (_, x) => x is > 15 and < 40));
        Refused(photo, mask, mask, "want a mask of the image's 32x32, got 64x64; draw it over this image, or scale it (--resize-mask)");
        CommandTests.Outcome outcome = Inpaint(photo, mask, result, "--resize-mask");
        Assert.Equal(ExitCode.Done, outcome.Code);
        Assert.Contains($"note: {mask}: Scaled from 64x64 to the image's 32x32.", outcome.Errors, StringComparison.Ordinal);
        CheckKnown(ImageFile.Read(photo), result, "resized", HoleMask.Create(32, 32, (_, x) => x is > 7 and < 20));
    }

    [Theory]
    [InlineData("result.jpg", "FFD8", "Written as JPEG")]
    [InlineData("result.webp", "5249", null)]
    [InlineData("result", "8950", null)]
    [InlineData("result.tiff", "49492A00", null)]
    [InlineData("result.bmp", "424D", null)]
    [InlineData("result.gif", "8950", "Written as PNG")]
    public void The_name_of_the_result_asks_for_its_kind(string name, string start, string? note)
    {
        string mask = folder.At("mask.png"), result = folder.At(name);
        ImageFile.Write(mask, Pictures.Binary(32, 32, (_, x) => x is > 7 and < 20));
        CommandTests.Outcome outcome = Inpaint(Photo("photo.png"), mask, result);
        Assert.Equal(ExitCode.Done, outcome.Code);
        Assert.StartsWith(start, Convert.ToHexString(File.ReadAllBytes(result)), StringComparison.Ordinal);
        string about = $"note: {result}: ";
        Assert.Equal(note is not null, outcome.Errors.Contains(about, StringComparison.Ordinal));
        Assert.Contains(about[..(note is null ? 0 : about.Length)] + note, outcome.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Attention_on_a_known_pixel_leaves_no_files()
    {
        string mask = folder.At("mask.png");
        ImageFile.Write(mask, Pictures.Binary(32, 32, (_, x) => x is > 7 and < 20));
        CommandTests.Outcome outcome = Inpaint(Photo("photo.png"), mask, folder.At("result.png"), "--attention", "30,3");
        Assert.Equal(ExitCode.BadInput, outcome.Code);
        Assert.Equal(["mask.png", "photo.png"], Directory.GetFileSystemEntries(folder.Path).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void Evaluation_makes_a_table_of_each_bucket()
    {
        foreach (int columns in new[] { 2, 5, 6 }) ImageFile.Write(folder.At($"masks/{columns}.png"), Pictures.Binary(32, 32, (_, x) => x > 31 - columns));
        CommandTests.Outcome outcome = CommandTests.Csa("evaluate", "--run", run.Path, "--count", "2", "--masks", folder.At("masks") + "#buckets", "--out", folder.At("e"));
        Assert.Equal(ExitCode.Done, outcome.Code);
        Assert.Contains("masks#0-10", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("masks#10-20", outcome.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("masks#20-30", outcome.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(folder.At("e/sheet-masks-10-20.png")));
    }

    private string Photo(string name)
    {
        ImageFile.Write(folder.At(name), Pictures.Noise(32, 32, 5));
        return folder.At(name);
    }

    private CommandTests.Outcome Inpaint(string image, string mask, string result, params string[] more) =>
        CommandTests.Csa(["inpaint", "--run", run.Path, "--image", image, "--mask", mask, "--out", result, .. more]);

    private void Refused(string image, string mask, string culprit, string message)
    {
        string results = folder.At("no results");
        CommandTests.Outcome outcome = Inpaint(image, mask, Path.Combine(results, "result.png"));
        Assert.Equal(ExitCode.BadInput, outcome.Code);
        string line = Assert.Single(outcome.Errors.Split('\n'), line => line.StartsWith("csa: ", StringComparison.Ordinal));
        Assert.Equal($"csa: {culprit}: {message}", line.TrimEnd());
        Assert.False(Directory.Exists(results));
    }

    private static void DrawMask(string path, RgbImage image, Func<int, bool> missing) =>
        ImageFile.Write(path, Pictures.Binary(image.Width, image.Height, (_, x) => missing(x)));

    private static void CheckKnown(RgbImage source, string result, string what, HoleMask? hole = null)
    {
        hole ??= HoleMask.Create(source.Height, source.Width, (_, x) => x is > 3 and < 12);
        RgbImage filled = ImageFile.Read(result);
        Assert.Equal($"{what} {source.Width}x{source.Height}", $"{what} {filled.Width}x{filled.Height}");
        Assert.Equal(source.Alpha, filled.Alpha);
        for (int i = 0; i < source.Width * source.Height; i++)
            if (hole.Cells(0)[i] == 0) Assert.True(source.Pixels.AsSpan(3 * i, 3).SequenceEqual(filled.Pixels.AsSpan(3 * i, 3)), $"{what}: pixel {i} changed");
        Assert.NotEqual(source.Pixels, filled.Pixels);
    }
}
