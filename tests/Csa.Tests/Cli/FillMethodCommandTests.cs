using Csa.Data.Images;
using Csa.Data.Masks;
using Csa.Data.Sources;
using Csa.Drawings;
using Csa.Programs;
using Xunit;

namespace Csa.Tests.Cli;

/// <summary><c>csa inpaint --method</c>: the choice on the photograph itself, and one method by its name.</summary>
public sealed class FillMethodCommandTests
{
    [Fact]
    public void Without_an_option_it_chooses_says_what_and_how_sure_and_keeps_what_is_known()
    {
        using var folder = new TemporaryFolder();
        RgbImage photo = Photo(folder);
        CommandTests.Outcome outcome = CommandTests.Csa("inpaint", folder.At("photo.png"), folder.At("mask.png"), "--out", folder.At("filled.png"));
        Assert.Equal((ExitCode.Done, true), (outcome.Code, outcome.Errors.Contains("the hole 12x12 at (30, 40): ", StringComparison.Ordinal)));
        Assert.Contains("dB in 6 hidden holes of this shape, best in ", outcome.Errors);
        RgbImage filled = ImageFile.Read(folder.At("filled.png"));
        for (int i = 0; i < photo.Pixels.Length; i++)
            if (!Missing(i / 3 / 96, i / 3 % 96)) Assert.Equal(photo.Pixels[i], filled.Pixels[i]);
        Assert.Equal(outcome.Output, CommandTests.Csa("inpaint", folder.At("photo.png"), folder.At("mask.png"), "--out", folder.At("filled.png")).Output);
    }

    [Theory]
    [InlineData("harmonic", "")]
    [InlineData("csa", "trained on builtin:portraits")]
    [InlineData("csa", "trained on builtin:portraits", "--bfloat16")]
    [InlineData("learned", "then 2 steps in ", "--learn-steps", "2")]
    public void A_method_by_name_fills_and_says_what_it_was_trained_on_before_it_paints(string method, string says, params string[] options)
    {
        using var folder = new TemporaryFolder();
        Photo(folder);
        CommandTests.Outcome outcome = CommandTests.Csa(["inpaint", folder.At("photo.png"), folder.At("mask.png"), "--out", folder.At("filled.png"), "--method", method, .. options]);
        Assert.Equal(ExitCode.Done, outcome.Code);
        Assert.Contains(says, outcome.Errors);
        Assert.DoesNotContain("hidden", outcome.Errors);
        Assert.True(File.Exists(folder.At("filled.png")));
    }

