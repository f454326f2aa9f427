using Csa.Data.Images;

namespace Csa.Data.Masks;

/// <summary>The photographs of a folder, each with the mask that its name means; masks are never taken for photographs.</summary>
/// <remarks>
/// In this order: a mask of the same name; one with "mask" before or behind it, in the same folder, then in another; one of
/// the same name in a sub-folder; the same name but for separators; the same number; the only mask.png beside the only
/// photograph. Several masks that fit equally, or several photographs for one mask, are no pair.
/// </remarks>
internal sealed class MaskPairs
{
    private readonly string images, masks;
    private readonly Dictionary<string, Match> found = new(StringComparer.Ordinal);

    private MaskPairs(string images, string masks, string[] photographs, string[] setAside)
    {
        (this.images, this.masks) = (images, masks);
        Photographs = photographs;
        SetAside = setAside;
    }

    /// <summary>Relative to the folder of images, in ordinal order.</summary>
    public IReadOnlyList<string> Photographs { get; }

    /// <summary>Files of the folder of images that are masks, not photographs.</summary>
    public IReadOnlyList<string> SetAside { get; }

    /// <summary>How the masks were found, in one line; "" if there is none.</summary>
    public string How
    {
        get
        {
            Match[] pairs = [.. Photographs.Select(photo => found[photo]).Where(match => match.IsPair)];
            if (pairs.Length == 0) return "";
            IEnumerable<string> rules = pairs.GroupBy(match => match.Rule).Select(group => $"{group.Count()} {group.Key} ({group.First().Photo}: {group.First().Masks[0]})");
            return $"masks found: {string.Join("; ", rules)}";
        }
    }

    /// <summary>Finds the photographs and masks of two folders, which may be one.</summary>
    /// <param name="images">A folder or list of photographs.</param>
    /// <param name="masks">A folder or list of masks; the same folder where they lie beside their photographs.</param>
    /// <param name="results">A folder of results, whose files are neither; or null.</param>
    /// <exception cref="BadInputException">No such folder, or no image file in it.</exception>
    public static MaskPairs Find(string images, string masks, string? results = null)
    {
        bool together = ImageFolder.FullPath(images) == ImageFolder.FullPath(masks);
        string[] files = [.. Inside(images, results is null ? [] : [results])];
        string[] photographs = together ? PhotographsAmong(images, files) : PhotographsBeside(images, [.. files.Except(ImageFolder.Within(images, files, masks))]);
        string[] others = together ? [.. files.Except(photographs)] : [.. Inside(masks, results is null ? [images] : [images, results])];
        var pairs = new MaskPairs(images, masks, photographs, [.. files.Except(photographs)]);
        pairs.Pair(others);
        return pairs;
    }

    /// <summary>The photographs of a folder that share one mask.</summary>
    /// <param name="images">A folder of photographs.</param>
    /// <param name="results">A folder of results, whose files are not photographs.</param>
    /// <exception cref="BadInputException">No such folder, or no image file in it.</exception>
    public static MaskPairs WithSharedMask(string images, string results)
    {
        string[] files = [.. Inside(images, [results])], photographs = PhotographsBeside(images, files);
        return new MaskPairs(images, images, photographs, [.. files.Except(photographs)]);
    }

    /// <summary>The path of a photograph's mask.</summary>
    /// <param name="photograph">One of <see cref="Photographs"/>.</param>
    /// <exception cref="BadInputException">It has none, or more than one.</exception>
    public string MaskOf(string photograph)
    {
        Match match = found[photograph];
        if (match.IsPair) return ImageFolder.PathOf(ImageFolder.Root(masks), match.Masks[0]);
        throw new BadInputException(
            match.Masks.Count == 0 ? $"{photograph}: want a mask of that name in {masks} ({Example(photograph, "_mask")} or {Example(photograph, "")}), there is none"
            : match.Rivals.Count > 0 ? $"{photograph}: want a mask of its own in {masks}; {match.Masks[0]} could be of {string.Join(" or ", match.Rivals)}; rename it like its photograph, with _mask"
            : $"{photograph}: want one mask in {masks}, these could be it: {string.Join(", ", match.Masks)}; keep one, or fill with each by itself");
    }

    /// <summary>True if a photograph has exactly one mask.</summary>
    public bool Has(string photograph) => found[photograph].IsPair;

    /// <summary>The path of a photograph.</summary>
    /// <param name="photograph">One of <see cref="Photographs"/>.</param>
    /// <exception cref="BadInputException">A device or a pipe.</exception>
    public string PathOf(string photograph) => ImageFolder.PathOf(ImageFolder.Root(images), photograph);

    /// <summary>Names without those that by their names are masks of others among them.</summary>
    /// <param name="names">Relative, "/" between parts.</param>
    public static string[] WithoutMasks(IReadOnlyList<string> names)
    {
        var stems = names.Where(name => !MaskNames.IsInMaskFolder(name)).Select(MaskNames.Stem).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return [.. names.Where(name => !(MaskNames.IsInMaskFolder(name) ? stems.Contains(MaskNames.Stem(name)) || MeansOne(name, stems) : MeansOne(name, stems)))];
    }

    private const string SameName = "of the same name";

