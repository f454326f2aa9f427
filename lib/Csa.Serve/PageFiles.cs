using System.Collections.Frozen;

namespace Csa.Serve;

/// <summary>The files of the page, which are embedded in this assembly: no request reaches the file system.</summary>
internal static class PageFiles
{
    private const string Folder = "wwwroot/";

    private static readonly FrozenDictionary<string, (string Name, string Type)> Known = new Dictionary<string, (string, string)>
    {
        ["/"] = ("index.html", "text/html; charset=utf-8"),
        ["/app.js"] = ("app.js", "text/javascript; charset=utf-8"),
        ["/brush.js"] = ("brush.js", "text/javascript; charset=utf-8"),
        ["/look.js"] = ("look.js", "text/javascript; charset=utf-8"),
        ["/style.css"] = ("style.css", "text/css; charset=utf-8"),
        ["/icon.svg"] = ("icon.svg", "image/svg+xml"),
    }.ToFrozenDictionary();

    /// <summary>The paths that are served.</summary>
    public static IEnumerable<string> Paths => Known.Keys;

    /// <summary>A file of the page.</summary>
    /// <param name="path">One of <see cref="Paths"/>.</param>
    public static (byte[] Bytes, string Type) Read(string path)
    {
        (string name, string type) = Known[path];
        using Stream stream = typeof(PageFiles).Assembly.GetManifestResourceStream(Folder + name) ?? throw new InvalidOperationException($"{name}: want it embedded in this assembly");
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return (bytes.ToArray(), type);
    }
}
