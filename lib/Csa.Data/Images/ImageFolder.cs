using System.IO.Enumeration;
using System.Security.Cryptography;
using System.Text;
using Csa.Data.Files;

namespace Csa.Data.Images;

/// <summary>Lists a folder's image files by their names, without opening them.</summary>
public static class ImageFolder
{
    // The last two are not read, but named as such: a file that silently takes no part would be worse.
    private static readonly HashSet<string> Extensions = new(StringComparer.OrdinalIgnoreCase)
    {
        ".jpg", ".jpeg", ".jfif", ".png", ".webp", ".bmp", ".gif", ".tif", ".tiff", ".heic", ".avif",
    };

    /// <summary>What the programs of data-scripts/ call the list of a folder that is still being prepared: half a data set is never read as if it were all.</summary>
    internal const string UnfinishedManifestName = "manifest.csv.part";

    /// <summary>Names relative to the folder, "/" between parts, in ordinal order: the same on every machine.</summary>
    /// <param name="folder">Searched recursively; hidden files and linked sub-folders (which may form rings) are left out.</param>
    /// <exception cref="BadInputException">No such folder, no image file in it, or one whose preparation is not finished.</exception>
    public static string[] List(string folder)
    {
        if (File.Exists(folder)) throw new BadInputException($"{folder}: is a file; want a folder of images");
        if (!Directory.Exists(folder)) throw new BadInputException($"{folder}: want a folder of images, but it does not exist");
        RequireFinished(folder);
        var options = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true };
        var files = new FileSystemEnumerable<string>(folder, (ref FileSystemEntry entry) => entry.ToFullPath(), options)
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) =>
                !entry.IsDirectory && Extensions.Contains(Path.GetExtension(entry.FileName).ToString()),
            ShouldRecursePredicate = (ref FileSystemEntry entry) => (entry.Attributes & FileAttributes.ReparsePoint) == 0,
        };
        string[] names = [.. files.Select(file => Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/'))];
        if (names.Length == 0) throw new BadInputException($"{folder}: want images (.jpg, .png, .webp, .tif, .bmp, .gif), found none");
        Array.Sort(names, StringComparer.Ordinal);
        return names;
    }

    /// <summary>Refuses a folder whose preparation has not come to its end.</summary>
    /// <param name="folder">Any folder.</param>
    /// <exception cref="BadInputException">It holds an unfinished manifest.</exception>
    internal static void RequireFinished(string folder)
    {
        if (File.Exists(Path.Combine(folder, UnfinishedManifestName)))
            throw new BadInputException($"{folder}: its preparation is not finished; run the command of data-scripts/ that began it once more, it goes on where it ended");
    }

    /// <summary>The path of a listed file, which must be one: to open a pipe is to wait for its other end, perhaps for ever.</summary>
    /// <param name="folder">As for <see cref="List"/>.</param>
    /// <param name="name">One of its names.</param>
    /// <exception cref="BadInputException">A device or a pipe.</exception>
    public static string PathOf(string folder, string name)
    {
        string path = Path.Combine(folder, name);
        return SpecialFile.Exists(path) ? throw new BadInputException($"{path}: is a device or a pipe; want an image file") : path;
    }

    /// <summary>Tells a folder's images from others by the names and sizes of the files, without opening them.</summary>
    /// <param name="folder">As for <see cref="List"/>.</param>
    /// <returns>"12 files, 34567 bytes, 0f1e…": equal for the same files wherever the folder lies.</returns>
    /// <exception cref="BadInputException">No such folder, or no image file in it.</exception>
    public static string Fingerprint(string folder)
    {
        long total = 0, count = 0;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string name in List(folder))
        {
            var file = new FileInfo(Path.Combine(folder, name));
            long length = file.Exists ? file.Length : 0;
            hash.AppendData(Encoding.UTF8.GetBytes($"{name}\n{length}\n"));
            total += length;
            count++;
        }

        return $"{count} files, {total} bytes, {Convert.ToHexStringLower(hash.GetCurrentHash().AsSpan(0, 8))}";
    }
}
