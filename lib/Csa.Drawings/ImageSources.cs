using Csa.Data;
using Csa.Data.Masks;
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

    /// <summary>A data set with its holes.</summary>
    /// <param name="data">As for <see cref="Open"/>.</param>
    /// <param name="masks">As for <see cref="MaskSources.Open"/>.</param>
    /// <param name="paired">Each image with the mask of its name: then both are folders or lists, or the same one.</param>
    /// <exception cref="BadInputException">No such data or masks, or no image has a mask of its name.</exception>
    internal static ImagesWithMasks OpenWith(string data, string masks, bool paired)
    {
        if (!paired)
        {
            IMaskSource holes = MaskSources.Open(masks);
            return new ImagesWithMasks(Directory.Exists(data) ? new PhotoFolder(data, new PhotoFolderOptions { Without = masks.Split('#')[0] }) : Open(data), holes);
        }

        if (data.StartsWith(BuiltInPrefix, StringComparison.Ordinal)) throw new BadInputException($"--pair-masks: want a folder of photographs as --data, got {data}; drawings have no masks of their own");
        var photographs = new PhotoFolder(data, new PhotoFolderOptions { Masks = masks });
        return new ImagesWithMasks(photographs, new PairedMasks(photographs, masks));
    }

    /// <summary>A data set.</summary>
    /// <param name="spec">A folder of photographs or a list of their paths (.flist, .txt), or "builtin:" and one of <see cref="BuiltInNames"/>.</param>
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
        throw new BadInputException($"data '{spec}': no such built-in set{Nearest.Question(spec, BuiltInNames.Select(name => BuiltInPrefix + name))}; there are: {known}; or name a folder of photographs");
    }
}

/// <summary>A data set and the holes for it.</summary>
internal sealed record ImagesWithMasks(IImageSource Images, IMaskSource Masks);
