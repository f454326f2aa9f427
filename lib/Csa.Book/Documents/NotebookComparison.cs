namespace Csa.Book.Documents;

/// <summary>Tells what two runs of one notebook show differently, for instance on two engines or two machines.</summary>
public static class NotebookComparison
{
    private const int Shown = 60;

    /// <summary>The cells whose texts differ: what was printed, values as plain text, the kind of an error. Pictures and markup do not count.</summary>
    /// <param name="first">One run.</param>
    /// <param name="second">Another.</param>
    /// <returns>A line for each, "cell 3: shows …, and …"; empty where all texts agree.</returns>
    public static IReadOnlyList<string> Texts(NotebookDocument first, NotebookDocument second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        if (!first.Cells.Select(cell => cell.Source).SequenceEqual(second.Cells.Select(cell => cell.Source))) return ["the cells themselves differ: not two runs of one notebook"];
        return
        [
            .. first.Cells.Zip(second.Cells).Index()
                .Where(pair => pair.Item.First is CodeCell && Text(pair.Item.First) != Text(pair.Item.Second))
                .Select(pair => $"cell {pair.Index + 1}: {Difference(Text(pair.Item.First), Text(pair.Item.Second))}"),
        ];
    }

    /// <summary>Pictures of the first run that are not the same, byte for byte, in the second; and how many there are.</summary>
    /// <param name="first">One run.</param>
    /// <param name="second">Another.</param>
    public static (int Different, int Of) Pictures(NotebookDocument first, NotebookDocument second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        string[] one = Pictures(first), other = Pictures(second);
        return (one.Where((picture, i) => i >= other.Length || other[i] != picture).Count(), one.Length);
    }

    private static string[] Pictures(NotebookDocument notebook) =>
        [.. notebook.CodeCells.SelectMany(cell => cell.Outputs).Select(output => Form(output.Content, "image/png")).OfType<string>()];

    private static string Text(Cell cell) => string.Join('\n', ((CodeCell)cell).Outputs.Select(output => output.Content switch
    {
        CellOutput.Stream stream => stream.Text,
        CellOutput.Error error => error.Name,
        CellOutput shown => Form(shown, "text/plain") ?? "",
    }));

    private static string? Form(CellOutput output, string type) => output switch
    {
        CellOutput.Display display => display.Data.Content.GetValueOrDefault(type),
        CellOutput.Result result => result.Data.Content.GetValueOrDefault(type),
        _ => null,
    };

    private static string Difference(string first, string second)
    {
        int at = first.AsSpan().CommonPrefixLength(second);
        return $"shows \"{Piece(first, at)}\", and \"{Piece(second, at)}\"";
    }

    private static string Piece(string text, int at)
    {
        int begin = Math.Max(0, at - (Shown / 2));
        return text.Substring(begin, Math.Min(Shown, text.Length - begin)).ReplaceLineEndings(" ");
    }
}
