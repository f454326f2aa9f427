namespace Csa.Tests;

/// <summary>The golden values that are part of the repository (Golden/README.md), beside the test's program.</summary>
internal static class GoldenCopy
{
    public static string Folder { get; } = System.IO.Path.Combine(AppContext.BaseDirectory, "Golden");

    public static string Path(params string[] parts) => System.IO.Path.Combine([Folder, .. parts]);
}
