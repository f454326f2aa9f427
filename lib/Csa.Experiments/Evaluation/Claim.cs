namespace Csa.Experiments.Evaluation;

/// <summary>The status of a claim of the paper in this repository.</summary>
public enum ClaimStatus
{
    /// <summary>Built-in or tiny data speak for it.</summary>
    ToyFor,

    /// <summary>Built-in or tiny data speak against it.</summary>
    ToyAgainst,

    /// <summary>A test fails if it is false.</summary>
    Checked,

    /// <summary>Our number beside the paper's, on the paper's data.</summary>
    Reproduced,

    /// <summary>A test or a measurement that does not depend on data or training contradicts it.</summary>
    Contradicted,

    /// <summary>Nothing here tests it.</summary>
    NotTested,
}

/// <summary>One claim of the paper, in our words.</summary>
public sealed record Claim
{
    /// <summary>Where the paper makes it: "3.2.2", "abstract".</summary>
    public required string Section { get; init; }

    /// <summary>The claim.</summary>
    public required string Text { get; init; }

    /// <summary>Its status.</summary>
    public required ClaimStatus Status { get; init; }

    /// <summary>The status as people write it: "toy, against".</summary>
    public string StatusWord => Status switch
    {
        ClaimStatus.NotTested => "not tested",
        ClaimStatus.ToyFor => "toy, for",
        ClaimStatus.ToyAgainst => "toy, against",
        _ => Status.ToString().ToLowerInvariant(),
    };

    /// <summary>What the status rests on; empty where nothing was tested.</summary>
    public IReadOnlyList<ClaimEvidence> Evidence { get; init; } = [];

    /// <summary>A note for the reader: what was not shown, or why it was not tested.</summary>
    public string Note { get; init; } = "";
}

/// <summary>A file that a claim's status rests on: a test, an executed notebook or a result file.</summary>
public sealed record ClaimEvidence
{
    /// <summary>Relative to the repository's root.</summary>
    public required string File { get; init; }

    /// <summary>The name of the test in the file; null for a notebook or a result file.</summary>
    public string? Test { get; init; }

    /// <summary>
    /// A number in the file: the key of a result file's value, or the words before the number in what a notebook printed.
    /// </summary>
    public string? Number { get; init; }

    /// <summary>What the number measures and in which unit, for tables.</summary>
    public string Measures { get; init; } = "";

    /// <summary>The status needs the number to be more than this; null for no bound.</summary>
    public double? Above { get; init; }

    /// <summary>The status needs the number to be less than this; null for no bound.</summary>
    public double? Below { get; init; }
}

/// <summary>A piece of evidence as it was found.</summary>
/// <param name="Evidence">Where to look.</param>
/// <param name="Value">The number; null where none was asked for or found.</param>
/// <param name="Fault">Why it does not support the claim: no such file, test or number, or a number out of bounds; null if it does.</param>
public sealed record EvidenceReading(ClaimEvidence Evidence, double? Value, string? Fault);

/// <summary>A claim with its evidence as it was found.</summary>
/// <param name="Claim">The claim.</param>
/// <param name="Evidence">One reading per piece.</param>
/// <param name="Faults">Why the status is not supported; empty if it is.</param>
public sealed record ClaimReading(Claim Claim, IReadOnlyList<EvidenceReading> Evidence, IReadOnlyList<string> Faults);
