using System.Text;
using Csa.Book.Documents;

namespace Csa.Book.Code;

/// <summary>Writes code as coloured HTML.</summary>
internal static class CodeMarkup
{
    /// <summary>The code of a cell, without a first line that only names its language.</summary>
    /// <param name="source">The cell's text.</param>
    /// <param name="language">C#, F#, or null where neither: no colours then.</param>
    /// <returns>The content of a code element.</returns>
    public static string Of(string source, CellLanguage? language)
    {
        string code = source.ReplaceLineEndings("\n");
        if (CellLanguages.OfFirstLine(code) is not null) code = code.IndexOf('\n') is int end and >= 0 ? code[(end + 1)..] : "";
        code = code.Trim('\n');
        if (language is not CellLanguage known) return Html.Escape(code);

        // The notebook's own lines are no C# or F#: blank for the colouring, shown as they are.
        string[] lines = code.Split('\n');
        string compiled = string.Join('\n', lines.Select(line => IsMagic(line) ? new string(' ', line.Length) : line));
        IEnumerable<CodePart> parts = known == CellLanguage.FSharp ? FSharpColours.Of(compiled) : CSharpColours.Of(compiled);
        return Write(code, Joined(parts.Concat(Magics(lines)).OrderBy(part => part.Start)));
    }

    private static bool IsMagic(string line) => line.StartsWith("#!", StringComparison.Ordinal) || line.StartsWith("#r ", StringComparison.Ordinal) || line.StartsWith("#load ", StringComparison.Ordinal);

    private static IEnumerable<CodePart> Magics(string[] lines)
    {
        int start = 0;
        foreach (string line in lines)
        {
            if (IsMagic(line)) yield return new CodePart(CodeKind.Directive, start, line.Length);
            start += line.Length + 1;
        }
    }

    /// <summary>Joins adjacent parts of one kind, because the F# tokenizer splits comments and strings into words.</summary>
    private static IEnumerable<CodePart> Joined(IEnumerable<CodePart> parts)
    {
        CodePart last = default;
        foreach (CodePart part in parts)
        {
            bool joins = part.Kind == last.Kind && part.Start == last.Start + last.Length;
            if (!joins && last.Length > 0) yield return last;
            last = joins ? last with { Length = last.Length + part.Length } : part;
        }

        if (last.Length > 0) yield return last;
    }

    private static string Write(string code, IEnumerable<CodePart> parts)
    {
        var html = new StringBuilder();
        int at = 0;
        foreach (CodePart part in parts.Where(part => part.Start >= at))
        {
            html.Append(Html.Escape(code[at..part.Start]));
            html.Append($"<span class=\"{part.Kind.ToString().ToLowerInvariant()}\">").Append(Html.Escape(code.Substring(part.Start, part.Length))).Append("</span>");
            at = part.Start + part.Length;
        }

        return html.Append(Html.Escape(code[at..])).ToString();
    }
}
