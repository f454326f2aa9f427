using System.IO.Enumeration;
using System.Security.Cryptography;
using System.Text;
using Csa.Data.Files;

namespace Csa.Data.Images;

/// <summary>Lists the image files of a folder, or those that a text file names (.flist, .txt), without opening them.</summary>
public static class ImageFolder
{
    // The last two are not read, but named as such: a file that silently takes no part would be worse.
    private static readonly HashSet<string> Extensions = new(StringComparer.OrdinalIgnoreCase)
    {
        ".jpg", ".jpeg", ".jfif", ".png", ".webp", ".bmp", ".gif", ".tif", ".tiff", ".heic", ".avif",
    };

    // Photographs as people have them, of kinds that no library here reads.
    private static readonly HashSet<string> UnreadExtensions = new(StringComparer.OrdinalIgnoreCase)
    {
        ".heif", ".hif", ".jp2", ".j2k", ".jpf", ".jpx", ".jxl", ".psd", ".dng", ".cr2", ".cr3", ".crw", ".nef", ".nrw", ".arw", ".sr2", ".orf", ".raf", ".rw2", ".pef", ".srw", ".x3f", ".raw",
    };

    /// <summary>What the programs of data-scripts/ call the list of a folder that is still being prepared: half a data set is never read as if it were all.</summary>
    internal const string UnfinishedManifestName = "manifest.csv.part";

    /// <summary>Names relative to the folder, "/" between parts, in ordinal order: the same on every machine.</summary>
    /// <param name="folder">Searched recursively; hidden files and linked sub-folders (which may form rings) are left out. Or a
    /// list of paths (.flist, .txt): relative to its folder, absolute where they lie elsewhere.</param>
    /// <exception cref="BadInputException">No such folder, no image file in it, or one whose preparation is not finished.</exception>
    public static string[] List(string folder)
    {
        if (PathList.IsList(folder)) return PathList.Read(folder);
        if (File.Exists(folder)) throw new BadInputException($"{folder}: is a file; want a folder of images, or a list of their paths (.flist, .txt)");
        if (!Directory.Exists(folder)) throw new BadInputException($"{folder}: want a folder of images, but it does not exist");
        RequireFinished(folder);
        string[] names = Names(folder, Extensions);
        if (names.Length > 0) return names;
        string[] unread = Unread(folder);
        string others = unread.Length == 0 ? "" : $"; {UnreadNote(unread)}";
        throw new BadInputException($"{folder}: want images (.jpg, .png, .webp, .tif, .bmp, .gif), found none{others}");
    }

    /// <summary>True for a folder, or a list of paths: what <see cref="List"/> reads.</summary>
    internal static bool IsFolderOrList(string path) => Directory.Exists(path) || PathList.IsList(path);

    /// <summary>What the names of <see cref="List"/> are relative to.</summary>
    internal static string Root(string folder) => PathList.IsList(folder) ? PathList.FolderOf(folder) : folder;

    /// <summary>Of a folder's names those of files that lie in a folder inside it.</summary>
    /// <param name="folder">As for <see cref="List"/>.</param>
    /// <param name="names">Of <see cref="List"/>.</param>
    /// <param name="inner">Any folder; of one that is not inside, none.</param>
    internal static IEnumerable<string> Within(string folder, IEnumerable<string> names, string inner)
    {
        string below = Path.GetRelativePath(FullPath(Root(folder)), FullPath(inner)).Replace(Path.DirectorySeparatorChar, '/') + "/";
        return below is "./" ? [] : names.Where(name => name.StartsWith(below, StringComparison.Ordinal));
    }

    /// <summary>A path by which the same folder is the same however it was written.</summary>
    internal static string FullPath(string path) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));

    /// <summary>Files whose extensions are those of photographs in formats that are not read.</summary>
    /// <param name="folder">As for <see cref="List"/>; of a list none.</param>
    internal static string[] Unread(string folder) => Directory.Exists(folder) ? Names(folder, UnreadExtensions) : [];

    /// <summary>One sentence that counts and names them: "not read: 2 .heic, 1 .dng (a.heic, b.heic, c.dng); save them as JPEG or PNG".</summary>
    /// <param name="names">At least one.</param>
    internal static string UnreadNote(IReadOnlyCollection<string> names)
    {
        const int Shown = 6;
        IEnumerable<string> kinds = names.GroupBy(name => Path.GetExtension(name).ToLowerInvariant()).OrderByDescending(kind => kind.Count()).Select(kind => $"{kind.Count()} {kind.Key}");
        string more = names.Count > Shown ? $" and {names.Count - Shown} more" : "";
        return $"not read: {string.Join(", ", kinds)} ({string.Join(", ", names.Take(Shown))}{more}); save them as JPEG or PNG first";
    }

    private static string[] Names(string folder, HashSet<string> extensions)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true };
        var files = new FileSystemEnumerable<string>(folder, (ref FileSystemEntry entry) => entry.ToFullPath(), options)
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) =>
                !entry.IsDirectory && extensions.Contains(Path.GetExtension(entry.FileName).ToString()),
            ShouldRecursePredicate = (ref FileSystemEntry entry) => (entry.Attributes & FileAttributes.ReparsePoint) == 0,
        };
        string[] names = [.. files.Select(file => Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/'))];
        Array.Sort(names, StringComparer.Ordinal);
        return names;
    }

    /// <summary>Throws if the preparation of a folder was not finished.</summary>
    /// <param name="folder">Any folder.</param>
    /// <exception cref="BadInputException">It holds an unfinished manifest.</exception>
    internal static void RequireFinished(string folder)
    {
        if (File.Exists(Path.Combine(folder, UnfinishedManifestName)))
            throw new BadInputException($"{folder}: its preparation is not finished; run the command of data-scripts/ that began it once more, it goes on where it ended");
    }

    /// <summary>The path of a listed file, which must be a regular file: opening a pipe may block for ever.</summary>
    /// <param name="folder">What the name is relative to.</param>
    /// <param name="name">One of its names.</param>
    /// <exception cref="BadInputException">A device or a pipe.</exception>
    public static string PathOf(string folder, string name)
    {
        string path = Path.Combine(folder, name);
        return SpecialFile.Exists(path) ? throw new BadInputException($"{path}: is a device or a pipe; want an image file") : path;
    }

    /// <summary>A fingerprint of a folder's images: the names and sizes of its files, without opening them.</summary>
    /// <param name="folder">As for <see cref="List"/>.</param>
    /// <returns>"12 files, 34567 bytes, 0f1e…": equal for the same files wherever the folder lies.</returns>
    /// <exception cref="BadInputException">No such folder, or no image file in it.</exception>
    public static string Fingerprint(string folder)
    {
        long total = 0, count = 0;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        string root = Root(folder);
        foreach (string name in List(folder))
        {
            var file = new FileInfo(Path.Combine(root, name));
            long length = file.Exists ? file.Length : 0;
            hash.AppendData(Encoding.UTF8.GetBytes($"{name}\n{length}\n"));
            total += length;
            count++;
        }

        return $"{count} files, {total} bytes, {Convert.ToHexStringLower(hash.GetCurrentHash().AsSpan(0, 8))}";
    }
}
