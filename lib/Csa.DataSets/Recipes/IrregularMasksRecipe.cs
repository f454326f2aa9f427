using System.CommandLine;
using System.Globalization;
using Csa.Data;
using Csa.Data.Images;
using Csa.Data.Masks;
using Csa.Data.Sources;
using Csa.DataSets.Archives;
using Csa.DataSets.Downloads;
using Csa.DataSets.Preparation;
using Csa.DataSets.Scripts;

namespace Csa.DataSets.Recipes;

/// <summary>NVIDIA's irregular masks: the test masks in buckets of their measured hole shares, or training masks by the authors' recipe.</summary>
internal sealed class IrregularMasksRecipe : DataRecipe
{
    // The margin that half of the test masks are said to keep is from memory: it is measured and noted, and decides nothing.
    private const int TestMasks = 12_000, TrainMasks = 55_116, CheckedSide = 256, Margin = 50, TypicalBytes = 6_000;
    private const string Moved = " at 256x256", Clear = "clear of the border";

    /// <summary>12,000 masks of 512x512, white = hole.</summary>
    internal static DataSource Test { get; } = new("test_mask.zip", FileForm.Zip) { Address = new Uri("https://www.dropbox.com/s/01dfayns9s0kevy/test_mask.zip?dl=1"), AboutBytes = 100_000_000 };

    /// <summary>55,116 raw masks, white = valid: the opposite.</summary>
    internal static DataSource Train { get; } = new("irregular_mask.zip", FileForm.Zip) { Address = new Uri("https://www.dropbox.com/s/qp8cxqttta4zi70/irregular_mask.zip?dl=1"), AboutBytes = 500_000_000 };

    private readonly Option<string> part = ScriptOption.Word("--part", "test, or train", ["test", "train"]);

    private readonly Option<int> side = ScriptOption.Number(
        "--side", "Height and width of the training masks; test masks keep theirs and are scaled, by area, when they are used", 256, 16, 4096);

    private readonly Option<int> seed = ScriptOption.Number("--seed", "Draws what is random in the training masks", 0, 0, int.MaxValue);

    public override string Name => "irregular-masks";

    public override string Title => "Irregular masks (Liu, Reda, Shih, Wang, Tao, Catanzaro: partial convolutions; ECCV 2018)";

    public override IReadOnlyList<string> About =>
    [
        "From https://nv-adlr.github.io/publication/partialconv-inpainting, which keeps the files on Dropbox.",
        "--part test: test_mask.zip, 12,000 masks of 512x512, white = hole, sorted by the share of missing pixels that each has: the order of",
        "the files is documented nowhere. More than 0 and at most 10 % … 50 to 60 %; what lies beyond goes to 60-100.",
        "--part train: irregular_mask.zip, 55,116 raw masks, white = valid, the opposite; turned into white = hole by the authors' recipe:",
        "binarised at 0.6, dilated by 9 to 49 pixels, turned, moved and cropped at random. How far, they do not say; those ranges are ours.",
        "Both files' sizes, about 100 and 500 MB, are from memory and not confirmed.",
        "No checksum is published: what was seen first is written down, and another file is then refused.",
    ];

    public override string Terms => "we know of none beyond what the page above says; it is what you accept.";

    public override IReadOnlyList<Option> OwnOptions => [part, side, seed];

    public override IReadOnlyList<string> Examples => ["--out data/masks-test --accept-terms", "--out data/masks-train --part train --accept-terms"];

    public override IReadOnlyList<DataSource> Sources(ScriptArguments arguments) => [IsTest(arguments) ? Test : Train];

    public override long PreparedBytes(ScriptArguments arguments) => (IsTest(arguments) ? TestMasks : TrainMasks) * (long)TypicalBytes;

    public override void Prepare(ScriptArguments arguments, PreparationWork work)
    {
        if (IsTest(arguments)) Buckets(work);
        else Recipe(arguments, work);
    }

    public override string Next(ScriptArguments arguments) => IsTest(arguments)
        ? $"csa evaluate --run runs/mine --masks {arguments.Out}#buckets --out runs/mine/by-share"
        : $"{Vgg16Recipe.TrainAsPaper()} --masks {arguments.Out} --data data/celeba --out runs/irregular";

    private bool IsTest(ScriptArguments arguments) => arguments.Get(part) == "test";

