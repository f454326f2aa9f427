namespace Csa.Data;

/// <summary>Suggests the word that was most likely meant by a mistyped one.</summary>
internal static class Nearest
{
    /// <summary>The known word nearest to a typed one, or null if none is near.</summary>
    /// <param name="typed">As it was typed; case does not count.</param>
    /// <param name="known">The words to choose from; of equally near ones the first is taken.</param>
    public static string? To(string typed, IEnumerable<string> known)
    {
        int most = Math.Max(1, (typed.Length + 1) / 3);
        (string? Word, int Edits) best = known.Select(word => ((string?)word, Edits(typed.ToLowerInvariant(), word.ToLowerInvariant()))).DefaultIfEmpty((null, int.MaxValue)).MinBy(pair => pair.Item2);
        return best.Edits <= most ? best.Word : null;
    }

    /// <summary>"; did you mean …?", or nothing where no known word is near.</summary>
    /// <param name="typed">As it was typed.</param>
    /// <param name="known">The words to choose from.</param>
    public static string Question(string typed, IEnumerable<string> known) => To(typed, known) is string word ? $"; did you mean {word}?" : "";

    // Letters added, left out, exchanged for another or with a neighbour.
    private static int Edits(string a, string b)
    {
        var edits = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
        {
            for (int j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    edits[i, j] = i + j;
                    continue;
                }

                int exchanged = edits[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                edits[i, j] = Math.Min(exchanged, 1 + Math.Min(edits[i - 1, j], edits[i, j - 1]));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) edits[i, j] = Math.Min(edits[i, j], edits[i - 2, j - 2] + 1);
            }
        }

        return edits[a.Length, b.Length];
    }
}
