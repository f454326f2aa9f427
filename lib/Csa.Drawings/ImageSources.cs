using Csa.Data;
using Csa.Data.Sources;
using Csa.Drawings.Theory;

namespace Csa.Drawings;

/// <summary>Opens a data set from the name or folder that a user gives.</summary>
public static class ImageSources
{
    private const string BuiltInPrefix = "builtin:";

    private static readonly Dictionary<string, PatternKind> Patterns = Enum.GetValues<PatternKind>().ToDictionary(kind => kind.ToString().ToLowerInvariant());

    /// <summary>Those whose drawings carry labels, from which features can be learned.</summary>
    public static IReadOnlyList<string> LabelledNames { get; } = ["portraits", "facades", "landscapes"];

    /// <summary>The names that may follow "builtin:".</summary>
    public static IReadOnlyList<string> BuiltInNames { get; } = [.. LabelledNames, .. Patterns.Keys];

    /// <summary>A data set.</summary>
    /// <param name="spec">A folder of photographs, or "builtin:" and one of <see cref="BuiltInNames"/>.</param>
    /// <param name="seed">The seed of the images' order.</param>
    /// <exception cref="BadInputException">No such folder or built-in set, or no image in the folder.</exception>
    public static IImageSource Open(string spec, ulong seed = 0)
    {
        if (!spec.StartsWith(BuiltInPrefix, StringComparison.Ordinal)) return new PhotoFolder(spec, new PhotoFolderOptions { Seed = seed });
        string wanted = spec[BuiltInPrefix.Length..];
        if (Patterns.TryGetValue(wanted, out PatternKind pattern)) return new BuiltInPatterns(pattern, seed);
        switch (wanted)
        {
            case "portraits": return new BuiltInPortraits(seed);
            case "facades": return new BuiltInFacades(seed);
            case "landscapes": return new BuiltInLandscapes(seed);
        }

        string known = string.Join(", ", BuiltInNames.Select(name => BuiltInPrefix + name));
        throw new BadInputException($"data '{spec}': no such built-in set; there are: {known}; or name a folder of photographs");
    }
}
