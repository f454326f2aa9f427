using System.Text.Json.Nodes;
using Csa.Data;
using Csa.Experiments.Training;
using Csa.Systems;
using Xunit;

namespace Csa.Tests.Training;

public sealed class RunWriterTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string Run => folder.At("run");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_second_trainer_is_refused_until_the_first_is_done()
    {
        using (RunWriter first = RunWriter.Create(Run))
        {
            first.WriteRecord(new RunRecord { Config = new RunConfig { System = new LinearOptions() } });
            Assert.Contains("another process", Assert.Throws<BadInputException>(() => RunWriter.Create(Run)).Message);
            Assert.Contains("another process", Assert.Throws<BadInputException>(() => RunWriter.Resume(Run)).Message);
            Assert.Equal("linear", RunFolder.ReadRecord(Run, LinearSystem.Catalog).Config.System.Model);
        }

        using RunWriter second = RunWriter.Resume(Run);
    }

    [Fact]
    public void A_run_is_not_overwritten_and_not_resumed_where_there_is_none()
    {
        Assert.Contains("no config.json", Assert.Throws<BadInputException>(() => RunWriter.Resume(Run)).Message);
        using (RunWriter run = RunWriter.Create(Run)) run.WriteRecord(new RunRecord { Config = new RunConfig { System = new LinearOptions() } });
        Assert.Contains("--resume", Assert.Throws<BadInputException>(() => RunWriter.Create(Run)).Message);
        using RunWriter again = RunWriter.Resume(Run);
    }

    [Fact]
    public void A_file_in_the_way_is_named()
    {
        File.WriteAllText(Run, "");
        Assert.Contains(Run, Assert.Throws<BadInputException>(() => RunWriter.Create(Run)).Message);
    }

    [Fact]
    public void Rolling_back_drops_later_lines_half_lines_and_begun_files()
    {
        using RunWriter run = RunWriter.Create(Run);
        foreach (int step in new[] { 10, 20, 30 }) run.Log(new JsonObject { ["step"] = step });
        File.AppendAllText(Path.Combine(Run, "log.jsonl"), """{"step":2""");
        File.WriteAllText(Path.Combine(Run, "config.json.partial"), "");

        run.RollBack(20);
        Assert.Equal(["""{"step":10}""", """{"step":20}"""], File.ReadAllLines(Path.Combine(Run, "log.jsonl")));
        Assert.Empty(Directory.GetFiles(Run, "*.partial"));
    }

    [Fact]
    public void The_latest_checkpoint_is_that_of_the_most_steps()
    {
        using RunWriter run = RunWriter.Create(Run);
        Assert.Null(RunFolder.LatestCheckpoint(Run));
        Directory.CreateDirectory(Path.Combine(Run, "checkpoints"));
        foreach (long step in new long[] { 999_999, 1_000_000, 500 }) File.WriteAllText(run.CheckpointPath(step), "");
        File.WriteAllText(run.CheckpointPath(2_000_000) + ".partial", "");
        File.WriteAllText(Path.Combine(Run, "checkpoints", "step-mine.safetensors"), "");

        Assert.Equal(run.CheckpointPath(1_000_000), RunFolder.LatestCheckpoint(Run));
        run.DeleteOldCheckpoints(2);
        Assert.False(File.Exists(run.CheckpointPath(500)));
        Assert.True(File.Exists(run.CheckpointPath(999_999)));
    }

    [Fact]
    public void A_record_comes_back_from_its_json()
    {
        var record = new RunRecord
        {
            Config = new RunConfig
            {
                System = new LinearOptions { LearningRate = 0.25, Noise = new LinearNoise { Kind = "ä\"x" }, NanLossAtStep = 7 },
                Training = new TrainingOptions { Steps = null, Minutes = 2.5, Seed = ulong.MaxValue, Device = DeviceChoice.Cuda, Data = "C:\\x y" },
            },
            Plans = [new SchedulePlan(5, 0, 100), new SchedulePlan(50, 0.1 + 0.2, 90)],
            Recoveries = [new Recovery(40, 0.5, new Divergence(43, "term x", 1.5)), new Recovery(40, 0.125, null)],
            Divergence = new Divergence(60, "weight y", 0.1 + 0.2),
            Environment = new RunEnvironment { Threads = 3, Notes = new Dictionary<string, string> { ["features"] = "random" } },
        };
        RunRecord read = RunRecord.FromJson(record.ToJson(), LinearSystem.Catalog, "here");
        Assert.Equal(record.Config, read.Config);
        Assert.Equal(record.Plans, read.Plans);
        Assert.Equal(record.Recoveries, read.Recoveries);
        Assert.Equal(record.Divergence, read.Divergence);
        Assert.Equal(record.Environment.Threads, read.Environment.Threads);
        Assert.Equal(record.ToJson(), read.ToJson());
    }

    [Theory]
    [InlineData("", "here")]
    [InlineData("[]", "no JSON object")]
    [InlineData("""{"model":"linear","training":{},"system":{"learningRat":1}}""", "learningRat")]
    [InlineData("""{"model":"linear","training":{"side":"x"},"system":{}}""", "side")]
    [InlineData("""{"model":"linear","training":{"side":3},"system":{}}""", "side: want at least 16")]
    [InlineData("""{"model":"linear","training":{"minutes":3},"system":{}}""", "exactly one")]
    [InlineData("""{"model":"other","training":{},"system":{}}""", "want one of linear, got 'other'")]
    [InlineData("""{"model":"linear","system":{}}""", "no training")]
    [InlineData("""{"format":2,"model":"linear","training":{},"system":{}}""", "format is 2")]
    [InlineData("""{"model":"linear","model":"linear","training":{},"system":{}}""", "here")]
    [InlineData("""{"model":"linear","training":{},"system":{},"recoveries":[null]}""", "a recovery")]
    [InlineData("""{"model":"linear","training":{},"system":{},"recoveries":[{"fromStep":3,"rateFactor":0,"after":null}]}""", "a recovery")]
    [InlineData("""{"model":"linear","training":{},"system":{},"recoveries":[{"fromStep":3,"rateFactor":1,"after":{"step":-1,"what":"x","elapsedSeconds":1}}]}""", "a recovery")]
    [InlineData("""{"model":7,"training":{},"system":{}}""", "here")]
    public void A_damaged_config_is_refused_with_its_file_and_fault(string json, string fault)
    {
        string message = Assert.Throws<BadInputException>(() => RunRecord.FromJson(json, LinearSystem.Catalog, "here")).Message;
        Assert.StartsWith("here", message);
        Assert.Contains(fault, message);
    }
}
