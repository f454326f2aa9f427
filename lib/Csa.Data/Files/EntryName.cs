namespace Csa.Data.Files;

/// <summary>Checks the names that archives and manifests give to files: only those that stay inside a folder are accepted.</summary>
internal static class EntryName
{
    private const int LongestPart = 200, LongestName = 1000;

    /// <summary>The checked name, with "/" between its parts.</summary>
    /// <param name="name">As the archive has it; "./" before it and "\" between parts are understood.</param>
    /// <exception cref="InvalidDataException">It leaves the folder, is absolute, or has characters that no file name should
    /// have.</exception>
    public static string Checked(string name)
    {
        string forward = name.Replace('\\', '/');
        while (forward.StartsWith("./", StringComparison.Ordinal)) forward = forward[2..];
        string shown = name.Length > 80 ? name[..80] + "…" : name;
        if (forward.StartsWith('/') || (forward.Length > 1 && forward[1] == ':')) throw new InvalidDataException($"'{shown}' is an absolute path");
        string[] parts = forward.TrimEnd('/').Split('/');
        if (parts.Contains("..")) throw new InvalidDataException($"'{shown}' leads out of the folder");
        if (forward.Length > LongestName || parts.Any(part => part.Length is 0 or > LongestPart || part == "." || part.Any(char.IsControl)))
            throw new InvalidDataException($"'{shown}' is no name for a file");
        return string.Join('/', parts);
    }
}
