using Csa.DataSets.Downloads;

namespace Csa.DataSets.Scripts;

/// <summary>The environment of a script: a user who answers, the network; replaced in tests.</summary>
internal sealed record ScriptEnvironment
{
    /// <summary>Asks a yes-or-no question; null if nobody can answer.</summary>
    public Func<string, bool>? Ask { get; init; } = Console.IsInputRedirected ? null : Question;

    /// <summary>The options of downloads.</summary>
    public DownloadOptions Downloads { get; init; } = new();

    /// <summary>Replaces a recipe's source: itself, or in tests one of the same name without a published checksum.</summary>
    public Func<DataSource, DataSource> Source { get; init; } = source => source;

    private static bool Question(string question)
    {
        Console.Error.Write(question + " [y/N] ");
        return Console.ReadLine()?.Trim().ToLowerInvariant() is "y" or "yes";
    }
}
