using System.CommandLine;
using System.CommandLine.Parsing;
using Csa.Data;

namespace Csa.Programs;

/// <summary>Describes errors of a command line in a user's words, because the parser's own messages speak of types.</summary>
internal static class UsageFaults
{
    /// <summary>One line each.</summary>
    /// <param name="parsed">With errors.</param>
    public static IEnumerable<string> Of(ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        string[] unknown = [.. parsed.UnmatchedTokens];
        // The first word that is none explains the rest, and what seems to be missing because of it.
        if (unknown.Length > 0) return [Unknown(command, unknown.FirstOrDefault(IsOption) ?? unknown[0])];
        return parsed.Errors.Select(Said).Distinct();
    }

    /// <summary>The message for an unknown option or command.</summary>
    /// <param name="command">Where it was typed.</param>
    /// <param name="word">As it was typed.</param>
    public static string Unknown(Command command, string word)
    {
        if (IsOption(word)) return $"{word.Split('=')[0]}: no such option{Nearest.Question(word.Split('=')[0], command.Options.SelectMany(option => option.Aliases.Prepend(option.Name)))}";
        string[] commands = [.. command.Subcommands.Select(one => one.Name)];
        return commands.Length > 0
            ? $"{word}: no such command{(Nearest.Question(word, commands) is { Length: > 0 } near ? near : $"; there are {string.Join(", ", commands)}")}"
            : $"{word}: not understood here; {(command.Options.Count > 0 ? "a value follows its option, and a name with spaces wants quotes" : "want nothing after the command")}";
    }

    /// <summary>True for a word that begins like an option.</summary>
    public static bool IsOption(string word) => word.Length > 1 && word[0] == '-' && !char.IsAsciiDigit(word[1]);

    private static string Said(ParseError error) => error.SymbolResult switch
    {
        OptionResult { Option: var option, Tokens: { Count: > 0 } tokens } when IsOfTypes(error) => $"{option.Name}: want {Wanted(option.ValueType)}, got '{tokens[^1].Value}'",
        OptionResult { Option: var option, Tokens: { Count: > 1 } tokens } => $"{option.Name}: want one value, got {string.Join(" and ", tokens.Select(token => $"'{token.Value}'"))}",
        OptionResult { Option: var option, IdentifierToken: null } => $"{option.Name}: is needed: {option.Description}",
        OptionResult { Option: var option, Tokens.Count: 0 } => $"{option.Name}: want {Wanted(option.ValueType)} after it, got nothing",
        CommandResult { Command.Subcommands.Count: > 0 } result => $"want a command, one of {string.Join(", ", result.Command.Subcommands.Select(command => command.Name))}",
        _ => error.Message,
    };

    private static bool IsOfTypes(ParseError error) => error.Message.Contains(" as expected type ", StringComparison.Ordinal);

    private static string Wanted(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type.GetElementType() ?? type;
        if (type.IsEnum) return Enum.GetNames(type) is [.. var others, var last] ? $"{string.Join(", ", others)} or {last}".ToLowerInvariant() : "a word";
        if (type == typeof(bool)) return "true or false";
        if (type == typeof(ulong) || type == typeof(uint)) return "a whole number, 0 or more";
        if (type == typeof(int) || type == typeof(long)) return "a whole number";
        if (type == typeof(double) || type == typeof(float)) return "a number";
        return "a value";
    }
}
