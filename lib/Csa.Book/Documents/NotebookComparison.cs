using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace Csa.Book.Documents;

/// <summary>Tells what two runs of one notebook show differently, for instance on two engines or two machines.</summary>
/// <remarks>
/// Two processes may add the same float32 numbers in another order, on some CPUs on one machine: 0.0896655 is then 0.089666 once and
/// 0.089665 once. So a number with a decimal point may differ by one unit in its last shown digit; whole numbers and words may not.
/// </remarks>
public static partial class NotebookComparison
{
    private const int Shown = 60;

    /// <summary>The cells whose texts differ: what was printed, values as plain text, the kind of an error. Pictures and markup do not count.</summary>
    /// <param name="first">One run.</param>
    /// <param name="second">Another.</param>
    /// <returns>A line for each, "cell 3: shows …, and …"; empty where all texts agree but for the last digits of numbers.</returns>
    public static IReadOnlyList<string> Texts(NotebookDocument first, NotebookDocument second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        if (!first.Cells.Select(cell => cell.Source).SequenceEqual(second.Cells.Select(cell => cell.Source))) return ["the cells themselves differ: not two runs of one notebook"];
        return
        [
            .. first.Cells.Zip(second.Cells).Index()
                .Where(pair => pair.Item.First is CodeCell && LastDigits(Text(pair.Item.First), Text(pair.Item.Second)) is null)
                .Select(pair => $"cell {pair.Index + 1}: {Difference(Text(pair.Item.First), Text(pair.Item.Second))}"),
        ];
    }

    /// <summary>How many numbers differ by one unit in their last shown digit.</summary>
    /// <param name="first">One run.</param>
    /// <param name="second">Another run of the same notebook.</param>
    public static int LastDigits(NotebookDocument first, NotebookDocument second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        return first.CodeCells.Zip(second.CodeCells).Sum(pair => LastDigits(Text(pair.First), Text(pair.Second)) ?? 0);
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

    // The numbers that differ by one unit in their last digit; null where anything else differs.
    private static int? LastDigits(string first, string second)
    {
        if (first == second) return 0;
        MatchCollection one = Fractions().Matches(first), other = Fractions().Matches(second);
        if (Fractions().Replace(first, "#") != Fractions().Replace(second, "#")) return null;
        int different = 0;
        foreach ((Match a, Match b) in one.Zip(other))
        {
            if (a.Value == b.Value) continue;
            if (a.Groups["decimals"].Length != b.Groups["decimals"].Length || a.Groups["exponent"].Value != b.Groups["exponent"].Value) return null;
            if (BigInteger.Abs(Digits(a) - Digits(b)) > 1) return null;
            different++;
        }

        return different;
    }

    private static BigInteger Digits(Match number) =>
        BigInteger.Parse(number.Groups["whole"].Value + number.Groups["decimals"].Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"(?<whole>-?\d+)\.(?<decimals>\d+)(?<exponent>[eE][-+]?\d+)?")]
    private static partial Regex Fractions();

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
