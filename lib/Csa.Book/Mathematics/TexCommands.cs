using System.Xml.Linq;
using static Csa.Book.Mathematics.MathElements;

namespace Csa.Book.Mathematics;

/// <summary>Commands: single signs from <see cref="TexSymbols"/>, and those that take arguments.</summary>
internal sealed class TexCommands(TexParser parser, TexScanner scanner)
{
    private static readonly Dictionary<string, string> BigSizes = new() { ["big"] = "1.2em", ["Big"] = "1.8em", ["bigg"] = "2.4em", ["Bigg"] = "3em" };

    private readonly TexEnvironments environments = new(parser, scanner);
    private readonly HashSet<XElement> withLimits = [];

    /// <summary>Whether an element carries scripts above and below itself.</summary>
    public bool HasLimits(XElement element) => withLimits.Contains(element);

    /// <summary>The elements of one command whose name was taken.</summary>
    public IReadOnlyList<XElement> Read(string name)
    {
        if (TexSymbols.Identifiers.TryGetValue(name, out string? sign)) return [IdentifierOrSign(name, sign)];
        if (TexSymbols.Fences.TryGetValue(name, out sign)) return [Fence(sign)];
        if (TexSymbols.Operators.TryGetValue(name, out sign)) return [Operator(sign)];
        if (TexSymbols.LargeOperators.TryGetValue(name, out sign)) return [WithLimits(Operator(sign))];
        if (TexSymbols.Integrals.TryGetValue(name, out sign)) return [Operator(sign)];
        if (TexSymbols.Spaces.TryGetValue(name, out string? width)) return [Space(width)];
        if (TexSymbols.Functions.Contains(name)) return [Function(name, limits: false)];
        if (TexSymbols.LimitFunctions.Contains(name)) return [WithLimits(Function(Spelled(name), limits: true))];
        if (TexSymbols.Accents.TryGetValue(name, out sign)) return [Accent(name, sign)];
        if (TexSymbols.Underlines.TryGetValue(name, out sign)) return [WithLimits(Make("munder", parser.Argument("\\" + name), Stretched(sign)))];
        if (BigSizes.TryGetValue(name.TrimEnd('l', 'r', 'm'), out string? size)) return [Sized(name, size)];
        if (MathAlphabet.Has(name)) return [Identifier(MathAlphabet.Convert(name, Letters(name)))];
        if (name.Length == 1 && TexSymbols.Escaped.Contains(name)) return [Operator(name)];
        return [WithArguments(name)];
    }

    private XElement WithArguments(string name) => name switch
    {
        "frac" or "dfrac" or "tfrac" or "cfrac" => Fraction(name),
        "binom" => Make("mrow", TallFence("("), Make("mfrac", new XAttribute("linethickness", "0"), parser.Argument("\\binom"), parser.Argument("\\binom")), TallFence(")")),
        "sqrt" => Root(),
        "left" => Fenced(),
        "text" or "textrm" or "textnormal" or "mbox" => Words(Plain(name)),
        "textbf" => Bold(Words(Plain(name)), upright: true),
        "textit" or "emph" => Make("mtext", new XAttribute("class", "slanted"), Plain(name)),
        "mathrm" or "mathsf" or "mathtt" or "mathup" => Upright(Letters(name)),
        "mathit" or "mathnormal" => parser.Argument("\\" + name),
        "mathbf" => Bold(parser.Argument("\\mathbf"), upright: true),
        "boldsymbol" or "bm" => Bold(parser.Argument("\\" + name), upright: false),
        "operatorname" => Function(Letters(name), limits: false),
        "operatorname*" => WithLimits(Function(Letters(name), limits: true)),
        "mathop" => WithLimits(parser.Argument("\\mathop")),
        "mathbin" or "mathrel" or "mathord" => parser.Argument("\\" + name),
        "overset" or "stackrel" => Over(name),
        "underset" => Under(),
        "substack" => environments.Stack(),
        "not" => Operator(parser.Argument("\\not").Value + "\u0338"),
        "phantom" => Make("mphantom", parser.Argument("\\phantom")),
        "boxed" => Make("mrow", new XAttribute("class", "boxed"), parser.Argument("\\boxed")),
        "displaystyle" => Make("mstyle", [new XAttribute("displaystyle", "true"), .. parser.Items()]),
        "textstyle" => Make("mstyle", [new XAttribute("displaystyle", "false"), .. parser.Items()]),
        "begin" => environments.Read(),
        "tag" => Numbered(),
        "label" or "nonumber" or "notag" => Silent(name),
        _ => throw new TexException($"\\{name} is not known; lib/Csa.Book/Mathematics lists what is"),
    };

