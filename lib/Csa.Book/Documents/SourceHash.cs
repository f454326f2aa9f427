using System.Security.Cryptography;
using System.Text;

namespace Csa.Book.Documents;

/// <summary>
/// Hashes the source that a code cell's outputs depend on: the cell and every code cell before it, because an edit above
/// changes results below.
/// </summary>
public static class SourceHash
{
    /// <summary>Where an executed cell stores its hash: <c>metadata.csa.source_sha256</c>.</summary>
    internal static readonly string[] MetadataPath = ["csa", "source_sha256"];

    /// <summary>
    /// The hash of each code cell, in order: SHA-256 of the previous hash, the cell's language and its text; hexadecimal.
    /// </summary>
    /// <param name="notebook">Line breaks of any kind count the same; Markdown does not count.</param>
    public static IReadOnlyList<string> Chain(NotebookDocument notebook)
    {
        List<string> chain = [];
        foreach (CodeCell cell in notebook.CodeCells)
        {
            string text = $"{chain.LastOrDefault()}\n{cell.LanguageName}\n{cell.Source.ReplaceLineEndings("\n")}";
            chain.Add(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))));
        }

        return chain;
    }

    /// <summary>The hash stored when the cell last ran, or null if none was stored.</summary>
    /// <param name="cell">A code cell.</param>
    public static string? Stored(CodeCell cell) => cell.Metadata.Text(MetadataPath);
}
