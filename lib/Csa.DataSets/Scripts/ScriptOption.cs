using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Csa.DataSets.Scripts;

/// <summary>Makes options whose error messages say what was expected and what was given.</summary>
internal static class ScriptOption
{
    /// <summary>An integer option.</summary>
    /// <param name="name">With its dashes: "--side".</param>
    /// <param name="description">One sentence.</param>
    /// <param name="value">The default.</param>
    /// <param name="least">Smaller ones are refused.</param>
    /// <param name="most">Larger ones are refused.</param>
    public static Option<int> Number(string name, string description, int value, int least, int most) => new(name)
    {
        HelpName = "N",
        Description = description,
        DefaultValueFactory = _ => value,
        CustomParser = given => int.TryParse(Given(given), NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most
            ? number
            : Refuse<int>(given, $"want a whole number from {least} to {most}, got '{Given(given)}'"),
    };

    /// <summary>An option with a choice of words; the first is the default.</summary>
    public static Option<string> Word(string name, string description, IReadOnlyList<string> words) => new(name)
    {
        HelpName = string.Join('|', words),
        Description = description,
        DefaultValueFactory = _ => words[0],
        CustomParser = given => words.Contains(Given(given)) ? Given(given) : Refuse<string>(given, $"want {string.Join(" or ", words)}, got '{Given(given)}'"),
    };

    /// <summary>An option for any non-empty text.</summary>
    /// <param name="name">With its dashes: "--out".</param>
    /// <param name="value">The name of its value in the help: "DIR".</param>
    /// <param name="description">One sentence.</param>
    public static Option<string?> Text(string name, string value, string description) => new(name)
    {
        HelpName = value,
        Description = description,
        CustomParser = given => Given(given) is { Length: > 0 } text ? text : Refuse<string>(given, $"want a value ({value}), got nothing"),
    };

    /// <summary>An address to download from.</summary>
    public static Option<Uri?> Address(string name, string description) => new(name)
    {
        HelpName = "URL",
        Description = description,
        CustomParser = given => Uri.TryCreate(Given(given), UriKind.Absolute, out Uri? address) && address.Scheme is ("http" or "https")
            ? address
            : Refuse<Uri>(given, $"want an address that begins with http:// or https://, got '{Given(given)}'"),
    };

    private static string Given(ArgumentResult given) => given.Tokens.Count == 0 ? "" : given.Tokens[^1].Value;

    private static T? Refuse<T>(ArgumentResult given, string why)
    {
        given.AddError($"{((OptionResult)given.Parent!).Option.Name}: {why}");
        return default;
    }
}
