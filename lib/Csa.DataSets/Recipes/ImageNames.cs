namespace Csa.DataSets.Recipes;

/// <summary>Tells an archive's images from what else is in it.</summary>
internal static class ImageNames
{
    /// <summary>True for a JPEG's or PNG's name that is no system's own file.</summary>
    public static bool IsImage(string name) =>
        Path.GetExtension(name).ToLowerInvariant() is ".jpg" or ".jpeg" or ".png"
        && !name.StartsWith("__MACOSX/", StringComparison.Ordinal) && !Path.GetFileName(name).StartsWith('.');
}
