using System.CommandLine;
using Csa.DataSets.Downloads;

namespace Csa.DataSets.Scripts;

/// <summary>The options of every data script. None of them affects the folder's content.</summary>
/// <param name="example">An example of a folder, for the help.</param>
internal sealed class CommonOptions(string example)
{
    // Files worked on at once: more bring nothing on any machine.
    private const int MaxJobs = 256;

    /// <summary>The folder to create.</summary>
    public Option<string?> Out { get; } = Required(ScriptOption.Text("--out", "DIR", $"The folder to make, e.g. {example}"));

    /// <summary>Files that the user downloaded.</summary>
    public Option<string[]> From { get; } = new("--from") { HelpName = "FILE", Description = "Take a published file that you downloaded by hand, or a folder that holds them; may be repeated" };

    /// <summary>Another address to download from.</summary>
    public Option<Uri?> Mirror { get; } = ScriptOption.Address("--mirror", "Download from another place, which has the published files by their names; checksums are compared all the same");

    /// <summary>Accepts files other than the published ones.</summary>
    public Option<bool> AnyChecksum { get; } = new(SourceFiles.AnyChecksumOption) { Description = "Take files that are not the published ones, e.g. a part of a data set or another packing; dataset.json says so" };

    /// <summary>Consent without a terminal.</summary>
    public Option<bool> AcceptTerms { get; } = new("--accept-terms") { Description = "Accept the terms that are printed; without it you are asked" };

    /// <summary>Checks a finished folder.</summary>
    public Option<bool> Verify { get; } = new("--verify") { Description = "Only compare a finished folder's files with its manifest; exit code 1 if one differs" };

    /// <summary>The number of threads.</summary>
    public Option<int> Jobs { get; } =
        ScriptOption.Number("--jobs", "Files worked on at once; changes nothing in the result", Math.Min(Environment.ProcessorCount, MaxJobs), 1, MaxJobs);

    private static Option<string?> Required(Option<string?> option)
    {
        option.Required = true;
        return option;
    }
}
