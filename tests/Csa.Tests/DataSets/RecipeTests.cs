using System.Security.Cryptography;
using Csa.Data.Images;
using Csa.Data.Masks;
using Csa.Data.Sources;
using Csa.DataSets.Downloads;
using Csa.DataSets.Preparation;
using Csa.DataSets.Recipes;
using Csa.Drawings;
using Csa.Networks;
using Csa.Programs;
using Csa.Tensors.Weights;
using Csa.Tests.Weights;
using TorchSharp;
using Xunit;

namespace Csa.Tests.DataSets;

/// <summary>Each data set in small, built as its authors build theirs.</summary>
public sealed class RecipeTests : IDisposable
{
    private readonly ScriptScene scene = new();

    public void Dispose() => scene.Dispose();

    [Fact]
    public void Places2_takes_the_scenes_that_are_named_and_keeps_the_bytes_of_images_of_that_size()
    {
        byte[] abbey = ScriptScene.Photograph(32, 32, 1), outdoor = ScriptScene.Photograph(32, 32, 2), large = ScriptScene.Photograph(40, 30, 3);
        scene.Publish("train_256_places365standard.tar", ("data_256/a/abbey/00000001.jpg", abbey), ("data_256/a/airfield/00000001.jpg", abbey), ("data_256/b/bazaar/outdoor/00000007.jpg", outdoor));
        scene.Publish("val_256.tar", ("val_256/Places365_val_00000001.jpg", abbey), ("val_256/Places365_val_00000002.jpg", outdoor), ("val_256/Places365_val_00000003.jpg", large));
        scene.Publish("filelist_places365-standard.tar",
            ("categories_places365.txt", "/a/abbey 0\n/a/airfield 1\n/b/bazaar/outdoor 2\n"u8.ToArray()),
            ("places365_val.txt", "Places365_val_00000001.jpg 1\nPlaces365_val_00000002.jpg 0\nPlaces365_val_00000003.jpg 2\n"u8.ToArray()));
        Assert.True(scene.Run(new Places2Recipe(), "--classes", "abbey,b/bazaar/outdoor", "--side", "32") == ExitCode.Done, scene.Errors);
        Assert.Equal(
            ["manifest.csv", "train/abbey/00000001.png", "train/bazaar/outdoor/00000007.png", "validation/Places365_val_00000002.png", "validation/Places365_val_00000003.png"],
            scene.Prepared().Keys.Order(StringComparer.Ordinal));
        Assert.Equal(abbey, File.ReadAllBytes(Path.Combine(scene.Out, "train/abbey/00000001.png")));
        Assert.Equal(32, ImageFile.ReadSize(Path.Combine(scene.Out, "validation/Places365_val_00000003.png")).Width);
        Assert.Equal(2, new PhotoFolder(scene.Out).Count(Split.Validation));

        using var other = new TemporaryFolder();
        Assert.Equal(ExitCode.BadInput, scene.RunPlain(new Places2Recipe(), ["--out", other.At("x"), "--classes", "air", "--accept-terms", "--mirror", scene.Server.Address("").ToString()]));
        Assert.Contains("there is no scene air; there are airfield", scene.Errors);
    }

    [Fact]
    public void Places2_tells_scenes_and_counts_that_are_not_as_published()
    {
        scene.Publish("train_256_places365standard.tar", ("data_256/a/abbey/00000001.jpg", ScriptScene.Photograph(16, 16, 1)));
        scene.Publish("val_256.tar", ("val_256/Places365_val_00000001.jpg", ScriptScene.Photograph(16, 16, 2)));
        scene.Publish("filelist_places365-standard.tar",
            ("categories_places365.txt", "/a/abbey 0\n/a/airfield 1\n"u8.ToArray()), ("places365_val.txt", "Places365_val_00000001.jpg 1\n"u8.ToArray()));
        Assert.True(scene.Run(new Places2Recipe(), "--classes", "abbey,airfield", "--side", "16") == ExitCode.Done, scene.Errors);
        Assert.Contains("val_256.tar: 1 images, where people report 200", scene.Errors);
        Assert.Contains("train_256_places365standard.tar has no images of airfield", scene.Errors);

        using var other = new TemporaryFolder();
        scene.Publish("train_256_places365standard.tar", ("train/abbey/00000001.jpg", ScriptScene.Photograph(16, 16, 1)));
        Assert.Equal(ExitCode.BadInput, scene.RunPlain(new Places2Recipe(), ["--out", other.At("x"), "--classes", "airfield", "--side", "16", "--accept-terms", "--mirror", scene.Server.Address("").ToString()]));
        Assert.Contains("want train images, found none", scene.Errors);
    }

