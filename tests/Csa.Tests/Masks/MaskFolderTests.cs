using Csa.Data;
using Csa.Data.Images;
using Csa.Data.Masks;
using Csa.Tests.Images;
using Xunit;

namespace Csa.Tests.Masks;

public sealed class MaskFolderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void White_is_hole_from_128_on()
    {
        var grey = new RgbImage(3, 1, [127, 127, 127, 128, 128, 128, 129, 127, 127]);
        ImageFile.Write(folder.At("m.png"), grey);
        HoleMask mask = MaskFile.Read(folder.At("m.png"));
        Assert.Equal([0, 1, 0], mask.Cells(0).ToArray());
    }

    [Fact]
    public void Transparent_is_hole_where_alpha_varies_and_only_there()
    {
        byte[] white = [255, 255, 255, 255, 255, 255, 0, 0, 0];
        ImageFile.Write(folder.At("varies.png"), new RgbImage(3, 1, white, [255, 0, 127]));
        ImageFile.Write(folder.At("opaque.png"), new RgbImage(3, 1, white, [255, 255, 255]));
        Assert.Equal([0, 1, 1], MaskFile.Read(folder.At("varies.png")).Cells(0).ToArray());
        Assert.Equal([1, 1, 0], MaskFile.Read(folder.At("opaque.png")).Cells(0).ToArray());
    }

    [Fact]
    public void A_mask_of_another_size_is_refused_with_both_sizes()
    {
        ImageFile.Write(folder.At("m.png"), Pictures.Binary(20, 10, (_, x) => x < 5));
        Assert.Equal(50, MaskFile.ReadFor(folder.At("m.png"), new ImageSize(20, 10)).HoleCount(0));
        string message = Assert.Throws<BadInputException>(() => MaskFile.ReadFor(folder.At("m.png"), new ImageSize(10, 20))).Message;
        Assert.Contains("20x10", message, StringComparison.Ordinal);
        Assert.Contains("10x20", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mask_of_another_size_is_scaled_where_that_is_asked_for()
    {
        ImageFile.Write(folder.At("m.png"), Pictures.Binary(20, 10, (_, x) => x < 5));
        DecodedMask doubled = MaskFile.OpenFor(folder.At("m.png"), new ImageSize(40, 20), resize: true);
        Assert.Equal(HoleMask.Create(20, 40, (_, x) => x < 10), doubled.Hole);
        Assert.Equal(["Scaled from 20x10 to the image's 40x20."], doubled.Notes);
        DecodedMask stretched = MaskFile.OpenFor(folder.At("m.png"), new ImageSize(33, 77), resize: true);
        Assert.Equal((33, 77), (stretched.Hole.Width, stretched.Hole.Height));
        Assert.Equal(0.25, stretched.Hole.HoleFraction(0), 0.02);
        Assert.Equal(["Scaled from 20x10 to the image's 33x77, which stretches it."], stretched.Notes);
        Assert.Empty(MaskFile.OpenFor(folder.At("m.png"), new ImageSize(20, 10), resize: true).Notes);
        string turned = Assert.Throws<BadInputException>(() => MaskFile.OpenFor(folder.At("m.png"), new ImageSize(10, 20))).Message;
        Assert.Contains("lies on its side", turned, StringComparison.Ordinal);
        Assert.Contains("(--resize-mask)", turned, StringComparison.Ordinal);

        ImageFile.Write(folder.At("thin.png"), Pictures.Binary(200, 100, (_, x) => x == 50));
        string thin = Assert.Throws<BadInputException>(() => MaskFile.OpenFor(folder.At("thin.png"), new ImageSize(20, 10), resize: true)).Message;
        Assert.StartsWith($"{folder.At("thin.png")}: has a hole too thin for 20x10", thin, StringComparison.Ordinal);
    }

    [Fact]
    public void Masks_are_scaled_by_area()
    {
        // Of each 4x4 block the left three columns are missing, then the left one: 75 % and 25 %.
        HoleMask most = HoleMask.Create(16, 16, (_, x) => x % 4 < 3);
        HoleMask little = HoleMask.Create(16, 16, (_, x) => x % 4 < 1);
        Assert.Equal(16, MaskScaling.ResizeByArea(most, 4, 4).HoleCount(0));
        Assert.Equal(0, MaskScaling.ResizeByArea(little, 4, 4).HoleCount(0));
        HoleMask half = HoleMask.Create(6, 6, (_, x) => x >= 3);
        Assert.Equal(HoleMask.Create(4, 2, (_, x) => x == 1), MaskScaling.ResizeByArea(half, 4, 2));
        Assert.Equal(HoleMask.Create(12, 12, (_, x) => x >= 6), MaskScaling.ResizeByArea(half, 12, 12));
    }

    [Fact]
    public void Draws_depend_on_side_and_seed_alone_and_pass_over_bad_files()
    {
        ImageFile.Write(folder.At("a.png"), Pictures.Binary(64, 64, (_, x) => x < 32));
        File.WriteAllText(folder.At("b.png"), "not a mask");
        ImageFile.Write(folder.At("sub/c.png"), Pictures.Binary(64, 64, (y, _) => y < 16));
        ImageFile.Write(folder.At("d.png"), Pictures.Binary(64, 64, (_, _) => false));
        // A single pixel: a hole at 64x64, nothing at 8x8.
        ImageFile.Write(folder.At("e.png"), Pictures.Binary(64, 64, (y, x) => y == 1 && x == 1));
        var fresh = new MaskFolder(folder.Path);
        var used = new MaskFolder(folder.Path);
        for (ulong seed = 0; seed < 40; seed++) used.Draw(8, seed);
        HoleMask[] first = [.. Enumerable.Range(0, 40).Select(seed => fresh.Draw(64, (ulong)seed))];
        HoleMask[] second = [.. Enumerable.Range(0, 40).Reverse().Select(seed => used.Draw(64, (ulong)seed)).Reverse()];
        Assert.Equal(first, second);
        Assert.Equal([1, 16 * 64, 32 * 64], first.Select(mask => mask.HoleCount(0)).Distinct().Order());
        Assert.Equal(["b.png", "d.png"], fresh.Problems.Select(problem => problem.Name));
        Assert.Contains("not an image", fresh.Problems[0].Message, StringComparison.Ordinal);
        Assert.Equal(["b.png", "d.png", "e.png"], used.Problems.Select(problem => problem.Name));
        Assert.Equal(5, fresh.Count);
    }

    [Fact]
    public void A_folder_without_a_usable_mask_says_so()
    {
        File.WriteAllText(folder.At("b.png"), "not a mask");
        IMaskSource source = MaskSources.Open(folder.Path);
        Assert.Contains("none of its 1 files", Assert.Throws<BadInputException>(() => source.Draw(32, 1)).Message, StringComparison.Ordinal);
        Assert.Throws<BadInputException>(() => new MaskFolder(Path.Combine(folder.Path, "missing")));
        Assert.Throws<BadInputException>(() => new MaskFolder(Directory.CreateDirectory(Path.Combine(folder.Path, "empty")).FullName));
    }

    [SkippableFact]
    public void Real_masks_have_the_hole_share_their_name_says()
    {
        foreach (string path in Directory.GetFiles(Shared.Require("data", "masks")))
        {
            int percent = int.Parse(Path.GetFileName(path).Split('_')[1].Replace("pct", string.Empty), System.Globalization.CultureInfo.InvariantCulture);
            Assert.Equal(percent, 100 * MaskFile.Read(path).HoleFraction(0), 1.0);
        }
    }
}
