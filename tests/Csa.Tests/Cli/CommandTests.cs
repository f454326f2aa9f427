using System.Text.RegularExpressions;
using Csa.Cli;
using Csa.Cli.Commands;
using Csa.Data.Images;
using Csa.Data.Masks;
using Csa.Data.Sources;
using Csa.Drawings;
using Csa.Experiments.Evaluation;
using Csa.Programs;
using Csa.Systems;
using Csa.Tensors.Weights;
using TorchSharp;
using Xunit;

namespace Csa.Tests.Cli;

/// <summary>The commands as a user runs them, in process, on a model too small to be any good.</summary>
public sealed class CommandTests(CommandTests.TinyRun run) : IClassFixture<CommandTests.TinyRun>
{
    [Fact]
    public void A_trained_run_fills_a_photograph_and_leaves_known_pixels_alone()
    {
        using var folder = new TemporaryFolder();
        (string photo, string mask, RgbImage image, HoleMask hole) = Photograph(folder, "holiday photo.png", 90, 70);
        string result = folder.At("filled.png");
        Assert.Equal(ExitCode.Done, Csa("inpaint", "--run", run.Path, "--image", photo, "--mask", mask, "--out", result, "--attention", "45,35").Code);

        RgbImage filled = ImageFile.Read(result);
        for (int i = 0; i < 90 * 70; i++)
            if (hole.Cells(0)[i] == 0) Assert.Equal(image.Pixels[(3 * i)..((3 * i) + 3)], filled.Pixels[(3 * i)..((3 * i) + 3)]);
        Assert.NotEqual(image.Pixels, filled.Pixels);
        Assert.True(ImageFile.ReadSize(folder.At("filled-attention.png")).Width > 100);
    }

    [Fact]
    public void In_a_folder_a_bad_file_is_named_and_the_rest_is_done()
    {
        using var folder = new TemporaryFolder();
        string photos = folder.At("photos/a.png");
        Photograph(folder, "photos/a.png", 40, 40);
        File.WriteAllText(folder.At("photos/b.png"), "no picture");
        (string _, string mask, RgbImage _, HoleMask _) = Photograph(folder, "mask source.png", 40, 40);
        Outcome outcome = Csa("inpaint", "--run", run.Path, "--image", Path.GetDirectoryName(photos)!, "--mask", mask, "--out", folder.At("out/x"));
        Assert.Equal(ExitCode.BadInput, outcome.Code);
        Assert.Contains("b.png", outcome.Errors);
        Assert.True(File.Exists(folder.At("out/x/a.png")));
        Assert.False(File.Exists(folder.At("out/x/b.png")));
    }

    [Fact]
    public void A_mask_for_a_whole_folder_is_looked_at_before_the_work()
    {
        using var folder = new TemporaryFolder();
        foreach (string name in new[] { "a", "b", "c" }) Photograph(folder, $"photos/{name}.png", 40, 40);
        File.WriteAllText(folder.At("torn.png"), "no picture");
        foreach (string mask in new[] { "torn.png", "absent.png" })
        {
            Outcome outcome = Csa("inpaint", "--run", run.Path, "--image", Path.GetDirectoryName(folder.At("photos/x"))!, "--mask", folder.At(mask), "--out", folder.At("out/x"));
            Assert.Equal(ExitCode.BadInput, outcome.Code);
            Assert.StartsWith($"csa: {folder.At(mask)}: ", Assert.Single(outcome.Errors.Split('\n'), line => line.StartsWith("csa: ", StringComparison.Ordinal)));
            Assert.False(Directory.Exists(folder.At("out/x")));
        }
    }

