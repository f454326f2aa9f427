using System.Net;
using System.Text.RegularExpressions;

namespace Csa.Book.Pages;

/// <summary>
/// Rewrites a cell's HTML so that it needs only the book's folder: pictures are copied beside the page, links to notebooks
/// become links to pages, links to other files are removed, tables get a box to scroll in. Anything that would be fetched
/// from elsewhere is an error.
/// </summary>
/// <param name="folder">Where pictures go.</param>
/// <param name="pages">The page of each notebook of the book, by full path.</param>
internal sealed partial class LinkRewriter(BookFolder folder, IReadOnlyDictionary<string, string> pages)
{
    /// <summary>Rewrites the HTML of a cell.</summary>
    /// <param name="html">The HTML.</param>
    /// <param name="place">The cell.</param>
    /// <param name="attachment">The content of an attachment by its name, or null.</param>
    public string Rewrite(string html, CellPlace place, Func<string, byte[]?> attachment)
    {
        html = Source().Replace(html, match => $"{match.Groups["before"].Value}\"{Html.Escape(Picture(Value(match), place, attachment))}\"");
        html = Link().Replace(html, match => Target(Value(match), place) is string target
            ? $"{match.Groups["before"].Value}\"{Html.Escape(target)}\"{match.Groups["after"].Value}{match.Groups["content"].Value}</a>"
            : $"<span>{match.Groups["content"].Value}</span>");
        if (Fetched().Match(html) is { Success: true } fetched) throw place.Wrong($"{fetched.Value} would be fetched from the network; the book works without one");
        return TableEnd().Replace(TableStart().Replace(html, "<div class=\"table\">$0"), "$0</div>");
    }

    private static string Value(Match match) => WebUtility.HtmlDecode(match.Groups["value"].Value);

    private string Picture(string source, CellPlace place, Func<string, byte[]?> attachment)
    {
        if (source.StartsWith("data:", StringComparison.Ordinal)) return source;
        byte[] content = source.StartsWith("attachment:", StringComparison.Ordinal)
            ? attachment(source["attachment:".Length..]) ?? throw place.Wrong($"{source} is not attached to the cell")
            : Local(Uri.UnescapeDataString(source), place);
        if (PictureFormat.Of(content) is null) throw place.Wrong($"{source} is no picture that browsers show");
        return folder.Picture(content, Path.GetExtension(source));
    }

    private static byte[] Local(string source, CellPlace place)
    {
        if (source.Contains("://", StringComparison.Ordinal) || source.StartsWith("//", StringComparison.Ordinal))
            throw place.Wrong($"the picture {source} lies elsewhere; the book works without a network: put it beside the notebook");
        string path = Path.Combine(place.Folder, source);
        return File.Exists(path) ? File.ReadAllBytes(path) : throw place.Wrong($"the picture {source} does not exist beside the notebook");
    }

    /// <summary>The address in the book, or null if the target is not in the book.</summary>
    private string? Target(string address, CellPlace place)
    {
        if (address.StartsWith('#') || address.Contains(':', StringComparison.Ordinal)) return address;
        string[] parts = address.Split('#', 2);
        string path = Path.GetFullPath(Path.Combine(place.Folder, Uri.UnescapeDataString(parts[0])));
        return pages.TryGetValue(path, out string? page) ? parts.Length > 1 ? $"{page}#{parts[1]}" : page : null;
    }

    [GeneratedRegex("""(?<before><img\b[^>]*?\bsrc=)(?:"(?<value>[^"]*)"|'(?<value>[^']*)')""", RegexOptions.IgnoreCase)]
    private static partial Regex Source();

    [GeneratedRegex("""(?<before><a\b[^>]*?\bhref=)(?:"(?<value>[^"]*)"|'(?<value>[^']*)')(?<after>[^>]*>)(?<content>.*?)</a>""", RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex Link();

    [GeneratedRegex("""<(script|iframe|video|audio|source|embed|link|object)\b[^>]*?\b(src|href|data)=["']?(https?:)?//[^\s"'>]*""", RegexOptions.IgnoreCase)]
    private static partial Regex Fetched();

    [GeneratedRegex("<table\\b", RegexOptions.IgnoreCase)]
    private static partial Regex TableStart();

    [GeneratedRegex("</table\\s*>", RegexOptions.IgnoreCase)]
    private static partial Regex TableEnd();
}
