using System.Xml.Linq;

namespace Csa.Book.Mathematics;

/// <summary>The elements of MathML Core that equations are made of.</summary>
internal static class MathElements
{
    /// <summary>An element; without a namespace, since an HTML page gives it one.</summary>
    public static XElement Make(string name, params object?[] content) => new(name, content);

    public static XElement Identifier(string text) => Make("mi", text);

    /// <summary>An identifier that is not slanted.</summary>
    public static XElement Upright(string text) => text.Length == 1 ? Make("mi", new XAttribute("mathvariant", "normal"), text) : Make("mi", text);

    public static XElement Number(string text) => Make("mn", text);

    public static XElement Operator(string text) => Make("mo", text);

    /// <summary>A bracket of its natural height.</summary>
    public static XElement Fence(string text) => Make("mo", new XAttribute("fence", "true"), new XAttribute("stretchy", "false"), text);

    /// <summary>A bracket as high as what it holds.</summary>
    public static XElement TallFence(string text) => Make("mo", new XAttribute("fence", "true"), new XAttribute("stretchy", "true"), new XAttribute("symmetric", "true"), text);

    public static XElement Space(string width) => Make("mspace", new XAttribute("width", width));

    /// <summary>Words; spaces at their ends count.</summary>
    public static XElement Words(string text) => Make("mtext", text.Replace(' ', '\u00a0'));

    /// <summary>A function's name, which keeps a little distance from its argument.</summary>
    public static XElement Function(string name, bool limits) => Make(
        "mo", limits ? new XAttribute("movablelimits", "true") : null, new XAttribute("form", "prefix"), new XAttribute("stretchy", "false"),
        new XAttribute("lspace", "0.11em"), new XAttribute("rspace", "0.11em"), name);

    /// <summary>Several elements as one; one alone as itself.</summary>
    public static XElement Row(IReadOnlyList<XElement> items) => items.Count == 1 ? items[0] : Make("mrow", [.. items]);

    /// <summary>An element in upright bold, by style: math alphabets of bold letters are missing from many fonts.</summary>
    public static XElement Bold(XElement element, bool upright)
    {
        foreach (XElement leaf in element.DescendantsAndSelf().Where(each => !each.HasElements))
        {
            leaf.SetAttributeValue("class", "bold");
            if (upright && leaf.Name.LocalName == "mi") leaf.SetAttributeValue("mathvariant", "normal");
        }

        return element;
    }
}
