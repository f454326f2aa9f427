using System.Security.Cryptography;
using System.Text;

namespace Csa.Book.Documents;

/// <summary>
/// What a code cell's outputs came from: the cell and every code cell before it, since an edit above changes results below.
/// </summary>
public static class SourceHash
{
    /// <summary>Where a cell that ran keeps its hash: <c>metadata.csa.source_sha256</c>.</summary>
    internal static readonly string[] MetadataPath = ["csa", "source_sha256"];

    /// <summary>The hash of each code cell, in order: SHA-256 of the previous hash, the cell's language and its text; hexadecimal.</summary>
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

    /// <summary>The hash of what a cell last ran, or null where no run stored one.</summary>
    /// <param name="cell">A code cell.</param>
    public static string? Stored(CodeCell cell) => cell.Metadata.Text(MetadataPath);
}