    [Fact]
    public void Photographs_that_are_filled_at_once_are_each_as_alone_and_are_told_in_order()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.At("photos"));
        Directory.CreateDirectory(folder.At("alone"));
        for (int i = 0; i < 6; i++) ImageFile.Write(folder.At($"photos/{i}.png"), new BuiltInFacades().Read(Split.Test, i, 96));
        ImageFile.Write(folder.At("photos/3.png"), new BuiltInFacades().Read(Split.Test, 3, 48));
        MaskFile.Write(folder.At("mask.png"), HoleMask.Create(96, 96, Missing));
        CommandTests.Outcome outcome = CommandTests.Csa("inpaint", "--image", folder.At("photos"), "--mask", folder.At("mask.png"), "--out", folder.At("filled"), "--method", "csa");
        Assert.Equal(ExitCode.BadInput, outcome.Code);
        string[] lines = outcome.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal([.. new[] { 0, 1, 2, 4, 5 }.Select(i => folder.At($"filled/{i}.png"))], lines[..^1].Select(line => line.Split(": ")[0]));
        Assert.StartsWith("5 of 6 images filled, 1 left out", lines[^1], StringComparison.Ordinal);
        Assert.Single(outcome.Errors.Split('\n'), line => line.Contains("left out: ", StringComparison.Ordinal));
        foreach (int i in (int[])[0, 1, 2, 4, 5])
        {
            CommandTests.Csa("inpaint", folder.At($"photos/{i}.png"), folder.At("mask.png"), "--out", folder.At($"alone/{i}.png"), "--method", "csa");
            Assert.Equal(File.ReadAllBytes(folder.At($"alone/{i}.png")), File.ReadAllBytes(folder.At($"filled/{i}.png")));
        }
    }

    [Fact]
    public void A_folder_learns_once_for_all_its_pictures_and_passes_over_what_it_cannot_read()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.At("photos"));
        foreach (int i in (int[])[1, 2]) ImageFile.Write(folder.At($"photos/{i}.png"), new BuiltInFacades().Read(Split.Test, i, 96));
        ImageFile.Write(folder.At("photos/small.png"), new BuiltInFacades().Read(Split.Test, 3, 48));
        MaskFile.Write(folder.At("mask.png"), HoleMask.Create(96, 96, Missing));
        CommandTests.Outcome outcome = CommandTests.Csa(
            "inpaint", "--image", folder.At("photos"), "--mask", folder.At("mask.png"), "--out", folder.At("filled/"), "--method", "learned", "--learn-steps", "2", "--learn-together");
        Assert.Equal(ExitCode.BadInput, outcome.Code);
        Assert.Single(outcome.Errors.Split("then 2 steps in "), part => part.Contains("on the known pixels of these 3 pictures", StringComparison.Ordinal));
        Assert.Contains("2 of 3 images filled, 1 left out", outcome.Output);
    }

    [Theory]
    [InlineData("--learn: want --method auto or learned", "--method", "harmonic", "--learn", "1")]
    [InlineData("--learn: want 0 (not at all)", "--learn", "-1")]
    [InlineData("want it to learn, got --learn 0", "--method", "learned", "--learn", "0")]
    [InlineData("want one of them", "--learn", "1", "--learn-steps", "5")]
    [InlineData("--learn-together: want a folder", "--learn-together")]
    [InlineData("--method: want auto, harmonic, exemplar", "--method", "photoshop")]
    [InlineData("did you mean harmonic?", "--method", "harmonics")]
    [InlineData("--attention: want one method", "--attention", "35,45")]
    [InlineData("--detail: want --method auto", "--detail", "--method", "harmonic")]
    [InlineData("want one of them", "--run", "runs/none", "--method", "csa")]
    [InlineData("--bfloat16: want --run, or --method csa", "--bfloat16")]
    public void Options_that_do_not_go_together_are_refused_in_a_line(string says, params string[] options)
    {
        using var folder = new TemporaryFolder();
        Photo(folder);
        CommandTests.Outcome outcome = CommandTests.Csa(["inpaint", folder.At("photo.png"), folder.At("mask.png"), "--out", folder.At("filled.png"), .. options]);
        Assert.Equal(ExitCode.BadUsage, outcome.Code);
        Assert.Contains(says, outcome.Errors);
        Assert.False(File.Exists(folder.At("filled.png")));
    }

    [Theory]
    [InlineData("harmonic", "has no bfloat16 form")]
    [InlineData("ca", "ca has no such form")]
    public void A_method_without_a_form_of_16_bits_says_so_and_writes_nothing(string method, string says)
    {
        using var folder = new TemporaryFolder();
        Photo(folder);
        CommandTests.Outcome outcome = CommandTests.Csa("inpaint", folder.At("photo.png"), folder.At("mask.png"), "--out", folder.At("filled.png"), "--method", method, "--bfloat16");
        Assert.Equal(ExitCode.BadInput, outcome.Code);
        Assert.Contains(says, outcome.Errors);
        Assert.False(File.Exists(folder.At("filled.png")));
    }

    private static bool Missing(int y, int x) => y is >= 40 and < 52 && x is >= 30 and < 42;

    private static RgbImage Photo(TemporaryFolder folder)
    {
        RgbImage photo = new BuiltInFacades().Read(Split.Test, 1, 96);
        ImageFile.Write(folder.At("photo.png"), photo);
        MaskFile.Write(folder.At("mask.png"), HoleMask.Create(96, 96, Missing));
        return photo;
    }
}
