using Csa.Data;
using Csa.Data.Images;
using Csa.Data.Masks;
using Csa.Tests.Images;
using Xunit;

namespace Csa.Tests.Masks;

/// <summary>Masks as people name and place them are found; what fits two is no pair; a mask is no photograph.</summary>
public sealed class MaskPairsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("img001.png", "img001.png")]
    [InlineData("img001.jpg", "img001.png")]
    [InlineData("img001.png", "img001_mask.png")]
    [InlineData("img001.png", "img001-mask.png")]
    [InlineData("img001.png", "img001.mask.png")]
    [InlineData("img001.png", "IMG001_Mask.PNG")]
    [InlineData("img001.png", "img001mask.png")]
    [InlineData("img001.png", "img001_mask001.png")]
    [InlineData("img001.png", "img001_mask_0.png")]
    [InlineData("img001.png", "mask_img001.png")]
    [InlineData("img001.png", "mask-img001.png")]
    [InlineData("img001.png", "mask2_img001.png")]
    [InlineData("img001.png", "img_mask_001.png")]
    [InlineData("img001.png", "img_mask001.png")]
    [InlineData("img001.png", "mask_001.png")]
    [InlineData("img001.png", "mask1.png")]
    [InlineData("img001.jpg", "img001.jpg.png")]
    [InlineData("img001.jpg", "img001.jpg_mask.png")]
    [InlineData("img_001.png", "img-001_mask.png")]
    [InlineData("img001.png", "sub/img001.png")]
    [InlineData("img001.png", "sub/img001_mask.png")]
    [InlineData("day/img001.png", "day/img001_mask.png")]
    [InlineData("day/img001.png", "img001.png")]
    public void A_mask_is_found_in_a_folder_of_masks(string photo, string mask)
    {
        Photo($"photos/{photo}");
        Photo("photos/the other 77.png");
        Mask($"masks/{mask}");
        Mask("masks/the other 77.png");
        var pairs = MaskPairs.Find(folder.At("photos"), folder.At("masks"));
        Assert.Equal(2, pairs.Photographs.Count);
        Assert.Equal(Path.Combine(folder.At("masks"), mask), pairs.MaskOf(photo));
        Assert.Contains(mask, pairs.How, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("img001.png", "img001_mask.png")]
    [InlineData("img001.png", "img001_mask001.png")]
    [InlineData("img001.png", "mask_img001.png")]
    [InlineData("img001.png", "masks/img001.png")]
    [InlineData("img001.png", "masks/img001_mask.png")]
    [InlineData("images/img001.png", "masks/img001.png")]
    [InlineData("day/images/img001.png", "day/masks/img001.png")]
    [InlineData("img001.jpg", "img001.png")]
    [InlineData("img001.png", "holes/img001.png")]
    [InlineData("img001/photo.png", "img001/mask.png")]
    public void A_mask_beside_its_photograph_is_found_and_is_no_photograph(string photo, string mask)
    {
        Photo($"all/{photo}");
        Mask($"all/{mask}");
        var pairs = MaskPairs.Find(folder.At("all"), folder.At("all"));
        Assert.Equal([photo], pairs.Photographs);
        Assert.Equal([mask], pairs.SetAside);
        Assert.Equal(Path.Combine(folder.At("all"), mask), pairs.MaskOf(photo));
    }

    [Fact]
    public void Folders_inside_each_other_keep_apart_what_they_hold()
    {
        Photo("photos/a.png");
        Mask("photos/holes/a.png");
        Photo("photos/out/a.png");
        var pairs = MaskPairs.Find(folder.At("photos"), folder.At("photos/holes"), folder.At("photos/out"));
        Assert.Equal(["a.png"], pairs.Photographs);
        Assert.Equal(Path.Combine(folder.At("photos/holes"), "a.png"), pairs.MaskOf("a.png"));
    }

    [Fact]
    public void What_fits_twice_is_refused_with_both_names()
    {
        Photo("photos/a.png");
        Mask("masks/a_mask000.png");
        Mask("masks/a_mask001.png");
        string message = Refused("a.png");
        Assert.Contains("a_mask000.png", message, StringComparison.Ordinal);
        Assert.Contains("a_mask001.png", message, StringComparison.Ordinal);

        Photo("photos/north/b.png");
        Photo("photos/south/b.png");
        Mask("masks/b.png");
        foreach (string name in new[] { "north/b.png", "south/b.png" })
        {
            message = Refused(name);
            Assert.Contains("north/b.png", message, StringComparison.Ordinal);
            Assert.Contains("south/b.png", message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_photograph_without_a_mask_is_told_what_name_it_would_have()
    {
        Photo("photos/a.png");
        Mask("masks/z.png");
        Assert.Contains("a_mask.png", Refused("a.png"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_photograph_of_a_mask_is_a_photograph()
    {
        Photo("photos/carnival_mask.png");
        Photo("photos/mask_1.png");
        Mask("masks/carnival_mask.png");
        Mask("masks/mask_1_mask.png");
        var pairs = MaskPairs.Find(folder.At("photos"), folder.At("masks"));
        Assert.Equal(["carnival_mask.png", "mask_1.png"], pairs.Photographs);
        Assert.Equal(Path.Combine(folder.At("masks"), "carnival_mask.png"), pairs.MaskOf("carnival_mask.png"));
        Assert.Equal(Path.Combine(folder.At("masks"), "mask_1_mask.png"), pairs.MaskOf("mask_1.png"));
    }

    [Fact]
    public void A_mask_among_photographs_is_none_where_one_mask_is_for_all_or_its_photograph_is_gone()
    {
        Photo("photos/a.png");
        Mask("photos/a_mask.png");
        Mask("photos/gone_mask.png");
        Assert.Equal(["a.png"], MaskPairs.WithSharedMask(folder.At("photos"), folder.At("out")).Photographs);
        Assert.Equal(["a.png"], MaskPairs.Find(folder.At("photos"), folder.At("photos")).Photographs);
    }

    [Fact]
    public void Numbers_are_not_mistaken_for_parts_of_names()
    {
        foreach (string name in new[] { "img1", "img11", "img111" })
        {
            Photo($"photos/{name}.png");
            Mask($"masks/{name}_mask.png");
        }

        var pairs = MaskPairs.Find(folder.At("photos"), folder.At("masks"));
        Assert.All(pairs.Photographs, photo => Assert.Equal(Path.GetFileNameWithoutExtension(photo) + "_mask.png", Path.GetFileName(pairs.MaskOf(photo))));
    }

    private string Refused(string photo)
    {
        var pairs = MaskPairs.Find(folder.At("photos"), folder.At("masks"));
        Assert.False(pairs.Has(photo));
        return Assert.Throws<BadInputException>(() => pairs.MaskOf(photo)).Message;
    }

    private void Photo(string name) => ImageFile.Write(folder.At(name), Pictures.Noise(16, 16));

    private void Mask(string name) => ImageFile.Write(folder.At(name), Pictures.Binary(16, 16, (_, x) => x is > 3 and < 9));
}
