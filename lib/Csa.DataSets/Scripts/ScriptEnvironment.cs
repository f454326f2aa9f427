using Csa.DataSets.Downloads;

namespace Csa.DataSets.Scripts;

/// <summary>What a script meets outside: a user who answers, the network; others in tests.</summary>
internal sealed record ScriptEnvironment
{
    /// <summary>Asks a yes-or-no question; null where nobody is there to answer.</summary>
    public Func<string, bool>? Ask { get; init; } = Console.IsInputRedirected ? null : Question;

    /// <summary>How patient downloads are.</summary>
    public DownloadOptions Downloads { get; init; } = new();

    /// <summary>What a recipe's source stands for: itself, or in tests one of the same name without a published checksum.</summary>
    public Func<DataSource, DataSource> Source { get; init; } = source => source;

    private static bool Question(string question)
    {
        Console.Error.Write(question + " [y/N] ");
        return Console.ReadLine()?.Trim().ToLowerInvariant() is "y" or "yes";
    }
}