    [Fact]
    public void Places2_without_classes_is_its_validation_images()
    {
        scene.Publish("val_256.tar", ("val_256/Places365_val_00000001.jpg", ScriptScene.Photograph(16, 16, 1)));
        Assert.Equal(ExitCode.Done, scene.Run(new Places2Recipe(), "--side", "16"));
        Assert.Single(scene.Server.Requests);
        Assert.Contains("--split validation", scene.Output);
    }

    [Fact]
    public void Paris_says_how_to_ask_and_prepares_what_came()
    {
        var paris = new ParisStreetViewRecipe();
        Assert.Equal(ExitCode.BadInput, scene.RunPlain(paris, ["--out", scene.Out, "--accept-terms"]));
        Assert.Contains("ask Deepak Pathak by e-mail", scene.Errors);
        string train = Archives.Write(scene.Folder.At("paris_train_original.zip"), FileForm.Zip,
            [("paris_train_original/a.JPG", ScriptScene.Photograph(94, 54, 1)), ("__MACOSX/paris_train_original/._a.JPG", [1]), ("paris_train_original/b.JPG", ScriptScene.Photograph(94, 54, 2))]);
        string evaluation = Archives.Write(scene.Folder.At("paris_eval_75876.zip"), FileForm.Zip,
            [("paris_eval_gt/001_im.png", ScriptScene.Photograph(23, 23, 3)), ("paris_eval/001_im.png", ScriptScene.Photograph(23, 23, 4))]);
        Assert.Equal(ExitCode.Done, scene.RunPlain(paris, ["--out", scene.Out, "--accept-terms", "--from", train, "--from", evaluation, "--side", "16"]));
        Assert.Equal(["manifest.csv", "test/001_im.png", "train/a.png", "train/b.png"], scene.Prepared().Keys.Order(StringComparer.Ordinal));
        Assert.Contains("2 images, where people report 14900", scene.Errors);
        Assert.Equal(Images.Pictures.Noise(94, 54, 1).CropSquare().Resize(16, 16).Pixels, ImageFile.Read(Path.Combine(scene.Out, "train/a.png")).Pixels);
        Assert.Contains("no checksum is published", scene.Errors);
    }

    [Fact]
    public void Test_masks_go_to_the_bucket_of_their_pixels_whatever_their_order()
    {
        // In the order of the archive: 55 %, 5 %, exactly 20 %, a hair more that scaling moves, 70 %, none, 10 % that scaling moves.
        (string Name, byte[] Content)[] masks =
        [
            Mask("00000.png", 512, (y, x) => y < 282), Mask("00001.png", 512, (y, x) => y is >= 60 and < 120 && x is >= 60 and < 280), Mask("00002.png", 100, (y, x) => y < 20),
            Mask("00003.png", 100, (y, x) => y < 20 || (y, x) == (20, 0)), Mask("00004.png", 100, (y, x) => y < 70), Mask("00005.png", 100, (_, _) => false),
            Mask("00006.png", 512, (y, x) => y % 10 == 0),
        ];
        scene.Publish("test_mask.zip", [.. masks.Select(mask => ("mask/testing_mask_dataset/" + mask.Name, mask.Content))]);
        Assert.Equal(ExitCode.BadInput, scene.Run(new IrregularMasksRecipe()));
        Assert.Equal(
            ["0-10/00001.png", "10-20/00002.png", "10-20/00006.png", "20-30/00003.png", "50-60/00000.png", "60-100/00004.png"],
            scene.Prepared().Keys.Where(file => file != "manifest.csv").Order(StringComparer.Ordinal));
        Assert.Contains("00005.png: has no hole", scene.Errors);
        Assert.Contains("10-20 %: 2", scene.Errors);
        Assert.Contains("2 of them lie in another bucket", scene.Errors);
        Assert.Contains("1 keep 50 of 512 pixels clear", scene.Errors);
        // The library reads them as they are: white = hole.
        Assert.Equal(282 * 512, MaskFile.Read(Path.Combine(scene.Out, "50-60/00000.png")).HoleCount(0));
        Assert.Equal(2, new MaskFolder(Path.Combine(scene.Out, "10-20")).Count);
    }

