using System.Text.Json;
using Csa.Attention;
using Csa.Data.Images;
using Csa.Experiments.Evaluation;
using Csa.Figures;
using Csa.Tests.Images;
using Xunit;

namespace Csa.Tests.Figures;

public sealed class ChartFigureTests
{
    [Fact]
    public void Shares_along_the_chain_sum_to_the_whole_content()
    {
        CsaAttention attention = ScanFigureTests.Fill(8, (y, x) => y is > 1 and < 6 && x is > 1 and < 6);
        ChainInfluence influence = ChainInfluence.Of(attention, "raster");
        Assert.Equal(1, influence.Shares.Sum(), 1e-6);
        Assert.Equal(attention.PrimaryWeights.Average(), influence.Shares[0], 1e-12);
        int reach = influence.Reach(0.9);
        Assert.True(influence.Shares.Take(reach + 1).Sum() >= 0.9 && influence.Shares.Take(reach).Sum() < 0.9);
        Assert.All(influence.Low.Zip(influence.High), edge => Assert.True(edge.First <= edge.Second));
    }

    [Fact]
    public void Influence_is_drawn_with_its_band_and_hovering_has_the_shares()
    {
        var influence = new ChainInfluence("halving", [0.5, 0.25, 0.125], [0.4, 0.2, 0.1], [0.6, 0.3, 0.2]);
        RgbImage picture = Figure.Influence([influence], "Toy.");
        Assert.True(Marks.HasMargin(picture));
        Assert.True(Marks.Count(picture, Marks.Blue) > 300);
        JsonElement[] traces = Traces(InteractiveFigure.Influence([influence]));
        Assert.Equal(3, traces.Length); // both edges of the band, then the line
        Assert.Equal(influence.Shares, Values(traces[2], "y"));
        Assert.Equal("halving: 99 % within 2 steps", traces[2].GetProperty("name").GetString());
        Assert.Throws<ArgumentException>(() => Figure.Influence([]));
        Assert.Throws<ArgumentException>(() => new ChainInfluence("a", [double.NaN], [0], [0]));
        Assert.Throws<ArgumentException>(() => new ChainInfluence("a", [1], [], []));
    }

    [Fact]
    public void A_histogram_counts_each_value_once_in_bins_of_a_round_width()
    {
        // 0.3 is on a border whatever its last digit: with bins of 0.1 it is the first value of its bin.
        var kinds = new[] { new LabelledValues("many", [0, 0.05, 0.05, 0.3, 0.35]), new LabelledValues("one", [0.95]) };
        RgbImage picture = Figure.Histogram(kinds, "share", "pairs", bins: 10, caption: "Toy.");
        Assert.True(Marks.HasMargin(picture));
        int left = Marks.Count(picture, Marks.Blue, right: picture.Width / 2), all = Marks.Count(picture, Marks.Blue);
        Assert.True(left > 300 && all > left, $"{left} of {all} blue pixels");
        // The largest share is 1 and has no bin of its own: the same outline as a value within the last bin.
        RgbImage Shares(double largest) => Figure.Histogram([new LabelledValues("shares", [0, 0.5, largest])], "share", "pairs", bins: 10);
        Assert.Equal(Shares(0.97).Pixels, Shares(1).Pixels);
        RgbImage single = Figure.Histogram([new LabelledValues("same", [2, 2])], "a", "b");
        Assert.True(Marks.HasMargin(single));
        Assert.Throws<ArgumentException>(() => Figure.Histogram([], "a", "b"));
        Assert.Throws<ArgumentException>(() => Figure.Histogram(kinds, "a", "b", bins: 0));
        Assert.Throws<ArgumentException>(() => new LabelledValues("a", []));
        Assert.Throws<ArgumentException>(() => new LabelledValues("a", [double.NaN]));
    }

    [Fact]
    public void Lines_share_their_axes_and_a_gap_stays_a_gap()
    {
        double[] x = [.. Enumerable.Range(0, 101).Select(i => i / 100.0)];
        var rising = new LabelledLine("rising", x, x);
        var broken = new LabelledLine("broken", x, [.. x.Select(value => value is > 0.3 and < 0.7 ? double.NaN : 1 - value)]);
        RgbImage whole = Figure.Lines([rising, new LabelledLine("falling", x, [.. x.Select(value => 1 - value)])], "x", "y");
        RgbImage gap = Figure.Lines([rising, broken], "x", "y");
        Assert.True(Marks.HasMargin(whole));
        Assert.True(Marks.Count(whole, Marks.Blue) > 500);
        Assert.True(Marks.Count(gap, Marks.Vermilion) < 0.8 * Marks.Count(whole, Marks.Vermilion));
        Assert.Throws<ArgumentException>(() => Figure.Lines([], "x", "y"));
        Assert.Throws<ArgumentException>(() => new LabelledLine("a", [1, 2], [1]));
    }

