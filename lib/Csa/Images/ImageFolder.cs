using System.IO.Enumeration;

namespace Csa.Images;

/// <summary>Lists a folder's image files by their names, without opening them.</summary>
public static class ImageFolder
{
    // The last ones are not read, but named as such: a file that silently takes no part would be worse.
    private static readonly HashSet<string> Extensions = new(StringComparer.OrdinalIgnoreCase)
    {
        ".jpg", ".jpeg", ".jfif", ".png", ".webp", ".bmp", ".gif", ".tif", ".tiff", ".heic", ".avif",
    };

    /// <summary>Names relative to the folder, "/" between parts, in ordinal order: the same on every machine.</summary>
    /// <param name="folder">Searched recursively; hidden files and linked sub-folders (which may form rings) are left out.</param>
    /// <exception cref="BadInputException">No such folder, or no image file in it.</exception>
    public static string[] List(string folder)
    {
        if (File.Exists(folder)) throw new BadInputException($"{folder}: is a file; want a folder of images");
        if (!Directory.Exists(folder)) throw new BadInputException($"{folder}: want a folder of images, but it does not exist");
        var options = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true };
        var files = new FileSystemEnumerable<string>(folder, (ref FileSystemEntry entry) => entry.ToFullPath(), options)
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) =>
                !entry.IsDirectory && Extensions.Contains(Path.GetExtension(entry.FileName).ToString()),
            ShouldRecursePredicate = (ref FileSystemEntry entry) => (entry.Attributes & FileAttributes.ReparsePoint) == 0,
        };
        string[] names = [.. files.Select(file => Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/'))];
        if (names.Length == 0) throw new BadInputException($"{folder}: want images (.jpg, .png, .webp, .bmp, .gif), found none");
        Array.Sort(names, StringComparer.Ordinal);
        return names;
    }
}