    [Fact]
    public void Evaluation_writes_tables_and_sheets()
    {
        using var folder = new TemporaryFolder();
        Outcome outcome = Csa("evaluate", "--run", run.Path, "--count", "3", "--masks", "centre", "strokes", "--out", folder.At("e"), "--record", folder.At("r.json"));
        Assert.Equal(ExitCode.Done, outcome.Code);
        ResultFile record = ResultFile.Read(folder.At("r.json"));
        Assert.StartsWith($"csa evaluate --run {run.Path} --count 3 --masks centre strokes", record.Command);
        Assert.Equal(3, record.Values["strokes: images"]);
        Assert.InRange(record.Values["centre, hole: csa rough psnr_db"], 1, 60);
        Assert.Equal(Evidence.Toy, record.Evidence);
        Assert.InRange(record.Values["centre, hole: csa feature_distance"], 1e-4, 2);
        Assert.DoesNotContain(record.Values.Keys, key => key.Contains("whole", StringComparison.Ordinal) && key.Contains("feature", StringComparison.Ordinal));
        Assert.Contains("It is not LPIPS", outcome.Output);
        Assert.Contains("harmonic", outcome.Output);
        Assert.Contains("random", File.ReadAllText(folder.At("e/tables.md")));
        Assert.Contains("<table>", File.ReadAllText(folder.At("e/tables.html")));
        // Two stages of CSA, harmonic and mean fill on three images under two masks, and the header.
        Assert.Equal(1 + (4 * 3 * 2), File.ReadAllLines(folder.At("e/per-image.csv")).Length);
        Assert.True(ImageFile.ReadSize(folder.At("e/sheet-strokes.png")).Height > 3 * 32);
    }

    [Fact]
    public void A_sheet_shows_drawings_and_their_holes()
    {
        using var folder = new TemporaryFolder();
        string sheet = folder.At("sheet.png"), holes = folder.At("holes.png");
        Outcome outcome = Csa("data", "--data", "builtin:facades", "--count", "5", "--side", "24", "--split", "test", "--out", sheet);
        Assert.Equal(ExitCode.Done, outcome.Code);
        Assert.Contains("5 of 500 images of builtin:facades, test split", outcome.Output);
        RgbImage[] drawn = [.. Enumerable.Range(0, 5).Select(i => new BuiltInFacades().Read(Split.Test, i, 24))];
        Assert.Equal(ImageGrid.Tile(drawn, 3).Pixels, ImageFile.Read(sheet).Pixels);

        Assert.Equal(ExitCode.Done, Csa("data", "--data", "builtin:facades", "--count", "1", "--side", "24", "--masks", "centre", "--out", holes).Code);
        RgbImage holed = ImageFile.Read(holes).Crop(4, 4, 24, 24), whole = new BuiltInFacades().Read(Split.Train, 0, 24);
        Assert.All(Enumerable.Range(0, 24 * 24), i =>
            Assert.Equal(i / 24 is >= 6 and < 18 && i % 24 is >= 6 and < 18 ? [128, 128, 128] : whole.Pixels[(3 * i)..((3 * i) + 3)], holed.Pixels[(3 * i)..((3 * i) + 3)]));
    }

    [Fact]
    public void A_sheet_of_photographs_names_the_ones_it_had_to_leave_out()
    {
        using var folder = new TemporaryFolder();
        for (int i = 0; i < 8; i++) ImageFile.Write(folder.At($"photos/{i}.png"), new RgbImage(30, 20, [.. Enumerable.Repeat((byte)(20 * i), 30 * 20 * 3)]));
        File.WriteAllText(folder.At("photos/broken.png"), "no picture");
        int complaints = 0;
        foreach (string split in new[] { "train", "validation", "test" })
        {
            Outcome outcome = Csa("data", "--data", folder.At("photos"), "--split", split, "--side", "16", "--out", folder.At(split + ".png"));
            if (!outcome.Errors.Contains("broken.png", StringComparison.Ordinal)) continue;
            complaints++;
            Assert.Equal(ExitCode.BadInput, outcome.Code);
        }

        Assert.Equal(1, complaints);
        Assert.True(File.Exists(folder.At("train.png")));
    }

    public static IEnumerable<object[]> CommandNames => CommandEntry.All.Select(command => new object[] { command.Name });

    [Theory]
    [MemberData(nameof(CommandNames))]
    public void A_commands_help_begins_with_what_the_overview_says_of_it(string name)
    {
        CommandEntry command = CommandEntry.All.Single(command => command.Name == name);
        Assert.Matches($@"(?m)^  csa {name} +{Regex.Escape(command.Summary)}\r?$", Csa("--help").Output);
        Outcome help = Csa(name, "--help");
        Assert.Equal(ExitCode.Done, help.Code);
        Assert.StartsWith($"Description:{Environment.NewLine}  {command.Summary}", help.Output);
    }

