using Csa.Data.Images;
using Csa.Data.Masks;
using Xunit;

namespace Csa.Tests.Masks;

public sealed class MaskFileTests
{
    [Fact]
    public void A_written_mask_is_white_where_pixels_are_missing_and_comes_back()
    {
        using var folder = new TemporaryFolder();
        HoleMask hole = HoleMask.Create(7, 11, (y, x) => y > 2 && x < 5);
        string path = folder.At("masks/mask.png");
        MaskFile.Write(path, hole);
        Assert.Equal(hole, MaskFile.ReadFor(path, new ImageSize(11, 7)));
        RgbImage drawn = ImageFile.Read(path);
        for (int i = 0; i < 7 * 11; i++) Assert.All(drawn.Pixels[(3 * i)..((3 * i) + 3)], value => Assert.Equal(255 * hole.Cells(0)[i], value));
        Assert.Throws<ArgumentException>(() => MaskFile.Write(path, hole.Repeat(2)));
    }
}
