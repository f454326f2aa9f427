using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Csa.Data;
using Csa.Data.Files;
using Csa.Systems;

namespace Csa.Experiments.Evaluation;

/// <summary>The results of a command in a file small enough to be committed, for claims to rest on.</summary>
public sealed record ResultFile
{
    /// <summary>The command that produced them, as it was typed.</summary>
    public required string Command { get; init; }

    /// <summary>The commit that the program was built from, or "unknown".</summary>
    public string Commit { get; init; } = BuiltFrom();

    /// <summary>The day, UTC, ISO 8601.</summary>
    public string Made { get; init; } = DateTime.UtcNow.ToString("yyyy-MM-dd");

    /// <summary>The data that they were measured on.</summary>
    public required string Data { get; init; }

    /// <summary>What kind of evidence the numbers are.</summary>
    public Evidence Evidence { get; init; } = Evidence.Toy;

    /// <summary>The SHA-256 of each file of weights that LPIPS, FID and KID were computed with, by its name; null without them.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? Weights { get; init; }

    /// <summary>The numbers by name.</summary>
    public required IReadOnlyDictionary<string, double> Values { get; init; }

    /// <summary>The means of an evaluation, named "centre, hole: csa psnr_db".</summary>
    /// <param name="summary">The evaluation.</param>
    /// <param name="command">The command that ran it.</param>
    /// <remarks>Infinite means (PSNR of identical images) are left out: JSON has no infinity.</remarks>
    public static ResultFile Of(EvaluationSummary summary, string command)
    {
        var values = new Dictionary<string, double>();
        foreach (SummaryRow row in summary.Rows)
        {
            values[$"{row.MaskKind}: images"] = row.Count;
            Add("hole", row, row.Hole);
            Add("whole", row, row.Whole);
        }

        foreach (SetRecord set in summary.Sets)
        {
            string name = $"{set.MaskKind}, set: {set.Label}{(summary.Sets.Any(other => other != set && (other.Label, other.MaskKind) == (set.Label, set.MaskKind)) ? $" {set.Run}" : "")}";
            if (set.Distances.Fid is double fid) values[$"{name} fid"] = Math.Round(fid, 4);
            if (set.Distances.Kid is double kid) values[$"{name} kid"] = Math.Round(kid, 6);
        }

        return new ResultFile
        {
            Command = command,
            Data = summary.Description.Data,
            Evidence = summary.Description.Evidence,
            Weights = summary.Description.Weights.Count > 0 ? summary.Description.Weights : null,
            Values = values,
        };

        void Add(string region, SummaryRow row, MetricEstimates? m)
        {
            if (m is null) return;
            foreach (Metric metric in Metric.Paper.Concat(Metric.Measured([m]).Except(Metric.PixelMetrics)))
                if (double.IsFinite(metric.Of(m)!.Mean)) values[$"{row.MaskKind}, {region}: {row.Label} {metric.Key}"] = Math.Round(metric.Of(m)!.Mean, 4);
        }
    }

    /// <summary>Reads a result.</summary>
    /// <param name="path">What <see cref="Write"/> wrote.</param>
    /// <exception cref="BadInputException">No such file, or not of this form.</exception>
    public static ResultFile Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<ResultFile>(File.ReadAllText(path), OptionJson.Settings) ?? throw new JsonException("it is empty");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new BadInputException($"{path}: want the result of a command: {OptionJson.Explain(fault)}", fault);
        }
    }

    /// <summary>Writes the file, whole or not at all.</summary>
    /// <param name="path">A .json file; its folder is made.</param>
    /// <exception cref="BadInputException">The place cannot be written.</exception>
    public void Write(string path) => AtomicFile.WriteText(path, JsonSerializer.Serialize(this, OptionJson.Settings) + "\n");

    private static string BuiltFrom()
    {
        string version = typeof(ResultFile).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";
        int at = version.IndexOf('+', StringComparison.Ordinal);
        return at < 0 ? "unknown" : version[(at + 1)..];
    }
}
