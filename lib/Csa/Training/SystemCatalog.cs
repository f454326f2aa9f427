namespace Csa.Training;

/// <summary>The kinds of systems that a program can train and load, by name. This library knows CSA; others are added by whoever has them.</summary>
public sealed class SystemCatalog
{
    private readonly IReadOnlyList<ISystemOptions> defaults;

    /// <summary>A catalogue.</summary>
    /// <param name="defaults">One value of each options type.</param>
    /// <exception cref="ArgumentException">Two of one name.</exception>
    public SystemCatalog(IReadOnlyList<ISystemOptions> defaults)
    {
        if (defaults.DistinctBy(options => options.Model).Count() != defaults.Count)
            throw new ArgumentException($"defaults: want different names, got {string.Join(", ", defaults.Select(options => options.Model))}", nameof(defaults));
        this.defaults = defaults;
    }

    /// <summary>What this library has: "csa".</summary>
    public static SystemCatalog BuiltIn { get; } = new([new CsaSystemOptions()]);

    /// <summary>The names, in the order given.</summary>
    public IReadOnlyList<string> Models => [.. defaults.Select(options => options.Model)];

    /// <summary>A system's default options.</summary>
    /// <param name="model">One of <see cref="Models"/>.</param>
    /// <exception cref="BadInputException">No such system.</exception>
    public ISystemOptions Options(string model) => defaults.FirstOrDefault(options => options.Model == model)
        ?? throw new BadInputException($"model: want one of {string.Join(", ", Models)}, got '{model}'");
}
