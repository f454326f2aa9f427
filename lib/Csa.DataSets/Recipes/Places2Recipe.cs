using System.CommandLine;
using System.Text;
using Csa.Data;
using Csa.Data.Sources;
using Csa.DataSets.Downloads;
using Csa.DataSets.Preparation;
using Csa.DataSets.Scripts;

namespace Csa.DataSets.Recipes;

/// <summary>Places365-Standard at 256x256: the validation images, and training images of the scenes that a list names.</summary>
internal sealed class Places2Recipe : DataRecipe
{
    private const string AllScenes = "all";
    private const int Scenes = 365, MaxPerScene = 5000, ValidationImages = 36_500, PublishedSide = 256, PublishedBytes = 14_000;

    private static readonly Uri Base = new("http://data.csail.mit.edu/places/places365/");

    /// <summary>1,803,460 images as data_256/a/abbey/00000001.jpg.</summary>
    internal static DataSource Train { get; } = Tar("train_256_places365standard.tar", "53ca1c756c3d1e7809517cc47c5561c5", 24_000_000_000);

    /// <summary>36,500 images as val_256/Places365_val_00000001.jpg.</summary>
    internal static DataSource Validation { get; } = Tar("val_256.tar", "e27b17d8d44f4af9a78502beb927f808", 501_000_000);

    /// <summary>Scenes by number, and each validation image's number.</summary>
    internal static DataSource Lists { get; } = Tar("filelist_places365-standard.tar", "35a0585fee1fa656440f3ab298f8479c", 68_000_000);

    private readonly SquareChoice squares = new();

    private readonly Option<string?> classes = ScriptOption.Text(
        "--classes", "LIST", "Scenes to train on: names with commas between, a file with one a line, or all; without it only the validation images, of all scenes");

    public Places2Recipe() => classes.Validators.Add(given =>
    {
        if (given.GetValueOrDefault<string?>() is string list && list != AllScenes && Named(list).Count == 0) given.AddError($"{classes.Name}: want at least one scene");
    });

    public override string Name => "places2";

    public override string Title => "Places2 = Places365-Standard, small images 256x256 (Zhou, Lapedriza, Khosla, Oliva, Torralba; TPAMI 2017)";

    public override IReadOnlyList<string> About =>
    [
        $"From {Base}, the md5 checksums that torchvision publishes are compared: val_256.tar (501 MB, 36,500 images),",
        "with --classes also filelist_places365-standard.tar (68 MB) and train_256_places365standard.tar (24 GB, 1,803,460 images).",
        "Each scene has 3,068 to 5,000 images to train on and 100 to validate with. Scenes are known by the names in the authors' list",
        "(categories_places365.txt); another number of validation images, and scenes without images, are noted.",
        "Splits: the authors', train and validation; the test images have no public labels and are left alone.",
        "The CSA paper trained on some scenes only and does not say which (its author, CSA-inpainting issue 18): name yours with --classes.",
        "At --side 256 every image keeps its bytes.",
    ];

    public override string Terms =>
        "non-commercial research and education only; the images are not to be distributed; their copyrights are their owners'. "
        + "In short and in our words: http://places2.csail.mit.edu/download.html has the terms, and they are what you accept.";

    public override IReadOnlyList<Option> OwnOptions => [classes, .. squares.Options];

    public override IReadOnlyList<string> Examples => ["--out data/places2 --accept-terms", "--out data/canyons --classes canyon,cliff,butte --accept-terms"];

    public override IReadOnlyList<DataSource> Sources(ScriptArguments arguments) =>
        arguments.Get(classes) is not null ? [Lists, Validation, Train] : [Validation];

    public override long PreparedBytes(ScriptArguments arguments)
    {
        long perImage = squares.Of(arguments).Side == PublishedSide ? PublishedBytes : SquareBytes(squares.Of(arguments));
        int scenes = arguments.Get(classes) is not string list ? 0 : list == AllScenes ? Scenes : Named(list).Count;
        return perImage * (scenes == 0 ? ValidationImages : scenes * (MaxPerScene + (ValidationImages / Scenes)));
    }

