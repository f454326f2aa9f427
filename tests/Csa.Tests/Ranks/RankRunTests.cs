using System.Diagnostics;
using System.Text.Json.Nodes;
using Csa.Baselines;
using Csa.Data.Images;
using Csa.Experiments.Training;
using Csa.Programs;
using Csa.Systems;
using Csa.Tests.Cli;
using Csa.Tests.Images;
using Xunit;

namespace Csa.Tests.Ranks;

/// <summary>A run of several ranks goes on with other numbers of them, ends when it is asked to, and survives a rank's death.</summary>
public sealed class RankRunTests : IDisposable
{
    private const int SecondsToSave = 10;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [SkippableFact]
    public void A_run_of_four_ranks_goes_on_with_three_and_with_one_as_if_it_had_been_one_process()
    {
        string alone = folder.At("alone"), shared = folder.At("shared");
        Done(CommandTests.Csa(Arguments(alone, steps: 9, batchSize: 4)));
        Done(MpiRun.Run(4, Arguments(shared, steps: 3, batchSize: 1)));
        RunRecord begun = RunFolder.ReadRecord(shared, ComparedSystems.Catalog);
        Assert.Equal((4, 4, 1), (begun.Config.Training.BatchSize, begun.Environment.Ranks, begun.Environment.Threads));

        RankOutcome three = Done(MpiRun.Run(3, "train", "--resume", "--steps", "6", "--out", shared));
        Assert.Contains("ranks then 4, now 3", three.Errors);
        Done(CommandTests.Csa("train", "--resume", "--steps", "9", "--out", shared));

        Assert.Equal([.. Enumerable.Range(1, 9)], Losses(shared).Select(step => step.Step));
        foreach (((int step, JsonObject one), (int _, JsonObject several)) in Losses(alone).Zip(Losses(shared)))
            foreach ((string term, JsonNode? value) in one) Assert.Equal(value!.GetValue<double>(), several[term]!.GetValue<double>(), 2e-3);
    }

    [SkippableTheory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public void A_signal_to_mpirun_saves_once_and_ends_all_ranks(string signal)
    {
        string run = folder.At("run");
        using Process launcher = MpiRun.Start(2, SecondsToSave, Arguments(run, steps: 100_000, batchSize: 1));
        int[] ranks = RanksAtWork(launcher, run);
        using (Process kill = Process.Start("kill", [$"-{signal}", $"{launcher.Id}"])) kill.WaitForExit();
        RankOutcome.Of(launcher, Patience);

        Assert.True(SpinWait.SpinUntil(() => ranks.All(HasEnded), Patience)); // mpirun may be gone a moment before those it killed
        Assert.Single(Directory.GetFiles(Path.Combine(run, "checkpoints"))); // of the end: there is none on the way
        long saved = RunFolder.StepsDone(run);
        Assert.Equal(saved, Losses(run)[^1].Step);
        Done(CommandTests.Csa("train", "--resume", "--steps", $"{saved + 2}", "--out", run));
    }

    [SkippableFact]
    public void A_rank_that_dies_ends_the_others_and_the_run_goes_on_from_its_last_checkpoint()
    {
        string run = folder.At("run");
        using Process launcher = MpiRun.Start(2, null, Arguments(run, steps: 100_000, batchSize: 1, checkpointSeconds: 0));
        int[] ranks = RanksAtWork(launcher, run);
        using (Process kill = Process.Start("kill", ["-KILL", $"{ranks[1]}"])) kill.WaitForExit();
        RankOutcome ended = RankOutcome.Of(launcher, Patience);

        Assert.NotEqual(0, ended.Code);
        Assert.Single(ended.Errors.Split('\n'), line => line.Contains("exited on signal 9", StringComparison.Ordinal));
        Assert.True(SpinWait.SpinUntil(() => ranks.All(HasEnded), Patience)); // mpirun may be gone a moment before those it killed
        Done(CommandTests.Csa("train", "--resume", "--steps", $"{RunFolder.StepsDone(run) + 2}", "--out", run));
    }

    [SkippableFact]
    public void A_rank_that_reads_other_photographs_is_refused_in_one_line()
    {
        foreach (string machine in new[] { "a", "b" })
            for (int i = 0; i < 12; i++) ImageFile.Write(folder.At($"{machine}/photos/{i}.png"), Pictures.Noise(32, 32 + (machine == "b" && i == 7 ? 1 : 0)));
        string run = folder.At("run");
        RankOutcome refused = MpiRun.RunIn([folder.At("a"), folder.At("b")], [.. Arguments(run, steps: 5, batchSize: 1), "--data", "photos"]);
        Assert.Equal(ExitCode.BadInput, refused.Code);
        string line = Assert.Single(refused.ErrorLines);
        Assert.StartsWith("csa: rank 1 reads other files than rank 0: the images of rank 0 ", line, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(run, "log.jsonl")));
    }

