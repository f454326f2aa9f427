using Csa.Data;

namespace Csa.Systems;

/// <summary>The systems that a program can train and load, by name. This library has CSA; other libraries add theirs.</summary>
public sealed class SystemCatalog
{
    private readonly IReadOnlyList<SystemPresets> systems;

    /// <summary>A catalogue.</summary>
    /// <param name="systems">The presets of each system.</param>
    /// <exception cref="ArgumentException">Two of one name.</exception>
    public SystemCatalog(IReadOnlyList<SystemPresets> systems)
    {
        if (systems.DistinctBy(system => system.Model).Count() != systems.Count)
            throw new ArgumentException($"systems: want different names, got {string.Join(", ", systems.Select(system => system.Model))}", nameof(systems));
        this.systems = systems;
    }

    /// <summary>The catalogue of this library: "csa".</summary>
    public static SystemCatalog BuiltIn { get; } = new([Csa.Systems.Presets.All]);

    /// <summary>
    /// This catalogue plus one more system, so that a system of your own is trained, loaded and compared like the others.
    /// </summary>
    /// <param name="system">Its presets.</param>
    /// <exception cref="ArgumentException">There is already one of that name.</exception>
    public SystemCatalog With(SystemPresets system) => new([.. systems, system]);

    /// <summary>The names of the systems, in the order given.</summary>
    public IReadOnlyList<string> Models => [.. systems.Select(system => system.Model)];

    /// <summary>A system's complete configurations.</summary>
    /// <param name="model">One of <see cref="Models"/>.</param>
    /// <exception cref="BadInputException">No such system.</exception>
    public SystemPresets Presets(string model) => systems.FirstOrDefault(system => system.Model == model)
        ?? throw new BadInputException($"model: want one of {string.Join(", ", Models)}, got '{model}'");
}

/// <summary>A system's two complete configurations, built on demand. Sizes between them are options, not presets.</summary>
/// <param name="model">The system's short name: what its options' <see cref="ISystemOptions.Model"/> says.</param>
/// <param name="quick">Trains in minutes on one core, with what helps a short run: <see cref="Presets.QuickTraining"/>.</param>
/// <param name="paper">The setting of its own paper: sizes, losses, optimiser.</param>
public sealed class SystemPresets(string model, Func<RunConfig> quick, Func<RunConfig> paper)
{
    /// <summary>The presets' names: "quick", "paper".</summary>
    public static IReadOnlyList<string> Names { get; } = ["quick", "paper"];

    /// <summary>The system's short name.</summary>
    public string Model => model;

    /// <summary>The configuration that trains in minutes on one core.</summary>
    public RunConfig Quick => quick();

    /// <summary>The configuration of its own paper.</summary>
    public RunConfig Paper => paper();

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
