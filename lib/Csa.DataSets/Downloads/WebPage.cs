using System.Text;
using System.Text.RegularExpressions;

namespace Csa.DataSets.Downloads;

/// <summary>Recognises a web page in place of a file: a consent form, a quota, a login, an error.</summary>
internal static partial class WebPage
{
    /// <summary>The bytes of a page that are examined.</summary>
    public const int Excerpt = 1 << 16;

    /// <summary>True if bytes begin like a web page; none of the files downloaded here does.</summary>
    /// <param name="start">The first bytes, some hundred.</param>
    public static bool IsPage(ReadOnlySpan<byte> start)
    {
        if (start.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF])) start = start[3..];
        string text = Encoding.Latin1.GetString(start).TrimStart();
        return text.StartsWith("<!doctype", StringComparison.OrdinalIgnoreCase)
            || text.StartsWith("<html", StringComparison.OrdinalIgnoreCase)
            || text.StartsWith("<head", StringComparison.OrdinalIgnoreCase)
            || (text.StartsWith('<') && text.Contains("<html", StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>The meaning of a page, in a phrase.</summary>
    /// <param name="page">Its first bytes.</param>
    /// <param name="host">The host that sent it.</param>
    public static string Meaning(ReadOnlySpan<byte> page, string host)
    {
        string text = Encoding.UTF8.GetString(page);
        bool Says(string words) => text.Contains(words, StringComparison.OrdinalIgnoreCase);
        if (Says("Quota exceeded") || Says("Too many users have viewed or downloaded")) return "Google Drive's page that says that today's downloads of this file are used up";
        if (Says("virus scan warning") || Says("can't scan this file") || Says("download anyway")) return "Google Drive's page that asks to confirm a download too large to be scanned";
        if (Says("accounts.google.com") || Says("google drive")) return "a page of Google Drive that asks to sign in or to confirm";
        if (Says("dropbox")) return "a page of Dropbox that shows the file and does not send it, or says that the link is switched off";
        string title = Title().Match(text).Groups[1].Value.Trim();
        return title.Length > 0 ? $"a web page of {host} called '{(title.Length > 80 ? title[..80] + "…" : title)}'" : $"a web page of {host}";
    }

    [GeneratedRegex("<title[^>]*>([^<]*)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Title();
}
