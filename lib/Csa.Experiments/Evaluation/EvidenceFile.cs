using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Csa.Experiments.Evaluation;

/// <summary>Finds tests and numbers in the files that claims name.</summary>
internal static partial class EvidenceFile
{
    /// <summary>Looks up a piece of evidence.</summary>
    public static EvidenceReading LookUp(ClaimEvidence evidence, string repository)
    {
        string path = Path.Combine(repository, evidence.File);
        if (!File.Exists(path)) return Faulty($"{evidence.File}: no such file");
        if (evidence.Test is string test && !File.ReadAllText(path).Contains(test, StringComparison.Ordinal)) return Faulty($"{evidence.File}: no test '{test}'");
        if (evidence.Number is not string name) return new EvidenceReading(evidence, null, null);
        if (Number(path, name) is not double value) return Faulty($"{evidence.File}: no number '{name}'");
        if (value <= evidence.Above || value >= evidence.Below) return new EvidenceReading(evidence, value, FormattableString.Invariant($"{evidence.File}: '{name}' is {value}, {Bounds(evidence)}"));
        return new EvidenceReading(evidence, value, null);

        EvidenceReading Faulty(string fault) => new(evidence, null, fault);
    }

    /// <summary>Whether the evidence is a result on the paper's data.</summary>
    public static bool IsReproduced(ClaimEvidence evidence, string repository)
    {
        string path = Path.Combine(repository, evidence.File);
        return IsResult(path) && File.Exists(path) && ResultFile.Read(path).Evidence == Evaluation.Evidence.Reproduced;
    }

    private static bool IsResult(string path) => path.EndsWith(".json", StringComparison.OrdinalIgnoreCase);

    private static double? Number(string path, string name)
    {
        if (IsResult(path)) return ResultFile.Read(path).Values.TryGetValue(name, out double value) ? value : null;
        foreach (string line in Printed(path))
        {
            int at = line.IndexOf(name, StringComparison.Ordinal);
            if (at >= 0 && FirstNumber().Match(line, at + name.Length) is { Success: true } number) return double.Parse(number.Value, CultureInfo.InvariantCulture);
        }

        return null;
    }

    // The lines that an executed notebook printed.
    private static IEnumerable<string> Printed(string path)
    {
        JsonNode? notebook = JsonNode.Parse(File.ReadAllText(path));
        foreach (JsonNode? cell in notebook?["cells"]?.AsArray() ?? [])
        {
            foreach (JsonNode? output in cell?["outputs"]?.AsArray() ?? [])
            {
                if (output?["text"] is not JsonNode text) continue;
                string all = text is JsonArray lines ? string.Concat(lines.Select(line => (string?)line)) : (string?)text ?? "";
                foreach (string line in all.Split('\n')) yield return line;
            }
        }
    }

    private static string Bounds(ClaimEvidence evidence) => string.Join(" and ", new[]
    {
        evidence.Above is double above ? FormattableString.Invariant($"want more than {above}") : "",
        evidence.Below is double below ? FormattableString.Invariant($"want less than {below}") : "",
    }.Where(bound => bound.Length > 0));

    [GeneratedRegex(@"[-+]?\d+(\.\d+)?([eE][-+]?\d+)?")]
    private static partial Regex FirstNumber();
}
