using System.Xml.Linq;
using static Csa.Book.Mathematics.MathElements;

namespace Csa.Book.Mathematics;

/// <summary>Turns the pieces of an equation into MathML: rows, scripts, groups and signs. Commands with arguments are in <see cref="TexCommands"/>.</summary>
internal sealed class TexParser
{
    private readonly TexScanner scanner;
    private readonly TexCommands commands;
    private int depth;

    public TexParser(string tex)
    {
        scanner = new TexScanner(tex);
        commands = new TexCommands(this, scanner);
    }

    /// <summary>The number that \tag gave the equation, or null.</summary>
    public string? Tag { get; set; }

    /// <summary>The whole equation.</summary>
    public XElement Equation()
    {
        IReadOnlyList<XElement> items = Items();
        if (scanner.Current.Kind != TexKind.End) throw new TexException($"'{Shown(scanner.Current)}' has no beginning");
        return Make("mrow", [.. items]);
    }

    /// <summary>Terms up to what ends a row: a closing brace, &amp;, \\, \right, \middle, \end or the end.</summary>
    public IReadOnlyList<XElement> Items()
    {
        Deeper();
        List<XElement> items = [];
        while (!EndsRow(scanner.Current)) items.AddRange(Term());
        depth--;
        return items;
    }

    /// <summary>A command's argument: a group in braces, or one sign.</summary>
    public XElement Argument(string command)
    {
        if (scanner.Current.Kind == TexKind.End || EndsRow(scanner.Current)) throw new TexException($"something is missing behind {command}");
        Deeper();
        scanner.CutNumber();
        XElement argument = Row(scanner.Current.IsMark('{') ? Group() : Nucleus());
        depth--;
        return argument;
    }

    /// <summary>Each group and argument is a call: a text of braces alone must not end the process.</summary>
    private void Deeper()
    {
        if (++depth > 100) throw new TexException("more than 100 groups in each other");
    }

    private static bool EndsRow(TexToken token) =>
        token.Kind == TexKind.End || token.IsMark('}') || token.IsMark('&')
        || (token.Kind == TexKind.Command && token.Text is "\\" or "right" or "middle" or "end" or "cr");

    private static string Shown(TexToken token) => token.Kind == TexKind.Command ? "\\" + token.Text : token.Text;

    /// <summary>A sign or group with its scripts.</summary>
    private IReadOnlyList<XElement> Term()
    {
        bool bare = scanner.Current.Kind == TexKind.Mark && scanner.Current.Text is "^" or "_" or "'";
        IReadOnlyList<XElement> nucleus = bare ? [Make("mrow")] : Nucleus();
        bool? limits = Limits();
        XElement? below = null, above = null;
        string primes = "";
        while (true)
        {
            if (scanner.TryTake('\'')) primes += "′";
            else if (scanner.TryTake('^')) above = Once(above, "^");
            else if (scanner.TryTake('_')) below = Once(below, "_");
            else break;
        }

        if (primes.Length > 0) above = above is null ? Operator(primes) : Row([Operator(primes), above]);
        if (below is null && above is null) return nucleus;

        // Scripts belong to the last element: to the closing bracket where the nucleus is several.
        XElement element = Row(nucleus);
        return [Scripts(element, below, above, limits ?? commands.HasLimits(element))];
    }

    private XElement Once(XElement? script, string mark) =>
        script is null ? Argument(mark) : throw new TexException($"two {mark} behind one term; use braces");

    private bool? Limits()
    {
        if (scanner.Current.IsCommand("limits"))
        {
            scanner.Take();
            return true;
        }

        if (!scanner.Current.IsCommand("nolimits")) return null;
        scanner.Take();
        return false;
    }

    private static XElement Scripts(XElement element, XElement? below, XElement? above, bool limits) => (Close(below), Close(above)) switch
    {
        (not null, null) => Make(limits ? "munder" : "msub", element, below),
        (null, not null) => Make(limits ? "mover" : "msup", element, above),
        _ => Make(limits ? "munderover" : "msubsup", element, below, above),
    };

    /// <summary>TeX sets operators in scripts without distance.</summary>
    private static XElement? Close(XElement? script)
    {
        foreach (XElement sign in script?.DescendantsAndSelf("mo").Where(each => !each.HasAttributes) ?? [])
        {
            sign.SetAttributeValue("lspace", "0");
            sign.SetAttributeValue("rspace", "0");
        }

        return script;
    }

    /// <summary>What scripts can be hung on.</summary>
    private IReadOnlyList<XElement> Nucleus()
    {
        if (scanner.Current.IsMark('{')) return [Row(Group())];
        TexToken token = scanner.Take();
        return token.Kind switch
        {
            TexKind.Command => commands.Read(token.Text),
            TexKind.Mark when token.Text == "~" => [Space("0.333em")],
            _ => [Sign(token.Text)],
        };
    }

    private IReadOnlyList<XElement> Group()
    {
        scanner.Expect('{', "before a group");
        IReadOnlyList<XElement> items = Items();
        scanner.Expect('}', "at the end of a group");
        return items.Count == 0 ? [Make("mrow")] : items;
    }

    private static XElement Sign(string text)
    {
        if (char.IsAsciiDigit(text[^1])) return Number(text);
        if (char.IsLetter(text, 0)) return Identifier(text);
        return text switch
        {
            "-" => Operator("−"),
            "*" => Operator("∗"),
            "(" or ")" or "[" or "]" => Fence(text),
            // A stroke may open or close; as neither it would get an operator's distance.
            "|" => Make("mo", new XAttribute("fence", "true"), new XAttribute("stretchy", "false"), new XAttribute("lspace", "0.05em"), new XAttribute("rspace", "0.05em"), "|"),
            "," or ";" => Make("mo", new XAttribute("separator", "true"), text),
            "/" => Make("mo", new XAttribute("stretchy", "false"), new XAttribute("lspace", "0"), new XAttribute("rspace", "0"), text),
            "." or "!" => Make("mo", new XAttribute("lspace", "0"), new XAttribute("rspace", "0"), text),
            _ => Operator(text),
        };
    }
}
