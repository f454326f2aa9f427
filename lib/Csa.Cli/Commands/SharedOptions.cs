using System.CommandLine;
using Csa.Drawings;
using Csa.Systems;

namespace Csa.Cli.Commands;

/// <summary>Options shared by several commands, so that they mean and say the same.</summary>
internal static class SharedOptions
{
    /// <summary>The values that every --data takes.</summary>
    public static string DataChoices => $"A folder of photographs, or {string.Join(", ", ImageSources.BuiltInNames.Select(name => $"builtin:{name}"))}";

    public static Option<DeviceChoice> Device() => new("--device")
    {
        Description = "Where tensors live: auto, cpu or cuda",
        DefaultValueFactory = _ => DeviceChoice.Auto,
    };

    /// <summary>The option for a file of results to be committed.</summary>
    public static Option<FileInfo?> Record() => new("--record")
    {
        Description = "Also write the numbers as a small result file (.json) with this command and the commit, as in notebooks/results",
    };

    /// <summary>The command as it was typed, for a record.</summary>
    public static string Typed(ParseResult parsed) => "csa " + string.Join(" ", parsed.Tokens.Select(token => token.Value.AsSpan().ContainsAny(" \"'#") ? $"'{token.Value}'" : token.Value));
}
