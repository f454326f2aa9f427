using Csa.Data.Images;
using Csa.Data.Masks;
using Csa.Inpainting;
using Csa.Networks;
using Csa.Systems;
using Csa.Tests.Images;
using Xunit;

namespace Csa.Tests.Inpainting;

public sealed class AttentionGridTests
{
    [Fact]
    public void Attention_is_found_on_a_grid_that_reaches_beyond_the_working_square()
    {
        // 96 pixels are padded to 128 inside: 16x16 cells of 8 pixels, of which the working square covers 12x12.
        var network = new NetworkOptions { BaseChannels = 2, MaxChannelFactor = 2, Depth = 6 };
        using var system = new CsaSystem(new CsaSystemOptions { Network = network }, seed: 1);
        HoleMask hole = HoleMask.Create(96, 96, (y, x) => y is >= 64 and < 88 && x is >= 40 and < 72);
        using InpaintedImage result = new Inpainter(system, new InpainterOptions { WorkingSide = 96, KeepAttention = true }).Fill(Pictures.Noise(96, 96, 1), hole);
        InpaintedRegion region = Assert.Single(result.Regions);
        Assert.Equal(new ImageSize(128, 128), region.FeatureHole!.Pixels);
        Assert.Equal(new FeatureCell(7, 9), region.ToFeatureCell(63, 72));
        for (int y = 68; y < 84; y++)
            for (int x = 44; x < 68; x++)
                Assert.True(region.Attention!.Attention[0].StepOf(region.ToFeatureCell(x, y).Y, region.ToFeatureCell(x, y).X) >= 0, $"({x}, {y})");

        RgbImage picture = region.GridPicture()!;
        Assert.Equal(new ImageSize(128, 128), picture.Size);
        Assert.Equal(region.WorkingImage!.Pixels[^3..], picture.Pixels[^3..]);
        Assert.Equal(region.WorkingImage.Pixels[..(96 * 3)], picture.Pixels[..(96 * 3)]);
    }
}
