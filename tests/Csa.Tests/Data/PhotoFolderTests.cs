using Csa.Data;
using Csa.Data.Images;
using Csa.Data.Sources;
using Csa.Drawings;
using Csa.Tests.Images;
using Xunit;

namespace Csa.Tests.Data;

public sealed class PhotoFolderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Splits_follow_the_name_and_never_drift()
    {
        for (int i = 0; i < 300; i++) File.WriteAllBytes(folder.At($"set{i % 3}/photo{i:D4}.jpg"), []);
        Dictionary<string, Split> before = Splits(new PhotoFolder(folder.Path));
        for (int i = 300; i < 400; i++) File.WriteAllBytes(folder.At($"more/photo{i:D4}.png"), []);
        Dictionary<string, Split> after = Splits(new PhotoFolder(folder.Path, new PhotoFolderOptions { Seed = 5 }));
        Assert.Equal(300, before.Count);
        Assert.Equal(400, after.Count);
        Assert.All(before, pair => Assert.Equal(pair.Value, after[pair.Key]));
        Assert.InRange(before.Values.Count(split => split == Split.Train), 220, 260);
        Assert.InRange(before.Values.Count(split => split == Split.Validation), 18, 45);
        Assert.InRange(before.Values.Count(split => split == Split.Test), 18, 45);
    }

    [Theory]
    [InlineData("c.jpg", Split.Train)]
    [InlineData("people/dora.png", Split.Validation)]
    [InlineData("größe.webp", Split.Test)]
    public void The_split_of_a_name_is_the_same_in_every_version(string name, Split split)
    {
        File.WriteAllBytes(folder.At(name), []);
        Assert.Equal(1, new PhotoFolder(folder.Path).Count(split));
    }

    [Fact]
    public void The_seed_orders_and_equal_seeds_order_equally()
    {
        for (int i = 0; i < 60; i++) File.WriteAllBytes(folder.At($"{i}.JPG"), []);
        File.WriteAllText(folder.At("notes.txt"), "no image");
        File.WriteAllText(folder.At(".hidden.jpg"), "no image");
        string[] zero = Names(0);
        Assert.Equal(zero, Names(0));
        Assert.NotEqual(zero, Names(1));
        Assert.Equal(zero.Order(), Names(1).Order());
        Assert.NotEqual(zero.Order(StringComparer.Ordinal), zero);

        string[] Names(ulong seed)
        {
            var photos = new PhotoFolder(folder.Path, new PhotoFolderOptions { Seed = seed });
            return [.. Enumerable.Range(0, photos.Count(Split.Train)).Select(i => photos.Name(Split.Train, i))];
        }
    }

    [SkippableFact]
    public void Linked_files_count_and_linked_folders_do_not()
    {
        Skip.If(OperatingSystem.IsWindows(), "links need a privilege there");
        File.WriteAllBytes(folder.At("sub/a.jpg"), []);
        File.CreateSymbolicLink(folder.At("sub/b.jpg"), "a.jpg");
        Directory.CreateSymbolicLink(folder.At("sub/ring"), "..");
        Assert.Equal(["sub/a.jpg", "sub/b.jpg"], Splits(new PhotoFolder(folder.Path)).Keys.Order());
    }

    [Fact]
    public void Fit_crops_the_centre_or_squashes()
    {
        // Left third red, centre third green, right third blue.
        var pixels = new byte[3 * 30 * 10];
        for (int i = 0; i < 300; i++) pixels[(3 * i) + (i % 30 / 10)] = 255;
        ImageFile.Write(folder.At("wide.png"), new RgbImage(30, 10, pixels));
        RgbImage cropped = OnlyPhoto(new PhotoFolderOptions { TrainShare = 1, ValidationShare = 0 });
        RgbImage squashed = OnlyPhoto(new PhotoFolderOptions { TrainShare = 1, ValidationShare = 0, Fit = SquareFit.Squash });
        Assert.Equal(Pictures.Flat(6, 6, 0, 255, 0).Pixels, cropped.Pixels);
        Assert.Equal([255, 0, 0], squashed.Pixels[..3]);
        Assert.Equal([0, 0, 255], squashed.Pixels[15..18]);

        RgbImage OnlyPhoto(PhotoFolderOptions options) => new PhotoFolder(folder.Path, options).Read(Split.Train, 0, 6);
    }

    [Fact]
    public void Bad_files_are_named_once_and_the_next_good_one_stands_in()
    {
        for (int i = 0; i < 20; i++) ImageFile.Write(folder.At($"{i:D2}.png"), Pictures.Flat(8, 8, (byte)i, 0, 0));
        File.WriteAllText(folder.At("bad.png"), "text");
        File.WriteAllBytes(folder.At("cut.png"), File.ReadAllBytes(folder.At("00.png"))[..40]);
        var all = new PhotoFolderOptions { TrainShare = 1, ValidationShare = 0 };
        byte[][] forward = ReadAll(new PhotoFolder(folder.Path, all), reverse: false, out PhotoFolder photos);
        byte[][] backward = ReadAll(new PhotoFolder(folder.Path, all), reverse: true, out _);
        Assert.Equal(forward, backward);
        Assert.Equal(["bad.png", "cut.png"], photos.Problems.Select(problem => problem.Name));
        for (int i = 0; i < 22; i++) Assert.Equal($"{forward[i][0]:D2}.png", photos.Name(Split.Train, i));

        static byte[][] ReadAll(PhotoFolder photos, bool reverse, out PhotoFolder same)
        {
            same = photos;
            var result = new byte[photos.Count(Split.Train)][];
            for (int k = 0; k < result.Length; k++)
            {
                int i = reverse ? result.Length - 1 - k : k;
                result[i] = photos.Read(Split.Train, i, 4).Pixels;
            }

            return result;
        }
    }

    [Fact]
    public void A_photograph_is_decoded_once_while_the_cache_has_room()
    {
        ImageFile.Write(folder.At("a.png"), Pictures.Noise(8, 8));
        PhotoFolderOptions all = new() { TrainShare = 1, ValidationShare = 0 };
        var cached = new PhotoFolder(folder.Path, all);
        var uncached = new PhotoFolder(folder.Path, new PhotoFolderOptions { TrainShare = 1, ValidationShare = 0, CacheBytes = 100 });
        RgbImage first = cached.Read(Split.Train, 0, 8);
        Assert.Equal(first.Pixels, uncached.Read(Split.Train, 0, 8).Pixels);
        File.Delete(folder.At("a.png"));
        Assert.Same(first, cached.Read(Split.Train, 0, 8));
        Assert.Throws<BadInputException>(() => uncached.Read(Split.Train, 0, 8));
    }

    [Fact]
    public void Threads_read_the_same_images()
    {
        for (int i = 0; i < 16; i++) ImageFile.Write(folder.At($"{i}.png"), Pictures.Noise(16, 16, i));
        File.WriteAllText(folder.At("bad.png"), "text");
        var options = new PhotoFolderOptions { TrainShare = 1, ValidationShare = 0 };
        var shared = new PhotoFolder(folder.Path, options);
        var alone = new PhotoFolder(folder.Path, options);
        var read = new RgbImage[170];
        Parallel.For(0, read.Length, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i => read[i] = shared.Read(Split.Train, i % 17, 8));
        for (int i = 0; i < read.Length; i++) Assert.Equal(alone.Read(Split.Train, i % 17, 8).Pixels, read[i].Pixels);
    }

    [Fact]
    public void Specs_that_name_nothing_are_refused_in_one_line()
    {
        Assert.Contains("does not exist", Message(Path.Combine(folder.Path, "missing")), StringComparison.Ordinal);
        Assert.Contains("found none", Message(folder.Path), StringComparison.Ordinal);
        Assert.Contains("builtin:nonsense", Message("builtin:nonsense"), StringComparison.Ordinal);
        File.WriteAllText(folder.At("a.png"), "text");
        Assert.Contains("is a file", Message(folder.At("a.png")), StringComparison.Ordinal);
        Assert.IsType<PhotoFolder>(ImageSources.Open(folder.Path));
        Assert.Throws<ArgumentException>(() => new PhotoFolder(folder.Path, new PhotoFolderOptions { TrainShare = 0.95 }));

        static string Message(string spec) => Assert.Throws<BadInputException>(() => ImageSources.Open(spec)).Message;
    }

    [SkippableFact]
    public void Real_faces_are_read_whole()
    {
        var faces = new PhotoFolder(Shared.Require("data", "faces"));
        Assert.Equal(365, Enum.GetValues<Split>().Sum(faces.Count));
        for (int i = 0; i < faces.Count(Split.Validation); i++) Assert.Equal(64, faces.Read(Split.Validation, i, 64).Width);
        Assert.Empty(faces.Problems);
    }

    private static Dictionary<string, Split> Splits(PhotoFolder photos) =>
        Enum.GetValues<Split>()
            .SelectMany(split => Enumerable.Range(0, photos.Count(split)).Select(i => (Name: photos.Name(split, i), Split: split)))
            .ToDictionary(pair => pair.Name, pair => pair.Split);
}
