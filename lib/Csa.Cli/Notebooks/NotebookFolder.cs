namespace Csa.Cli.Notebooks;

/// <summary>Finds the repository's notebooks.</summary>
internal static class NotebookFolder
{
    // Every repository has a folder of notebooks; ours begins with this one.
    private const string Name = "notebooks", First = "00-tour.ipynb";

    /// <summary>Where <see cref="Find"/> looks, for messages.</summary>
    public static string Places => $"{Path.Combine(Name, First)} in and above {Environment.CurrentDirectory} and {AppContext.BaseDirectory}";

    /// <summary>
    /// The folder in or above the current one, or above the program; null where there is none, as beside a program published
    /// elsewhere.
    /// </summary>
    public static string? Find() => Above(Environment.CurrentDirectory) ?? Above(AppContext.BaseDirectory);

    private static string? Above(string start)
    {
        for (DirectoryInfo? folder = new(start); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, Name, First))) return Path.Combine(folder.FullName, Name);
        return null;
    }
}
