using Csa.Cli;
using Csa.Cli.Doctor;
using Csa.Data;
using Csa.DataSets.Recipes;
using Csa.DataSets.Scripts;
using Csa.Tests.DataSets;
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
        foreach (string what in new[] { "ok  native library", "ok  threads", "ok  images", "ok  font", "ok  shipped weights", "ok  built-in features" }) Assert.Contains(what, outcome.Output);
        Assert.Contains("libtorch 2.", outcome.Output);
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
        Assert.Equal(DataScript.Done, scene.RunPlain(new BuiltInRecipe(), ["--out", data, "--count", "10", "--side", "8"]));
        Assert.Contains($"{data}: builtin, 1 test, 8 train, 1 validation", Doctor(folder.Path).Output.Replace(Path.GetRelativePath(Environment.CurrentDirectory, folder.Path), folder.Path, StringComparison.Ordinal));

        File.WriteAllText(folder.At($"half/{SplitManifest.UnfinishedName}"), "# {}\n");
        CommandTests.Outcome half = Doctor(folder.Path);
        Assert.Equal(ExitCode.FailedCheck, half.Code);
        Assert.Contains("half: not finished", half.Output);
        File.Delete(folder.At($"half/{SplitManifest.UnfinishedName}"));
        File.Delete(Path.Combine(data, SplitManifest.Name));
        Assert.Contains("has lost its manifest.csv", Doctor(folder.Path).Output);
    }

    [Fact]
    public void A_check_that_fails_is_a_finding_and_not_the_end()
    {
        Finding finding = Assert.Single(Finding.Of("native library", "build again", () => throw new TypeInitializationException("torch", new DllNotFoundException("LibTorchSharp\nmore"))));
        Assert.Equal(new Finding("native library", Health.Broken, "DllNotFoundException: LibTorchSharp", "build again"), finding);
    }

    private static CommandTests.Outcome Doctor(string folder) => CommandTests.Csa("doctor", "--data", folder);
}
