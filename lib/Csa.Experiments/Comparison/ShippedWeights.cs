using Csa.Baselines;
using Csa.Data;
using Csa.Systems;

namespace Csa.Experiments.Comparison;

/// <summary>The small weight files that are shipped with the program (notebooks/weights/ in the repository).</summary>
internal static class ShippedWeights
{
    private const string Folder = "weights", Name = "csa-portraits.safetensors", ScenesName = "csa-facades.safetensors", ComparedFolder = "compared", ComparedOn = "portraits";

    /// <summary>The file of CSA's weights, trained longest: the default for filling photographs.</summary>
    /// <exception cref="BadInputException">This build has none.</exception>
    public static string Path()
    {
        string path = At(Name);
        return File.Exists(path)
            ? path
            : throw new BadInputException($"shipped weights: want {path}, it is not there; train some (csa train --out runs/mine) and give --run runs/mine");
    }

    /// <summary>The files of the systems of Tables 1 and 2, all trained alike, CSA first; only those that this build has.</summary>
    public static IReadOnlyList<string> Compared() =>
        [.. ComparedSystems.Catalog.Models.Select(model => At(System.IO.Path.Combine(ComparedFolder, $"{model}-{ComparedOn}.safetensors"))).Where(File.Exists)];

    /// <summary>For each system that a photograph can be filled by, its weights; only those that are there.</summary>
    /// <param name="folder">Where they lie; null for beside the program.</param>
    public static IReadOnlyList<(string Model, string Path)> OfMethods(string? folder) =>
    [
        .. ComparedSystems.Catalog.Models.Select(model => (model, System.IO.Path.Combine(
            folder ?? At(""), model == CsaSystemOptions.ModelName ? Name : System.IO.Path.Combine(ComparedFolder, $"{model}-{ComparedOn}.safetensors"))))
            .Where(weights => File.Exists(weights.Item2)),
    ];

    /// <summary>The file of weights that a network begins at to learn a photograph.</summary>
    /// <param name="folder">Where they lie; null for beside the program.</param>
    /// <exception cref="BadInputException">This build has none.</exception>
    public static string ForFineTuning(string? folder)
    {
        string path = System.IO.Path.Combine(folder ?? At(""), ScenesName);
        return File.Exists(path) ? path : throw new BadInputException($"shipped weights: want {path} to learn from, it is not there; give --run with weights of csa train");
    }

    private static string At(string name) => System.IO.Path.Combine(AppContext.BaseDirectory, Folder, name);
}
