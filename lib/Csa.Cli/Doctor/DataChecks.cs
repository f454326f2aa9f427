using Csa.Data.Images;
using Csa.Data.Sources;
using Csa.DataSets.Preparation;
using Csa.DataSets.Recipes;
using Csa.DataSets.Scripts;
using Csa.Experiments.Comparison;
using Csa.Experiments.Perceptual;
using Csa.Networks;
using Csa.Systems;
using Csa.Tensors.Weights;

namespace Csa.Cli.Doctor;

/// <summary>Checks weights and data sets.</summary>
internal static class DataChecks
{
    private static readonly DataRecipe[] Images = [new CelebARecipe(), new Places2Recipe(), new ParisStreetViewRecipe(), new IrregularMasksRecipe()];

    private static readonly DataRecipe[] Weights = [new Vgg16Recipe(), new Vgg19Recipe(), new MetricsRecipe()];

    /// <summary>All checks.</summary>
    /// <param name="folder">Holds a folder for each data set: data/.</param>
    public static IEnumerable<Finding> All(string folder) =>
    [
        .. Finding.Of("shipped weights", "build again: they lie in notebooks/weights/ and are copied beside the program", Shipped),
        .. Finding.Of("built-in features", "build again: they are part of Csa.dll", BuiltInFeatures),
        .. Finding.Of("VGG-16", "", () => Vgg16(folder)),
        .. Finding.Of("metric weights", "", () => MetricWeights(folder)),
        .. Finding.Of("data sets", "", () => DataSets(folder)),
    ];

    private static IEnumerable<Finding> Shipped()
    {
        string path = ShippedWeights.Path();
        using SafetensorsFile file = Safetensors.Read(path);
        yield return new Finding("shipped weights", Health.Fine, $"{path} ({file.Names.Count} tensors): a toy, trained on the built-in portraits");
    }

    private static IEnumerable<Finding> BuiltInFeatures()
    {
        using Vgg16Features features = Vgg16Features.BuiltIn(((CsaSystemOptions)Presets.Quick().System).Network);
        yield return new Finding("built-in features", Health.Fine, $"{features.Weights}: for the quick preset's width");
    }

    private static IEnumerable<Finding> Vgg16(string folder)
    {
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        string[] places = [Path.Combine(folder, "vgg16", Vgg16Recipe.Converted), Path.Combine(home, ".cache/torch/hub/checkpoints", PublishedWeights.Vgg16.Name)];
        yield return places.FirstOrDefault(File.Exists) is string found
            ? new Finding("VGG-16", Health.Fine, $"{found}; use it with --set features={found}")
            : new Finding("VGG-16", Health.Absent, $"neither {string.Join(" nor ", places)}", $"ImageNet's features, as the paper trains with: dotnet run -c Release data-scripts/vgg16.cs -- --out {Path.Combine(folder, "vgg16")}");
    }

    private static IEnumerable<Finding> MetricWeights(string folder)
    {
        string place = Path.Combine(folder, new MetricsRecipe().Name);
        string[] ready = [.. WeightedMetric.All.Where(metric => metric.Files.All(file => File.Exists(Path.Combine(place, file.Name)))).Select(metric => metric.Name)];
        yield return ready.Length > 0
            ? new Finding("metric weights", Health.Fine, $"{place}: csa evaluate --metrics {string.Join(' ', ready)}{(place == PerceptualMetrics.DefaultFolder ? "" : $" --metric-weights {place}")}")
            : new Finding("metric weights", Health.Absent, $"not in {place}", $"LPIPS, FID and KID in csa evaluate --metrics: dotnet run -c Release data-scripts/metrics.cs -- --out {place}");
    }

    private static IEnumerable<Finding> DataSets(string folder)
    {
        string[] folders = Directory.Exists(folder) ? [.. Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal)] : [];
        var seen = new HashSet<string>();
        foreach (string path in folders)
        {
            if (File.Exists(Path.Combine(path, ImageFolder.UnfinishedManifestName)))
            {
                yield return new Finding("data set", Health.Broken, $"{path}: not finished", "run the command of data-scripts/ that began it once more; it goes on where it ended");
                continue;
            }

            if (DataSetRecord.Find(path) is not DataSetRecord record) continue;
            seen.Add(record.DataSet);
            if (Weights.Any(recipe => recipe.Name == record.DataSet)) continue;
            string files = string.Join(", ", record.Files.Select(split => $"{split.Value} {split.Key}"));
            yield return SplitManifest.Find(path) is null
                ? new Finding("data set", Health.Broken, $"{path}: has lost its {SplitManifest.Name}", "delete its dataset.json and prepare it again")
                : new Finding("data set", Health.Fine, $"{path}: {record.DataSet}, {files}");
        }

        foreach (DataRecipe recipe in Images.Where(recipe => !seen.Contains(recipe.Name)))
            yield return new Finding(recipe.Name, Health.Absent, $"not in {folder}", $"dotnet run -c Release data-scripts/{recipe.Name}.cs -- --out {Path.Combine(folder, recipe.Name)}");
    }
}
