using Csa.Data.Images;
using Csa.Data.Masks;
using Csa.Experiments.Evaluation;
using Csa.Figures;
using Csa.Tests.Images;
using Xunit;

namespace Csa.Tests.Figures;

public sealed class FigureTests
{
    private static readonly RgbImage Red = Pictures.Flat(64, 64, 200, 10, 10);
    private static readonly RgbImage Blue = Pictures.Flat(64, 64, 10, 10, 200);

    [Fact]
    public void Tiles_are_enlarged_by_whole_factors_with_even_gaps()
    {
        RgbImage strip = Figure.Strip([new("", Red), new("", Blue), new("", Red)]);
        Assert.Equal((3 * 128) + (2 * 6) + 24, strip.Width);
        Assert.Equal(128 + 24, strip.Height);
        Assert.Equal(128, Count(strip, 60, 200, 10, 10) / 2); // a row of pixels through the tiles: two red ones of 128
        Assert.Equal(128, Count(strip, 60, 10, 10, 200));
    }

    [Fact]
    public void Labels_and_captions_are_drawn_on_any_machine()
    {
        RgbImage bare = Figure.Strip([new("", Red)]);
        RgbImage labelled = Figure.Strip([new("λ · Σ → input", Red)], "Toy: a caption that is long enough to need a second line below one tile.");
        Assert.Equal(bare.Width, labelled.Width);
        Assert.True(Ink(labelled, 0, 32) > 50, "want the label's glyphs above the tile");
        Assert.True(Ink(labelled, 166, labelled.Height) > 200, "want the caption's glyphs below the tile");
        Assert.Equal(0, Ink(bare, 0, 12));
    }

    [Fact]
    public void A_sheet_keeps_room_for_missing_images_and_names_its_rows()
    {
        RgbImage sheet = Figure.Sheet(["input", "rough", "refined"], [new SheetRow("portrait-000001", [Red, Blue, Red]), new SheetRow("b", [Blue])]);
        Assert.True(sheet.Width > (3 * 128) + 24 + 80);
        Assert.Equal(20 + (2 * 128) + 6 + 24, sheet.Height);
        Assert.Equal(0, Count(sheet, 20 + 12 + 128 + 6 + 64, 200, 10, 10));
    }

    [Fact]
    public void Sizes_mix_and_large_images_are_reduced()
    {
        RgbImage strip = Figure.Strip([new("a", Pictures.Flat(1000, 2000, 9, 9, 9)), new("b", Red)]);
        Assert.Equal(512 + 20 + 24, strip.Height);
        Assert.Equal(256 + 16 + 6 + 24, strip.Width);
    }

    [Fact]
    public void Transparent_pixels_show_the_paper()
    {
        var clear = new RgbImage(64, 64, Red.Pixels, new byte[64 * 64]);
        Assert.Equal(0, Count(Figure.Strip([new("", clear)]), 60, 200, 10, 10));
    }

    [Fact]
    public void An_error_map_is_white_where_nothing_differs_and_darkest_from_the_largest_error_on()
    {
        RgbImage truth = Pictures.Flat(4, 1, 100, 100, 100), output = Pictures.Paint(4, 1, (_, x) => (100 - (15 * x), 100, 100 + (15 * x)));
        byte[] map = Figure.ErrorMap(output, truth, 20).Pixels;
        Assert.Equal([255, 255, 255], map[..3]);
        int[] red = [.. Enumerable.Range(1, 3).Select(x => (int)map[3 * x])];
        Assert.True(red[0] > red[2], "want darker red for a larger error");
        Assert.Equal(map[6..9], map[9..12]); // 20 and 30 grey levels
        Assert.Throws<ArgumentException>(() => Figure.ErrorMap(output, Red));
        Assert.Throws<ArgumentException>(() => Figure.ErrorMap(output, truth, 0));
    }

