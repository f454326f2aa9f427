using System.Text.Json;
using Csa.Data;
using Csa.Systems;

namespace Csa.Experiments.Evaluation;

/// <summary>The paper's claims and what each of them rests on here, looked up in the files that they name.</summary>
/// <param name="Claims">In the paper's order.</param>
public sealed record ClaimLedger(IReadOnlyList<Claim> Claims)
{
    /// <summary>Reads a ledger.</summary>
    /// <param name="path">notebooks/results/claims.json.</param>
    /// <exception cref="BadInputException">No such file, or not of this form.</exception>
    public static ClaimLedger Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<ClaimLedger>(File.ReadAllText(path), OptionJson.Settings) ?? throw new JsonException("it is empty");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new BadInputException($"{path}: want a list of claims: {OptionJson.Explain(fault)}", fault);
        }
    }

    /// <summary>Looks up every piece of evidence.</summary>
    /// <param name="repository">The folder that the evidence's files are relative to.</param>
    public IReadOnlyList<ClaimReading> LookUp(string repository) => [.. Claims.Select(claim =>
    {
        EvidenceReading[] readings = [.. claim.Evidence.Select(evidence => EvidenceFile.LookUp(evidence, repository))];
        string[] faults = [.. readings.Select(reading => reading.Fault).OfType<string>(), .. Unearned(claim, repository)];
        return new ClaimReading(claim, readings, [.. faults.Select(fault => $"{claim.Section}, \"{claim.Text}\": {fault}")]);
    })];

    // What each status must rest on.
    private static IEnumerable<string> Unearned(Claim claim, string repository)
    {
        bool hasTest = claim.Evidence.Any(evidence => evidence.Test is not null);
        bool hasNumber = claim.Evidence.Any(evidence => evidence.Number is not null);
        string? missing = claim.Status switch
        {
            ClaimStatus.Checked when !hasTest => "checked: want a test, none is named",
            ClaimStatus.ToyFor or ClaimStatus.ToyAgainst when !hasNumber => $"{claim.StatusWord}: want a number of a notebook or a result file, none is named",
            ClaimStatus.Contradicted when !hasTest && !hasNumber => "contradicted: want a test or a number, none is named",
            ClaimStatus.Reproduced when !claim.Evidence.Any(evidence => EvidenceFile.IsReproduced(evidence, repository)) =>
                "reproduced: want a result file of the paper's data, none is named",
            ClaimStatus.NotTested when claim.Evidence.Count > 0 => "not tested: want no evidence, or another status",
            ClaimStatus.NotTested when claim.Note.Length == 0 => "not tested: want a note that says why",
            _ => null,
        };
        if (missing is not null) yield return missing;
    }
}
