using System.Text.RegularExpressions;
using Csa.Book.Documents;

namespace Csa.Kernel.Engine;

/// <summary>A part of a cell in one language, with the requests of its magics, which are carried out before it runs.</summary>
/// <param name="Language">The part's language.</param>
/// <param name="FirstLine">The cell's line, from 0, where it begins.</param>
/// <param name="Code">The cell's text with everything that is not this part's code blank: lines and offsets are the cell's own.</param>
/// <param name="Requests">In the order written.</param>
internal sealed record CellSegment(CellLanguage Language, int FirstLine, string Code, IReadOnlyList<MagicRequest> Requests)
{
    /// <summary>True if there is anything to run.</summary>
    public bool HasCode => !string.IsNullOrWhiteSpace(Code);
}

/// <summary>The request of a magic.</summary>
/// <param name="Line">The cell's line, from 1.</param>
internal abstract record MagicRequest(int Line)
{
    /// <summary><c>#!share --from csharp x --as y</c>.</summary>
    public sealed record Share(int Line, CellLanguage From, string Name, string As) : MagicRequest(Line);

    /// <summary><c>#r "path.dll"</c>.</summary>
    public sealed record Reference(int Line, string Path) : MagicRequest(Line);

    /// <summary><c>#!time</c>.</summary>
    public sealed record Time(int Line) : MagicRequest(Line);
}

/// <summary>Thrown for a magic that the engine does not know or cannot carry out.</summary>
internal sealed class MagicException(int line, string message) : Exception(message)
{
    /// <summary>The cell's line, from 1.</summary>
    public int Line { get; } = line;
}

/// <summary>Splits a cell into segments at its magics.</summary>
internal static partial class CellParser
{
    /// <summary>The known magics, for messages.</summary>
    public const string Known = "#!csharp, #!fsharp, #!share --from csharp|fsharp NAME [--as NAME], #!time";

    /// <summary>The segments in order; at least one.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="isTyping">Whether the cell is still being typed, so that its magics may be incomplete.</param>
    /// <exception cref="MagicException">A magic is unknown or wrong.</exception>
    public static IReadOnlyList<CellSegment> Parse(CellRequest cell, bool isTyping = false)
    {
        string[] lines = cell.Source.Split('\n');
        string[] blank = [.. lines.Select(line => new string(' ', line.Length))];
        var segments = new List<CellSegment>();
        CellLanguage language = cell.Language;
        var requests = new List<MagicRequest>();
        string[] code = [.. blank];
        int first = 0;

        for (int i = 0; i < lines.Length; i++)
        {
            string trimmed = lines[i].Trim();
            if (trimmed.StartsWith("#!", StringComparison.Ordinal))
            {
                if (code.Any(line => !string.IsNullOrWhiteSpace(line))) End(i);
                string[] words = [.. Word().Matches(trimmed[2..]).Select(match => match.Value.Trim('"'))];
                if (LanguageOf(words.FirstOrDefault("")) is CellLanguage named && words.Length == 1) language = named;
                else if (isTyping) continue;
                else if (words is ["share", ..]) requests.Add(Share(i + 1, language, words[1..]));
                else if (words is ["time"]) requests.Add(new MagicRequest.Time(i + 1));
                else throw new MagicException(i + 1, $"unknown magic '{trimmed}'; known: {Known}");
            }
            else if (ReferenceDirective().Match(trimmed) is { Success: true } match)
            {
                requests.Add(new MagicRequest.Reference(i + 1, match.Groups["path"].Value));
            }
            else
            {
                code[i] = lines[i];
            }
        }

        End(lines.Length);
        return segments;

        void End(int next)
        {
            segments.Add(new CellSegment(language, first, string.Join('\n', code), [.. requests]));
            requests.Clear();
            code = [.. blank];
            first = next;
        }
    }

    private static CellLanguage? LanguageOf(string word) => word switch
    {
        "csharp" or "c#" or "cs" => CellLanguage.CSharp,
        "fsharp" or "f#" or "fs" => CellLanguage.FSharp,
        _ => null,
    };

    private static MagicRequest.Share Share(int line, CellLanguage to, string[] words)
    {
        CellLanguage? from = null;
        string? name = null, alias = null;
        for (int i = 0; i < words.Length; i++)
        {
            if (words[i] == "--from" && i + 1 < words.Length) from = LanguageOf(words[++i]);
            else if (words[i] == "--as" && i + 1 < words.Length) alias = words[++i];
            else if (!words[i].StartsWith('-') && name is null) name = words[i];
            else throw Usage();
        }

        if (from is not CellLanguage language || name is null) throw Usage();
        if (language == to) throw new MagicException(line, $"#!share: '{name}' is in this language already; share it from the other one");
        if (!Identifier().IsMatch(name) || !Identifier().IsMatch(alias ?? name)) throw new MagicException(line, $"#!share: want a variable's name, got '{name}'{(alias is null ? "" : $" as '{alias}'")}");
        return new MagicRequest.Share(line, language, name, alias ?? name);

        MagicException Usage() => new(line, "#!share: want #!share --from csharp|fsharp NAME [--as NAME]");
    }

    [GeneratedRegex("""
        "[^"]*"|[^\s"]+
        """)]
    private static partial Regex Word();

    [GeneratedRegex("""
        ^#r\s+@?"(?<path>[^"]*)"\s*;*\s*(//.*)?$
        """)]
    private static partial Regex ReferenceDirective();

    [GeneratedRegex(@"^[\p{L}_][\p{L}\p{Nd}_']*$")]
    private static partial Regex Identifier();
}
