using Csa.Data.Images;
using Csa.Figures;
using Csa.Networks;
using Xunit;

namespace Csa.Tests.Figures;

public sealed class ArchitectureFigureTests
{
    private static readonly NetworkOptions Narrow = new() { BaseChannels = 2, Depth = 4 };

    [Fact]
    public void Networks_are_drawn_with_the_attention_layer_in_its_place()
    {
        using var generator = new TwoStageGenerator(Narrow);
        using var patch = new PatchDiscriminator(Narrow);
        IReadOnlyList<TracedLayer> layers = NetworkTrace.Of(generator, 64, 64);
        RgbImage figure = Figure.Architecture([.. layers, .. NetworkTrace.Of(patch, 64, 64)], "Narrow.");
        Assert.True(Marks.HasMargin(figure));
        Assert.True(figure.Width < 950);

        // Its bar stands in the second row, the refinement network's; the other vermilion is the legend's square.
        int[] rows = [.. Enumerable.Range(0, figure.Height).Where(y => Marks.Count(figure, Marks.Vermilion, top: y, bottom: y + 1) > 5)];
        Assert.Equal(2, rows.Where((y, i) => i == 0 || y != rows[i - 1] + 1).Count());
        Assert.InRange(rows[0], 188 + 12, (2 * 188) + 12);
        Assert.Throws<ArgumentException>(() => Figure.Architecture([]));
    }

    [Fact]
    public void Skip_connections_are_found_by_their_channels()
    {
        // An hourglass of three layers: the last reads what the first gave, beside what the second did.
        TracedLayer Layer(string name, LayerKind kind, FeatureShape from, FeatureShape to) => new("n", name, kind, 4, from, to, 1);
        FeatureShape large = new(4, 16, 16), small = new(8, 8, 8), joined = new(12, 8, 8);
        TracedLayer down = Layer("down", LayerKind.Convolution, large, small), middle = Layer("middle", LayerKind.Convolution, small, new(4, 8, 8));
        RgbImage with = Figure.Architecture([down, middle, Layer("up", LayerKind.TransposedConvolution, joined, large)]);
        RgbImage without = Figure.Architecture([down, middle, Layer("up", LayerKind.TransposedConvolution, new(4, 8, 8), large)]);
        Assert.Equal(with.Size, without.Size);
        Assert.NotEqual(with.Pixels, without.Pixels);
    }

    [Fact]
    public void The_map_of_the_system_colours_the_part_that_it_points_out()
    {
        RgbImage whole = Figure.SystemMap();
        Assert.True(Marks.HasMargin(whole));
        int[] vermilion = [.. Enum.GetValues<SystemPart>().Select(part => Marks.Count(Figure.SystemMap(part), Marks.Vermilion))];
        Assert.Equal(vermilion[(int)SystemPart.Whole], vermilion[(int)SystemPart.Objective]); // all four losses
        Assert.InRange(vermilion[(int)SystemPart.Consistency], vermilion[(int)SystemPart.CsaLayer] + 100, vermilion[(int)SystemPart.Objective] - 100);
        Assert.Equal(7, Enum.GetValues<SystemPart>().Select(part => Convert.ToHexString(Figure.SystemMap(part).Pixels)).Distinct().Count());
        Assert.True(Figure.SystemMap(caption: "Toy.").Height > whole.Height);
    }
}
