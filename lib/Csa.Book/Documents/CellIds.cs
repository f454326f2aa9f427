using System.Security.Cryptography;
using System.Text;

namespace Csa.Book.Documents;

/// <summary>Completes cell ids: valid ones are kept, missing ones are made from the cell's text, so that two writers agree.</summary>
internal static class CellIds
{
    private const int MadeLength = 8, MaximumLength = 64;

    /// <summary>The notebook with a unique id on every cell.</summary>
    public static NotebookDocument Complete(NotebookDocument notebook)
    {
        HashSet<string> taken = [];
        Dictionary<(Type Kind, string Source), int> attempts = [];
        bool[] keeps = [.. notebook.Cells.Select(cell => IsValid(cell.Id) && taken.Add(cell.Id!))];
        return notebook with { Cells = [.. notebook.Cells.Select((cell, index) => keeps[index] ? cell : cell with { Id = Make(cell, taken, attempts) })] };
    }

    /// <summary>True if nbformat 4.5 allows an id.</summary>
    public static bool IsValid(string? id) =>
        id is { Length: > 0 and <= MaximumLength } && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    private static string Make(Cell cell, HashSet<string> taken, Dictionary<(Type Kind, string Source), int> attempts)
    {
        // The place in the notebook stays out of it: a cell inserted above must not rename the others. Cells alike go on where
        // the one before them ended; a thousand of them would try a million ids otherwise.
        for (int attempt = attempts.GetValueOrDefault((cell.GetType(), cell.Source)); ; attempt++)
        {
            byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{cell.GetType().Name}\n{attempt}\n{cell.Source}"));
            string id = Convert.ToHexStringLower(hash)[..MadeLength];
            attempts[(cell.GetType(), cell.Source)] = attempt + 1;
            if (taken.Add(id)) return id;
        }
    }
}
