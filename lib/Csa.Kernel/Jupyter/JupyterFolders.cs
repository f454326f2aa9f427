namespace Csa.Kernel.Jupyter;

/// <summary>The folders in which Jupyter clients look for kernels, as jupyter_core defines them.</summary>
public static class JupyterFolders
{
    /// <summary>The user's own data folder.</summary>
    public static string User()
    {
        if (Variable("JUPYTER_DATA_DIR") is { } chosen) return chosen;
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        if (OperatingSystem.IsWindows()) return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "jupyter");
        if (OperatingSystem.IsMacOS()) return Path.Combine(home, "Library", "Jupyter");
        return Path.Combine(Variable("XDG_DATA_HOME") ?? Path.Combine(home, ".local", "share"), "jupyter");
    }

    /// <summary>The data folder below an installation prefix such as /usr/local or a virtual environment.</summary>
    public static string Under(string prefix) => Path.Combine(Path.GetFullPath(prefix), "share", "jupyter");

    /// <summary>The data folder of the active Python environment (venv or conda), or null where none is active.</summary>
    public static string? ActiveEnvironment() => (Variable("VIRTUAL_ENV") ?? Variable("CONDA_PREFIX")) is { } prefix ? Under(prefix) : null;

    /// <summary>Every data folder that clients on this machine search.</summary>
    public static IReadOnlyList<string> All()
    {
        IEnumerable<string?> folders =
        [
            .. Variable("JUPYTER_PATH")?.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries) ?? [],
            User(),
            ActiveEnvironment(),
            .. OperatingSystem.IsWindows()
                ? [Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.CommonApplicationData), "jupyter")]
                : new[] { Under("/usr/local"), Under("/usr") },
        ];
        return [.. folders.OfType<string>().Select(Path.GetFullPath).Distinct()];
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
