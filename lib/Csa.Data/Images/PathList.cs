using Csa.Data.Files;

namespace Csa.Data.Images;

/// <summary>A text file that lists images, one path a line (.flist, .txt, .lst, .list), as data sets and scripts write them.</summary>
internal static class PathList
{
    private const int MaxBytes = 256 << 20;

    private static readonly string[] Extensions = [".flist", ".txt", ".lst", ".list"];

    /// <summary>True for a file that is read as a list.</summary>
    /// <param name="path">Any path.</param>
    public static bool IsList(string path) => Extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase) && File.Exists(path);

    /// <summary>The folder that relative paths of a list are meant from: its own.</summary>
    /// <param name="path">The list.</param>
    public static string FolderOf(string path) => Path.GetDirectoryName(Path.GetFullPath(path))!;

    /// <summary>The listed paths: relative to the list's folder where they lie there, otherwise absolute.</summary>
    /// <param name="path">The list. Empty lines and those that begin with # are passed over; a path counts once.</param>
    /// <exception cref="BadInputException">It cannot be read, lists nothing, or not one of its paths is a file.</exception>
    public static string[] Read(string path)
    {
        string folder = FolderOf(path);
        string[] lines = [.. BoundedFile.ReadText(path, "a list of image paths", MaxBytes).Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#')];
        if (lines.Length == 0) throw new BadInputException($"{path}: want paths of images, one a line, this list is empty");
        string[] names = [.. lines.Select(line => Resolve(folder, line)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        if (!names.Any(name => File.Exists(Path.Combine(folder, name))))
            throw new BadInputException($"{path}: want paths of images, one a line, from the list's folder or the current one; its first, '{lines[0]}', is no file, nor is any other");
        return names;
    }

    private static string Resolve(string folder, string line)
    {
        string local = OperatingSystem.IsWindows() ? line : line.Replace('\\', '/');
        string full = Path.GetFullPath(Path.Combine(folder, local));
        if (!File.Exists(full) && File.Exists(local)) full = Path.GetFullPath(local);
        string relative = Path.GetRelativePath(folder, full).Replace(Path.DirectorySeparatorChar, '/');
        return Path.IsPathRooted(relative) || relative.Split('/')[0] == ".." ? full : relative;
    }
}