    [Fact]
    public void A_power_law_is_a_straight_line_with_its_power()
    {
        var square = new ScalingSeries("square", [1000, 10, 100], [1e6, 100, 1e4]);
        Assert.Equal(2, square.Power, 1e-9);
        RgbImage picture = Figure.Scaling([square], "cells", "seconds");
        Assert.True(Marks.HasMargin(picture));
        Assert.True(Marks.Count(picture, Marks.Blue) > 500);
        using JsonDocument chart = Parse(InteractiveFigure.Scaling([square], "cells", "seconds"));
        Assert.Equal("log", chart.RootElement.GetProperty("layout").GetProperty("xaxis").GetProperty("type").GetString());
        JsonElement trace = chart.RootElement.GetProperty("data")[0];
        Assert.Equal([10, 100, 1000], Values(trace, "x"));
        Assert.Equal("square (power 2.0)", trace.GetProperty("name").GetString());
        Assert.Throws<ArgumentException>(() => Figure.Scaling([], "a", "b"));
        Assert.Throws<ArgumentException>(() => new ScalingSeries("a", [1, 2], [1]));
        Assert.Throws<ArgumentException>(() => new ScalingSeries("a", [1, 1], [1, 2]));
        Assert.Throws<ArgumentException>(() => new ScalingSeries("a", [1, 2], [0, 2]));
    }

    [Fact]
    public void The_best_of_each_block_is_marked_and_all_whose_interval_overlaps_it()
    {
        SummaryRow[] rows = [Row("csa", "centre", 4.2), Row("ca", "centre", 5.7), Row("harmonic", "centre", 4.206), Row("csa", "strokes", 3), Row("ca", "strokes", 2)];
        RgbImage picture = Figure.MetricsTable(rows, caption: "Toy.");
        (int R, int G, int B) mark = (199, 234, 224);
        Assert.True(Marks.HasMargin(picture));
        int[] markedRows = [.. Enumerable.Range(0, 8).Where(row => Marks.Count(picture, mark, top: 12 + (24 * row) + 2, bottom: 12 + (24 * row) + 22) > 200)];
        Assert.Equal([2, 4, 7], markedRows); // 0 is the head, 1 and 5 name the blocks

        string html = InteractiveFigure.MetricsTable(rows, caption: "Toy <data>.").ToHtml();
        Assert.Equal(3 * 4, html.Split("<b>").Length - 1);
        Assert.Contains("<b>4.20</b>", html);
        Assert.Contains("Toy &lt;data&gt;.", html);
        Assert.Contains("centre masks: 100 images, mean hole 25 %", html);
    }

    [Fact]
    public void The_papers_figures_stand_beside_ours_where_it_has_any()
    {
        SummaryRow[] rows = [Row("csa", "centre", 4.2), Row("gc", "centre", 5.7), Row("gc", "walks#30-40", 3) with { Runs = 2 }];
        string html = InteractiveFigure.MetricsTable(rows, whole: true, paper: true).ToHtml();
        Assert.Equal(2 * 4, html.Split("  paper ").Length - 1);
        foreach (string figure in new[] { "paper 1.83", "paper 26.54", "paper 0.440", "paper 0.910", "2 trainings of each system" }) Assert.Contains(figure, html);
        Assert.DoesNotContain("  paper ", InteractiveFigure.MetricsTable(rows, whole: true).ToHtml());
        Assert.True(Figure.MetricsTable(rows, whole: true, paper: true).Width > Figure.MetricsTable(rows, whole: true).Width);
    }

    [Fact]
    public void Psnr_goes_by_hole_share_a_line_per_system()
    {
        SummaryRow[] rows = [.. new[] { 0.35, 0.15, 0.25 }.SelectMany(share => new[] { Row("csa", $"walks {share}", 10 * share) with { HoleFraction = share }, Row("gc", $"walks {share}", 20 * share) with { HoleFraction = share } })];
        JsonElement[] lines = [.. Traces(InteractiveFigure.HoleShares(rows)).Where(trace => trace.TryGetProperty("name", out JsonElement name) && name.GetString() is "csa" or "gc")];
        Assert.Contains(lines, line => Values(line, "x").SequenceEqual([15.0, 25, 35]) && Values(line, "y").SequenceEqual([38.5, 37.5, 36.5]));
        RgbImage picture = Figure.HoleShares(rows, "Toy.");
        Assert.True(Marks.HasMargin(picture));
        Assert.True(Marks.Count(picture, (0, 114, 178)) > 100 && Marks.Count(picture, (213, 94, 0)) > 100);
        Assert.Throws<ArgumentException>(() => Figure.HoleShares([rows[0]]));
    }

