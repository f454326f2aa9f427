using Csa.Data.Images;
using Csa.Programs;
using Csa.Systems;
using Csa.Tests.Images;
using Xunit;

namespace Csa.Tests.Cli;

/// <summary><c>csa train</c>, <c>evaluate</c> and <c>data</c> on a few pictures of one's own.</summary>
public sealed class OwnDataCommandTests(CommandTests.TinyRun run) : IClassFixture<CommandTests.TinyRun>, IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Evaluation_measures_all_images_that_it_is_given_and_says_how_many_and_which()
    {
        foreach (string name in new[] { "train/a", "train/b", "val/c", "test/d" }) Photo($"data/{name}.png");
        Measured("4 images of", "a.png", "--data", folder.At("data"));
        Measured("1 images of", "validation split: val/c.png", "--data", folder.At("data"), "--split", "val");
        Measured("2 of 4 images of", "all images: test/d.png", "--data", folder.At("data"), "--count", "2");
        Measured("2 of 500 images of", "test split", "--data", "builtin:portraits", "--count", "2");
    }

    [Fact]
    public void Five_photographs_are_trained_on_and_measured_with_a_note()
    {
        for (int i = 0; i < 5; i++) Photo($"five/{i}.png");
        CommandTests.Outcome trained = CommandTests.Csa([.. CommandTests.TinyRun.Train(folder.At("run"), steps: 1), "--data", folder.At("five")]);
        Assert.Equal(ExitCode.Done, trained.Code);
        Assert.Contains("5 images are few", trained.Errors, StringComparison.Ordinal);
        CommandTests.Outcome outcome = CommandTests.Csa("evaluate", "--run", folder.At("run"), "--masks", "centre", "--out", folder.At("e"));
        Assert.Equal(ExitCode.Done, outcome.Code);
        Assert.Contains("5 images are few", outcome.Errors, StringComparison.Ordinal);
        outcome = CommandTests.Csa("evaluate", "--run", folder.At("run"), "--data", folder.At("five"), "--masks", "centre", "--out", folder.At("e"));
        Assert.Contains("measured: 5 images", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("was trained on", outcome.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Images_are_paired_with_the_masks_of_their_names_in_every_command()
    {
        foreach (string name in new[] { "a", "b", "c" })
        {
            Photo($"all/{name}.png");
            ImageFile.Write(folder.At($"all/{name}_mask.png"), Pictures.Binary(32, 32, (_, x) => x is > 7 and < 16));
        }

        string all = folder.At("all");
        Assert.Equal(ExitCode.Done, CommandTests.Csa([.. CommandTests.TinyRun.Train(folder.At("run"), steps: 1), "--data", all, "--pair-masks"]).Code);
        Assert.Contains("\"pairMasks\": true", File.ReadAllText(folder.At("run/config.json")), StringComparison.Ordinal);
        Assert.Equal(ExitCode.Done, CommandTests.Csa("train", "--resume", "--steps", "2", "--out", folder.At("run")).Code);
        Measured("3 images of", "a.png", "--data", all, "--pair-masks");
        Assert.Contains("25.0 %", File.ReadAllText(folder.At("e/tables.md")), StringComparison.Ordinal);
        CommandTests.Outcome sheet = CommandTests.Csa("data", "--data", all, "--pair-masks", "--side", "32", "--out", folder.At("sheet.png"));
        Assert.Equal(ExitCode.Done, sheet.Code);
        Assert.Contains("each image with its own", sheet.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("all", 3)]
    [InlineData("1", 1)]
    [InlineData("best", 2)]
    public void Checkpoints_stay_as_asked(string keep, int most)
    {
        string[] train = [.. CommandTests.TinyRun.Train(folder.At("run"), steps: 3), "--keep", keep, "--set", "checkpointSeconds=0", "sampleSteps=1", "learningRate=0.05"];
        CommandTests.Outcome outcome = CommandTests.Csa(train);
        Assert.Equal(ExitCode.Done, outcome.Code);
        string[] kept = Directory.GetFiles(folder.At("run/checkpoints"));
        Assert.InRange(kept.Length, keep == "best" ? 1 : most, most);
        Assert.EndsWith("step-000003.safetensors", RunFolder.LatestCheckpoint(folder.At("run")), StringComparison.Ordinal);
        if (keep != "best") return;
        string best = Assert.Single(outcome.Errors.Split('\n'), line => line.Contains("best validation", StringComparison.Ordinal)).TrimEnd();
        Assert.Contains(kept, file => best.EndsWith(file, StringComparison.Ordinal));
    }

    [Fact]
    public void What_keeps_no_checkpoint_is_refused() => Assert.Equal(ExitCode.BadUsage, CommandTests.Csa("train", "--keep", "none", "--out", folder.At("r")).Code);

    [SkippableFact]
    public void The_layouts_that_failed_are_taken_as_they_are()
    {
        Measured("40 images of", "all images", "--data", Shared.Require("cases", "layout", "data"));
        Measured("5 images of", "test/x0", "--data", Shared.Require("cases", "layout", "manifest"), "--split", "test");
    }

    private void Measured(string howMany, string which, params string[] options)
    {
        bool paired = options.Contains("--pair-masks");
        CommandTests.Outcome outcome = CommandTests.Csa(["evaluate", "--run", run.Path, .. paired ? Array.Empty<string>() : ["--masks", "centre"], "--out", folder.At("e"), .. options]);
        Assert.Equal(ExitCode.Done, outcome.Code);
        string line = Assert.Single(outcome.Output.Split('\n'), line => line.StartsWith("measured: ", StringComparison.Ordinal));
        Assert.StartsWith($"measured: {howMany}", line, StringComparison.Ordinal);
        Assert.Contains(which, line, StringComparison.Ordinal);
    }

    private void Photo(string name) => ImageFile.Write(folder.At(name), Pictures.Noise(32, 32, name.Length));
}