    [Fact]
    public void A_response_file_may_name_the_command()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllLines(folder.At("words"), ["data", "--data", "builtin:facades", "--count", "1", "--side", "24", "--out", folder.At("sheet.png")]);
        Assert.Equal(ExitCode.Done, Csa($"@{folder.At("words")}").Code);
        Assert.True(File.Exists(folder.At("sheet.png")));
    }

    [Theory]
    [InlineData("data", "--data", "builtin:facades", "--out", "x.png", "--count", "0")]
    [InlineData("data", "--data", "builtin:facades", "--out", "x.png", "--side", "0")]
    [InlineData("data", "--data", "builtin:facades", "--out", "x.png", "--side", "2000")]
    [InlineData("train")]
    [InlineData("fly")]
    [InlineData("train", "--out", "x", "--minutes", "2", "--steps", "2")]
    [InlineData("train", "--out", "x", "--resume", "--seed", "3")]
    [InlineData("train", "--out", "x", "--preset", "slow")]
    [InlineData("train", "--out", "x", "--model", "magic")]
    [InlineData("train", "--out", "x", "--set", "noSuchKey=1")]
    [InlineData("train", "--out", "x", "--resume", "--minutes", "2", "--steps", "2")]
    [InlineData("train", "--out", "x", "--repeat", "y", "--seed", "3")]
    [InlineData("train", "--out", "x", "--repeat", "y", "--resume")]
    [InlineData("train", "--out", "x", "--lower-rate", "0.5")]
    [InlineData("train", "--out", "x", "--resume", "--lower-rate", "1")]
    [InlineData("train", "--out", "x", "--resume", "--lower-rate", "0.5", "--steps", "9")]
    [InlineData("bench", "--memory", "0")]
    [InlineData("reproduce", "--resume", "--minutes", "3")]
    [InlineData("reproduce", "--minutes", "0")]
    public void Bad_usage_is_told_from_bad_input(params string[] args) => Assert.Equal(ExitCode.BadUsage, Csa(args).Code);

    [Fact]
    public void The_papers_presets_want_VGGs_weights_or_to_be_told_to_do_without()
    {
        using var folder = new TemporaryFolder();
        string[] train = ["train", "--preset", "paper", "--data", folder.At("nowhere"), "--out", folder.At("run")];
        foreach (string[] refused in new[] { train, [.. train, "--model", "pc"] })
        {
            Outcome outcome = Csa(refused);
            Assert.Equal(ExitCode.BadUsage, outcome.Code);
            Assert.Contains("features=random", outcome.Errors);
            Assert.False(Directory.Exists(folder.At("run")));
        }

        // These go on, and stop at the data.
        foreach (string[] told in new string[][]
                 {
                     [.. train, "--set", "features=random"],
                     [.. train, "--set", "system.Features=random"],
                     [.. train, "--set", "weights.consistency=0", "featurePatchDiscriminator=false"],
                     [.. train, "--set", "consistencyTaps=none", "weights.adversarial=0"],
                     [.. train, "--model", "gc"],
                 })
        {
            Outcome outcome = Csa(told);
            Assert.Equal(ExitCode.BadInput, outcome.Code);
            Assert.Contains("nowhere", outcome.Errors);
        }
    }

    [Fact]
    public void Bad_input_is_one_line_that_names_the_file()
    {
        using var folder = new TemporaryFolder();
        string missing = folder.At("nowhere.png");
        foreach (string[] args in new[]
                 {
                     ["inpaint", "--run", run.Path, "--image", missing, "--mask", missing, "--out", folder.At("o.png")],
                     ["inpaint", "--run", missing, "--image", missing, "--mask", missing, "--out", folder.At("o.png")],
                     ["train", "--data", missing, "--out", folder.At("r")],
                     ["train", "--repeat", missing, "--out", folder.At("r")],
                     ["verify", "--golden", missing],
                     ["reproduce", "--notebooks", missing, "--out", folder.At("j")],
                     ["reproduce", "--resume", "--out", missing],
                     new[] { "train", "--out", run.Path, "--steps", "1" },
                 })
        {
            Outcome outcome = Csa(args);
            Assert.Equal(ExitCode.BadInput, outcome.Code);
            string error = Assert.Single(outcome.Errors.Split('\n'), line => line.StartsWith("csa: ", StringComparison.Ordinal));
            Assert.True(error.Contains("nowhere.png", StringComparison.Ordinal) || error.Contains(run.Path, StringComparison.Ordinal), error);
        }

        Assert.False(File.Exists(folder.At("o.png")));
    }

    [Fact]
    public void A_side_too_small_for_a_discriminator_is_said_before_the_first_step()
    {
        using var folder = new TemporaryFolder();
        Outcome outcome = Csa("train", "--out", folder.At("small"), "--steps", "1", "--set", "side=16", "system.network.depth=4");
        Assert.Equal(ExitCode.BadInput, outcome.Code);
        Assert.Contains("at least 24 pixels, got 16", outcome.Errors);
    }

    [Fact]
    public void A_resumed_run_that_is_finished_stays_as_it_is()
    {
        Dictionary<string, byte[]> before = Checkpoints();
        Assert.NotEmpty(before);
        Assert.Equal(ExitCode.Done, Csa("train", "--out", run.Path, "--resume").Code);
        Assert.Equal(before, Checkpoints());

        Dictionary<string, byte[]> Checkpoints() => Directory.GetFiles(Path.Combine(run.Path, "checkpoints")).ToDictionary(file => file, File.ReadAllBytes);
    }

    [Fact]
    public void A_run_is_repeated_by_its_record_and_then_made_longer()
    {
        using var folder = new TemporaryFolder();
        string again = folder.At("again");
        Assert.Equal(ExitCode.Done, Csa("train", "--repeat", Path.Combine(run.Path, "config.json"), "--out", again).Code);
        using (SafetensorsFile a = Safetensors.Read(RunFolder.LatestCheckpoint(run.Path)!), b = Safetensors.Read(RunFolder.LatestCheckpoint(again)!))
        {
            Assert.Equal(a.Names, b.Names);
            foreach (string name in a.Names)
            {
                using torch.Tensor x = a.Get(name), y = b.Get(name);
                Assert.True(x.bytes.SequenceEqual(y.bytes), name);
            }
        }

        Assert.Equal(ExitCode.BadInput, Csa("train", "--resume", "--steps", "1", "--out", again).Code);
        Assert.Equal(ExitCode.Done, Csa("train", "--resume", "--steps", "3", "--out", again).Code);
        Assert.EndsWith("step-000003.safetensors", RunFolder.LatestCheckpoint(again));
    }

    private static (string Photo, string Mask, RgbImage Image, HoleMask Hole) Photograph(TemporaryFolder folder, string name, int width, int height)
    {
        RgbImage image = new BuiltInPortraits().Read(Split.Test, 0, Math.Max(width, height)).Crop(0, 0, width, height);
        HoleMask hole = HoleMask.Create(height, width, (y, x) => y > height / 3 && y < 2 * height / 3 && x > width / 3 && x < 2 * width / 3);
        byte[] white = [.. hole.Cells(0).ToArray().SelectMany(cell => Enumerable.Repeat((byte)(255 * cell), 3))];
        string photo = folder.At(name), mask = folder.At(name + ".mask.png");
        ImageFile.Write(photo, image);
        ImageFile.Write(mask, new RgbImage(width, height, white));
        if (name.Contains('/', StringComparison.Ordinal)) File.Delete(mask);
        return (photo, mask, image, hole);
    }

    internal static Outcome Csa(params string[] args) => Csa(null, args);

    internal static Outcome Csa(SystemCatalog? catalog, params string[] args)
    {
        (int code, string output, string errors) = ConsoleCapture.Of(() => Application.Run(args, catalog));
        return new Outcome(code, output, errors);
    }

    internal sealed record Outcome(int Code, string Output, string Errors);

    /// <summary>A run of two steps at 32 pixels.</summary>
    public sealed class TinyRun : IDisposable
    {
        private readonly TemporaryFolder folder = new();

        public TinyRun()
        {
            Path = folder.At("run");
            Outcome outcome = Csa(Train(Path, steps: 2));
            Assert.True(outcome.Code == ExitCode.Done, outcome.Errors);
        }

        public string Path { get; }

        /// <summary>The arguments of such a run; more of --set may follow.</summary>
        public static string[] Train(string path, int steps) =>
        [
            "train", "--out", path, "--steps", $"{steps}", "--set", "side=32", "batchSize=2", "validationCount=2",
            "system.network.baseChannels=4", "system.features=random", "system.network.depth=5", "system.patchDiscriminator=false",
        ];

        public void Dispose() => folder.Dispose();
    }
}
