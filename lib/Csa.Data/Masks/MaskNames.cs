using System.Text.RegularExpressions;

namespace Csa.Data.Masks;

/// <summary>Finds a mask's photograph by name: img001_mask.png, mask_img001.png, img001_mask002.png, masks/img001.png.</summary>
internal static partial class MaskNames
{
    /// <summary>The names of photographs that the name of a mask may mean, without endings; none where "mask" is not in it.</summary>
    /// <param name="stem">The file's name without folder and ending.</param>
    public static IReadOnlySet<string> Photographs(string stem)
    {
        var meant = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        if (!stem.Contains("mask", StringComparison.OrdinalIgnoreCase) && !stem.Contains("msk", StringComparison.OrdinalIgnoreCase)) return meant;
        // img001_mask, img001_mask002, img001mask; the number may count the masks of an image, or the images.
        if (AtTheEnd().Match(stem) is { Success: true } end)
        {
            meant.Add(end.Groups["name"].Value);
            if (end.Groups["number"].Value is { Length: > 0 } number)
            {
                meant.Add(end.Groups["name"].Value + number);
                meant.Add(end.Groups["name"].Value + end.Groups["between"].Value + number);
            }
        }

        // mask_img001, mask002_img001
        if (AtTheStart().Match(stem) is { Success: true } start)
        {
            meant.Add(start.Groups["name"].Value);
            meant.Add(start.Groups["number"].Value + start.Groups["name"].Value);
        }

        // img_mask_001
        if (InTheMiddle().Match(stem) is { Success: true } middle) meant.Add(middle.Groups["name"].Value + middle.Groups["between"].Value + middle.Groups["rest"].Value);
        meant.Remove("");
        return meant;
    }

    /// <summary>True if a file is called mask, and nothing else.</summary>
    public static bool IsBare(string stem) => Bare().IsMatch(stem);

    /// <summary>True if the name of a file or of a folder above it says that it is a mask.</summary>
    /// <param name="name">Relative, "/" between parts.</param>
    public static bool IsMarked(string name) => IsInMaskFolder(name) || IsBare(Stem(name)) || Photographs(Stem(name)).Count > 0;

    /// <summary>True if a folder above the file is called masks, or like masks_thin.</summary>
    public static bool IsInMaskFolder(string name) => Folders(name).Any(IsMaskFolder);

    /// <summary>The folders above a file without those that are named after masks or images: masks/a/x.png and images/a/x.png both lie in "a".</summary>
    public static string Place(string name) => string.Join('/', Folders(name).Where(folder => !IsMaskFolder(folder) && !ImagesFolder().IsMatch(folder)));

    /// <summary>A file's name without folders and ending.</summary>
    public static string Stem(string name) => Path.GetFileNameWithoutExtension(name);

    /// <summary>A name by which img-001 and IMG_001 are the same.</summary>
    public static string Plain(string stem) => Separators().Replace(stem, "").ToLowerInvariant();

    /// <summary>The number that a name ends with, without leading zeros; "" for none.</summary>
    public static string Number(string stem) => LastNumber().Match(stem) is { Success: true } number ? number.Value.TrimStart('0').PadLeft(1, '0') : "";

    private static IEnumerable<string> Folders(string name) => name.Split('/').SkipLast(1);

    private static bool IsMaskFolder(string folder) => Bare().IsMatch(folder) || MaskFolderName().IsMatch(folder);

    private const string Mask = "(?:masks?|msk)", Separator = "[ _.-]*";

    [GeneratedRegex($"^(?<name>.*?)(?<between>{Separator}){Mask}{Separator}(?<number>[0-9]*)$", RegexOptions.IgnoreCase)]
    private static partial Regex AtTheEnd();

    [GeneratedRegex($"^{Mask}(?:(?<number>[0-9]+)(?=[ _.-]+[^0-9 _.-]))?{Separator}(?<name>.+)$", RegexOptions.IgnoreCase)]
    private static partial Regex AtTheStart();

    [GeneratedRegex($"^(?<name>.+?)(?<between>[ _.-]+){Mask}[ _.-]+(?<rest>.+)$", RegexOptions.IgnoreCase)]
    private static partial Regex InTheMiddle();

    [GeneratedRegex($"^{Mask}$", RegexOptions.IgnoreCase)]
    private static partial Regex Bare();

    [GeneratedRegex($"(?:^|[ _.-]){Mask}(?:$|[ _.-])", RegexOptions.IgnoreCase)]
    private static partial Regex MaskFolderName();

    [GeneratedRegex("^(?:images?|imgs?|photos?|pictures?|inputs?)$", RegexOptions.IgnoreCase)]
    private static partial Regex ImagesFolder();

    [GeneratedRegex("[ _.-]+")]
    private static partial Regex Separators();

    [GeneratedRegex("[0-9]+$")]
    private static partial Regex LastNumber();
}
