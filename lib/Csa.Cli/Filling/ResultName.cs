using Csa.Data.Images;

namespace Csa.Cli.Filling;

/// <summary>How the result of a folder's photograph is called: like it, where it is of its kind.</summary>
internal static class ResultName
{
    private static readonly string[] Endings = [".png", ".jpg", ".webp", ".tif", ".bmp"];

    /// <summary>The ending that <c>--format</c> asks for.</summary>
    /// <param name="format">Without its point.</param>
    /// <exception cref="BadUsageException">No kind that is written.</exception>
    public static string EndingOf(string format)
    {
        string ending = "." + format.ToLowerInvariant().Replace("jpeg", "jpg", StringComparison.Ordinal).Replace("tiff", "tif", StringComparison.Ordinal);
        return Endings.Contains(ending) ? ending : throw new BadUsageException($"--format: want png, jpg, webp, tif or bmp, got '{format}'");
    }

    /// <summary>The ending of a photograph's own kind; a GIF's 256 colours would not hold what is filled.</summary>
    public static string EndingOf(ImageKind kind) => kind switch
    {
        ImageKind.Jpeg => ".jpg",
        ImageKind.Webp => ".webp",
        ImageKind.Tiff => ".tif",
        ImageKind.Bmp => ".bmp",
        _ => ".png",
    };

    /// <summary>A name that no other result has.</summary>
    /// <param name="name">The photograph's.</param>
    /// <param name="ending">Of the result's kind.</param>
    /// <param name="isAlone">False where another photograph's name differs by its ending alone: a.gif and a.bmp would both become a.png.</param>
    /// <param name="taken">The names so far; this one joins them.</param>
    public static string Of(string name, string ending, bool isAlone, HashSet<string> taken)
    {
        bool saysSo = ImageFile.KindOf(name) == ImageFile.KindOf(ending) && (ending != ".png" || name.EndsWith(ending, StringComparison.OrdinalIgnoreCase));
        string result = saysSo ? name : isAlone ? Path.ChangeExtension(name, ending) : name + ending;
        while (!taken.Add(result)) result += ending;
        return result;
    }
}
