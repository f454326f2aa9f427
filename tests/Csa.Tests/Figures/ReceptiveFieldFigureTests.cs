using Csa.Data.Images;
using Csa.Figures;
using Csa.Networks;
using Csa.Tests.Images;
using Csa.Tests.Networks;
using Xunit;
using static TorchSharp.torch;

namespace Csa.Tests.Figures;

public sealed class ReceptiveFieldFigureTests
{
    [Fact]
    public void Pixels_that_a_logit_reads_are_tinted_and_framed()
    {
        using var scope = NewDisposeScope();
        using var discriminator = new PatchDiscriminator(new NetworkOptions { BaseChannels = 2 });
        Initialisation.Normal(discriminator, new Generator(1));
        var field = ReceptiveField.Of(discriminator, Small.Images(1, 96, 192), 0, 0);
        Assert.Equal(new PixelRectangle(0, 0, 47, 47), field.Box);
        RgbImage image = Pictures.Flat(192, 96, 0, 0, 0);
        RgbImage figure = Figure.ReceptiveFields(image, [new("one", field), new("again", field)], "toy");
        Assert.True(Marks.HasMargin(figure));

        // Twice the same, one beside the other: 192 pixels each, a gap of 12 between, 12 around.
        Assert.Equal((2 * 192) + 36, figure.Width);
        const int top = 32, paler = 114; // what is not read is black, made paler
        Assert.Equal((paler, paler, paler), Marks.At(figure, 12 + 100, top + 80));
        Assert.NotEqual((paler, paler, paler), Marks.At(figure, 12 + 20, top + 20));
        int framed = Marks.Count(figure, Marks.Accent);
        Assert.Equal(2 * 4 * 2 * 45, framed); // two frames of 47 pixels, 2 thick
    }

    [Fact]
    public void Fields_of_another_size_are_named()
    {
        using var scope = NewDisposeScope();
        using var discriminator = new PatchDiscriminator(new NetworkOptions { BaseChannels = 2 });
        var field = ReceptiveField.Of(discriminator, Small.Images(1, 48, 48), 0, 0);
        var error = Assert.Throws<ArgumentException>(() => Figure.ReceptiveFields(Pictures.Flat(64, 48, 0, 0, 0), [new("the one", field)]));
        Assert.Contains("64x48", error.Message);
        Assert.Contains("the one", error.Message);
        Assert.Throws<ArgumentException>(() => Figure.ReceptiveFields(Pictures.Flat(64, 48, 0, 0, 0), []));
    }
}
