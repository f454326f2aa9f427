using Csa.Baselines;
using Csa.Data;

namespace Csa.Experiments.Comparison;

/// <summary>The small weights that lie beside the program (notebooks/weights/ in the repository).</summary>
internal static class ShippedWeights
{
    private const string Folder = "weights", Name = "csa-portraits.safetensors", ComparedFolder = "compared", ComparedOn = "portraits";

    /// <summary>CSA's, trained longest: what fills photographs where nothing else is named.</summary>
    /// <exception cref="BadInputException">This build has none.</exception>
    public static string Path()
    {
        string path = At(Name);
        return File.Exists(path)
            ? path
            : throw new BadInputException($"shipped weights: want {path}, it is not there; train some (csa train --out runs/mine) and give --run runs/mine");
    }

    /// <summary>Those of Tables 1 and 2, every system trained alike, CSA first; fewer or none where this build has not all.</summary>
    public static IReadOnlyList<string> Compared() =>
        [.. ComparedSystems.Catalog.Models.Select(model => At(System.IO.Path.Combine(ComparedFolder, $"{model}-{ComparedOn}.safetensors"))).Where(File.Exists)];

    private static string At(string name) => System.IO.Path.Combine(AppContext.BaseDirectory, Folder, name);
}
