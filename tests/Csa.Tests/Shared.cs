using Xunit;

namespace Csa.Tests;

/// <summary>The folder of golden values and photographs beside a developer's checkout; strangers do not have it.</summary>
internal static class Shared
{
    /// <summary>The full path of something in ../shared, or a visible skip where it is absent.</summary>
    public static string Require(params string[] parts)
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (!File.Exists(Path.Combine(folder.FullName, "Csa.Research.sln"))) continue;
            string path = Path.GetFullPath(Path.Combine([folder.FullName, "..", "shared", .. parts]));
            Skip.IfNot(Path.Exists(path), $"{path} is absent: this test needs files that are not in the repository");
            return path;
        }

        throw new InvalidOperationException("tests run outside the repository");
    }
}
