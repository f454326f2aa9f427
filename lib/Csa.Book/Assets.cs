using System.Text;

namespace Csa.Book;

/// <summary>The files of the folder Assets, which are embedded in this assembly.</summary>
internal static class Assets
{
    private const string Prefix = "Csa.Book.Assets.";

    /// <summary>The names of all files; a folder's name and its file's are joined by a dot.</summary>
    public static IEnumerable<string> Names => typeof(Assets).Assembly.GetManifestResourceNames().Select(name => name[Prefix.Length..]).Order(StringComparer.Ordinal);

    /// <summary>The text of a file.</summary>
    public static string Text(string name) => Encoding.UTF8.GetString(Bytes(name)).ReplaceLineEndings("\n");

    /// <summary>The bytes of a file.</summary>
    public static byte[] Bytes(string name)
    {
        using Stream stream = typeof(Assets).Assembly.GetManifestResourceStream(Prefix + name) ?? throw new InvalidOperationException($"{name} was not built into this assembly");
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }
}
