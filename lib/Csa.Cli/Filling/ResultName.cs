using Csa.Data.Images;

namespace Csa.Cli.Filling;

/// <summary>Names the results of a folder's photographs: like the photograph, if the format is the same.</summary>
internal static class ResultName
{
    private static readonly string[] Endings = [".png", ".jpg", ".webp", ".tif", ".bmp"];

    /// <summary>The file name extension that <c>--format</c> asks for.</summary>
    /// <param name="format">The format, without a dot.</param>
    /// <exception cref="BadUsageException">No kind that is written.</exception>
    public static string ExtensionOf(string format)
    {
        string ending = "." + format.ToLowerInvariant().Replace("jpeg", "jpg", StringComparison.Ordinal).Replace("tiff", "tif", StringComparison.Ordinal);
        return Endings.Contains(ending) ? ending : throw new BadUsageException($"--format: want png, jpg, webp, tif or bmp, got '{format}'");
    }

    /// <summary>The extension of a photograph's own format; PNG for a GIF, whose 256 colours are too few for a fill.</summary>
    public static string ExtensionOf(ImageKind kind) => kind switch
    {
        ImageKind.Jpeg => ".jpg",
        ImageKind.Webp => ".webp",
        ImageKind.Tiff => ".tif",
        ImageKind.Bmp => ".bmp",
        _ => ".png",
    };

    /// <summary>A unique name for a result.</summary>
    /// <param name="name">The photograph's.</param>
    /// <param name="ending">The result's extension.</param>
    /// <param name="isAlone">False if another photograph's name differs by its extension only: a.gif and a.bmp would both become a.png.</param>
    /// <param name="taken">The names given so far, to which this one is added.</param>
    public static string Of(string name, string ending, bool isAlone, HashSet<string> taken)
    {
        bool saysSo = ImageFile.KindOf(name) == ImageFile.KindOf(ending) && (ending != ".png" || name.EndsWith(ending, StringComparison.OrdinalIgnoreCase));
        string result = saysSo ? name : isAlone ? Path.ChangeExtension(name, ending) : name + ending;
        while (!taken.Add(result)) result += ending;
        return result;
    }
}
