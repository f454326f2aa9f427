using System.Net;
using System.Text.RegularExpressions;

namespace Csa.Book;

/// <summary>Converts between text and HTML.</summary>
internal static partial class Html
{
    /// <summary>Escapes text for use between tags and in quoted attributes.</summary>
    public static string Escape(string text) => text.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;").Replace("\"", "&quot;");

    /// <summary>The visible text of a piece of HTML.</summary>
    public static string Plain(string html) => WebUtility.HtmlDecode(Tag().Replace(html, "")).Trim();

    /// <summary>A piece of HTML without links and anchors, for use inside a link.</summary>
    public static string Unlinked(string html) => Anchor().Replace(html, "");

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tag();

    [GeneratedRegex("</?a\\b[^>]*>", RegexOptions.IgnoreCase)]
    private static partial Regex Anchor();
}
