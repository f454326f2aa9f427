using Csa.Data.Files;
using Csa.Experiments.Ablation;

namespace Csa.Cli.Report;

/// <summary>The files of a measured ablation, beside those of its evaluation.</summary>
internal sealed record AblationFiles(string Markdown, string ArmsCsv, string ContrastsCsv, string ProbesCsv)
{
    /// <summary>All of them.</summary>
    public IEnumerable<string> All => [Markdown, ArmsCsv, ContrastsCsv, ProbesCsv];

    /// <summary>Writes them into a folder, which is created.</summary>
    /// <param name="result">The ablation.</param>
    /// <param name="folder">The folder.</param>
    public static AblationFiles Write(AblationResult result, string folder)
    {
        return new(
            Text("ablation.md", AblationTables.Markdown(result)), Text("arms.csv", AblationTables.ArmsCsv(result)), Text("contrasts.csv", AblationTables.ContrastsCsv(result)),
            Text("probes.csv", AblationTables.ProbesCsv(result)));

        string Text(string name, string content)
        {
            string path = Path.Combine(folder, name);
            AtomicFile.WriteText(path, content);
            return path;
        }
    }
}
