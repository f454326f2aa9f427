using Csa.Data.Images;
using Csa.Programs;
using Xunit;

namespace Csa.Tests.Cli;

/// <summary>The compared systems by the same commands as CSA, without a word of their own.</summary>
public class ComparedSystemCommandTests
{
    [Theory]
    [InlineData("sh", "system.network.depth=5", "system.network.patchDiscriminatorLayers=2", "system.adversarialStart=0")]
    [InlineData("pc", "system.network.levels=3", "system.features=random", "system.fineTuningStart=0.5")]
    public void A_system_is_trained_lengthened_exported_used_and_evaluated(string model, params string[] settings)
    {
        using var folder = new TemporaryFolder();
        string run = folder.At("run"), weights = folder.At("small.safetensors");
        Done("train", "--model", model, "--out", run, "--steps", "2", "--set", "side=32", "batchSize=2", "validationCount=2", "system.network.baseChannels=4", settings[0], settings[1], settings[2]);
        Done("train", "--resume", "--out", run, "--steps", "3");
        Done("export", "--run", run, "--out", weights);

        byte[] pixels = new byte[3 * 32 * 32], missing = new byte[3 * 32 * 32];
        for (int i = 0; i < pixels.Length; i++) (pixels[i], missing[i]) = ((byte)(i * 7), (byte)(i / 3 / 32 is > 8 and < 20 ? 255 : 0));
        ImageFile.Write(folder.At("photo.png"), new RgbImage(32, 32, pixels));
        ImageFile.Write(folder.At("mask.png"), new RgbImage(32, 32, missing));
        Done("inpaint", "--run", weights, "--image", folder.At("photo.png"), "--mask", folder.At("mask.png"), "--out", folder.At("filled.png"));
        RgbImage filled = ImageFile.Read(folder.At("filled.png"));
        Assert.NotEqual(pixels, filled.Pixels);
        for (int i = 0; i < pixels.Length; i++)
            if (missing[i] == 0) Assert.Equal(pixels[i], filled.Pixels[i]);

        Assert.Contains($"| {model} |", Done("evaluate", "--run", run, "--count", "2", "--masks", "centre", "--out", folder.At("tables")));
        CommandTests.Outcome refused = CommandTests.Csa(
            "inpaint", "--run", run, "--image", folder.At("photo.png"), "--mask", folder.At("mask.png"), "--out", folder.At("other.png"), "--attention", "5,12");
        Assert.Equal(ExitCode.BadInput, refused.Code);
        Assert.Contains("want a system with a CSA layer", refused.Errors);
        Assert.False(File.Exists(folder.At("other.png")));
    }

    private static string Done(params string[] arguments)
    {
        CommandTests.Outcome outcome = CommandTests.Csa(arguments);
        Assert.True(outcome.Code == ExitCode.Done, outcome.Errors);
        return outcome.Output;
    }
}
