namespace Csa.DataSets.Scripts;

/// <summary>An option of a data script.</summary>
/// <param name="Name">With its dashes: "--out".</param>
/// <param name="Value">What its value is called in the help, "DIR"; null for a switch.</param>
/// <param name="Description">One sentence.</param>
internal sealed record ScriptOption(string Name, string? Value, string Description)
{
    /// <summary>The value when it is not given, or null.</summary>
    public string? Default { get; init; }

    /// <summary>The words that it takes, or null for any.</summary>
    public IReadOnlyList<string>? Words { get; init; }

    /// <summary>Whether it may be given several times.</summary>
    public bool Many { get; init; }

    /// <summary>Whether another value makes another folder: it is written down and must be the same when a run goes on.</summary>
    public bool Decides { get; init; }

    /// <summary>The most files worked on at once.</summary>
    public const int MostJobs = 256;

    /// <summary>The folder to make.</summary>
    public static ScriptOption Out(string example) => new("--out", "DIR", $"The folder to make, e.g. {example}");

    /// <summary>Files that the user downloaded.</summary>
    public static ScriptOption From { get; } = new("--from", "FILE", "Take a published file that you downloaded by hand, or a folder that holds them; may be repeated") { Many = true };

    /// <summary>Another place.</summary>
    public static ScriptOption Mirror { get; } = new("--mirror", "URL", "Download from another place, which has the published files by their names; checksums are compared all the same");

    /// <summary>Another file than the published one.</summary>
    public static ScriptOption AnyChecksum { get; } = new("--any-checksum", null, "Take files that are not the published ones, e.g. a part of a data set or another packing; dataset.json says so");

    /// <summary>Consent without a terminal.</summary>
    public static ScriptOption AcceptTerms { get; } = new("--accept-terms", null, "Accept the terms that are printed; without it you are asked");

    /// <summary>Checks a finished folder.</summary>
    public static ScriptOption Verify { get; } = new("--verify", null, "Only compare a finished folder's files with its manifest; exit code 1 if one differs");

    /// <summary>Threads.</summary>
    public static ScriptOption Jobs { get; } = new("--jobs", "N", "Files worked on at once; changes nothing in the result") { Default = $"{Math.Min(Environment.ProcessorCount, MostJobs)}" };

    /// <summary>How photographs are prepared.</summary>
    public static IReadOnlyList<ScriptOption> Squares { get; } =
    [
        new("--side", "N", "Height and width in pixels") { Default = "256", Decides = true },
        new("--fit", "FIT", "crop: the central square, scaled; squash: all of it, scaled along each axis, as the published CSA code does") { Default = "crop", Words = ["crop", "squash"], Decides = true },
        new("--format", "KIND", "png, or jpg of quality 95: a quarter to a third of the room and a little loss; an image of the right size keeps its bytes") { Default = "png", Words = ["png", "jpg"], Decides = true },
    ];
}
