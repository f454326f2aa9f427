using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Csa.Baselines;
using Csa.Data;
using Csa.Data.Files;
using Csa.Systems;

namespace Csa.Experiments.Comparison;

/// <summary>How systems are compared: fixed in a file before anything is trained, so that nothing is chosen by its result.</summary>
internal sealed record ComparisonProtocol
{
    private const int LargestBytes = 1 << 20;

    /// <summary>The systems in the order of the tables; differences are to the first.</summary>
    public required IReadOnlyList<ComparedSystem> Systems { get; init; }

    /// <summary>The sets to compare on, one table each: what is trained, for how long and how often.</summary>
    public required IReadOnlyList<ComparisonSet> Sets { get; init; }

    /// <summary>Options of every training, as <c>csa train --set</c> takes them.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    /// <summary>What is measured.</summary>
    public required ComparisonTest Test { get; init; }

    /// <summary>The differences that an ablation asks for, judged together on the test's first masks; none in a plain comparison.</summary>
    public IReadOnlyList<ComparisonContrast> Contrasts { get; init; } = [];

    /// <summary>
    /// Where a system still gains more than this over the last fifth of its steps (dB of validation PSNR, refined, in the hole,
    /// mean over seeds), every training of that set is extended once, by half of its steps. Null for no extension.
    /// </summary>
    public double? ExtendAbove { get; init; }

    /// <summary>The systems that can be named.</summary>
    [JsonIgnore]
    public SystemCatalog Catalog { get; private init; } = ComparedSystems.Catalog;

    /// <summary>Reads a protocol.</summary>
    /// <param name="path">A JSON file.</param>
    /// <param name="catalog">The systems that it can name.</param>
    /// <exception cref="BadInputException">No such file, not of this form, or a value out of range.</exception>
    public static ComparisonProtocol Read(string path, SystemCatalog catalog)
    {
        string json = BoundedFile.ReadText(path, "the protocol of a comparison", LargestBytes);
        try
        {
            ComparisonProtocol protocol = JsonSerializer.Deserialize<ComparisonProtocol>(json, OptionJson.Settings) ?? throw new JsonException("it is empty");
            protocol = protocol with { Catalog = catalog };
            protocol.Validate();
            return protocol;
        }
        catch (Exception fault) when (fault is JsonException or BadInputException)
        {
            throw new BadInputException($"{path}: want the protocol of a comparison, as notebooks/results/tables/protocol.json: {OptionJson.Explain(fault)}", fault);
        }
    }

    /// <summary>Every training of a set, first seeds first.</summary>
    public IEnumerable<ComparisonRun> Runs(ComparisonSet set) =>
        set.Seeds.SelectMany(seed => Systems.Select(system => new ComparisonRun(set, system.Name, seed, Config(set, system, seed))));

    private RunConfig Config(ComparisonSet set, ComparedSystem system, ulong seed)
    {
        RunConfig config = Catalog.Presets(system.Model).Quick.With([.. Settings, .. system.Settings, .. set.Settings.GetValueOrDefault(system.Name, [])]);
        long steps = set.Steps ?? (long)(set.Minutes!.Value * 60_000 / system.MillisecondsPerStep);
        return config with { Training = config.Training with { Data = set.Data, Seed = seed, Steps = steps, Minutes = null, Device = DeviceChoice.Cpu } };
    }