    private static readonly (string Rule, Func<string, string?> OfPhotograph, Func<string, IEnumerable<string>> OfMask)[] Rules =
    [
        (SameName, name => name, name => [name]),
        (SameName, WithoutEnding, name => [WithoutEnding(name)]),
        (SameName, name => name, name => [WithoutEnding(name)]),
        ("with 'mask' in the name", WithoutEnding, name => Meant(name).Select(stem => Path.Combine(FolderOf(name), stem))),
        ("with 'mask' in the name", name => name, name => Meant(name).Select(stem => Path.Combine(FolderOf(name), stem))),
        ("of the same name in another folder", name => Path.Combine(MaskNames.Place(name), MaskNames.Stem(name)), name => [Path.Combine(MaskNames.Place(name), MaskNames.Stem(name))]),
        ("with 'mask' in the name in another folder", name => Path.Combine(MaskNames.Place(name), MaskNames.Stem(name)), name => Meant(name).Select(stem => Path.Combine(MaskNames.Place(name), stem))),
        ("of the same name in another folder", MaskNames.Stem, name => [MaskNames.Stem(name)]),
        ("with 'mask' in the name in another folder", MaskNames.Stem, Meant),
        ("with 'mask' in the name", name => MaskNames.Plain(MaskNames.Stem(name)), name => Meant(name).Select(MaskNames.Plain)),
        ("of the same number", name => MaskNames.Number(MaskNames.Stem(name)) is { Length: > 0 } number ? number : null, name => Meant(name).Where(stem => stem.All(char.IsAsciiDigit)).Select(MaskNames.Number)),
    ];

    private void Pair(string[] others)
    {
        var open = new List<string>(Photographs);
        foreach ((string rule, Func<string, string?> ofPhotograph, Func<string, IEnumerable<string>> ofMask) in Rules)
        {
            ILookup<string, string> byKey = others.SelectMany(mask => ofMask(mask).Distinct(StringComparer.OrdinalIgnoreCase).Select(key => (key, mask))).ToLookup(pair => pair.key, pair => pair.mask, StringComparer.OrdinalIgnoreCase);
            Match[] fits = [.. open.Select(photo => new Match(photo, rule, ofPhotograph(photo) is string key ? [.. byKey[key].Distinct()] : [], []))];
            Keep([.. fits.Where(match => match.Masks.Count > 0)], open);
        }

        // A folder for each photograph, with its mask.png.
        ILookup<string, string> bare = others.Where(mask => MaskNames.IsBare(MaskNames.Stem(mask))).ToLookup(FolderOf), alone = Photographs.ToLookup(FolderOf);
        Keep([.. open.Where(photo => alone[FolderOf(photo)].Count() == 1 && bare[FolderOf(photo)].Any()).Select(photo => new Match(photo, "called mask beside the only photograph", [.. bare[FolderOf(photo)]], []))], open);
        foreach (string photo in open) found[photo] = new Match(photo, "", [], []);
    }

    // What several photographs of different names claim belongs to none of them.
    private void Keep(Match[] fits, List<string> open)
    {
        ILookup<string, string> claims = fits.SelectMany(match => match.Masks.Select(mask => (mask, match.Photo))).ToLookup(pair => pair.mask, pair => pair.Photo);
        foreach (Match match in fits)
        {
            string[] claiming = match.Masks.Count == 1 ? [.. claims[match.Masks[0]]] : [];
            found[match.Photo] = match with { Rivals = claiming.Select(WithoutEnding).Distinct().Count() > 1 ? claiming : [] };
            open.Remove(match.Photo);
        }
    }

    // In one folder: all but what is named after another file as its mask, or is called a mask and looks like one.
    private static string[] PhotographsAmong(string folder, string[] files)
    {
        ILookup<string, string> stems = files.ToLookup(MaskNames.Stem, StringComparer.OrdinalIgnoreCase);
        string[] named = WithoutMasks(files);
        return [.. named.Where(name => !(MaskNames.IsMarked(name) && LooksLikeMask(folder, name)) && !IsMaskOfTwin(name))];

        // photo.jpg and photo.png, or holes/photo.png: the one that is black and white is the other's mask.
        bool IsMaskOfTwin(string name)
        {
            string[] twins = [.. stems[MaskNames.Stem(name)].Where(other => other != name)];
            return twins.Length > 0 && LooksLikeMask(folder, name) && twins.Any(other => !LooksLikeMask(folder, other));
        }
    }

    private static string[] PhotographsBeside(string folder, string[] files) => [.. files.Where(name => !MaskNames.IsMarked(name) || !LooksLikeMask(folder, name))];

    // What is no image is no mask either: it is named when it is to be filled.
    private static bool LooksLikeMask(string folder, string name)
    {
        try
        {
            return MaskInterpretation.Of(ImageFile.Open(ImageFolder.PathOf(ImageFolder.Root(folder), name))).IsPlain;
        }
        catch (BadInputException)
        {
            return false;
        }
    }

    private static bool MeansOne(string name, HashSet<string> stems) =>
        MaskNames.Photographs(MaskNames.Stem(name)).Any(stem => stems.Contains(stem) || stems.Contains(MaskNames.Stem(stem)));

    private static IEnumerable<string> Meant(string name) => MaskNames.Photographs(MaskNames.Stem(name));

    private static IEnumerable<string> Inside(string folder, string[] without) =>
        ImageFolder.List(folder) is var names && without.Length == 0 ? names : names.Except(without.SelectMany(inner => ImageFolder.Within(folder, names, inner)));

    private static string WithoutEnding(string name) => Path.ChangeExtension(name, null);

    private static string FolderOf(string name) => Path.GetDirectoryName(name) ?? "";

    private static string Example(string name, string mark) => Path.GetFileNameWithoutExtension(name) + mark + ".png";

    // Rivals: the photographs that claim the same mask, if there is more than one.
    private sealed record Match(string Photo, string Rule, IReadOnlyList<string> Masks, IReadOnlyList<string> Rivals)
    {
        public bool IsPair => Masks.Count == 1 && Rivals.Count == 0;
    }
}