    [Fact]
    public void A_table_of_one_region_leaves_out_what_was_not_measured_there()
    {
        SummaryRow row = Row("csa", "centre", 4.2);
        Assert.Throws<ArgumentException>(() => Figure.MetricsTable([row with { Hole = null }]));
        Assert.True(Figure.MetricsTable([row with { Hole = null }], whole: true).Width > 300);
        Assert.DoesNotContain("<b>", InteractiveFigure.MetricsTable([row]).ToHtml()); // alone, it is not the best of anything
    }

    [Fact]
    public void Hovering_over_a_map_tells_its_weights()
    {
        var map = new double[4, 6];
        map[1, 2] = 0.75;
        using JsonDocument chart = Parse(InteractiveFigure.AttentionMap(new CellMap(map, 3, 5), Pictures.Flat(12, 8, 9, 9, 9)));
        JsonElement heat = chart.RootElement.GetProperty("data")[0];
        Assert.Equal(0.75, heat.GetProperty("z")[1][2].GetDouble());
        JsonElement layout = chart.RootElement.GetProperty("layout");
        Assert.Equal(4.5, layout.GetProperty("shapes")[0].GetProperty("x0").GetDouble());
        Assert.StartsWith("data:image/png;base64,", layout.GetProperty("images")[0].GetProperty("source").GetString());
    }

    [Fact]
    public void A_slider_shows_the_row_of_one_step_at_a_time_and_hole_cells_tell_their_shares()
    {
        CsaAttention attention = ScanFigureTests.Fill(8, (y, x) => y is 3 or 4 && x is 3 or 4);
        using JsonDocument chart = Parse(InteractiveFigure.ScanSteps(attention));
        JsonElement[] traces = [.. chart.RootElement.GetProperty("data").EnumerateArray()];
        JsonElement[] maps = [.. traces.Where(trace => trace.GetProperty("type").GetString() == "heatmap")];
        Assert.Equal(4, maps.Length);
        Assert.Equal(1, maps[2].GetProperty("z").EnumerateArray().SelectMany(row => row.EnumerateArray()).Sum(value => value.GetDouble()), 1e-9);

        JsonElement[] steps = [.. chart.RootElement.GetProperty("layout").GetProperty("sliders")[0].GetProperty("steps").EnumerateArray()];
        Assert.Equal(4, steps.Length);
        bool[] third = [.. steps[2].GetProperty("args")[0].GetProperty("visible").EnumerateArray().Select(value => value.GetBoolean())];
        Assert.Equal(traces.Length, third.Length);
        Assert.Equal([maps[2].GetRawText()], traces.Where((trace, i) => third[i]).Where(trace => trace.GetProperty("type").GetString() == "heatmap").Select(trace => trace.GetRawText()));

        string told = traces[^1].GetProperty("text")[2].GetString()!;
        Assert.Contains("step 3: cell (4, 3)", told);
        Assert.Contains($"b = {attention.PrimaryWeights[2]:F2} of its best match", told);
        Assert.Throws<ArgumentException>(() => InteractiveFigure.ScanSteps(ScanFigureTests.Fill(4, (_, _) => false)));
    }

    private static SummaryRow Row(string system, string masks, double l1)
    {
        var metrics = new MetricEstimates(Of(l1), Of(l1 / 7), Of(40 - l1), Of(1 - (l1 / 50)), Of(0.9));
        return new SummaryRow(system, OutputStage.Refined, "builtin", masks, 1, 100, 0.25, metrics, metrics, metrics);

        static Estimate Of(double mean) => new(mean, mean * 0.999, mean * 1.001, 0);
    }

    private static JsonDocument Parse(Plotly.NET.GenericChart chart) => JsonDocument.Parse(Plotly.NET.GenericChart.toFigureJson(chart));

    private static JsonElement[] Traces(Plotly.NET.GenericChart chart) => [.. Parse(chart).RootElement.GetProperty("data").EnumerateArray()];

    private static double[] Values(JsonElement trace, string name) => [.. trace.GetProperty(name).EnumerateArray().Select(value => value.GetDouble())];
}
