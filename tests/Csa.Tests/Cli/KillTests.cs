using System.Diagnostics;
using System.Text.Json.Nodes;
using Csa.Programs;
using Csa.Systems;
using Csa.Tensors.Weights;
using Csa.Tests.Training.TensorBoard;
using TorchSharp;
using Xunit;
using Xunit.Abstractions;

namespace Csa.Tests.Cli;

/// <summary>
/// Kills a training process without warning at random moments, start-up and saving included, resumes it, and compares what
/// it leaves with a run never killed. CSA_KILLS=20 kills so often instead of three times; CSA_KILL_SEED repeats the draws.
/// </summary>
public sealed class KillTests(ITestOutputHelper output)
{
    private const int StepsPerKill = 4, StartUpMilliseconds = 2000, LastDelayMilliseconds = 40;

    private static readonly int Kills = int.Parse(Environment.GetEnvironmentVariable("CSA_KILLS") ?? "3");

    [SkippableFact]
    public async Task A_run_killed_at_random_moments_is_bit_identical_to_one_never_killed()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "starts the program as on Linux");
        using var folder = new TemporaryFolder();
        string whole = folder.At("whole"), killed = folder.At("killed");
        int seed = int.Parse(Environment.GetEnvironmentVariable("CSA_KILL_SEED") ?? $"{Environment.TickCount & 0xFFFF}");
        output.WriteLine($"{Kills} kills, seed {seed}");
        output.WriteLine("kill   after ms   step logged   step saved   files begun");
        await KillAndResume(killed, new Random(seed));
        CommandTests.Outcome outcome = CommandTests.Csa(Arguments(whole));
        Assert.True(outcome.Code == ExitCode.Done, outcome.Errors);

        Assert.Equal(Losses(whole), Losses(killed));
        EventFileTests.AssertSaysWhatTheLogSays(killed);
        using SafetensorsFile a = Safetensors.Read(RunFolder.LatestCheckpoint(whole)!), b = Safetensors.Read(RunFolder.LatestCheckpoint(killed)!);
        Assert.Equal(a.Names, b.Names);
        foreach (string name in a.Names)
        {
            using torch.Tensor x = a.Get(name), y = b.Get(name);
            Assert.True(x.bytes.SequenceEqual(y.bytes), name);
        }

        output.WriteLine($"{Losses(killed).Length} log lines and {a.Names.Count} tensors equal to the bit; {EventReader.Files(killed).Length} event files");
    }

    private async Task KillAndResume(string run, Random random)
    {
        int hits = 0;
        for (int kill = 1; kill <= Kills; kill++)
        {
            var watch = Stopwatch.StartNew();
            using Process training = Start(run);
            int target = random.Next(4) == 0 ? 0 : Logged(run) + 1 + random.Next(2 * StepsPerKill);
            if (target == 0) await Task.Delay(random.Next(StartUpMilliseconds));
            while (!training.HasExited && Logged(run) < target) await Task.Delay(1);
            await Task.Delay(random.Next(LastDelayMilliseconds));
            bool hit = !training.HasExited;
            if (hit) hits++;
            training.Kill(entireProcessTree: true);
            await ChildProcess.WaitFor(training);

            string saved = RunFolder.LatestCheckpoint(run) is string latest ? Path.GetFileNameWithoutExtension(latest) : "none";
            int begun = Directory.Exists(run) ? Directory.GetFiles(run, "*.partial", SearchOption.AllDirectories).Length : 0;
            output.WriteLine($"{kill,4} {(hit ? $"{watch.ElapsedMilliseconds}" : "finished"),10} {Logged(run),13} {saved,12} {begun,13}");
        }

        Assert.True(hits > 0, "every process was faster than its kill");
        using Process last = Start(run);
        await ChildProcess.WaitFor(last);
        Assert.Equal(ExitCode.Done, last.ExitCode);
    }

    private static Process Start(string run)
    {
        Process training = ChildProcess.Start(File.Exists(Path.Combine(run, "config.json")) ? ["train", "--out", run, "--resume"] : Arguments(run));
        training.BeginOutputReadLine();
        training.BeginErrorReadLine();
        return training;
    }

    private static string[] Arguments(string run) =>
    [
        .. CommandTests.TinyRun.Train(run, steps: 12 * StepsPerKill * Kills), "logSteps=1", "sampleSteps=10", "checkpointSeconds=0.2", "system.emaDecay=0.9", "weights.consistency=0",
    ];

    private static int Logged(string run) => Lines(run).Select(line => (int)line["step"]!).DefaultIfEmpty(0).Last();

    private static string[] Losses(string run) => [.. Lines(run).Select(line => $"{line["step"]} {line["terms"]?.ToJsonString()}{line["holePsnr"]?.ToJsonString()}")];

    // Beside a process that writes: its last line may be half of one.
    private static JsonNode[] Lines(string run)
    {
        string log = Path.Combine(run, "log.jsonl");
        if (!File.Exists(log)) return [];
        using var reader = new StreamReader(new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        string text = reader.ReadToEnd();
        return [.. text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];
    }
}