    private XElement Fraction(string name)
    {
        XElement fraction = Make("mfrac", parser.Argument("\\" + name), parser.Argument("\\" + name));
        return name switch
        {
            "dfrac" or "cfrac" => Make("mstyle", new XAttribute("displaystyle", "true"), fraction),
            "tfrac" => Make("mstyle", new XAttribute("displaystyle", "false"), fraction),
            _ => fraction,
        };
    }

    private XElement Root()
    {
        if (!scanner.TryTake('[')) return Make("msqrt", parser.Argument("\\sqrt"));
        List<XElement> index = [];
        while (!scanner.TryTake(']')) index.Add(parser.Argument("\\sqrt["));
        return Make("mroot", parser.Argument("\\sqrt"), Row(index));
    }

    private XElement Fenced()
    {
        List<XElement> row = [.. Delimiter("\\left"), .. parser.Items()];
        while (scanner.Current.IsCommand("middle"))
        {
            scanner.Take();
            row.AddRange(Delimiter("\\middle"));
            row.AddRange(parser.Items());
        }

        if (!scanner.Current.IsCommand("right")) throw new TexException("\\left without \\right");
        scanner.Take();
        row.AddRange(Delimiter("\\right"));
        return Make("mrow", [.. row]);
    }

    /// <summary>A bracket that grows with its content; a full stop is none.</summary>
    private IReadOnlyList<XElement> Delimiter(string command) => Bracket(command) is "." ? [] : [TallFence(Last)];

    private string Last { get; set; } = "";

    private string Bracket(string command)
    {
        TexToken token = scanner.Take();
        return Last = token.Kind switch
        {
            TexKind.Command when TexSymbols.Fences.TryGetValue(token.Text, out string? sign) => sign,
            TexKind.Text or TexKind.Mark when "()[]|/.<>".Contains(token.Text) => token.Text.Replace('<', '⟨').Replace('>', '⟩'),
            _ => throw new TexException($"a bracket is missing behind {command}"),
        };
    }

    private XElement Sized(string name, string size)
    {
        XElement fence = TallFence(Bracket("\\" + name));
        fence.SetAttributeValue("minsize", size);
        fence.SetAttributeValue("maxsize", size);
        return fence;
    }

    private XElement Accent(string name, string sign)
    {
        bool wide = name is "widehat" or "widetilde" or "overline" or "overrightarrow" or "overbrace";
        XElement accent = wide ? Stretched(sign) : Make("mo", new XAttribute("stretchy", "false"), sign);
        XElement over = Make("mover", new XAttribute("accent", "true"), parser.Argument("\\" + name), accent);
        return name == "overbrace" ? WithLimits(over) : over;
    }

    private static XElement Stretched(string sign) => Make("mo", new XAttribute("stretchy", "true"), sign);

    private XElement Over(string name)
    {
        XElement above = parser.Argument("\\" + name);
        return Make("mover", parser.Argument("\\" + name), above);
    }

    private XElement Under()
    {
        XElement below = parser.Argument("\\underset");
        return Make("munder", parser.Argument("\\underset"), below);
    }

    private XElement Numbered()
    {
        parser.Tag = Letters("tag");
        return Make("mrow");
    }

    private XElement Silent(string name)
    {
        if (name == "label") scanner.TakeRaw(name);
        return Make("mrow");
    }

    private string Letters(string name) => scanner.Current.IsMark('{') ? scanner.TakeRaw(name).Replace("\\,", " ").Trim() : parser.Argument("\\" + name).Value;

    /// <summary>Words as they are read: \% as %.</summary>
    private string Plain(string name)
    {
        string raw = scanner.TakeRaw(name);
        if (raw.Replace("\\$", "").Contains('$')) throw new TexException($"\\{name} holds a $; end it before the equation in it");
        return string.Concat(raw.Where((c, index) => c != '\\' || (index > 0 && raw[index - 1] == '\\')));
    }

    private static XElement IdentifierOrSign(string name, string sign) =>
        // Capital Greek stands upright in TeX, and dots are no letters.
        char.IsAsciiLetterUpper(name[0]) || !char.IsLetter(sign[0]) ? Upright(sign) : Identifier(sign);

    private static string Spelled(string name) => name switch
    {
        "argmax" => "arg\u2009max",
        "argmin" => "arg\u2009min",
        "limsup" => "lim\u2009sup",
        "liminf" => "lim\u2009inf",
        _ => name,
    };

    private XElement WithLimits(XElement element)
    {
        withLimits.Add(element);
        return element;
    }
}
