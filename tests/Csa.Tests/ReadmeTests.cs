using Csa.Data.Images;
using Csa.Data.Masks;
using Csa.Experiments.Training;
using Csa.Inpainting;
using Csa.Networks;
using Csa.Systems;
using Csa.Tests.Images;
using Xunit;

namespace Csa.Tests;

/// <summary>The README's samples: what it says word for word compiles, and runs.</summary>
public sealed class ReadmeTests
{
    [Fact]
    public void The_library_sample_fills_a_photograph()
    {
        using var folder = new TemporaryFolder();
        Train(folder.At("runs/mine"));
        ImageFile.Write(folder.At("photo.jpg"), Pictures.Noise(50, 40));
        ImageFile.Write(folder.At("mask.png"), Pictures.Paint(50, 40, (y, x) => y is > 10 and < 20 && x is > 10 and < 20 ? (255, 255, 255) : (0, 0, 0)));
        string before = Environment.CurrentDirectory;
        try
        {
            Environment.CurrentDirectory = folder.Path;
            Sample();
        }
        finally
        {
            Environment.CurrentDirectory = before;
        }

        Assert.Equal(new ImageSize(50, 40), ImageFile.ReadSize(folder.At("filled.png")));
    }

    [Theory]
    [InlineData("csharp", "tests/Csa.Tests/ReadmeTests.cs")]
    [InlineData("fsharp", "tests/Csa.Properties/PublicApi.fs")]
    public void The_samples_are_compiled_word_for_word(string language, string path)
    {
        string[] readme = File.ReadAllLines(Path.Combine(Repository.Root, "README.md"));
        string[] sample = [.. readme.SkipWhile(line => line != $"```{language}").Skip(1).TakeWhile(line => line != "```")];
        Assert.NotEmpty(sample);
        string compiled = string.Join('\n', File.ReadLines(Path.Combine(Repository.Root, path)).Select(line => line.Trim()));
        Assert.Contains(string.Join('\n', sample.Select(line => line.Trim())), compiled);
    }

    private static void Sample()
    {
        using Inpainter inpainter = Inpainter.Load("runs/mine");
        RgbImage photo = ImageFile.Read("photo.jpg");
        using InpaintedImage filled = inpainter.Fill(photo, MaskFile.ReadFor("mask.png", photo.Size));
        ImageFile.Write("filled.png", filled.Image);
    }

    private static void Train(string path) => TrainingRun.Start(path, new RunConfig
    {
        Training = new TrainingOptions { Data = "builtin:portraits", Side = 32, BatchSize = 1, Threads = 1, Device = DeviceChoice.Cpu, Steps = 1, ValidationCount = 0 },
        System = new CsaSystemOptions
        {
            Network = new NetworkOptions { BaseChannels = 4, MaxChannelFactor = 2, Depth = 4 },
            Weights = new() { Consistency = 0, Adversarial = 0 },
        },
    });
}
