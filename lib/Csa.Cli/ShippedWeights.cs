namespace Csa.Cli;

/// <summary>The small weights that come with the program (notebooks/weights/ in the repository).</summary>
internal static class ShippedWeights
{
    private const string Name = "csa-portraits.safetensors";

    /// <summary>The file beside the program.</summary>
    /// <exception cref="BadInputException">This build has none.</exception>
    public static string Path()
    {
        string path = System.IO.Path.Combine(AppContext.BaseDirectory, "weights", Name);
        return File.Exists(path)
            ? path
            : throw new BadInputException($"shipped weights: want {path}, it is not there; train some (csa train --out runs/mine) and give --run runs/mine");
    }
}
