using System.Xml.Linq;
using static Csa.Book.Mathematics.MathElements;

namespace Csa.Book.Mathematics;

/// <summary>What stands between \begin and \end: matrices, cases and aligned lines.</summary>
internal sealed class TexEnvironments(TexParser parser, TexScanner scanner)
{
    /// <summary>Brackets around each kind of matrix.</summary>
    private static readonly Dictionary<string, string> Matrices = new()
    {
        ["matrix"] = "",
        ["smallmatrix"] = "",
        ["pmatrix"] = "()",
        ["bmatrix"] = "[]",
        ["Bmatrix"] = "{}",
        ["vmatrix"] = "||",
        ["Vmatrix"] = "‖‖",
    };

    /// <summary>An environment, whose \begin was taken.</summary>
    public XElement Read()
    {
        string name = scanner.TakeRaw("begin"), kind = name.TrimEnd('*');
        string columns = kind == "array" ? scanner.TakeRaw("begin{array}").Replace("|", "").Replace(" ", "") : "";
        IReadOnlyList<XElement[]> rows = Rows();
        if (!scanner.Current.IsCommand("end")) throw new TexException($"\\begin{{{name}}} without \\end{{{name}}}");
        scanner.Take();
        string end = scanner.TakeRaw("end");
        if (end != name) throw new TexException($"\\begin{{{name}}} ends with \\end{{{end}}}");

        if (Matrices.TryGetValue(kind, out string? fences)) return Fenced(fences, Table(rows, "matrix", _ => null));
        return kind switch
        {
            "cases" => Make("mrow", TallFence("{"), Table(rows, "cases", _ => "left")),
            "dcases" => Make("mrow", TallFence("{"), Display(Table(rows, "cases", _ => "left"))),
            "array" => Table(rows, "matrix", column => column < columns.Length ? Alignment(columns[column]) : null),
            "aligned" or "align" or "alignedat" or "split" => Display(Table(rows, "aligned", column => column % 2 == 0 ? "right" : "left")),
            "gathered" or "gather" or "equation" or "multline" => Display(Table(rows, "aligned", _ => null)),
            _ => throw new TexException($"\\begin{{{name}}} is not known; matrix, cases, aligned, gathered and array are"),
        };
    }

    /// <summary>The lines of \substack, above each other.</summary>
    public XElement Stack()
    {
        scanner.Expect('{', "behind \\substack");
        IReadOnlyList<XElement[]> rows = Rows();
        scanner.Expect('}', "at the end of \\substack");
        return Table(rows, "stack", _ => null);
    }

    private List<XElement[]> Rows()
    {
        List<XElement[]> rows = [];
        List<XElement> row = [];
        while (true)
        {
            row.Add(Make("mrow", [.. parser.Items()]));
            if (scanner.TryTake('&')) continue;
            bool more = scanner.Current.IsCommand("\\") || scanner.Current.IsCommand("cr");
            // A line break behind the last line begins no further one.
            if (more || row.Count > 1 || !row[0].IsEmpty || rows.Count == 0) rows.Add([.. row]);
            if (!more) return rows;
            row.Clear();
            scanner.Take();
            SkipDistance();
        }
    }

    /// <summary>\\[4pt] asks for more room between lines, which a page of its own style does not give.</summary>
    private void SkipDistance()
    {
        if (!scanner.TryTake('[')) return;
        while (!scanner.TryTake(']'))
        {
            if (scanner.Take().Kind == TexKind.End) throw new TexException("']' is missing behind \\\\[");
        }
    }

    private static XElement Table(IReadOnlyList<XElement[]> rows, string kind, Func<int, string?> alignment) => Make(
        "mtable", [new XAttribute("class", kind), .. rows.Select(row => Make("mtr", [.. row.Select((cell, column) => Cell(cell, alignment(column)))]))]);

    private static XElement Cell(XElement content, string? alignment) =>
        Make("mtd", alignment is null ? null : new XAttribute("class", alignment), content);

    private static XElement Display(XElement table)
    {
        table.SetAttributeValue("displaystyle", "true");
        return table;
    }

    private static XElement Fenced(string fences, XElement table) =>
        fences.Length == 0 ? table : Make("mrow", TallFence(fences[..1]), table, TallFence(fences[1..]));

    private static string? Alignment(char column) => column switch
    {
        'l' => "left",
        'r' => "right",
        'c' => null,
        _ => throw new TexException($"\\begin{{array}} knows the columns l, c and r, not '{column}'"),
    };
}
