using Csa.Data.Images;
using Csa.Data.Masks;
using Csa.Programs;
using Csa.Tests.Images;
using Xunit;

namespace Csa.Tests.Cli;

/// <summary><c>csa inpaint</c> on folders as people have them, and with the fewest words.</summary>
public sealed class PeoplesFoldersTests(CommandTests.TinyRun run) : IClassFixture<CommandTests.TinyRun>, IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose()
    {
        Terminal.ReadAnswer = null;
        folder.Dispose();
    }

    [Fact]
    public void Two_plain_words_are_a_photograph_and_its_mask()
    {
        Photo("holiday.jpg");
        Mask("mask.png");
        CommandTests.Outcome outcome = Inpaint(folder.At("holiday.jpg"), folder.At("mask.png"));
        Assert.Equal(ExitCode.Done, outcome.Code);
        Assert.Equal(new ImageSize(32, 32), ImageFile.ReadSize(folder.At("holiday-filled.png")));

        Assert.Equal(ExitCode.Done, Inpaint(folder.At("holiday.jpg"), "--mask", folder.At("mask.png"), "--out", folder.At("b.png")).Code);
        Assert.Equal(ExitCode.BadUsage, Inpaint(folder.At("holiday.jpg"), folder.At("mask.png"), folder.At("c.png")).Code);
        Assert.Equal(ExitCode.BadUsage, Inpaint().Code);
        Assert.Contains("--imge: no such option; did you mean --image?", Inpaint("--imge", folder.At("holiday.jpg")).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void One_plain_word_is_a_photograph_whose_mask_lies_beside_it()
    {
        Photo("img001.png");
        Mask("img001_mask.png");
        CommandTests.Outcome outcome = Inpaint(folder.At("img001.png"));
        Assert.Equal(ExitCode.Done, outcome.Code);
        Assert.Contains("its mask is", outcome.Errors, StringComparison.Ordinal);
        Assert.True(File.Exists(folder.At("img001-filled.png")));
        Assert.Equal(ExitCode.BadInput, Inpaint(folder.At("img001_mask.png")).Code);
    }

    [Fact]
    public void A_folder_of_photographs_and_their_masks_is_filled_and_its_masks_are_not()
    {
        foreach (string name in new[] { "img001", "img002" })
        {
            Photo($"all/{name}.png");
            Mask($"all/{name}_mask.png");
        }

        CommandTests.Outcome outcome = Inpaint("--image", folder.At("all"), "--mask", folder.At("all"), "--out", folder.At("all/filled"));
        Assert.Equal(ExitCode.Done, outcome.Code);
        Assert.Contains("2 of 2 images filled", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("2 with 'mask' in the name (img001.png: img001_mask.png)", outcome.Errors, StringComparison.Ordinal);
        Assert.Equal(["img001.png", "img002.png"], Files("all/filled"));

        // Again, with the results inside, and with nothing said of the masks.
        Assert.Contains("2 of 2 images filled", Inpaint(folder.At("all"), "--out", folder.At("all/filled")).Output, StringComparison.Ordinal);
        Assert.Equal(["img001.png", "img002.png"], Files("all/filled"));
    }

    [Fact]
    public void A_result_that_lies_beside_its_photograph_is_not_filled_again()
    {
        Photo("all/a.png");
        Mask("all/a_mask.png");
        Assert.Equal(ExitCode.Done, Inpaint(folder.At("all/a.png")).Code);
        Assert.Contains("1 of 1 images filled", Inpaint(folder.At("all"), "--out", folder.At("out")).Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.BadInput, Inpaint(folder.At("all"), "--out", folder.At("all")).Code);
    }

    [Fact]
    public void Masks_among_photographs_are_named_and_not_filled_where_one_mask_is_for_all()
    {
        Photo("all/a.png");
        Mask("all/a_mask.png");
        Mask("one.png");
        CommandTests.Outcome outcome = Inpaint(folder.At("all"), folder.At("one.png"), "--out", folder.At("out"));
        Assert.Contains("1 images are masks by name and look, and are not filled (a_mask.png)", outcome.Errors, StringComparison.Ordinal);
        Assert.Equal(["a.png"], Files("out"));
        File.Delete(folder.At("all/a.png"));
        outcome = Inpaint(folder.At("all"), folder.At("one.png"), "--out", folder.At("none"));
        Assert.Equal(ExitCode.BadInput, outcome.Code);
        Assert.Contains("want photographs", outcome.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mask_that_fits_twice_is_named_and_the_others_are_filled()
    {
        Photo("photos/a.png");
        Photo("photos/b.png");
        Mask("masks/a_mask1.png");
        Mask("masks/a_mask2.png");
        Mask("masks/b_mask.png");
        CommandTests.Outcome outcome = Inpaint(folder.At("photos"), folder.At("masks"), "--out", folder.At("out"));
        Assert.Equal(ExitCode.BadInput, outcome.Code);
        Assert.Contains("a_mask1.png, a_mask2.png", outcome.Errors, StringComparison.Ordinal);
        Assert.Equal(["b.png"], Files("out"));
    }

    [Fact]
    public void An_interrupted_folder_goes_on_where_it_was()
    {
        foreach (string name in new[] { "a", "b" }) Photo($"photos/{name}.png");
        Mask("mask.png");
        Directory.CreateDirectory(folder.At("out"));
        File.WriteAllText(folder.At("out/a.png"), "done before");
        CommandTests.Outcome outcome = Inpaint(folder.At("photos"), folder.At("mask.png"), "--out", folder.At("out"), "--skip-existing");
        Assert.Equal(ExitCode.Done, outcome.Code);
        Assert.Contains("1 of 2 images filled, 0 left out, 1 were there already", outcome.Output, StringComparison.Ordinal);
        Assert.Equal("done before", File.ReadAllText(folder.At("out/a.png")));
        Assert.Equal(ExitCode.Done, Inpaint(folder.At("photos/a.png"), folder.At("mask.png"), "--out", folder.At("out/a.png"), "--skip-existing").Code);
        Assert.Equal("done before", File.ReadAllText(folder.At("out/a.png")));
    }

    [Fact]
    public void Kinds_that_are_not_read_are_counted_and_named_at_the_end()
    {
        Photo("photos/a.png");
        Mask("mask.png");
        foreach (string name in new[] { "b.dng", "c.dng", "d.jp2" }) File.WriteAllText(folder.At($"photos/{name}"), "raw");
        CommandTests.Outcome outcome = Inpaint(folder.At("photos"), folder.At("mask.png"), "--out", folder.At("out"));
        Assert.Equal(ExitCode.BadInput, outcome.Code);
        Assert.Contains("1 of 1 images filled", outcome.Output, StringComparison.Ordinal);
        Assert.EndsWith("csa: not read: 2 .dng, 1 .jp2 (b.dng, c.dng, d.jp2); save them as JPEG or PNG first", outcome.Errors.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_result_of_one_photograph_goes_into_a_folder_under_its_name()
    {
        Photo("photo.jpg");
        Mask("mask.png");
        Assert.Equal(ExitCode.Done, Inpaint(folder.At("photo.jpg"), folder.At("mask.png"), "--out", folder.At("fresh") + "/").Code);
        Assert.Equal(["photo.png"], Files("fresh"));
        CommandTests.Outcome outcome = Inpaint(folder.At("photo.jpg"), folder.At("mask.png"), "--out", folder.At("fresh"));
        Assert.Equal(ExitCode.BadInput, outcome.Code);
        Assert.Contains("fresh/ for photo.png in it", outcome.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_hole_grows_feathers_and_is_inverted_as_asked()
    {
        Photo("photo.png");
        Mask("mask.png");
        RgbImage photo = ImageFile.Read(folder.At("photo.png"));
        HoleMask hole = MaskFile.Read(folder.At("mask.png"));
        Changed(HoleEdge.Grow(hole, 3), "--grow", "3");
        Changed(HoleEdge.Invert(hole), "--invert-mask");
        Changed(HoleEdge.Grow(hole, 4), "--grow", "2", "--feather", "2");
        Assert.Equal(ExitCode.BadUsage, Inpaint(folder.At("photo.png"), folder.At("mask.png"), "--grow", "-1").Code);
        Assert.Equal(ExitCode.BadInput, Inpaint(folder.At("photo.png"), folder.At("mask.png"), "--grow", "100").Code);

        void Changed(HoleMask where, params string[] options)
        {
            Assert.Equal(ExitCode.Done, Inpaint([folder.At("photo.png"), folder.At("mask.png"), "--out", folder.At("result.png"), .. options]).Code);
            RgbImage result = ImageFile.Read(folder.At("result.png"));
            int known = 0, changed = 0;
            for (int i = 0; i < 32 * 32; i++)
            {
                bool same = photo.Pixels.AsSpan(3 * i, 3).SequenceEqual(result.Pixels.AsSpan(3 * i, 3));
                if (where.Cells(0)[i] == 0) Assert.True(same, $"{string.Join(' ', options)}: pixel {i}");
                known += where.Cells(0)[i] == 0 ? 1 : 0;
                changed += same ? 0 : 1;
            }

            Assert.InRange(changed, 0.9 * ((32 * 32) - known), (32 * 32) - known);
        }
    }

    [Theory]
    [InlineData("f", ExitCode.Done, true)]
    [InlineData("r", ExitCode.Done, false)]
    [InlineData("n", ExitCode.BadInput, false)]
    public void Somebody_at_a_terminal_is_asked_before_most_of_a_picture_is_filled(string answer, int code, bool fillsMost)
    {
        Photo("photo.png");
        ImageFile.Write(folder.At("mask.png"), Pictures.Binary(32, 32, (_, x) => x > 3));
        var answers = new Queue<string>(["what?", answer]);
        Terminal.ReadAnswer = answers.Dequeue;
        CommandTests.Outcome outcome = Inpaint(folder.At("photo.png"), folder.At("mask.png"), "--out", folder.At("result.png"));
        Assert.Empty(answers);
        Assert.Equal(code, outcome.Code);
        Assert.Contains("87.5 % of the picture is hole", outcome.Errors, StringComparison.Ordinal);
        Assert.Equal(code == ExitCode.Done, File.Exists(folder.At("result.png")));
        if (code == ExitCode.Done) Assert.Contains(fillsMost ? "87.5 % filled" : "12.5 % filled", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_help_says_first_what_it_can_and_cannot_do()
    {
        string help = CommandTests.Csa("inpaint", "-h").Output;
        Assert.True(help.IndexOf("It can ", StringComparison.Ordinal) is > 0 and var can && can < help.IndexOf("It cannot ", StringComparison.Ordinal));
        Assert.True(help.IndexOf("It cannot ", StringComparison.Ordinal) < help.IndexOf("Usage:", StringComparison.Ordinal));
    }

    [SkippableTheory]
    [InlineData("mask_suffix/photos", "mask_suffix/masks")]
    [InlineData("mask_suffix/photos", "mask_suffix/masks2")]
    [InlineData("one_folder", "one_folder")]
    public void The_folders_that_failed_are_filled(string images, string masks)
    {
        CommandTests.Outcome outcome = Inpaint("--image", Shared.Require("cases", images), "--mask", Shared.Require("cases", masks), "--out", folder.At("out"));
        Assert.Equal(ExitCode.Done, outcome.Code);
        Assert.Equal(["img001.png", "img002.png"], Files("out"));
    }

    private CommandTests.Outcome Inpaint(params string[] words) => CommandTests.Csa(["inpaint", "--run", run.Path, .. words]);

    private string[] Files(string name) => [.. Directory.GetFiles(folder.At(name)).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    private void Photo(string name) => ImageFile.Write(folder.At(name), Pictures.Noise(32, 32, 5));

    private void Mask(string name) => ImageFile.Write(folder.At(name), Pictures.Binary(32, 32, (y, x) => x is > 11 and < 20 && y is > 9 and < 18));
}