    [Fact]
    public void Attention_is_darkest_where_it_is_largest_and_frames_its_cell()
    {
        RgbImage white = Pictures.Flat(64, 64, 255, 255, 255);
        var map = new double[8, 8];
        (map[1, 1], map[1, 5]) = (0.8, 0.05);
        RgbImage overlay = Figure.AttentionMap(white, map, 5, 5);
        (int R, int G, int B) large = At(overlay, Cell(1), Cell(1)), small = At(overlay, Cell(5), Cell(1)), none = At(overlay, Cell(2), Cell(6));
        Assert.True(large.R > large.G + 80 && large.R < 180, $"want dark red, got {large}");
        Assert.True(none.B > none.R, $"want light blue, got {none}");
        Assert.NotEqual(none, small);
        Assert.Equal((220, 20, 30), At(overlay, 12 + (5 * 32) - 2, Cell(5)));

        static int Cell(int cell) => 12 + (cell * 32) + 16;
    }

    [Fact]
    public void A_hole_is_shown_grey()
    {
        RgbImage input = Figure.WithHole(Red, HoleMask.Create(64, 64, (y, x) => (y, x) == (3, 4)));
        Assert.Equal((128, 128, 128), At(input, 4, 3));
        Assert.Equal((200, 10, 10), At(input, 5, 3));
        Assert.Equal(200, Red.Pixels[3 * ((3 * 64) + 4)]); // the source stays
        Assert.Throws<ArgumentException>(() => Figure.WithHole(Red, HoleMask.Empty(64, 63)));
    }

    [Fact]
    public void Bad_arguments_are_named()
    {
        Assert.Throws<ArgumentException>(() => Figure.Strip([]));
        Assert.Contains("row 'r'", Assert.Throws<ArgumentException>(() => Figure.Sheet(["one"], [new SheetRow("r", [Red, Red])])).Message);
        Assert.Throws<ArgumentException>(() => Figure.AttentionMap(Red, new double[2, 2], 2, 0));
        Assert.Throws<ArgumentException>(() => Figure.AttentionMap(Red, new[,] { { double.NaN } }, 0, 0));
        Assert.Throws<ArgumentException>(() => Figure.AttentionMap(Red, new[,] { { -1.0 } }, 0, 0));
    }

    private static (int R, int G, int B) At(RgbImage image, int x, int y)
    {
        int i = 3 * ((y * image.Width) + x);
        return (image.Pixels[i], image.Pixels[i + 1], image.Pixels[i + 2]);
    }

    [Fact]
    public void A_claim_board_has_a_square_per_claim_in_the_colour_of_its_status()
    {
        Claim Of(string section, ClaimStatus status) => new() { Section = section, Text = "so it is", Status = status };
        RgbImage board = Figure.ClaimBoard([Of("1", ClaimStatus.Checked), Of("1", ClaimStatus.Contradicted), Of("2", ClaimStatus.Checked)], "a caption");
        int square = 26 * 26, key = 12 * 12;
        Assert.InRange(Marks.Count(board, Marks.Green), (2 * square) + key - 200, (2 * square) + key); // less the numbers' glyphs
        Assert.InRange(Marks.Count(board, Marks.Vermilion), square + key - 100, square + key);
        Assert.True(Marks.HasMargin(board));
        Assert.Throws<ArgumentException>(() => Figure.ClaimBoard([]));
    }

    [Fact]
    public void A_claim_table_shows_status_number_and_test_as_text()
    {
        var claim = new Claim { Section = "1", Text = "a < b", Status = ClaimStatus.NotTested, Note = "why" };
        var evidence = new ClaimEvidence { File = "tests/T.cs", Test = "It<T>", Number = "n", Measures = "dB" };
        ResultTable table = InteractiveFigure.ClaimTable([new ClaimReading(claim, [new EvidenceReading(evidence, 1.25, null)], [])]);
        foreach (string text in new[] { "not tested", "a &lt; b", "why", "1.25 <small>dB</small>", "tests/T.cs: It&lt;T&gt;" }) Assert.Contains(text, table.ToHtml());
        Assert.Equal("no  section  status      claim  rests on\n1   1        not tested  a < b why  1.25 dB tests/T.cs: It<T>", table.ToString());
    }

    private static int Count(RgbImage image, int y, int r, int g, int b) =>
        Enumerable.Range(0, image.Width).Count(x => At(image, x, y) == (r, g, b));

    // Dark grey pixels between two rows: text.
    private static int Ink(RgbImage image, int top, int bottom) =>
        Enumerable.Range(top * image.Width, (bottom - top) * image.Width).Count(i => image.Pixels[3 * i] < 128 && image.Pixels[(3 * i) + 2] < 128);
}
