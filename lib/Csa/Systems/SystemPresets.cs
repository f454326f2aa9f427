using Csa.Data;

namespace Csa.Systems;

/// <summary>A system's two complete configurations. Sizes between them are options, not presets.</summary>
/// <param name="Quick">Minutes on one core, with the help that a short run needs: <see cref="Presets.QuickTraining"/>.</param>
/// <param name="Paper">Its own paper's: sizes, losses, optimiser.</param>
public sealed record SystemPresets(RunConfig Quick, RunConfig Paper)
{
    /// <summary>The presets' names: "quick", "paper".</summary>
    public static IReadOnlyList<string> Names { get; } = ["quick", "paper"];

    /// <summary>The system's short name.</summary>
    public string Model => Paper.System.Model;

    /// <summary>A preset by name.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <exception cref="BadInputException">No such preset.</exception>
    public RunConfig Named(string name) => name switch
    {
        "quick" => Quick,
        "paper" => Paper,
        _ => throw new BadInputException($"preset: want one of {string.Join(", ", Names)}, got '{name}'"),
    };
}
