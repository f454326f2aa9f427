using System.Text.Json.Nodes;
using Csa.Data.Images;
using Csa.Experiments.TensorBoard;
using Csa.Experiments.Training;
using Csa.Systems;
using Xunit;

namespace Csa.Tests.Training.TensorBoard;

/// <summary>TensorBoard's events say what log.jsonl says, once for each step, whatever happened to the run.</summary>
public sealed class EventFileTests : TrainingRunScene
{
    [Fact]
    public void Checksums_are_those_of_the_format()
    {
        Assert.Equal(0xE3069283u, EventReader.Crc32C("123456789"u8));
        Assert.Equal(0x8A9136AAu, EventReader.Crc32C(new byte[32])); // RFC 3720, B.4
        foreach (int length in new[] { 0, 1, 7, 8, 9, 1000 })
        {
            var data = new byte[length];
            new Random(length).NextBytes(data);
            uint crc = EventReader.Crc32C(data);
            Assert.Equal(((crc >> 15) | (crc << 17)) + 0xA282EAD8, RecordFraming.MaskedCrc32C(data));
        }
    }

    [Fact]
    public void A_runs_events_hold_its_log_and_its_sheets()
    {
        TrainingRun.Start(At("run"), Config());
        string file = Assert.Single(EventReader.Files(At("run")));
        Assert.Matches(@"events\.out\.tfevents\.\d{10}\.csa$", file);
        IReadOnlyList<EventReader.Event> events = EventReader.Read(file);
        Assert.Equal("brain.Event:2", events[0].FileVersion);
        Assert.True(events[1].IsSessionStart);
        Assert.All(events, read => Assert.InRange(read.WallTime, 1.7e9, 4e9));
        AssertSaysWhatTheLogSays(At("run"));

        EventReader.Value sheet = events.SelectMany(read => read.Values).Last(value => value.Tag == "validation");
        RgbImage png = ImageFile.Read(Path.Combine(At("run"), "samples", "step-000020.png"));
        File.WriteAllBytes(At("sheet.jpg"), sheet.Picture!);
        Assert.Equal(png.Size, ImageFile.Read(At("sheet.jpg")).Size);
        Assert.Equal((png.Width, png.Height), (sheet.Width, sheet.Height));
    }

    [Fact]
    public void A_resumed_run_adds_a_file_and_no_step_twice()
    {
        RunConfig config = Config().With(["logSteps=1"]);
        Assert.Throws<KilledException>(() => TrainingRun.Start(At("run"), config, new Recorder { KillAt = 7 }));
        string first = Assert.Single(EventReader.Files(At("run")));
        Assert.Contains(EventReader.Read(first), read => read.Step == 7); // beyond the checkpoint: step 7 is taken again

        // As a process leaves it that is killed while it writes.
        using (var stream = new FileStream(first, FileMode.Append)) stream.Write([9, 0, 0, 0, 0]);
        TrainingRun.Resume(At("run"), LinearSystem.Catalog);
        Assert.Equal(2, EventReader.Files(At("run")).Length);
        Assert.Equal(first, EventReader.Files(At("run"))[0]);
        AssertSaysWhatTheLogSays(At("run"));

        TrainingRun.Resume(At("run"), LinearSystem.Catalog);
        Assert.Equal(2, EventReader.Files(At("run")).Length); // nothing was left to do, nothing is added
    }

    internal static void AssertSaysWhatTheLogSays(string run)
    {
        var shown = EventReader.ReadRun(run)
            .SelectMany(read => read.Values.Where(value => value.Number is not null && !value.Tag.StartsWith("speed/", StringComparison.Ordinal))
                .Select(value => new { read.Step, value.Tag, Number = value.Number!.Value }))
            .ToDictionary(value => (value.Step, value.Tag), value => value.Number);
        var logged = Log(run).SelectMany(line => Numbers(line, "terms", "loss").Concat(Numbers(line, "holePsnr", "hole_psnr"))).ToDictionary();
        Assert.NotEmpty(logged);
        Assert.Equal(logged.Keys.Order(), shown.Keys.Order());
        foreach (((long, string) key, double value) in logged) Assert.Equal(value, shown[key], 1e-5 * Math.Abs(value));

        static IEnumerable<KeyValuePair<(long, string), double>> Numbers(JsonNode line, string part, string prefix) =>
            line[part]?.AsObject().Select(pair => KeyValuePair.Create(((long)line["step"]!, $"{prefix}/{pair.Key}"), (double)pair.Value!)) ?? [];
    }
}
