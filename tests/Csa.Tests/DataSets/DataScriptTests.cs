using System.CommandLine;
using System.Text;
using Csa.Data;
using Csa.Data.Images;
using Csa.Data.Sources;
using Csa.DataSets.Preparation;
using Csa.DataSets.Recipes;
using Csa.DataSets.Scripts;
using Csa.Programs;
using Csa.Tests.Cli;
using Xunit;

namespace Csa.Tests.DataSets;

/// <summary>The data scripts' common way, walked with CelebA in small: ask, download, prepare, list, go on, do nothing.</summary>
public sealed class DataScriptTests : IDisposable
{
    private const int Faces = 12;

    private static readonly CelebARecipe Recipe = new();

    private readonly ScriptScene scene = new();

    public DataScriptTests()
    {
        scene.Publish("img_align_celeba.zip", [.. Enumerable.Range(1, Faces).Select(i => ($"img_align_celeba/{i:D6}.jpg", ScriptScene.Photograph(18, 22, i)))]);
        scene.Publish("list_eval_partition.txt", Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(1, Faces).Select(i => $"{i:D6}.jpg {(i <= 8 ? 0 : i <= 10 ? 1 : 2)}\n"))));
    }

    public void Dispose() => scene.Dispose();

    [Fact]
    public void Faces_are_prepared_in_the_authors_splits_and_a_second_run_does_nothing()
    {
        Assert.Equal(ExitCode.Done, scene.Run(Recipe, "--side", "32"));
        Assert.Contains("test 2, train 8, validation 2", scene.Output);
        var photos = new PhotoFolder(scene.Out, new PhotoFolderOptions { TrainShare = 0, ValidationShare = 0 });
        Assert.Equal([8, 2, 2], Enum.GetValues<Split>().Select(photos.Count));
        Assert.Equal(["validation/000009.png", "validation/000010.png"], Enumerable.Range(0, 2).Select(i => photos.Name(Split.Validation, i)).Order());
        RgbImage face = ImageFile.Read(Path.Combine(scene.Out, "train/000003.png"));
        Assert.Equal(Pictures(3).CropSquare().Resize(32, 32).Pixels, face.Pixels);
        Assert.Empty(Directory.GetFiles(scene.Out, "*.part*", SearchOption.AllDirectories));

        int asked = scene.Server.Requests.Count;
        Dictionary<string, byte[]> before = scene.Prepared();
        Assert.Equal(ExitCode.Done, scene.Run(Recipe, "--side", "32"));
        Assert.Contains("nothing to do", scene.Output);
        Assert.Equal(asked, scene.Server.Requests.Count);
        Assert.Equal(before, scene.Prepared());
        Assert.Equal(ExitCode.BadInput, scene.Run(Recipe, "--side", "64"));
        Assert.Contains("now they are", scene.Errors);
    }

    [Fact]
    public void A_prepared_folder_trains_and_an_unfinished_one_is_refused()
    {
        Assert.Equal(ExitCode.Done, scene.Run(Recipe, "--side", "32"));
        CommandTests.Outcome trained = CommandTests.Csa([.. CommandTests.TinyRun.Train(scene.Folder.At("run"), steps: 2), "--data", scene.Out]);
        Assert.True(trained.Code == ExitCode.Done, trained.Errors);
        Assert.Contains($"images {scene.Out}", trained.Output);
        Assert.Contains("of 2 validation images", trained.Output);

        File.WriteAllText(Path.Combine(scene.Out, ImageFolder.UnfinishedManifestName), "# half\n");
        CommandTests.Outcome refused = CommandTests.Csa([.. CommandTests.TinyRun.Train(scene.Folder.At("other"), steps: 2), "--data", scene.Out]);
        Assert.Equal(ExitCode.BadInput, refused.Code);
        Assert.Contains("not finished", refused.Errors);
        Assert.Contains("not finished", Assert.Throws<BadInputException>(() => new Csa.Data.Masks.MaskFolder(scene.Out)).Message);
    }

    [Theory]
    [InlineData("crop", 2, 0, 18)]
    [InlineData("squash", 0, 0, 22)]
    public void A_face_is_cropped_or_squashed(string fit, int top, int left, int height)
    {
        Assert.Equal(ExitCode.Done, scene.Run(Recipe, "--side", "16", "--fit", fit));
        Assert.Equal(Pictures(1).Crop(left, top, 18, height).Resize(16, 16).Pixels, ImageFile.Read(Path.Combine(scene.Out, "train/000001.png")).Pixels);
    }

    [Fact]
    public void The_result_does_not_depend_on_threads_or_interruptions()
    {
        Assert.Equal(ExitCode.Done, scene.Run(Recipe, "--side", "16", "--jobs", "1"));
        Dictionary<string, byte[]> whole = scene.Prepared();
        Assert.Equal(Faces + 1, whole.Count);
        string again = scene.Folder.At("again/x")[..^2];
        string[] args = ["--out", again, "--accept-terms", "--mirror", scene.Server.Address("").ToString(), "--side", "16", "--jobs", "4"];
        // Stopped after every few files, with what a killed process may leave: a torn line, a torn file, a file without a line.
        int stops = 0;
        while (true)
        {
            using var stop = new CancellationTokenSource();
            using var watch = new FileSystemWatcher(Directory.CreateDirectory(again).FullName) { IncludeSubdirectories = true };
            int seen = 0;
            watch.Renamed += (_, _) =>
            {
                if (Interlocked.Increment(ref seen) == 4 && stops < 3) stop.Cancel();
            };
            watch.EnableRaisingEvents = true;
            int code = scene.RunPlain(Recipe, args, stop.Token);
            if (code == ExitCode.Done) break;
            Assert.Equal(ExitCode.Interrupted, code);
            Assert.Contains("goes on from there", scene.Errors);
            Assert.False(File.Exists(Path.Combine(again, "manifest.csv")));
            string journal = Path.Combine(again, ImageFolder.UnfinishedManifestName);
            if (File.Exists(journal)) File.AppendAllText(journal, "train/000001.png,train,0123");
            if (Directory.EnumerateFiles(again, "*.png", SearchOption.AllDirectories).FirstOrDefault() is string png) File.WriteAllBytes(png, [1, 2, 3]);
            Assert.True(++stops < 50);
        }

        Assert.Equal(whole, scene.Prepared(again));
        Assert.True(stops > 0);
    }

    [Fact]
    public void Terms_are_asked_for_before_anything_is_downloaded()
    {
        string[] args = ["--out", scene.Out, "--mirror", scene.Server.Address("").ToString(), "--side", "16"];
        Assert.Equal(ExitCode.BadUsage, scene.RunPlain(Recipe, args));
        Assert.Contains("--accept-terms", scene.Errors);
        Assert.Contains("non-commercial research", scene.Output);
        scene.Ask = _ => false;
        Assert.Equal(ExitCode.BadUsage, scene.RunPlain(Recipe, args));
        Assert.Empty(scene.Server.Requests);
        scene.Ask = _ => true;
        Assert.Equal(ExitCode.Done, scene.RunPlain(Recipe, args));
    }

    [Fact]
    public void Files_downloaded_by_hand_are_taken_where_they_are()
    {
        string zip = scene.Folder.At("made/img_align_celeba.zip"), list = scene.Folder.At("hand/list_eval_partition (1).txt");
        File.WriteAllText(list, string.Concat(Enumerable.Range(1, Faces).Select(i => $"{i:D6}.jpg 0\n")));
        Assert.Equal(ExitCode.Done, scene.RunPlain(Recipe, ["--out", scene.Out, "--accept-terms", "--from", zip, "--from", list, "--side", "16"]));
        Assert.Empty(scene.Server.Requests);
        Assert.Equal(Faces, new PhotoFolder(scene.Out).Count(Split.Train));
        Assert.Equal(zip, DataSetRecord.Find(scene.Out)!.Sources[1].Origin);

        File.WriteAllText(scene.Folder.At("page/list_eval_partition.txt"), "<!DOCTYPE html><html><title>Google Drive</title></html>");
        Assert.Equal(ExitCode.BadInput, scene.RunPlain(Recipe, ["--out", scene.Folder.At("b/x"), "--accept-terms", "--from", zip, "--from", scene.Folder.At("page/list_eval_partition.txt")]));
        Assert.Contains("a web page that was saved", scene.Errors);
        Assert.Equal(ExitCode.BadInput, scene.RunPlain(Recipe, ["--out", scene.Folder.At("c/x"), "--accept-terms", "--from", scene.Folder.At("nowhere.zip")]));
        Assert.Contains("there is no such file", scene.Errors);
        Assert.Equal(ExitCode.BadInput, scene.RunPlain(Recipe, ["--out", scene.Folder.At("d/x"), "--accept-terms", "--from", zip, "--from", list], checksums: true));
        Assert.Contains("published md5 d32c9cbf5e040fd4025c592c306e6668", scene.Errors);
    }

    [Fact]
    public void Another_file_than_the_published_one_is_taken_when_asked_and_the_folder_says_so()
    {
        string made = scene.Folder.At("made/x")[..^2];
        File.WriteAllText(Path.Combine(made, "list_eval_partition.txt"), "000001.jpg 0\n000002.jpg 2\n");
        string[] args = ["--out", scene.Out, "--accept-terms", "--from", made, "--side", "16"];
        Assert.Equal(ExitCode.BadInput, scene.RunPlain(Recipe, args, checksums: true));
        Assert.Contains("published md5", scene.Errors);
        Assert.Equal(ExitCode.Done, scene.RunPlain(Recipe, [.. args, "--any-checksum"], checksums: true));
        Assert.Contains("the published checksum is not compared", scene.Errors);
        Assert.All(DataSetRecord.Find(scene.Out)!.Sources, source => Assert.Equal("not compared with the published one, as asked", source.Check));
        Assert.Equal(["test/000002.png", "train/000001.png"], scene.Prepared().Keys.Where(name => name.EndsWith(".png", StringComparison.Ordinal)).Order());
    }

    [Fact]
    public void A_bad_image_is_named_left_out_and_the_rest_is_done()
    {
        scene.Publish("img_align_celeba.zip", [("000001.jpg", ScriptScene.Photograph(18, 22, 1)), ("000002.jpg", [1, 2, 3]), ("000003.jpg", []), ("notes.txt", [1]), ("000009.jpg", ScriptScene.Photograph(18, 22, 9))]);
        Assert.Equal(ExitCode.BadInput, scene.Run(Recipe, "--side", "16"));
        Assert.Contains("left out: 000002.jpg", scene.Errors);
        Assert.Contains("left out: 000003.jpg: is empty", scene.Errors);
        Assert.Contains("are not in img_align_celeba.zip", scene.Errors);
        Assert.Equal(1, new PhotoFolder(scene.Out).Count(Split.Train));
        Assert.Equal(2, DataSetRecord.Find(scene.Out)!.LeftOut.Count);
    }

    [Fact]
    public void A_hostile_archive_ends_in_one_line_and_writes_nothing_outside()
    {
        scene.Publish("img_align_celeba.zip", ("000001.jpg", ScriptScene.Photograph(18, 22, 1)), ("../../000002.jpg", ScriptScene.Photograph(18, 22, 2)));
        Assert.Equal(ExitCode.BadInput, scene.Run(Recipe, "--side", "16"));
        Assert.Contains("leads out of the folder", scene.Errors);
        Assert.False(File.Exists(Path.Combine(scene.Out, "manifest.csv")));
        Assert.DoesNotContain(Directory.GetFiles(scene.Folder.Path, "*", SearchOption.AllDirectories), file => file.EndsWith("000002.jpg", StringComparison.Ordinal));
    }

    [Fact]
    public void Verifying_finds_what_changed()
    {
        Assert.Equal(ExitCode.BadInput, scene.RunPlain(Recipe, ["--out", scene.Out, "--verify"]));
        Assert.Equal(ExitCode.Done, scene.Run(Recipe, "--side", "16"));
        Assert.Equal(ExitCode.Done, scene.Run(Recipe, "--side", "16", "--verify"));
        File.WriteAllBytes(Path.Combine(scene.Out, "train/000001.png"), [1]);
        File.Delete(Path.Combine(scene.Out, "train/000002.png"));
        Assert.Equal(ExitCode.FailedCheck, scene.Run(Recipe, "--side", "16", "--verify"));
        Assert.Contains("000001.png: has other bytes", scene.Errors);
        Assert.Contains("000002.png: is absent", scene.Errors);
    }

    [Fact]
    public void Two_processes_do_not_prepare_one_folder()
    {
        using PreparedFolder other = PreparedFolder.Open(scene.Out, new Dictionary<string, string>());
        Assert.Equal(ExitCode.BadInput, scene.Run(Recipe));
        Assert.Contains("another process", scene.Errors);
    }

    [SkippableFact]
    public void A_disk_that_fills_while_preparing_loses_nothing()
    {
        Assert.Equal(ExitCode.Done, scene.Run(Recipe, "--side", "64"));
        using var disk = new SmallDisk(scene.Folder.At("disk/x"), kilobytes: 100);
        string there = Path.Combine(disk.Path, "data");
        string[] args = ["--out", there, "--accept-terms", "--from", scene.Folder.At("made/img_align_celeba.zip"), "--from", Path.Combine(scene.Out, "downloads/list_eval_partition.txt"), "--side", "64"];
        // The estimate for 202,599 faces would refuse the disk: the test looks at what happens when it was wrong.
        Assert.Equal(ExitCode.BadInput, scene.RunPlain(new Underestimated(), args));
        Assert.Contains("cannot be written", scene.Errors);
        Assert.Throws<BadInputException>(() => new PhotoFolder(there));
        disk.Resize(kilobytes: 4000);
        Assert.Equal(ExitCode.Done, scene.RunPlain(new Underestimated(), args));
        Assert.Equal(scene.Prepared(), scene.Prepared(there));
    }

    private static RgbImage Pictures(int seed) => Images.Pictures.Noise(18, 22, seed);

    private sealed class Underestimated : DataRecipe
    {
        public override string Name => Recipe.Name;

        public override string Title => Recipe.Title;

        public override IReadOnlyList<string> About => [];

        public override string Terms => "";

        public override IReadOnlyList<Option> OwnOptions => Recipe.OwnOptions;

        public override IReadOnlyList<string> Examples => [];

        public override IReadOnlyList<Csa.DataSets.Downloads.DataSource> Sources(ScriptArguments arguments) => Recipe.Sources(arguments);

        public override long PreparedBytes(ScriptArguments arguments) => 1;

        public override void Prepare(ScriptArguments arguments, PreparationWork work) => Recipe.Prepare(arguments, work);

        public override string Next(ScriptArguments arguments) => "";
    }
}
