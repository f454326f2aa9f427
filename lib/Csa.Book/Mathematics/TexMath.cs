using System.Xml;
using System.Xml.Linq;

namespace Csa.Book.Mathematics;

/// <summary>An equation as MathML, which browsers draw without script, font or network.</summary>
/// <param name="Markup">The math element.</param>
/// <param name="Tag">The number that \tag gave it, or null.</param>
internal sealed record MathMarkup(string Markup, string? Tag);

/// <summary>Sets TeX mathematics, the part of it that notebooks use, as MathML Core.</summary>
internal static class TexMath
{
    /// <summary>Sets one equation.</summary>
    /// <param name="tex">What stands between the dollars.</param>
    /// <param name="display">On a line of its own.</param>
    /// <exception cref="TexException">It has an unknown command or a brace too many or too few.</exception>
    public static MathMarkup Convert(string tex, bool display)
    {
        RefuseUnshowable(tex);
        var parser = new TexParser(tex);
        XElement row = parser.Equation();
        XElement math = MathElements.Make("math", new XAttribute("display", display ? "block" : "inline"), new XAttribute("alttext", tex.Trim()), row);
        return new MathMarkup(math.ToString(SaveOptions.DisableFormatting), parser.Tag);
    }

    private static void RefuseUnshowable(string tex)
    {
        try
        {
            XmlConvert.VerifyXmlChars(tex);
        }
        catch (XmlException)
        {
            throw new TexException("it holds a character that no page can show");
        }
    }
}
