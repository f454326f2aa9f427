using System.Text.Json;
using Csa.Attention;
using Csa.Data.Images;
using Csa.Data.Masks;
using Csa.Figures;
using Csa.Tests.Images;
using Xunit;

namespace Csa.Tests.Figures;

public sealed class ScanFigureTests
{
    // An 8x8 grid with a 2x2 hole, so cells of 36 pixels, whose frame begins at (12, 32).
    private const int Cell = 36, Left = 12, Top = 32;

    [Fact]
    public void A_step_shows_the_cell_its_best_match_and_its_predecessor()
    {
        CsaAttention attention = Fill(8, (y, x) => y is 3 or 4 && x is 3 or 4);
        RgbImage frame = Figure.ScanStep(attention, 1);
        Assert.True(Marks.HasMargin(frame));
        Assert.Equal((8 * Cell) + 24, frame.Width);
        Assert.Equal(Marks.Vermilion, Rim(frame, attention.Path.Cells[1]));
        Assert.Equal(Marks.Blue, Rim(frame, attention.Path.Cells[0]));
        Assert.Equal(Marks.Green, Rim(frame, attention.BestMatches[1]));
    }

    [Fact]
    public void Later_cells_are_missing_and_earlier_ones_filled()
    {
        CsaAttention attention = Fill(8, (y, x) => y is 3 or 4 && x is 3 or 4);
        RgbImage first = Figure.ScanStep(attention, 0), last = Figure.ScanStep(attention, 3);
        int unvisited = attention.Path.Cells[2];
        (int x, int y) = (Left + (Cell * (unvisited % 8)), Top + (Cell * (unvisited / 8)));
        Assert.True(Marks.Count(first, (255, 255, 255), x, y, x + Cell, y + Cell) > Cell * Cell / 2, "want white paper under the hatching of a missing cell");
        Assert.Equal(0, Marks.Count(last, (255, 255, 255), Left + (3 * Cell) + 1, Top + (3 * Cell) + 1, Left + (4 * Cell), Top + (4 * Cell)));
        Assert.Equal(first.Size, last.Size);
        Assert.Equal(0, Marks.Count(first, Marks.Blue, bottom: Top + (8 * Cell))); // the first step has no predecessor
    }

    [Fact]
    public void Steps_stand_in_rows_over_a_legend_and_the_picture_shows_where_it_is_known()
    {
        CsaAttention attention = Fill(8, (y, x) => y is 3 or 4 && x is 3 or 4);
        RgbImage flat = Figure.ScanSteps(attention, [0, 1, 3], columns: 2);
        Assert.Equal((2 * 8 * Cell) + 18 + 24, flat.Width);
        RgbImage overPicture = Figure.ScanSteps(attention, [0, 1, 3], Pictures.Flat(64, 64, 10, 200, 30), 2);
        Assert.Equal(flat.Size, overPicture.Size);
        Assert.Equal((10, 200, 30), Marks.At(overPicture, Left + (Cell / 2), Top + (Cell / 2)));
        Assert.True(Marks.HasMargin(Figure.ScanSteps(Fill(32, (y, x) => y > 7 && y < 24 && x > 7 && x < 24), caption: "Six steps of 256.")));
    }

    [Fact]
    public void Steps_that_do_not_exist_are_named()
    {
        CsaAttention attention = Fill(8, (y, x) => y == 3 && x is 3 or 4);
        Assert.Contains("0 … 1, got 2", Assert.Throws<ArgumentException>(() => Figure.ScanStep(attention, 2)).Message);
        Assert.Throws<ArgumentException>(() => Figure.ScanSteps(attention, []));
        Assert.Throws<ArgumentException>(() => Figure.ScanSteps(attention, columns: 0));
        Assert.Throws<ArgumentException>(() => Figure.ScanSteps(Fill(8, (_, _) => false)));
        Assert.Throws<ArgumentException>(() => Figure.WeightsAlongScan(Fill(8, (_, _) => false)));
    }

    [Fact]
    public void A_pair_marks_each_cell_and_says_how_much_both_share()
    {
        RgbImage white = Pictures.Flat(64, 64, 255, 255, 255);
        var first = new CellMap(Weights((0, 0, 0.75), (1, 1, 0.25)), 4, 4);
        var second = new CellMap(Weights((0, 0, 0.25), (2, 2, 0.75)), 4, 5);
        Assert.Equal(0.25, first.Overlap(second), 1e-12);
        Assert.Equal(1, first.Overlap(first), 1e-12);
        RgbImage pair = Figure.AttentionPair(white, first, second);
        Assert.True(Marks.HasMargin(pair));
        Assert.Equal((2 * 256) + 12 + 24, pair.Width);
        Assert.Equal(Marks.Accent, Marks.At(pair, 12 + (4 * 32) - 2, Top + (4 * 32) + 16));
        Assert.Equal(Marks.Accent, Marks.At(pair, 12 + 256 + 12 + (5 * 32) - 2, Top + (4 * 32) + 16));

        // One scale of colours for both: 0.75 is as red on the left as on the right.
        Assert.Equal(Marks.At(pair, 12 + 16, Top + 16), Marks.At(pair, 12 + 268 + (2 * 32) + 16, Top + (2 * 32) + 16));
        Assert.NotEqual(Marks.At(pair, 12 + 16, Top + 16), Marks.At(pair, 12 + 268 + 16, Top + 16));
        Assert.Throws<ArgumentException>(() => first.Overlap(new CellMap(new double[4, 4], 0, 0)));
        Assert.Throws<ArgumentException>(() => new CellMap(new double[4, 4], 4, 0));
    }

    [Fact]
    public void Weights_are_drawn_and_hovering_tells_them_with_their_cells()
    {
        CsaAttention attention = Fill(8, (y, x) => y is 3 or 4 && x is 3 or 4);
        RgbImage picture = Figure.WeightsAlongScan(attention, "Toy.");
        Assert.True(Marks.HasMargin(picture));
        Assert.True(picture.Width is > 700 and < 900);
        Assert.True(Marks.Count(picture, Marks.Green) > 300 && Marks.Count(picture, Marks.Blue) > 150);

        using JsonDocument chart = JsonDocument.Parse(Plotly.NET.GenericChart.toFigureJson(InteractiveFigure.WeightsAlongScan(attention)));
        JsonElement primary = chart.RootElement.GetProperty("data")[0];
        Assert.Equal(attention.PrimaryWeights, primary.GetProperty("y").EnumerateArray().Select(value => value.GetDouble()));
        Assert.Equal("cell (3, 4)", primary.GetProperty("text")[1].GetString());
        Assert.Equal(4, chart.RootElement.GetProperty("data").GetArrayLength());
    }

    internal static CsaAttention Fill(int side, Func<int, int, bool> hole)
    {
        var random = new Random(5);
        double[] features = [.. Enumerable.Range(0, 4 * side * side).Select(_ => random.NextDouble())];
        return CsaReference.Fill(features, HoleMask.Create(side, side, hole)).Attention;
    }

    private static double[,] Weights(params (int Y, int X, double Weight)[] entries)
    {
        var map = new double[8, 8];
        foreach ((int y, int x, double weight) in entries) map[y, x] = weight;
        return map;
    }

    private static (int R, int G, int B) Rim(RgbImage frame, int cell) =>
        Marks.At(frame, Left + (Cell * (cell % 8)) + (Cell / 2), Top + (Cell * (cell / 8)) + Cell - 1);
}
