using System.Security.Cryptography;
using System.Text;
using Csa.Data.Files;

namespace Csa.Book.Pages;

/// <summary>The folder that a book is written to, with counts of its files.</summary>
internal sealed class BookFolder(string path)
{
    private const string PictureFolder = "pictures";
    private readonly HashSet<string> pictures = [];

    /// <summary>The number of pictures written, each counted once however often it is shown.</summary>
    public int Pictures => pictures.Count;

    /// <summary>The size of everything written, in bytes.</summary>
    public long Bytes { get; private set; }

    /// <summary>Writes a page, a stylesheet or a script.</summary>
    public void Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    /// <summary>Writes a file of any kind.</summary>
    public void Write(string name, byte[] content)
    {
        AtomicFile.Write(Path.Combine(path, name), stream => stream.Write(content));
        Bytes += content.Length;
    }

    /// <summary>Writes a picture and returns the address that pages use.</summary>
    /// <param name="content">The file's bytes; they name it, so that the same picture is the same file.</param>
    /// <param name="extension">With its dot.</param>
    public string Picture(byte[] content, string extension)
    {
        string name = Convert.ToHexStringLower(SHA256.HashData(content))[..16] + extension;
        if (pictures.Add(name)) Write($"{PictureFolder}/{name}", content);
        return $"{PictureFolder}/{name}";
    }
}
