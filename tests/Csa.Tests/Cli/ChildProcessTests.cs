using System.Diagnostics;
using Csa.Data.Images;
using Csa.Programs;
using Csa.Systems;
using Csa.Tensors.Weights;
using TorchSharp;
using Xunit;

namespace Csa.Tests.Cli;

/// <summary>What needs the program in a process of its own: signals, and equality between processes.</summary>
public sealed class ChildProcessTests(CommandTests.TinyRun tiny) : IClassFixture<CommandTests.TinyRun>
{
    [SkippableFact]
    public async Task Ctrl_c_leaves_a_checkpoint_from_which_the_run_finishes()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "sends SIGINT");
        using var folder = new TemporaryFolder();
        string run = folder.At("run"), log = Path.Combine(run, "log.jsonl");
        using Process training = ChildProcess.Start([.. CommandTests.TinyRun.Train(run, steps: 60), "logSteps=1", "sampleSteps=1000"]);
        Task<string> output = training.StandardOutput.ReadToEndAsync(), errors = training.StandardError.ReadToEndAsync();
        while (!training.HasExited && (!File.Exists(log) || new FileInfo(log).Length == 0)) await Task.Delay(10);
        using (Process kill = Process.Start("kill", ["-INT", $"{training.Id}"])) await kill.WaitForExitAsync();
        await ChildProcess.WaitFor(training);

        Assert.True(training.ExitCode == ExitCode.Interrupted, $"exit {training.ExitCode}: {await output}{await errors}");
        string stopped = RunFolder.LatestCheckpoint(run)!;
        Assert.NotNull(stopped);
        Assert.DoesNotContain("step-000060", stopped);

        using Process resumed = ChildProcess.Start(["train", "--out", run, "--resume"]);
        output = resumed.StandardOutput.ReadToEndAsync();
        errors = resumed.StandardError.ReadToEndAsync();
        await ChildProcess.WaitFor(resumed);
        Assert.True(resumed.ExitCode == ExitCode.Done, $"exit {resumed.ExitCode}: {await output}{await errors}");
        Assert.EndsWith("step-000060.safetensors", RunFolder.LatestCheckpoint(run));
    }

    // The sheet holds built-in portraits, the holes and what the networks made of them; the checkpoint all that training drew.
    [SkippableFact]
    public async Task Portraits_holes_and_training_are_the_same_in_another_process()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "starts the program as on Linux");
        using var folder = new TemporaryFolder();
        using Process training = ChildProcess.Start(CommandTests.TinyRun.Train(folder.At("run"), steps: 2));
        Task<string> output = training.StandardOutput.ReadToEndAsync(), errors = training.StandardError.ReadToEndAsync();
        await ChildProcess.WaitFor(training);
        Assert.True(training.ExitCode == ExitCode.Done, $"exit {training.ExitCode}: {await output}{await errors}");

        const string sheet = "samples/step-000002.png";
        Assert.Equal(File.ReadAllBytes(Path.Combine(tiny.Path, sheet)), File.ReadAllBytes(folder.At($"run/{sheet}")));
        using SafetensorsFile here = Safetensors.Read(RunFolder.LatestCheckpoint(tiny.Path)!), there = Safetensors.Read(RunFolder.LatestCheckpoint(folder.At("run"))!);
        Assert.Equal(here.Names, there.Names);
        foreach (string name in here.Names)
        {
            using torch.Tensor x = here.Get(name), y = there.Get(name);
            Assert.True(x.bytes.SequenceEqual(y.bytes), name);
        }
    }

    [SkippableTheory]
    [InlineData("builtin:portraits")]
    [InlineData("builtin:facades")]
    [InlineData("builtin:landscapes")]
    public async Task Drawings_are_the_same_in_another_process_and_within_a_level_on_a_plainer_processor(string data)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "starts the program as on Linux");
        using var folder = new TemporaryFolder();
        string[] Sheet(string name) => ["data", "--data", data, "--count", "25", "--side", "64", "--out", folder.At(name)];
        Assert.Equal(ExitCode.Done, CommandTests.Csa(Sheet("here.png")).Code);
        using Process same = ChildProcess.Start(Sheet("same.png"));
        // Neither the runtime nor the C library may use wide vectors or fused multiplication and addition, which round otherwise.
        using Process plainer = ChildProcess.Start(Sheet("plainer.png"), "DOTNET_EnableAVX=0", "GLIBC_TUNABLES=glibc.cpu.hwcaps=-AVX,-AVX2,-FMA");
        await Task.WhenAll(ChildProcess.WaitFor(same), ChildProcess.WaitFor(plainer));

        RgbImage here = ImageFile.Read(folder.At("here.png"));
        Assert.Equal(here.Pixels, ImageFile.Read(folder.At("same.png")).Pixels);
        int[] off = [.. here.Pixels.Zip(ImageFile.Read(folder.At("plainer.png")).Pixels, (x, y) => Math.Abs(x - y))];
        Assert.True(off.Max() <= 1, $"{off.Count(levels => levels > 1)} of {off.Length} values differ by more than one level, by {off.Max()} at most");
    }
}
