namespace Csa.Data.Sources;

/// <summary>The words by which people name splits.</summary>
internal static class SplitNames
{
    private static readonly Dictionary<string, Split> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        ["train"] = Split.Train,
        ["training"] = Split.Train,
        ["validation"] = Split.Validation,
        ["val"] = Split.Validation,
        ["valid"] = Split.Validation,
        ["dev"] = Split.Validation,
        ["test"] = Split.Test,
        ["testing"] = Split.Test,
    };

    /// <summary>The split that a word names, or null.</summary>
    public static Split? Of(string word) => Words.TryGetValue(word, out Split split) ? split : null;

    /// <summary>The word for a split, in messages and manifests.</summary>
    public static string Word(Split split) => split.ToString().ToLowerInvariant();

    /// <summary>
    /// The split of each file by the folder above it that is named after one, where those are meant as splits: two at least,
    /// or one that holds all. Null for files outside of them; all null where no folder is meant so.
    /// </summary>
    /// <param name="names">Relative, "/" between parts.</param>
    public static Split?[] OfFolders(IReadOnlyList<string> names)
    {
        Split?[] splits = [.. names.Select(name => name.Split('/').SkipLast(1).Select(Of).FirstOrDefault(split => split is not null))];
        int kinds = splits.Where(split => split is not null).Distinct().Count();
        return kinds > 1 || (kinds == 1 && !splits.Contains(null)) ? splits : new Split?[names.Count];
    }
}