    private static void Buckets(PreparationWork work)
    {
        var done = work.Folder.Done.Keys.Select(file => file[(file.IndexOf('/', StringComparison.Ordinal) + 1)..]).ToHashSet(StringComparer.Ordinal);
        work.Make(Test, TestMasks, name => ImageNames.IsImage(name) && !done.Contains(Stem(name) + ".png"), file =>
        {
            HoleMask mask = Binarised(file, whiteIsHole: true, RawMaskRecipe.HalfLevel);
            string bucket = Bucket(mask, file.Name), small = Bucket(MaskScaling.ResizeByArea(mask, CheckedSide, CheckedSide), file.Name);
            string facts = (100 * mask.HoleFraction(0)).ToString("F2", CultureInfo.InvariantCulture) + " % hole"
                + (small == bucket ? "" : $", {small} %{Moved}") + (IsClear(mask) ? $", {Margin} pixels {Clear}" : "");
            work.Folder.Keep($"{bucket}/{Stem(file.Name)}.png", Split.Test, $"{Test.FileName}: {file.Name} ({facts})", Png(mask));
        });
        ManifestRow[] rows = [.. work.Folder.Done.Values];
        if (rows.Length == 0) throw new BadInputException($"{work.PathOf(Test)}: want {TestMasks} masks, found none");
        IEnumerable<string> counts = rows.GroupBy(row => row.File.Split('/')[0]).OrderBy(group => int.Parse(group.Key.Split('-')[0], CultureInfo.InvariantCulture)).Select(group => $"{group.Key} %: {group.Count()}");
        work.Note($"masks by hole share: {string.Join(", ", counts)}");
        work.Note($"{rows.Count(row => row.Source.Contains(Moved, StringComparison.Ordinal))} of them lie in another bucket once scaled to {CheckedSide}x{CheckedSide}; {rows.Count(row => row.Source.Contains(Clear, StringComparison.Ordinal))} keep {Margin} of 512 pixels clear of the border");
        if (rows.Length != TestMasks) work.Note($"{rows.Length} masks, where {TestMasks} are published");
    }

    private void Recipe(ScriptArguments arguments, PreparationWork work)
    {
        int pixels = arguments.Get(side);
        ulong root = (ulong)arguments.Get(seed);
        work.Make(Train, TrainMasks, name => ImageNames.IsImage(name) && !work.Folder.Done.ContainsKey($"train/{Stem(name)}.png"), file =>
        {
            HoleMask raw = Binarised(file, whiteIsHole: false, RawMaskRecipe.AuthorsLevel);
            HoleMask mask = RawMaskRecipe.Apply(raw, pixels, Seed.Derive(root, StableHash.Of(Stem(file.Name))))
                ?? throw new UnusableFileException($"{file.Name}: has no hole that stays in the picture, or nothing known");
            work.Folder.Keep($"train/{Stem(file.Name)}.png", Split.Train, $"{Train.FileName}: {file.Name}", Png(mask));
        });
        if (work.Folder.Done.Count == 0) throw new BadInputException($"{work.PathOf(Train)}: want {TrainMasks} masks, found none");
        if (work.Folder.Done.Count + work.LeftOut.Count != TrainMasks) work.Note($"{work.Folder.Done.Count + work.LeftOut.Count} masks, where {TrainMasks} are published");
    }

    private static string Stem(string name) => Path.GetFileNameWithoutExtension(name);

    private static HoleMask Binarised(ArchivedFile file, bool whiteIsHole, int level)
    {
        RgbImage image = SquareOptions.Decode(file.Bytes, file.Name).Image;
        byte[] pixels = image.Pixels;
        return HoleMask.Create(image.Height, image.Width, (y, x) => (pixels[3 * ((y * image.Width) + x)] > level) == whiteIsHole);
    }

    private static string Bucket(HoleMask mask, string name)
    {
        if (mask.IsEmpty) throw new UnusableFileException($"{name}: has no hole");
        return HoleShareRange.Tens.FirstOrDefault(range => range.Contains(mask))?.ToString() ?? $"{HoleShareRange.Tens[^1].UpToPercent}-100";
    }

    private static bool IsClear(HoleMask mask)
    {
        int margin = Margin * mask.Width / 512;
        for (int y = 0; y < mask.Height; y++)
            for (int x = 0; x < mask.Width; x++)
                if (mask[0, y, x] && (y < margin || x < margin || y >= mask.Height - margin || x >= mask.Width - margin)) return false;
        return true;
    }

    private static byte[] Png(HoleMask mask)
    {
        var pixels = new byte[3 * mask.Height * mask.Width];
        ReadOnlySpan<byte> cells = mask.Cells(0);
        for (int i = 0; i < pixels.Length; i++) pixels[i] = cells[i / 3] == 0 ? (byte)0 : (byte)255;
        return ImageFile.ToPng(new RgbImage(mask.Width, mask.Height, pixels));
    }
}
