namespace Csa.Book;

/// <summary>The files of the folder Assets, which are built into this assembly.</summary>
internal static class Assets
{
    /// <summary>The text of one.</summary>
    public static string Text(string name)
    {
        using Stream stream = typeof(Assets).Assembly.GetManifestResourceStream($"Csa.Book.Assets.{name}")
            ?? throw new InvalidOperationException($"{name} was not built into this assembly");
        return new StreamReader(stream).ReadToEnd().ReplaceLineEndings("\n");
    }
}