    public override void Prepare(ScriptArguments arguments, PreparationWork work)
    {
        HashSet<string>? wanted = null;
        Dictionary<string, string>? sceneOf = null;
        if (arguments.Get(classes) is string list)
        {
            Dictionary<string, string[]> lists = work.Files(Lists, name => Path.GetFileName(name) is "categories_places365.txt" or "places365_val.txt")
                .ToDictionary(file => Path.GetFileName(file.Name), file => Encoding.UTF8.GetString(file.Bytes).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
            Dictionary<string, string> byNumber = Numbered(lists, "categories_places365.txt", work).ToDictionary(pair => pair.Value, pair => Bare(pair.Key));
            wanted = list == AllScenes ? [.. byNumber.Values] : Known(Named(list), byNumber.Values);
            sceneOf = Numbered(lists, "places365_val.txt", work).ToDictionary(pair => pair.Key, pair => byNumber[pair.Value]);
        }

        int validation = wanted is null ? ValidationImages : wanted.Count * ValidationImages / Scenes;
        work.Photographs(Validation, squares.Of(arguments), validation, name =>
            ImageNames.IsImage(name) && (wanted is null || (sceneOf!.TryGetValue(Path.GetFileName(name), out string? scene) && wanted.Contains(scene)))
                ? new("validation/" + Path.GetFileNameWithoutExtension(name), Split.Validation)
                : null);
        work.Count(Validation, Split.Validation, validation);
        if (wanted is null) return;
        work.Photographs(Train, squares.Of(arguments), work.Folder.Done.Count + (wanted.Count * MaxPerScene), name =>
            ImageNames.IsImage(name) && SceneOf(name) is string scene && wanted.Contains(scene)
                ? new($"train/{scene}/{Path.GetFileNameWithoutExtension(name)}", Split.Train)
                : null);
        work.Count(Train, Split.Train, wanted: null);
        string[] without = [.. wanted.Where(scene => !work.Folder.Done.Keys.Any(file => file.StartsWith($"train/{scene}/", StringComparison.Ordinal))).Order(StringComparer.Ordinal)];
        if (without.Length > 0) work.Note($"{Train.FileName} has no images of {string.Join(", ", without)}");
    }

    public override string Next(ScriptArguments arguments) => arguments.Get(classes) is not null
        ? $"{Vgg16Recipe.TrainAsPaper()} --data {arguments.Out} --out runs/places2"
        : $"csa evaluate --run runs/mine --data {arguments.Out} --split validation --out runs/mine/places2";

    private static DataSource Tar(string name, string md5, long bytes) => new(name, FileForm.Tar) { Address = new Uri(Base, name), Md5 = md5, AboutBytes = bytes };

    private static IReadOnlyList<string> Named(string list)
    {
        IEnumerable<string> names = File.Exists(list) ? File.ReadLines(list) : list.Split(',');
        return [.. names.Select(name => name.Trim()).Where(name => name.Length > 0 && !name.StartsWith('#')).Select(Bare).Distinct()];
    }

    // "/a/abbey", "a/abbey" and "abbey" are one scene; "apartment_building/outdoor" is one too.
    private static string Bare(string scene)
    {
        scene = scene.Trim('/');
        return scene.Length > 1 && scene[1] == '/' ? scene[2..] : scene;
    }

    // data_256/a/abbey/00000001.jpg
    private static string? SceneOf(string name) => name.Split('/') is [_, { Length: 1 }, .. var scene, _] && scene.Length > 0 ? string.Join('/', scene) : null;

    private static HashSet<string> Known(IReadOnlyList<string> names, IReadOnlyCollection<string> scenes)
    {
        string[] unknown = [.. names.Except(scenes)];
        if (unknown.Length == 0) return [.. names];
        string[] near = [.. scenes.Where(scene => unknown.Any(name => scene.Contains(name.Split('/')[0], StringComparison.OrdinalIgnoreCase))).Take(8)];
        throw new BadInputException($"--classes: there is no scene {string.Join(", ", unknown)}{(near.Length > 0 ? $"; there are {string.Join(", ", near)}" : "; categories_places365.txt lists them")}");
    }

    private static Dictionary<string, string> Numbered(Dictionary<string, string[]> lists, string name, PreparationWork work)
    {
        var numbered = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string line in lists.GetValueOrDefault(name) ?? throw new BadInputException($"{work.PathOf(Lists)}: want {name} in it, there is none"))
        {
            if (line.Split(' ') is not [string key, string number] || !int.TryParse(number, out int value) || value is < 0 or >= Scenes || !numbered.TryAdd(key, number))
                throw new BadInputException($"{work.PathOf(Lists)}: {name}: want a name once and a number below {Scenes}, got '{line}'");
        }

        return numbered;
    }
}
