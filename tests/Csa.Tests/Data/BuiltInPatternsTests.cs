using Csa.Data;
using Csa.Data.Images;
using Csa.Data.Sources;
using Csa.Drawings;
using Csa.Drawings.Theory;
using Csa.Experiments.FeatureLearning;
using Xunit;

namespace Csa.Tests.Data;

/// <summary>The drawn patterns: their statistics are what the predictions assume.</summary>
public sealed class BuiltInPatternsTests
{
    private const int Side = 64, Cell = Side / CellPattern.Grid, Count = 200;

    public static TheoryData<PatternKind> Kinds => [.. Enum.GetValues<PatternKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_pattern_is_drawn_from_its_seed_at_any_size(PatternKind kind)
    {
        IImageSource source = ImageSources.Open($"builtin:{kind.ToString().ToLowerInvariant()}", seed: 3);
        Assert.Equal($"builtin:{kind.ToString().ToLowerInvariant()}", source.Description);
        Assert.Equal(new BuiltInPatterns(kind, 3).Read(Split.Test, 7, Side).Pixels, source.Read(Split.Test, 7, Side).Pixels);
        Assert.NotEqual(source.Read(Split.Test, 7, Side).Pixels, source.Read(Split.Test, 8, Side).Pixels);
        Assert.Equal(97, source.Read(Split.Train, 0, 97).Height);

        // The same cells at twice the size.
        byte[] small = source.Read(Split.Train, 1, Side).Pixels, large = source.Read(Split.Train, 1, 2 * Side).Pixels;
        for (int i = 0; i < CellPattern.Grid; i++) Assert.Equal(small[3 * ((i * Cell * Side) + (5 * Cell))], large[3 * ((4 * i * Cell * Side) + (10 * Cell))]);
    }

    [Fact]
    public void Columns_are_rows_transposed()
    {
        RgbImage rows = new CellPattern(11, PatternKind.Rows).Draw(Side), columns = new CellPattern(11, PatternKind.Columns).Draw(Side);
        for (int y = 0; y < Side; y++)
            for (int x = 0; x < Side; x++) Assert.Equal(Pixel(rows, y, x), Pixel(columns, x, y));
    }

    [Fact]
    public void Rows_differ_and_known_cells_are_noisy_as_the_predictions_assume()
    {
        double difference = 0, noise = 0;
        int differences = 0, noises = 0;
        for (int i = 0; i < Count; i++)
        {
            double[,] cells = Cells(new CellPattern((ulong)i, PatternKind.Rows));
            for (int row = 5; row < 12; row++)
            {
                double clean = cells[row, 8];
                for (int column = 4; column < 12; column++) Assert.Equal(clean, cells[row, column]);
                difference += Math.Pow(clean - cells[row - 1, 8], 2);
                differences++;
                foreach (int column in (int[])[0, 1, 2, 3, 12, 13, 14, 15])
                {
                    noise += Math.Pow(cells[row, column] - clean, 2);
                    noises++;
                }
            }
        }

        Assert.Equal(1, difference / differences / CellPattern.SquaredDifference, 0.15);
        Assert.Equal(1, noise / noises / Math.Pow(CellPattern.Noise, 2), 0.1);
    }

    [Fact]
    public void A_known_cell_shows_the_other_variant_as_often_as_said()
    {
        int flipped = 0, known = 0;
        for (int i = 0; i < Count; i++)
        {
            double[,] cells = Cells(new CellPattern((ulong)i, PatternKind.Variants));
            double truth = cells[8, 8];
            for (int row = 0; row < CellPattern.Grid; row++)
            {
                for (int column = 0; column < CellPattern.Grid; column++)
                {
                    bool other = cells[row, column] != truth, isMiddle = row is >= 4 and < 12 && column is >= 4 and < 12;
                    if (other) Assert.Equal(CellPattern.Distance, Math.Abs(cells[row, column] - truth), 0.006);
                    if (isMiddle) Assert.False(other);
                    else (flipped, known) = (flipped + (other ? 1 : 0), known + 1);
                }
            }
        }

        Assert.Equal(CellPattern.Flip, (double)flipped / known, 0.01);
    }

    [Fact]
    public void Patterns_have_no_labels_to_learn_features_from()
    {
        var options = new FeatureTrainingOptions { Data = "builtin:rows" };
        Assert.Contains("portraits, facades, landscapes", Assert.Throws<BadInputException>(options.OpenData).Message);
        Assert.DoesNotContain("rows", new FeatureTrainingOptions().Data);
    }

    // The red of each cell, 0 … 1.
    private static double[,] Cells(CellPattern pattern)
    {
        RgbImage image = pattern.Draw(Side);
        var cells = new double[CellPattern.Grid, CellPattern.Grid];
        for (int row = 0; row < CellPattern.Grid; row++)
            for (int column = 0; column < CellPattern.Grid; column++) cells[row, column] = Pixel(image, row * Cell, column * Cell) / 255.0;
        return cells;
    }

    private static byte Pixel(RgbImage image, int y, int x) => image.Pixels[3 * ((y * image.Width) + x)];
}
