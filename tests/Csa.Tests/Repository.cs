namespace Csa.Tests;

/// <summary>The repository that these tests were built in, for tests of its documents.</summary>
internal static class Repository
{
    private static readonly Lazy<string> Found = new(() =>
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Csa.Research.sln"))) folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException("want these tests run inside the repository");
    });

    /// <summary>The folder of Csa.Research.sln.</summary>
    public static string Root => Found.Value;
}
