using Csa.Data;

namespace Csa.Book.Documents;

/// <summary>Finds the notebooks that a user names.</summary>
public static class NotebookFiles
{
    private const string Executable = ".ipynb", Text = ".dib";

    /// <summary>
    /// The files given, and for each folder the .ipynb files directly in it, sorted by name. A .dib is taken only if it is named: it
    /// holds no outputs, and in a folder it is what notebooks import.
    /// </summary>
    /// <param name="paths">Files and folders.</param>
    /// <exception cref="BadInputException">One is absent, is no notebook by its name, or is a folder without any.</exception>
    public static IReadOnlyList<string> Find(IEnumerable<string> paths) => [.. paths.SelectMany(Expand).DistinctBy(Path.GetFullPath)];

    private static IEnumerable<string> Expand(string path)
    {
        if (Directory.Exists(path))
        {
            string[] found = [.. Directory.EnumerateFiles(path).Where(file => Is(file, Executable)).Order(StringComparer.Ordinal)];
            return found.Length > 0 ? found : throw new BadInputException($"{path}: no .ipynb file directly in this folder");
        }

        if (!File.Exists(path)) throw new BadInputException($"{path}: no such file or folder");
        return Is(path, Executable) || Is(path, Text) ? [path] : throw new BadInputException($"{path}: notebooks end in .ipynb or .dib");
    }

    private static bool Is(string path, string extension) => Path.GetExtension(path).Equals(extension, StringComparison.OrdinalIgnoreCase);
}
