using Csa.Data;

namespace Csa.Systems;

/// <summary>The kinds of systems that a program can train and load, by name. This library knows CSA; others are added by whoever has them.</summary>
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

    /// <summary>What this library has: "csa".</summary>
    public static SystemCatalog BuiltIn { get; } = new([Csa.Systems.Presets.All]);

    /// <summary>This catalogue and one more system: how a system of one's own is trained, loaded and compared like the others.</summary>
    /// <param name="system">Its presets.</param>
    /// <exception cref="ArgumentException">There is one of that name.</exception>
    public SystemCatalog With(SystemPresets system) => new([.. systems, system]);

    /// <summary>The names, in the order given.</summary>
    public IReadOnlyList<string> Models => [.. systems.Select(system => system.Model)];

    /// <summary>A system's complete configurations.</summary>
    /// <param name="model">One of <see cref="Models"/>.</param>
    /// <exception cref="BadInputException">No such system.</exception>
    public SystemPresets Presets(string model) => systems.FirstOrDefault(system => system.Model == model)
        ?? throw new BadInputException($"model: want one of {string.Join(", ", Models)}, got '{model}'");
}

/// <summary>A system's two complete configurations, built when they are asked for. Sizes between them are options, not presets.</summary>
/// <param name="model">The system's short name: what its options' <see cref="ISystemOptions.Model"/> says.</param>
/// <param name="quick">Minutes on one core, with the help that a short run needs: <see cref="Presets.QuickTraining"/>.</param>
/// <param name="paper">Its own paper's: sizes, losses, optimiser.</param>
public sealed class SystemPresets(string model, Func<RunConfig> quick, Func<RunConfig> paper)
{
    /// <summary>The presets' names: "quick", "paper".</summary>
    public static IReadOnlyList<string> Names { get; } = ["quick", "paper"];

    /// <summary>The system's short name.</summary>
    public string Model => model;

    /// <summary>Minutes on one core.</summary>
    public RunConfig Quick => quick();

    /// <summary>Its own paper's.</summary>
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
