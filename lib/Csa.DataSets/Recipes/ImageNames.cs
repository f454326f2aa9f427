namespace Csa.DataSets.Recipes;

/// <summary>Recognises the images among the files of an archive.</summary>
internal static class ImageNames
{
    /// <summary>True for the name of a JPEG or PNG that is not a file of the operating system.</summary>
    public static bool IsImage(string name) =>
        Path.GetExtension(name).ToLowerInvariant() is ".jpg" or ".jpeg" or ".png"
        && !name.StartsWith("__MACOSX/", StringComparison.Ordinal) && !Path.GetFileName(name).StartsWith('.');
}
