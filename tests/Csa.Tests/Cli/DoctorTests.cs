using System.Runtime.InteropServices;
using Csa.Cli.Doctor;
using Csa.Data.Images;
using Csa.Data.Sources;
using Csa.DataSets.Recipes;
using Csa.Experiments.Convolutions;
using Csa.Programs;
using Csa.Systems;
using Csa.Tests.DataSets;
using Csa.Tests.Networks;
using Xunit;

namespace Csa.Tests.Cli;

/// <summary>What the doctor says of what is there, absent and broken.</summary>
public sealed class DoctorTests
{
    [Fact]
    public void A_machine_that_runs_these_tests_is_not_broken()
    {
        using var folder = new TemporaryFolder();
        CommandTests.Outcome outcome = Doctor(folder.Path);
        Assert.DoesNotContain("!!  native", outcome.Output);
        foreach (string what in new[] { "ok  native library", "ok  threads", "ok  convolutions", "ok  images", "ok  font", "ok  shipped weights", "ok  built-in features" }) Assert.Contains(what, outcome.Output);
        Assert.Contains("libtorch 2.", outcome.Output);
        Assert.Matches(@"ok  convolutions +\S.* \(.*\): \d{3} shapes of 5 systems' (quick )?presets agree with float64", outcome.Output);
        if (OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64) Assert.Matches(@"convolutions .*, family \d+ model \d+ ", outcome.Output);
        Assert.Contains("--  celeba", outcome.Output);
        Assert.Contains("data-scripts/celeba.cs", outcome.Output);
        // A kernel entry of this machine may start what is gone; nothing else may be broken.
        Assert.True(outcome.Code == ExitCode.Done || outcome.Output.Split('\n').Where(line => line.StartsWith("!!", StringComparison.Ordinal)).All(line => line.StartsWith("!!  kernel", StringComparison.Ordinal)), outcome.Output);
    }

    [Fact]
    public void A_prepared_data_set_is_fine_and_a_half_one_is_broken()
    {
        using var folder = new TemporaryFolder();
        using var scene = new ScriptScene();
        string data = folder.At("portraits/x")[..^2];
        Assert.Equal(ExitCode.Done, scene.RunPlain(new BuiltInRecipe(), ["--out", data, "--count", "10", "--side", "8"]));
        Assert.Contains($"{data}: builtin, 1 test, 8 train, 1 validation", Doctor(folder.Path).Output.Replace(Path.GetRelativePath(Environment.CurrentDirectory, folder.Path), folder.Path, StringComparison.Ordinal));

        File.WriteAllText(folder.At($"half/{ImageFolder.UnfinishedManifestName}"), "# {}\n");
        CommandTests.Outcome half = Doctor(folder.Path);
        Assert.Equal(ExitCode.FailedCheck, half.Code);
        Assert.Contains("half: not finished", half.Output);
        File.Delete(folder.At($"half/{ImageFolder.UnfinishedManifestName}"));
        File.Delete(Path.Combine(data, SplitManifest.Name));
        Assert.Contains("has lost its manifest.csv", Doctor(folder.Path).Output);
    }

    [Fact]
    public void Convolutions_that_differ_from_float64_are_broken_and_named()
    {
        ConvolutionUse[] uses = [.. new[] { 24, 32 }.Select(channels => new ConvolutionUse(new(1, channels, 8, 8, 16, 3, 3, new(), Bias: false), ConvolutionParts.Value))];
        Finding finding = FaultyConvolution.With(FaultyConvolution.NanInPadding, () => ConvolutionChecks.Of(uses));
        Assert.Equal(Health.Broken, finding.Health);
        Assert.EndsWith("): 1 of 2 shapes differ from float64: 3x3 kernel from 1x24x8x8 to 16 channels: not finite", finding.Text);
        Assert.Contains(Processor.Here.Name, finding.Text);
        Assert.Contains("ONEDNN_MAX_CPU_ISA=AVX", finding.Cure);
        Assert.Equal(Health.Fine, ConvolutionChecks.Of(uses).Health);
    }

    [Fact]
    public void A_check_that_fails_is_a_finding_and_not_the_end()
    {
        Finding finding = Assert.Single(Finding.Of("native library", "build again", () => throw new TypeInitializationException("torch", new DllNotFoundException("LibTorchSharp\nmore"))));
        Assert.Equal(new Finding("native library", Health.Broken, "DllNotFoundException: LibTorchSharp", "build again"), finding);
    }

    private static CommandTests.Outcome Doctor(string folder) => CommandTests.Csa("doctor", "--data", folder);
}