    [SkippableFact]
    public void What_is_wrong_with_a_command_line_is_said_once()
    {
        RankOutcome refused = MpiRun.Run(2, "train", "--data", folder.At("absent"), "--out", folder.At("run"));
        Assert.Equal(ExitCode.BadInput, refused.Code);
        Assert.Single(refused.ErrorLines);
        RankOutcome alone = MpiRun.Run(2, "doctor");
        Assert.NotEqual(0, alone.Code);
        Assert.Equal("csa: doctor works in one process: start it without mpirun or srun", Assert.Single(alone.ErrorLines, line => line.Contains("mpirun", StringComparison.Ordinal)));
    }

    [SkippableFact]
    public void Two_ranks_write_the_same_tables_as_one_process()
    {
        string run = folder.At("run");
        Done(CommandTests.Csa(Arguments(run, steps: 2, batchSize: 2)));
        string[] evaluate = ["evaluate", "--run", run, "--count", "21", "--masks", "centre", "strokes", "--device", "cpu", "--out"];
        Alone([.. evaluate, folder.At("one")]);
        Done(MpiRun.Run(2, [.. evaluate, folder.At("two")]));
        AssertSameFiles(folder.At("one"), folder.At("two"));

        File.WriteAllText(folder.At("protocol.json"), """
            {
              "systems": [{ "model": "sh", "millisecondsPerStep": 1 }, { "model": "gc", "millisecondsPerStep": 1 }],
              "settings": ["side=64", "batchSize=1", "validationCount=0", "threads=1"],
              "sets": [{ "name": "drawn", "data": "builtin:portraits", "seeds": [1], "steps": 2 }],
              "test": { "masks": ["centre"], "count": 10, "seed": 7 }
            }
            """);
        string[] compare = ["compare", "--protocol", folder.At("protocol.json"), "--out"];
        Alone([.. compare, folder.At("compare-one")]);
        Done(MpiRun.Run(2, [.. compare, folder.At("compare-two")]));
        AssertSameFiles(folder.At("compare-one/drawn/tables"), folder.At("compare-two/drawn/tables"));
    }

    private static void AssertSameFiles(string one, string two)
    {
        string[] files = [.. Directory.GetFiles(one, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(one, file)).Order()];
        Assert.Contains(files, file => file.EndsWith(".csv", StringComparison.Ordinal));
        Assert.Equal(files, Directory.GetFiles(two, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(two, file)).Order());
        foreach (string file in files) Assert.True(File.ReadAllBytes(Path.Combine(one, file)).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(two, file))), file);
    }

    // With the one thread that ranks on one machine have: other numbers round differently.
    private static void Alone(string[] arguments)
    {
        using Process process = ChildProcess.Start(arguments, "OMP_NUM_THREADS=1");
        Done(RankOutcome.Of(process, Patience));
    }

    // The processes below the launcher, once the run has taken some steps.
    private static int[] RanksAtWork(Process launcher, string run)
    {
        while (!File.Exists(Path.Combine(run, "log.jsonl")) || Losses(run).Length < 3)
        {
            if (launcher.HasExited) Assert.Fail(launcher.StandardError.ReadToEnd());
            Thread.Sleep(20);
        }

        int[] ranks = [.. Directory.GetDirectories("/proc").Select(Path.GetFileName).Where(name => int.TryParse(name, out _)).Select(name => int.Parse(name!)).Where(id => ParentOf(id) == launcher.Id).Order()];
        Assert.Equal(2, ranks.Length);
        return ranks;
    }

    private static int ParentOf(int id) => StateOf(id) is [_, string parent, ..] ? int.Parse(parent) : 0;

    // Gone, or waiting to be buried.
    private static bool HasEnded(int id) => StateOf(id) is not [not "Z", ..];

    // State and parent; nothing for a process that is gone.
    private static string[] StateOf(int id)
    {
        try
        {
            string stat = File.ReadAllText($"/proc/{id}/stat");
            return stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        }
        catch (IOException)
        {
            return [];
        }
    }

    private static string[] Arguments(string run, int steps, int batchSize, int checkpointSeconds = 100_000) =>
    [
        "train", "--model", "gc", "--steps", $"{steps}", "--device", "cpu", "--out", run, "--set", $"batchSize={batchSize}", "side=32", "network.baseChannels=8",
        "discriminatorChannels=4", "discriminatorLayers=4", "adversarialStart=0", "learningRate=2e-5", "learningRateDecay=constant", "logSteps=1", "sampleSteps=1000000",
        "validationCount=2", "threads=1", $"checkpointSeconds={checkpointSeconds}",
    ];

    private static (int Step, JsonObject Terms)[] Losses(string run) =>
        [.. RunWriter.ReadLog(run).Where(line => line["terms"] is not null).Select(line => ((int)line["step"]!.GetValue<long>(), line["terms"]!.AsObject()))];

    private static void Done(CommandTests.Outcome outcome) => Assert.True(outcome.Code == ExitCode.Done, outcome.Errors);

    private static RankOutcome Done(RankOutcome outcome)
    {
        Assert.True(outcome.Code == ExitCode.Done, outcome.Errors);
        return outcome;
    }
}
