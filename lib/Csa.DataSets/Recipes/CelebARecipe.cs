using System.CommandLine;
using System.Globalization;
using Csa.Data;
using Csa.Data.Sources;
using Csa.DataSets.Downloads;
using Csa.DataSets.Preparation;
using Csa.DataSets.Scripts;

namespace Csa.DataSets.Recipes;

/// <summary>CelebA, aligned and cropped by its authors, in their partition.</summary>
internal sealed class CelebARecipe : DataRecipe
{
    private const int Faces = 202_599;

    /// <summary>The images.</summary>
    internal static DataSource Images { get; } = new("img_align_celeba.zip", FileForm.Zip)
    {
        Address = Drive("0B7EVK8r0v71pZjFTYXZWM3FlRnM"),
        Md5 = "00d2c5bc6d35e252742224ab0c1e8fcb",
        AboutBytes = 1_440_000_000,
    };

    /// <summary>Lines "000001.jpg 0": 0 train, 1 validation, 2 test.</summary>
    internal static DataSource Partition { get; } = new("list_eval_partition.txt", FileForm.Text)
    {
        Address = Drive("0B7EVK8r0v71pY0NSMzRuSXJEVkk"),
        Md5 = "d32c9cbf5e040fd4025c592c306e6668",
        AboutBytes = 3_000_000,
    };

    private readonly SquareChoice squares = new();

    public override string Name => "celeba";

    public override string Title => "CelebA: 202,599 aligned faces, 178x218 (Liu, Luo, Wang, Tang; ICCV 2015)";

    public override IReadOnlyList<string> About =>
    [
        "From http://mmlab.ie.cuhk.edu.hk/projects/CelebA.html, which keeps the files on Google Drive:",
        "img_align_celeba.zip (1.4 GB) and list_eval_partition.txt; the md5 checksums that torchvision publishes are compared.",
        "Splits: the authors', 162,770 train, 19,867 validation, 19,962 test. Prepared at 256: about 16 GB as png, 4.5 GB as jpg,",
        "judged by 200 other faces; 23 GB and 7 GB must be free.",
        "Google Drive may refuse after too many downloads: then fetch both files in a browser and give them with --from.",
    ];

    public override string Terms =>
        "non-commercial research only; no commercial use of images or of what is derived from them; no copies beyond one site of one organization; the images belong to others than the data set's authors. "
        + "In short and in our words: the agreement itself is on the page above, and it is what you accept.";

    public override IReadOnlyList<Option> OwnOptions => squares.Options;

    public override IReadOnlyList<string> Examples =>
    [
        "--out data/celeba --accept-terms",
        "--out data/celeba --from ~/Downloads/img_align_celeba.zip --from ~/Downloads/list_eval_partition.txt",
    ];

    public override IReadOnlyList<DataSource> Sources(ScriptArguments arguments) => [Partition, Images];

    public override long PreparedBytes(ScriptArguments arguments) => Faces * SquareBytes(squares.Of(arguments));

    public override void Prepare(ScriptArguments arguments, PreparationWork work)
    {
        Dictionary<string, Split> splits = Splits(work.Lines(Partition), work.PathOf(Partition));
        work.Photographs(Images, squares.Of(arguments), splits.Count, name =>
            ImageNames.IsImage(name) && splits.TryGetValue(Path.GetFileName(name), out Split split)
                ? new($"{split.ToString().ToLowerInvariant()}/{Path.GetFileNameWithoutExtension(name)}", split)
                : null);
        int missing = splits.Count - work.Folder.Done.Count - work.LeftOut.Count;
        if (missing > 0) work.Note($"{missing} of the {splits.Count} images of {Partition.FileName} are not in {Images.FileName}");
    }

    public override string Next(ScriptArguments arguments) => $"{Vgg16Recipe.TrainAsPaper()} --data {arguments.Out} --out runs/celeba";

    private static Dictionary<string, Split> Splits(string[] lines, string path)
    {
        var splits = new Dictionary<string, Split>(StringComparer.Ordinal);
        for (int i = 0; i < lines.Length; i++)
        {
            if (lines[i].Trim().Length == 0) continue;
            if (lines[i].Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is not [string file, string number]
                || !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int part) || part > 2 || !splits.TryAdd(file, (Split)part))
                throw new BadInputException($"{path}: line {i + 1}: want a file once and 0, 1 or 2, got '{lines[i]}'");
        }

        return splits;
    }

    // What the button of the confirmation page asks for.
    private static Uri Drive(string id) => new($"https://drive.usercontent.google.com/download?id={id}&export=download&confirm=t");
}