    private void Validate()
    {
        Want(Systems.Count > 0 && Systems.All(system => system.MillisecondsPerStep > 0), "systems", "at least one, each with millisecondsPerStep above 0");
        Want(Systems.DistinctBy(system => system.Name).Count() == Systems.Count, "systems", "each name once; one model may stand twice under two names");
        Want(Systems.All(system => Path.GetFileName(system.Name) == system.Name && system.Name.Length > 0), "systems", "names that can be folders'");
        Want(Sets.Count > 0 && Sets.DistinctBy(set => set.Name).Count() == Sets.Count, "sets", "at least one, each with a name of its own");
        Want(Sets.All(set => Path.GetFileName(set.Name) == set.Name && set.Name.Length > 0), "sets", "names that can be folders'");
        Want(Sets.All(set => set.Seeds.Count > 0 && set.Seeds.Distinct().Count() == set.Seeds.Count), "seeds", "at least one a set, each once");
        Want(Sets.All(set => set.Steps is null != set.Minutes is null && set.Steps is null or >= 1 && set.Minutes is null or > 0), "sets", "steps or minutes, above 0, one of them");
        Want(Sets.All(set => set.Settings.Keys.All(name => Systems.Any(system => system.Name == name))), "settings", "of a set, by names that are systems of the protocol");
        Want(Contrasts.SelectMany(pair => new[] { pair.First, pair.Second }).All(name => Systems.Any(system => system.Name == name)), "contrasts", "a first and a second that are systems of the protocol");
        Want(Test.Masks.Count > 0 && Test.Count >= 1, "test", "masks, and a count of at least 1");
        Want(ExtendAbove is null or >= 0, "extendAbove", "at least 0 dB, or nothing");
        foreach (ComparisonRun run in Sets.SelectMany(Runs)) run.Config.Training.Validate();
    }

    private static void Want(bool holds, string name, string wanted)
    {
        if (!holds) throw new BadInputException($"{name}: want {wanted}");
    }
}

/// <summary>A system of a comparison, in its quick preset.</summary>
/// <param name="Model">As <c>csa train --model</c> takes it.</param>
/// <param name="MillisecondsPerStep">
/// The mean time of a step on one idle core, measured beforehand. It turns minutes into steps, so that on a busy machine
/// trainings take longer instead of being shorter, and a run repeats to the bit.
/// </param>
internal sealed record ComparedSystem(string Model, double MillisecondsPerStep)
{
    /// <summary>Its name in tables and folders; the model's unless given. An ablation has several arms of one model.</summary>
    public string Name { get; init => field = string.IsNullOrEmpty(value) ? Model : value; } = Model;

    /// <summary>Options of all its trainings, on top of the protocol's, as <c>csa train --set</c> takes them.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];
}

/// <summary>The trainings on one data set, shown as one table.</summary>
/// <param name="Name">The name of its folder.</param>
/// <param name="Data">As <c>csa train --data</c> takes it.</param>
/// <param name="Seeds">One training of every system for each seed.</param>
internal sealed record ComparisonSet(string Name, string Data, IReadOnlyList<ulong> Seeds)
{
    /// <summary>Minutes on an idle core for every training; null if <see cref="Steps"/> is set.</summary>
    public double? Minutes { get; init; }

    /// <summary>Steps of every training, so that all see equally many images; null if <see cref="Minutes"/> is set.</summary>
    public long? Steps { get; init; }

    /// <summary>
    /// For each system by its name, options of its trainings in this set on top of the protocol's and its own, as <c>csa train
    /// --set</c> takes them.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Settings { get; init; } = ImmutableDictionary<string, IReadOnlyList<string>>.Empty;
}

/// <summary>What every set is measured on.</summary>
/// <param name="Masks">As <c>csa evaluate --masks</c> takes them.</param>
/// <param name="Count">The most images taken from the test split.</param>
/// <param name="Seed">Draws the masks.</param>
internal sealed record ComparisonTest(IReadOnlyList<string> Masks, int Count, ulong Seed);

/// <summary>A difference that an ablation asks for: the first system's PSNR minus the second's.</summary>
/// <param name="First">A system's name.</param>
/// <param name="Second">The name of the system that is subtracted.</param>
internal sealed record ComparisonContrast(string First, string Second);

/// <summary>One training of a comparison.</summary>
/// <param name="Set">Its set.</param>
/// <param name="Name">Its system's name.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="Config">Its complete configuration.</param>
internal sealed record ComparisonRun(ComparisonSet Set, string Name, ulong Seed, RunConfig Config)
{
    /// <summary>The run's folder below the comparison's.</summary>
    public string Folder(string root) => Path.Combine(root, Set.Name, FormattableString.Invariant($"{Name}-seed{Seed}"));

    /// <summary>The same training, half as long again.</summary>
    public ComparisonRun Extended() => this with { Config = Config with { Training = Config.Training with { Steps = ExtendedSteps(Config.Training.Steps) } } };

    /// <summary>One and a half times the steps, rounded down.</summary>
    internal static long? ExtendedSteps(long? steps) => steps + (steps / 2);
}
