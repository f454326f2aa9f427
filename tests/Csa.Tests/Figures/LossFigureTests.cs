using System.Globalization;
using System.Text.Json;
using Csa.Data;
using Csa.Data.Images;
using Csa.Figures;
using Xunit;

namespace Csa.Tests.Figures;

public sealed class LossFigureTests
{
    [Fact]
    public void A_log_is_read_up_to_its_last_whole_line()
    {
        using var folder = new TemporaryFolder();
        LossLog log = LossLog.Read(Written(folder, 20));
        Assert.Equal(["reconstruction_rough", "late"], log.Terms.Select(curve => curve.Name));
        Assert.Equal(20, log.Terms[0].Steps.Length);
        Assert.Equal(0.5, log.Terms[0].Values[1], 1e-12);
        Assert.Equal(["rough", "refined"], log.HolePsnr.Select(curve => curve.Name));
    }

    [Fact]
    public void Panels_show_validation_and_every_term()
    {
        using var folder = new TemporaryFolder();
        LossLog log = LossLog.Read(Written(folder, 20));
        RgbImage curves = Figure.LossCurves(log, caption: "Toy.");
        Assert.True(Marks.HasMargin(curves));
        Assert.True(curves.Width is > 700 and < 900);
        Assert.True(Marks.Count(curves, Marks.Blue, right: curves.Width / 2, bottom: curves.Height / 2) > 100, "want rough's validation at the top left");
        Assert.True(Marks.Count(curves, Marks.Blue, left: curves.Width / 2, bottom: curves.Height / 2) > 100, "want the rough term at the top right");
        Assert.True(Marks.Count(curves, Marks.Vermilion, top: curves.Height / 2) > 100, "want the late term below");
    }

    [Fact]
    public void Hovering_tells_the_unsmoothed_values_and_starts_where_a_term_joins()
    {
        using var folder = new TemporaryFolder();
        LossLog log = LossLog.Read(Written(folder, 20));
        using JsonDocument chart = JsonDocument.Parse(Plotly.NET.GenericChart.toFigureJson(InteractiveFigure.LossCurves(log, smoothing: 4)));
        JsonElement[] traces = [.. chart.RootElement.GetProperty("data").EnumerateArray()];
        JsonElement raw = traces.Single(trace => trace.GetProperty("name").GetString() == "reconstruction rough, unsmoothed");
        Assert.Equal(log.Terms[0].Values, raw.GetProperty("y").EnumerateArray().Select(value => value.GetDouble()));
        JsonElement late = traces.Single(trace => trace.GetProperty("name").GetString() == "late");
        Assert.Equal(110, late.GetProperty("x")[0].GetDouble());
        Assert.Single(traces, trace => trace.GetProperty("name").GetString() == "refined");
    }

    [Fact]
    public void Smoothing_follows_without_delay()
    {
        double[] steps = [.. Enumerable.Range(0, 21).Select(i => (double)i)];
        var log = new LossLog([new LossCurve("falling", steps, [.. steps.Select(step => 100 - step)])], []);
        using JsonDocument chart = JsonDocument.Parse(Plotly.NET.GenericChart.toFigureJson(InteractiveFigure.LossCurves(log, smoothing: 8)));
        JsonElement smooth = chart.RootElement.GetProperty("data")[1];
        Assert.All(smooth.GetProperty("y").EnumerateArray().Zip(log.Terms[0].Values), pair => Assert.Equal(pair.Second, pair.First.GetDouble(), 1e-9));
    }

    [Fact]
    public void Values_that_are_not_finite_leave_a_gap()
    {
        var log = new LossLog([new LossCurve("a", [1, 2, 3, 4], [1, double.NaN, double.PositiveInfinity, 2])], []);
        Assert.True(Marks.Count(Figure.LossCurves(log, smoothing: 1), Marks.Vermilion) > 10);
    }

    [Fact]
    public void Bad_logs_are_named()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("none.jsonl", Assert.Throws<BadInputException>(() => LossLog.Read(Path.Combine(folder.Path, "none.jsonl"))).Message);
        string file = Path.Combine(folder.Path, "log.jsonl");
        File.WriteAllText(file, "{\"step\":1}\nno json\n");
        Assert.Contains("line 2", Assert.Throws<BadInputException>(() => LossLog.Read(folder.Path)).Message);
        File.WriteAllText(file, "{\"terms\":{}}\n");
        Assert.Contains("line 1", Assert.Throws<BadInputException>(() => LossLog.Read(file)).Message);
        File.WriteAllText(file, "");
        Assert.Contains("first steps", Assert.Throws<ArgumentException>(() => Figure.LossCurves(LossLog.Read(file))).Message);
        Assert.Throws<ArgumentException>(() => new LossCurve("a", [1, 2], [1]));
        Assert.Throws<ArgumentException>(() => Figure.LossCurves(new LossLog([new LossCurve("a", [1], [1])], []), smoothing: 0));
    }

    [Theory]
    [InlineData("""{"step":1,"terms":5}""")]
    [InlineData("""{"step":1,"terms":null}""")]
    [InlineData("""{"step":1,"holePsnr":[1]}""")]
    [InlineData("""{"step":1,"terms":{"\ud800":1}}""")]
    [InlineData("""{"step":1e999,"terms":{}}""")]
    [InlineData("""{"step":"1"}""")]
    [InlineData("""[1]""")]
    [InlineData("null")]
    [InlineData("deep")]
    public void A_line_of_anything_else_is_named(string line)
    {
        using var folder = new TemporaryFolder();
        if (line == "deep") line = new string('[', 100_000);
        File.WriteAllText(folder.At("log.jsonl"), """{"step":1,"terms":{"a":null,"b":"x","c":1e999}}""" + $"\n{line}\n");
        string fault = Assert.Throws<BadInputException>(() => LossLog.Read(folder.Path)).Message;
        Assert.StartsWith($"{folder.At("log.jsonl")}, line 2: want a record with a step", fault);
        Assert.DoesNotContain('\n', fault);
    }

    // A term that joins halfway, validations, and a line that was cut off.
    private static string Written(TemporaryFolder folder, int lines)
    {
        string file = Path.Combine(folder.Path, "log.jsonl");
        using var writer = new StreamWriter(file);
        for (int i = 1; i <= lines; i++)
        {
            string step = (10 * i).ToString(CultureInfo.InvariantCulture), value = (1.0 / i).ToString(CultureInfo.InvariantCulture);
            string late = i > lines / 2 ? value : "0";
            writer.Write($$"""{ "step": {{step}}, "seconds": 1, "terms": { "reconstruction_rough": {{value}}, "late": {{late}} } }""" + "\n");
            if (i % 5 == 0) writer.Write($$"""{ "step": {{step}}, "holePsnr": { "rough": {{15 + i}}, "refined": {{16 + i}} } }""" + "\n");
        }

        writer.Write("{\"step\":9");
        return file;
    }
}
