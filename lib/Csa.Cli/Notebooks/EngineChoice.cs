using System.CommandLine;

namespace Csa.Cli.Notebooks;

/// <summary>The two engines that can run notebooks, by their names in <c>--engine</c>.</summary>
internal static class EngineChoice
{
    /// <summary>This repository's.</summary>
    public const string Csa = "csa";

    /// <summary>Microsoft's.</summary>
    public const string Microsoft = "dotnet-interactive";

    /// <summary>The option.</summary>
    public static Option<string> Option()
    {
        var option = new Option<string>("--engine")
        {
            Description = $"Whose engine runs the cells: {Csa}, this program's; {Microsoft}, Microsoft's, which dotnet tool restore fetches",
            DefaultValueFactory = _ => Csa,
        };
        option.AcceptOnlyFromAmong(Csa, Microsoft);
        return option;
    }
}
