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
    public void A_method_by_name_fills_and_says_what_it_was_trained_on_before_it_paints(string method, string says)
    {
        using var folder = new TemporaryFolder();
        Photo(folder);
        CommandTests.Outcome outcome = CommandTests.Csa("inpaint", folder.At("photo.png"), folder.At("mask.png"), "--out", folder.At("filled.png"), "--method", method);
        Assert.Equal(ExitCode.Done, outcome.Code);
        Assert.Contains(says, outcome.Errors);
        Assert.DoesNotContain("hidden", outcome.Errors);
        Assert.True(File.Exists(folder.At("filled.png")));
    }

    [Theory]
    [InlineData("--method: want auto, harmonic, exemplar", "--method", "photoshop")]
    [InlineData("did you mean harmonic?", "--method", "harmonics")]
    [InlineData("--attention: want one method", "--attention", "35,45")]
    [InlineData("--detail: want --method auto", "--detail", "--method", "harmonic")]
    [InlineData("want one of them", "--run", "runs/none", "--method", "csa")]
    public void Options_that_do_not_go_together_are_refused_in_a_line(string says, params string[] options)
    {
        using var folder = new TemporaryFolder();
        Photo(folder);
        CommandTests.Outcome outcome = CommandTests.Csa(["inpaint", folder.At("photo.png"), folder.At("mask.png"), "--out", folder.At("filled.png"), .. options]);
        Assert.Equal(ExitCode.BadUsage, outcome.Code);
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
