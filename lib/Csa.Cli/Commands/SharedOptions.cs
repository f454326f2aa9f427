using System.CommandLine;
using Csa.Data;
using Csa.Data.Sources;
using Csa.Drawings;
using Csa.Systems;

namespace Csa.Cli.Commands;

/// <summary>Options shared by several commands, so that they mean and say the same.</summary>
internal static class SharedOptions
{
    /// <summary>The values that every --data takes.</summary>
    public static string DataChoices => $"A folder of photographs or a list of their paths (.flist, .txt), or {string.Join(", ", ImageSources.BuiltInNames.Select(name => $"builtin:{name}"))}";

    public static Option<DeviceChoice> Device() => new("--device")
    {
        Description = "Where tensors live: auto, cpu or cuda",
        DefaultValueFactory = _ => DeviceChoice.Auto,
    };

    /// <summary>Inference in bfloat16.</summary>
    public static Option<bool> BFloat16() => new("--bfloat16")
    {
        Description = "Fill with numbers of 16 bits behind the CSA layer: the same matches, faster on CPUs with AMX or AVX-512 BF16, slower on others",
    };

    /// <summary>The split whose images are taken.</summary>
    /// <param name="otherwise">What is taken if it is not given, for the help.</param>
    public static Option<Split?> Split(string otherwise) => new("--split")
    {
        Description = $"train, validation (or val) or test [default: {otherwise}]",
        CustomParser = given =>
        {
            string word = given.Tokens.Count == 0 ? "" : given.Tokens[^1].Value;
            if (SplitNames.Of(word) is Split split) return split;
            given.AddError($"--split: want train, validation or test, got '{word}'");
            return null;
        },
    };

    /// <summary>Each image with the mask of its name.</summary>
    public static Option<bool> PairMasks() => new("--pair-masks")
    {
        Description = "Each image with the mask of its name, from the folder that --masks names or from beside the images",
    };

    /// <summary>The option for a file of results to be committed.</summary>
    public static Option<FileInfo?> Record() => new("--record")
    {
        Description = "Also write the numbers as a small result file (.json) with this command and the commit, as in notebooks/results",
    };

    /// <summary>A word that the library does not know is bad input there, and bad usage of a command.</summary>
    /// <param name="make">Reads words of the command line.</param>
    public static T AsUsage<T>(Func<T> make)
    {
        try
        {
            return make();
        }
        catch (BadInputException unknown)
        {
            throw new BadUsageException(unknown.Message);
        }
    }

    /// <summary>The command as it was typed, for a record.</summary>
    public static string Typed(ParseResult parsed) => "csa " + string.Join(" ", parsed.Tokens.Select(token => token.Value.AsSpan().ContainsAny(" \"'#") ? $"'{token.Value}'" : token.Value));
}
