using Csa.Data;
using Csa.Data.Images;
using Csa.Data.Masks;
using Csa.Data.Sources;
using Csa.Drawings;
using Csa.Tests.Images;
using Xunit;

namespace Csa.Tests.Data;

/// <summary>Data as people have it: split by folders, by a file of two columns, listed, few, with masks of its own.</summary>
public sealed class OwnFoldersTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("train", "val", "test")]
    [InlineData("Training", "validation", "TEST")]
    [InlineData("images/train", "images/valid", "images/test")]
    [InlineData("train/cats", "dev/cats", "test/cats")]
    public void Folders_called_after_splits_are_the_splits(string train, string validation, string test)
    {
        foreach (string name in new[] { "a", "b", "c" }) Photo($"data/{train}/{name}.png");
        Photo($"data/{validation}/d.png");
        Photo($"data/{test}/e.png");
        Photo("data/example.png");
        var photos = new PhotoFolder(folder.At("data"));
        Assert.Equal([3, 1, 1], Enum.GetValues<Split>().Select(photos.Count));
        Assert.Equal($"{validation}/d.png", photos.Name(Split.Validation, 0));
        Assert.Contains(photos.Notes, note => note.Contains("3 train, 1 validation, 1 test", StringComparison.Ordinal));
        Assert.Contains(photos.Notes, note => note.Contains("1 files outside of them are left out (example.png)", StringComparison.Ordinal));
    }

    [Fact]
    public void A_folder_of_trains_is_no_split()
    {
        for (int i = 0; i < 40; i++) Photo($"data/{(i % 2 == 0 ? "train" : "boat")}/{i}.png");
        var photos = new PhotoFolder(folder.At("data"));
        Assert.Equal(40, Enum.GetValues<Split>().Sum(photos.Count));
        Assert.True(photos.Count(Split.Train) > 20);
    }

    [Theory]
    [InlineData("file,split\na.png,train\nsub/b.png,val\nc.png,test\n")]
    [InlineData("\uFEFFfile,split\r\na.png,train\r\nsub\\b.png, validation\r\n./c.png,Test\r\n")]
    [InlineData("split;who;file\ntrain;me;a.png\nvalid;you;sub/b.png\ntest;;c.png")]
    [InlineData("file,split,sha256,source\na.png,train,,mine\nsub/b.png,val,,mine\nc.png,test,,mine\n")]
    public void A_manifest_of_two_columns_written_by_hand_is_enough(string manifest)
    {
        foreach (string name in new[] { "a.png", "sub/b.png", "c.png", "stranger.png" }) Photo($"data/{name}");
        File.WriteAllText(folder.At("data/manifest.csv"), manifest);
        var photos = new PhotoFolder(folder.At("data"));
        Assert.Equal(["a.png", "sub/b.png", "c.png"], Enum.GetValues<Split>().Select(split => photos.Name(split, 0)));
        Assert.Equal(3, Enum.GetValues<Split>().Sum(photos.Count));
    }

    [Theory]
    [InlineData("file,split\na.png,train\nb.png,learn\n", "line 3: ", "'b.png,learn'")]
    [InlineData("file,split\n../a.png,train\n", "line 2: ", "inside the folder")]
    [InlineData("name,part\na.png,train\n", "line 1: ", "'file,split'")]
    public void A_wrong_line_of_it_is_named(string manifest, string line, string what)
    {
        Photo("data/a.png");
        File.WriteAllText(folder.At("data/manifest.csv"), manifest);
        string message = Assert.Throws<BadInputException>(() => new PhotoFolder(folder.At("data"))).Message;
        Assert.Contains(line, message, StringComparison.Ordinal);
        Assert.Contains(what, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("list.flist")]
    [InlineData("list.TXT")]
    public void A_list_of_paths_is_a_data_set_and_a_source_of_masks(string name)
    {
        Photo("here/a.png");
        Photo("elsewhere/b.png");
        Photo("here/not listed.png");
        File.WriteAllText(folder.At($"here/{name}"), $"# mine\r\na.png\r\n\r\n{folder.At("elsewhere/b.png")}\r\na.png\r\n");
        IImageSource photos = ImageSources.Open(folder.At($"here/{name}"));
        string[] names = [.. Enum.GetValues<Split>().SelectMany(split => Enumerable.Range(0, photos.Count(split)).Select(i => photos.Name(split, i))).Distinct()];
        Assert.Equal(["a.png", folder.At("elsewhere/b.png")], names.OrderBy(path => path.Length));
        Assert.Equal(8, photos.Read(Split.Train, 0, 8).Width);

        Mask("masks/m.png");
        File.WriteAllText(folder.At("masks/list.txt"), "m.png");
        Assert.False(MaskSources.Open(folder.At("masks/list.txt")).Draw(16, 1).IsEmpty);
    }

    [Fact]
    public void A_list_of_nothing_is_refused_with_its_first_line()
    {
        File.WriteAllText(folder.At("empty.txt"), "# nothing\n");
        Assert.Contains("is empty", Assert.Throws<BadInputException>(() => ImageSources.Open(folder.At("empty.txt"))).Message, StringComparison.Ordinal);
        File.WriteAllText(folder.At("prose.txt"), "Dear reader\n");
        Assert.Contains("'Dear reader'", Assert.Throws<BadInputException>(() => ImageSources.Open(folder.At("prose.txt"))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("c")]
    [InlineData("dora")]
    [InlineData("größe")]
    public void A_handful_of_photographs_can_always_be_trained_on_with_a_note(string name)
    {
        Photo($"{name}.png");
        var photos = new PhotoFolder(folder.Path);
        Assert.Equal(1, photos.Count(Split.Train));
        Assert.Contains(photos.Notes, note => note.Contains("1 images are few", StringComparison.Ordinal));
        Assert.Equal(1, new AllSplits(photos).Count(Split.Test));
    }

    [Fact]
    public void Masks_beside_photographs_and_kinds_that_are_not_read_take_no_part()
    {
        for (int i = 0; i < 30; i++)
        {
            Photo($"{i:D2}.png");
            Mask($"{i:D2}_mask.png");
        }

        File.WriteAllText(folder.At("raw.dng"), "raw");
        var photos = new PhotoFolder(folder.Path);
        Assert.Equal(30, Enum.GetValues<Split>().Sum(photos.Count));
        Assert.Contains(photos.Notes, note => note.Contains("30 files are masks and take no part", StringComparison.Ordinal));
        Assert.Contains(photos.Notes, note => note.Contains("not read: 1 .dng", StringComparison.Ordinal));
    }

    [Fact]
    public void Masks_in_a_folder_inside_the_photographs_are_no_photographs()
    {
        for (int i = 0; i < 20; i++) Photo($"data/{i:D2}.png");
        for (int i = 0; i < 7; i++) Mask($"data/holes/random {i}.png");
        ImagesWithMasks both = ImageSources.OpenWith(folder.At("data"), folder.At("data/holes") + "#0-50", paired: false);
        Assert.Equal(20, Enum.GetValues<Split>().Sum(both.Images.Count));
        Assert.Contains(both.Images.Notes, note => note.Contains("7 files are masks", StringComparison.Ordinal));
    }

    [Fact]
    public void Each_image_has_the_mask_of_its_name_cut_and_mirrored_like_it()
    {
        for (int i = 0; i < 6; i++)
        {
            int left = 8 + i;
            ImageFile.Write(folder.At($"photos/{i}.png"), Pictures.Paint(32, 16, (_, x) => x == left ? (255, 255, 255) : (0, 0, 0)));
            ImageFile.Write(folder.At($"masks/{i}_mask.png"), Pictures.Paint(32, 16, (_, x) => x == left ? (255, 255, 255) : (0, 0, 0)));
        }

        Photo("photos/alone.png");
        Photo("photos/bad.png");
        File.WriteAllText(folder.At("masks/bad_mask.png"), "no picture");
        ImagesWithMasks both = ImageSources.OpenWith(folder.At("photos"), folder.At("masks"), paired: true);
        Assert.Contains(both.Images.Notes, note => note.Contains("1 of 8 images have no mask of their own and are left out (alone.png)", StringComparison.Ordinal));
        var batches = new Batches(both.Images, both.Masks, new BatchOptions { Side = 16, BatchSize = 4 });
        bool mirrored = false;
        for (int step = 0; step < 6; step++)
        {
            BatchDrawing drawn = batches.Draw(step);
            for (int k = 0; k < 4; k++)
            {
                for (int i = 0; i < 256; i++) Assert.Equal(drawn.Photos[k].Pixels[3 * i] == 255, drawn.Holes[k].Cells(0)[i] == 1);
                mirrored |= drawn.Holes[k][0, 0, 15] || drawn.Holes[k][0, 0, 14];
            }
        }

        Assert.True(mirrored);
        Assert.Throws<BadInputException>(() => ImageSources.OpenWith("builtin:facades", folder.At("masks"), paired: true));
    }

    private void Photo(string name) => ImageFile.Write(folder.At(name), Pictures.Noise(16, 16));

    private void Mask(string name) => ImageFile.Write(folder.At(name), Pictures.Binary(16, 16, (_, x) => x is > 3 and < 9));
}
