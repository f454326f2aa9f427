using Csa.Data;

namespace Csa.Experiments.Verification;

/// <summary>A folder of golden values: its parts, any of which may be absent.</summary>
internal static class GoldenFolder
{
    private static readonly Part[] Parts =
    [
        new("feat_masks.json", FeatureMaskCases.Check),
        new("csa", folder => JsonFiles(folder).SelectMany(path => Named(path, CsaCases.Check)).Append(CsaCases.OfficialGradient)),
        new("losses.json", LossCases.Check),
        new("metrics", MetricCases.Check),
        new("network_facts.json", NetworkCases.Check),
        new("e2e", EndToEndCases.Check),
    ];

    /// <summary>The parts' file and folder names.</summary>
    public static IReadOnlyList<string> PartNames { get; } = [.. Parts.Select(part => part.Name)];

    /// <summary>All comparisons of all parts; a missing part gives one check that says so.</summary>
    /// <param name="folder">Has at least one part.</param>
    /// <param name="begin">Called with the name of each part before it is checked.</param>
    /// <exception cref="BadInputException">No part is there, or one is damaged.</exception>
    public static IReadOnlyList<GoldenCheck> Check(string folder, Action<string>? begin = null)
    {
        if (!Parts.Any(part => Path.Exists(Path.Combine(folder, part.Name))))
            throw new BadInputException($"golden folder: want any of {string.Join(", ", PartNames)} in {folder}, none is there");
        var checks = new List<GoldenCheck>();
        foreach (Part part in Parts)
        {
            begin?.Invoke(part.Name);
            checks.AddRange(CheckPart(folder, part));
        }

        return checks;
    }

    /// <summary>Every comparison of one part.</summary>
    /// <param name="folder">The folder of all parts.</param>
    /// <param name="name">One of <see cref="PartNames"/>.</param>
    public static IReadOnlyList<GoldenCheck> CheckPart(string folder, string name) => CheckPart(folder, Parts.Single(part => part.Name == name));

    private static IReadOnlyList<GoldenCheck> CheckPart(string folder, Part part)
    {
        string path = Path.Combine(folder, part.Name);
        return Path.Exists(path) ? Named(path, part.Check) : [GoldenCheck.Skip(part.Name, "", $"it is not in {folder}")];
    }

    private static IEnumerable<string> JsonFiles(string folder) => Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal);

    // Golden files are data: what is wrong with them is told by their name, not by a stack.
    private static IReadOnlyList<GoldenCheck> Named(string path, Func<string, IEnumerable<GoldenCheck>> check)
    {
        try
        {
            return [.. check(path)];
        }
        catch (Exception fault) when (fault is KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException or IOException)
        {
            throw new BadInputException($"{path}: want golden values, this cannot be compared: {fault.Message}", fault);
        }
    }

    private sealed record Part(string Name, Func<string, IEnumerable<GoldenCheck>> Check);
}
