using System.Net;
using System.Text.RegularExpressions;

namespace Csa.Book;

/// <summary>Text and HTML.</summary>
internal static partial class Html
{
    /// <summary>Text as it may stand between tags and in quoted attributes.</summary>
    public static string Escape(string text) => text.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;").Replace("\"", "&quot;");

    /// <summary>What a reader sees of a piece of HTML, as text.</summary>
    public static string Plain(string html) => WebUtility.HtmlDecode(Tag().Replace(html, "")).Trim();

    /// <summary>A piece of HTML without its links and anchors, to stand inside a link.</summary>
    public static string Unlinked(string html) => Anchor().Replace(html, "");

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tag();

    [GeneratedRegex("</?a\\b[^>]*>", RegexOptions.IgnoreCase)]
    private static partial Regex Anchor();
}