    [Fact]
    public void Training_masks_are_turned_round_dilated_and_drawn_by_their_names()
    {
        // White = valid: a black cross is the hole.
        (string, byte[])[] raw = [.. Enumerable.Range(0, 6).Select(i => Mask($"irregular_mask/disocclusion_img_mask/{i:D5}.png", 128, (y, x) => Math.Abs(y - 64) > 3 + i && Math.Abs(x - 64) > 3))];
        scene.Publish("irregular_mask.zip", raw);
        Assert.Equal(ExitCode.Done, scene.Run(new IrregularMasksRecipe(), "--part", "train", "--side", "64"));
        Dictionary<string, byte[]> first = scene.Prepared();
        Assert.Equal(7, first.Count);
        Assert.All(Enumerable.Range(0, 6), i => Assert.InRange(MaskFile.Read(Path.Combine(scene.Out, $"train/{i:D5}.png")).HoleFraction(0), 0.01, 0.95));
        string other = scene.Folder.At("other/x")[..^2];
        Assert.Equal(ExitCode.Done, scene.RunPlain(new IrregularMasksRecipe(), ["--out", other, "--accept-terms", "--mirror", scene.Server.Address("").ToString(), "--part", "train", "--side", "64", "--jobs", "1"]));
        Assert.Equal(first, scene.Prepared(other));
        Assert.Equal(ExitCode.Done, scene.RunPlain(new IrregularMasksRecipe(), ["--out", scene.Folder.At("seed/x"), "--accept-terms", "--mirror", scene.Server.Address("").ToString(), "--part", "train", "--side", "64", "--seed", "2"]));
        Assert.NotEqual(first["train/00000.png"], scene.Prepared(scene.Folder.At("seed/x"))["train/00000.png"]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(60)]
    public void Dilation_marks_every_cell_of_the_square_about_a_hole(int size)
    {
        var random = new Random(size);
        HoleMask mask = HoleMask.Create(17, 23, (_, _) => random.NextDouble() < 0.02);
        int before = size / 2, after = size - 1 - before;
        HoleMask wanted = HoleMask.Create(17, 23, (y, x) =>
        {
            for (int v = Math.Max(0, y - before); v <= Math.Min(16, y + after); v++)
                for (int u = Math.Max(0, x - before); u <= Math.Min(22, x + after); u++)
                    if (mask[0, v, u]) return true;
            return false;
        });
        Assert.Equal(wanted, RawMaskRecipe.Dilated(mask, size));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Vgg16_is_converted_number_by_number(bool zip)
    {
        var root = new Dictionary<string, object?>();
        var storages = new List<SavedStorage>();
        int number = 0;
        foreach (string name in OfficialKeys.Vgg16(5).Keys.Append("classifier.0.weight"))
        {
            SavedStorage storage = SavedStorage.Floats($"{number}", number, -number, 0.5f * number, 1, 2, 3);
            storages.Add(storage);
            root[name] = new SavedTensor(storage, 0, [2, 3], [3, 1]);
            number++;
        }

        string path = scene.Folder.At("vgg16-397923af.pth");
        TorchSave.Write(path, zip, root, [.. storages]);
        Assert.Equal(ExitCode.Done, scene.RunPlain(new Vgg16Recipe(), ["--out", scene.Out, "--accept-terms", "--from", path]));
        string converted = Path.Combine(scene.Out, "vgg16-imagenet.safetensors");
        Assert.Contains($"features={converted}", scene.Output);
        using SafetensorsFile file = Safetensors.Read(converted);
        Assert.Equal(OfficialKeys.Vgg16(5).Keys.Order(StringComparer.Ordinal), file.Names);
        IReadOnlyDictionary<string, torch.Tensor> original = PyTorchFile.Read(path);
        foreach (string name in file.Names)
        {
            using torch.Tensor copy = file.Get(name), given = original[name], wanted = given.contiguous();
            Assert.Equal(wanted.shape, copy.shape);
            Assert.True(wanted.bytes.SequenceEqual(copy.bytes), name);
        }

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(converted))), SplitManifest.Find(scene.Out)!.Rows[0].Sha256);
        Assert.Equal(ExitCode.BadInput, scene.RunPlain(new Vgg16Recipe(), ["--out", scene.Folder.At("checked/x"), "--accept-terms", "--from", path], checksums: true));
        Assert.Contains("397923af8e79cdbb6a7127f12361acd7a2f83e06b05044ddf496e83de57a5bf0", scene.Errors);
    }

    [Fact]
    public void Vgg19_is_the_one_whose_digest_begins_as_its_name_says()
    {
        (string Name, SavedStorage Storage)[] tensors = [.. OfficialKeys.Vgg19().Keys.Select((name, i) => (name, SavedStorage.Floats($"{i}", i, 1)))];
        string path = scene.Folder.At("vgg19-d01eb7cb.pth");
        TorchSave.Write(path, zip: false, tensors.ToDictionary(one => one.Name, one => (object?)new SavedTensor(one.Storage, 0, [2], [1])), [.. tensors.Select(one => one.Storage)]);
        Assert.Equal(ExitCode.Done, scene.RunPlain(new Vgg19Recipe(), ["--out", scene.Out, "--accept-terms", "--from", path]));
        using SafetensorsFile file = Safetensors.Read(Path.Combine(scene.Out, "vgg19-caffe.safetensors"));
        Assert.Equal(OfficialKeys.Vgg19().Keys.Order(StringComparer.Ordinal), file.Names);
        Assert.Contains("srFeat.vgg19=", scene.Output);

        byte[] content = File.ReadAllBytes(path);
        string digest = Convert.ToHexStringLower(SHA256.HashData(content));
        DataSource ours = DataSource.Of(PublishedWeights.Vgg19) with { Sha256 = digest[..8] };
        Assert.Null(SourceFiles.Mismatch(ours, null, digest, ""));
        Assert.Equal(ExitCode.BadInput, scene.RunPlain(new Vgg19Recipe(), ["--out", scene.Folder.At("checked/x"), "--accept-terms", "--from", path], checksums: true));
        Assert.Contains("the published sha256 d01eb7cb, got", scene.Errors);
    }

    [Fact]
    public void The_weights_of_metrics_are_kept_as_they_came_and_only_those_that_are_named()
    {
        string[] names = [.. WeightedMetric.FilesOf(WeightedMetric.All).Select(file => file.Name)];
        Assert.Equal(["alexnet-owt-7be5be79.pth", "alex.pth", "vgg16-397923af.pth", "vgg.pth", "pt_inception-2015-12-05-6726825d.pth"], names);
        Assert.All(WeightedMetric.FilesOf(WeightedMetric.All), file => Assert.Equal(64, file.Sha256.Length));
        foreach (string name in names) scene.Publish(name, [.. "\x80\x02"u8, .. Enumerable.Range(0, 100).Select(i => (byte)(i + name.Length))]);
        Assert.True(scene.Run(new MetricsRecipe(), "--metrics", "fid,lpips-alex") == ExitCode.Done, scene.Errors);
        Dictionary<string, byte[]> prepared = scene.Prepared();
        Assert.Equal(["alex.pth", "alexnet-owt-7be5be79.pth", "manifest.csv", "pt_inception-2015-12-05-6726825d.pth"], prepared.Keys.Order(StringComparer.Ordinal));
        Assert.Equal([.. "\x80\x02"u8, .. Enumerable.Range(0, 100).Select(i => (byte)(i + "alex.pth".Length))], prepared["alex.pth"]);
        Assert.Contains($"--metrics lpips-alex fid --metric-weights {scene.Out}", scene.Output);

        string elsewhere = scene.Folder.At("all/x")[..^2];
        Assert.Equal(ExitCode.BadInput, scene.RunPlain(new MetricsRecipe(), ["--out", elsewhere, "--accept-terms", "--mirror", scene.Server.Address("").ToString()], checksums: true));
        Assert.Contains("want alexnet-owt-7be5be79.pth with the published sha256 7be5be79", scene.Errors);
        Assert.Equal(ExitCode.BadUsage, scene.RunPlain(new MetricsRecipe(), ["--out", elsewhere, "--metrics", "lpips"]));
        Assert.Contains("want lpips-alex, lpips-vgg, fid, kid, got 'lpips'", scene.Errors);
    }

    [Fact]
    public void Vgg16_that_is_another_file_is_refused()
    {
        string path = scene.Folder.At("vgg16-397923af.pth");
        TorchSave.Write(path, zip: true, new Dictionary<string, object?> { ["a"] = new SavedTensor(SavedStorage.Floats("0", 1, 2), 0, [2], [1]) }, SavedStorage.Floats("0", 1, 2));
        Assert.Equal(ExitCode.BadInput, scene.RunPlain(new Vgg16Recipe(), ["--out", scene.Out, "--accept-terms", "--from", path]));
        Assert.Contains("it has no tensor features.", scene.Errors);
    }

    [Fact]
    public void Drawings_become_files_with_the_splits_they_are_drawn_for()
    {
        Assert.Equal(ExitCode.Done, scene.RunPlain(new BuiltInRecipe(), ["--out", scene.Out, "--set", "landscapes", "--count", "20", "--side", "16"]));
        var photos = new PhotoFolder(scene.Out);
        Assert.Equal([16, 2, 2], Enum.GetValues<Split>().Select(photos.Count));
        Assert.Equal(new BuiltInLandscapes().Read(Split.Test, 1, 16).Pixels, ImageFile.Read(Path.Combine(scene.Out, "test/landscape-test-000001.png")).Pixels);
    }

    private static (string Name, byte[] Content) Mask(string name, int side, Func<int, int, bool> white) => (name, ImageFile.ToPng(Images.Pictures.Binary(side, side, white)));
}
