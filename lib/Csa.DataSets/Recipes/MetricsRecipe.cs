using System.CommandLine;
using Csa.Data.Files;
using Csa.Data.Sources;
using Csa.DataSets.Downloads;
using Csa.DataSets.Preparation;
using Csa.DataSets.Scripts;
using Csa.Tensors.Weights;

namespace Csa.DataSets.Recipes;

/// <summary>The published weights of LPIPS, FID and KID, kept as they are: their checksums are those that papers can be compared by.</summary>
internal sealed class MetricsRecipe : DataRecipe
{
    private static readonly string AllMetrics = string.Join(',', WeightedMetric.All.Select(metric => metric.Name));

    private readonly Option<string?> metrics = ScriptOption.Text("--metrics", "LIST", $"Fetch only what these need, commas between: {AllMetrics}; all of them without it");

    public MetricsRecipe() => metrics.Validators.Add(given =>
    {
        try
        {
            if (given.GetValueOrDefault<string?>() is string list) WeightedMetric.Parse([list]);
        }
        catch (FormatException unknown)
        {
            given.AddError($"{metrics.Name}: {unknown.Message}");
        }
    });

    public override string Name => "metrics";

    public override string Title => "Weights of LPIPS 0.1 (Zhang et al.; CVPR 2018) and of the Inception-v3 of FID and KID, for csa evaluate --metrics";

    public override IReadOnlyList<string> About =>
    [
        .. WeightedMetric.FilesOf(WeightedMetric.All).Select(file =>
            $"{file.Name} ({string.Join(", ", WeightedMetric.All.Where(metric => metric.Files.Contains(file)).Select(metric => metric.Name))}): {file.Address} ({Size(file)})"),
        "The published sha256 of each is compared. The files are kept as they are and read without running anything in them.",
    ];

    public override string Terms =>
        $"AlexNet and VGG-16: {Vgg16Recipe.TorchVisionTerms}. LPIPS: BSD 2-clause, https://github.com/richzhang/PerceptualSimilarity. "
        + "Inception-v3: TensorFlow's weights, converted by pytorch-fid, both Apache 2.0, https://github.com/mseitzer/pytorch-fid";

    public override IReadOnlyList<Option> OwnOptions => [metrics];

    public override IReadOnlyList<string> Examples => ["--out data/metrics --accept-terms", "--out data/metrics --metrics lpips-alex,fid,kid --accept-terms"];

    public override IReadOnlyList<DataSource> Sources(ScriptArguments arguments) => [.. WeightedMetric.FilesOf(Wanted(arguments)).Select(DataSource.Of)];

    public override long PreparedBytes(ScriptArguments arguments) => WeightedMetric.FilesOf(Wanted(arguments)).Sum(file => file.Bytes);

    public override void Prepare(ScriptArguments arguments, PreparationWork work)
    {
        foreach (DataSource source in Sources(arguments).Where(source => !work.Folder.Done.ContainsKey(source.FileName)))
        {
            work.Cancel.ThrowIfCancellationRequested();
            string path = Path.Combine(work.Folder.Path, source.FileName);
            using (FileStream published = File.OpenRead(work.PathOf(source))) AtomicFile.Write(path, published.CopyTo);
            using FileStream kept = File.OpenRead(path);
            work.Folder.Keep(new ManifestRow(source.FileName, null, Digest.Of(kept), source.FileName));
        }
    }

    public override string Next(ScriptArguments arguments) =>
        $"csa evaluate --run runs/mine --metrics {string.Join(' ', Wanted(arguments).Select(metric => metric.Name))} --metric-weights {arguments.Out} --out runs/mine/perceptual";

    private IReadOnlyList<WeightedMetric> Wanted(ScriptArguments arguments) => WeightedMetric.Parse([arguments.Get(metrics) ?? AllMetrics]);

    private static string Size(PublishedFile file) => file.Bytes < 1_000_000 ? $"{file.Bytes / 1000} KB" : $"{file.Bytes / 1_000_000} MB";
}
