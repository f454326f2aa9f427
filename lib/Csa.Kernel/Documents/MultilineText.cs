using System.Text.Json.Nodes;

namespace Csa.Kernel.Documents;

/// <summary>Text as nbformat stores it: a list of lines, each with its line break.</summary>
internal static class MultilineText
{
    /// <summary>Where Python's str.splitlines breaks, and therefore nbformat.</summary>
    private const string Breaks = "\n\r\v\f\u001c\u001d\u001e\u0085\u2028\u2029";

    /// <summary>The lines with their breaks; none of an empty text.</summary>
    public static JsonArray Lines(string text)
    {
        var lines = new JsonArray();
        int start = 0;
        while (start < text.Length)
        {
            int at = text.AsSpan(start).IndexOfAny(Breaks);
            int end = at < 0 ? text.Length : start + at + 1;
            if (at >= 0 && text[end - 1] == '\r' && end < text.Length && text[end] == '\n') end++;
            lines.Add(text[start..end]);
            start = end;
        }

        return lines;
    }
}
