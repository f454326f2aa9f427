using Csa.Data;

namespace Csa.Book.Documents;

/// <summary>Finds the notebooks that a user names.</summary>
public static class NotebookFiles
{
    private static readonly string[] Extensions = [".ipynb", ".dib"];

    /// <summary>The files given, and for each folder the notebooks directly in it, sorted by name.</summary>
    /// <param name="paths">Files and folders.</param>
    /// <exception cref="BadInputException">One is absent, is no notebook by its name, or is a folder without any.</exception>
    public static IReadOnlyList<string> Find(IEnumerable<string> paths) => [.. paths.SelectMany(Expand).DistinctBy(Path.GetFullPath)];

    private static IEnumerable<string> Expand(string path)
    {
        if (Directory.Exists(path))
        {
            string[] found = [.. Directory.EnumerateFiles(path).Where(IsNotebook).Order(StringComparer.Ordinal)];
            return found.Length > 0 ? found : throw new BadInputException($"{path}: no .ipynb file directly in this folder");
        }

        if (!File.Exists(path)) throw new BadInputException($"{path}: no such file or folder");
        return IsNotebook(path) ? [path] : throw new BadInputException($"{path}: notebooks end in .ipynb or .dib");
    }

    private static bool IsNotebook(string path) => Extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);
}
