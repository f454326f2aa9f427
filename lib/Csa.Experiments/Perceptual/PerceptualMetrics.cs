using Csa.Data;
using Csa.Data.Files;
using Csa.Data.Images;
using Csa.Tensors.Weights;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Experiments.Perceptual;

/// <summary>The metrics that need published weights, opened from a folder: LPIPS of images, FID and KID of sets of images.</summary>
/// <remarks>They are computed on the CPU, whatever a system runs on: their numbers do not depend on the device.</remarks>
public sealed class PerceptualMetrics : IDisposable
{
    /// <summary>The folder that the help of data-scripts/metrics.cs names.</summary>
    public const string DefaultFolder = "data/metrics";

    // Below it the covariance of 2048 features has not full rank.
    private const int FewImages = InceptionFeatures.Count;

    private readonly IReadOnlyList<WeightedMetric> metrics;
    private readonly Dictionary<WeightedMetric, Lpips> lpips = [];
    private InceptionFeatures? inception;

    private PerceptualMetrics(IReadOnlyList<WeightedMetric> metrics, IReadOnlyDictionary<string, string> weights)
    {
        this.metrics = metrics;
        Weights = weights;
    }

    /// <summary>The SHA-256 of each file of weights, by its name.</summary>
    public IReadOnlyDictionary<string, string> Weights { get; }

    /// <summary>The names of all metrics: lpips-alex, lpips-vgg, fid, kid.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. WeightedMetric.All.Select(metric => metric.Name)];

    /// <summary>Notes for readers of tables, one sentence each: which weights were used, and whether they are the published ones.</summary>
    public IReadOnlyList<string> Notes =>
    [
        .. metrics.GroupBy(metric => metric.Files[0]).Select(group => $"{string.Join(" and ", group.Select(metric => metric.Name))} by {string.Join(" and ", group.First().Files.Select(Described))}."),
    ];

    /// <summary>Opens some of the metrics.</summary>
    /// <param name="names">Of <see cref="Names"/>, at least one; several in one with commas between.</param>
    /// <param name="folder">Has the files under their published names, as data-scripts/metrics.cs stores them.</param>
    /// <exception cref="FormatException">There is no measure of a name.</exception>
    /// <exception cref="BadInputException">A file is absent, damaged or of another network.</exception>
    public static PerceptualMetrics Open(IEnumerable<string> names, string folder)
    {
        IReadOnlyList<WeightedMetric> wanted = WeightedMetric.Parse(names);
        var opened = new PerceptualMetrics(wanted, WeightedMetric.FilesOf(wanted).ToDictionary(file => file.Name, file => DigestOf(folder, file, wanted)));
        try
        {
            foreach ((WeightedMetric metric, LpipsNet net) in new[] { (WeightedMetric.LpipsAlex, LpipsNet.Alex), (WeightedMetric.LpipsVgg, LpipsNet.Vgg) })
                if (wanted.Contains(metric)) opened.lpips[metric] = Lpips.Open(net, Path.Combine(folder, metric.Files[0].Name), Path.Combine(folder, metric.Files[1].Name));
            if (opened.HasSetMetrics) opened.inception = InceptionFeatures.Open(Path.Combine(folder, PublishedWeights.Inception.Name));
            return opened;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Lpips one in lpips.Values) one.Dispose();
        inception?.Dispose();
    }

    /// <summary>True if FID or KID is among them.</summary>
    internal bool HasSetMetrics => metrics.Contains(WeightedMetric.Fid) || metrics.Contains(WeightedMetric.Kid);

    /// <summary>Refuses images that are too small or too few, before anything is computed.</summary>
    /// <param name="part">Which they are, for the message.</param>
    /// <param name="images">All of them.</param>
    /// <exception cref="BadInputException">They are.</exception>
    internal void Require(string part, IReadOnlyList<RgbImage> images)
    {
        foreach ((WeightedMetric metric, Lpips one) in lpips)
        {
            if (images.FirstOrDefault(image => Math.Min(image.Width, image.Height) < one.SmallestSide) is RgbImage small)
                throw new BadInputException($"{part}: {metric.Name} wants images of at least {one.SmallestSide}x{one.SmallestSide}, got {small.Width}x{small.Height}; leave it out of the metrics");
        }

        if (HasSetMetrics && images.Count < 2) throw new BadInputException($"{part}: fid and kid want at least 2 images, got {images.Count}; raise the count or leave them out of the metrics");
    }

    /// <summary>Computes the features of ground-truth images, with which several outputs are compared.</summary>
    internal TrueImages Truth(IReadOnlyList<RgbImage> images)
    {
        using var scope = NewDisposeScope();
        return new(lpips.ToDictionary(pair => pair.Key, pair => images.Select(image => pair.Value.Features(ImageTensor.FromImage(image))).ToArray()));
    }

    /// <summary>LPIPS of an output with both networks; null for one that is not opened.</summary>
    internal (double? Alex, double? Vgg) Distances(RgbImage output, TrueImages truth, int index)
    {
        return (Of(WeightedMetric.LpipsAlex), Of(WeightedMetric.LpipsVgg));

        double? Of(WeightedMetric metric)
        {
            if (!lpips.TryGetValue(metric, out Lpips? one)) return null;
            using Tensor image = ImageTensor.FromImage(output);
            using LpipsFeatures features = one.Features(image);
            return one.Distances(features, truth.Features[metric][index])[0];
        }
    }

    /// <summary>Inception's features of images of one size, 2048 for each.</summary>
    internal IEnumerable<float[]> SetFeatures(IReadOnlyList<RgbImage> images)
    {
        using var scope = NewDisposeScope();
        return [.. inception!.Of(ImageTensor.FromImages(images)).data<float>().ToArray().Chunk(InceptionFeatures.Count)];
    }

    /// <summary>FID and KID of sets; null for one that is not wanted.</summary>
    /// <param name="output">As <see cref="SetFeatures"/> gave them.</param>
    /// <param name="truth">As <paramref name="output"/>, of the same scenes in the same order.</param>
    internal SetDistances Distances(IReadOnlyList<float[]> output, IReadOnlyList<float[]> truth)
    {
        using var scope = NewDisposeScope();
        Tensor x = Matrix(output), y = Matrix(truth);
        using FeatureGaussian? a = metrics.Contains(WeightedMetric.Fid) ? FeatureGaussian.Of(x) : null, b = a is null ? null : FeatureGaussian.Of(y);
        return new(a?.Distance(b!), metrics.Contains(WeightedMetric.Kid) ? KernelDistance.Of(x, y, paired: true) : null);

        static Tensor Matrix(IReadOnlyList<float[]> rows) => tensor(rows.SelectMany(row => row).ToArray()).view(rows.Count, InceptionFeatures.Count);
    }

    /// <summary>A note for readers of a set's distances: how KID was computed, and how few images affect both.</summary>
    /// <param name="distances">Those that were measured.</param>
    /// <param name="images">Of how many images.</param>
    internal static string Caption(SetDistances distances, int images)
    {
        var sentences = new List<string>();
        if (distances.Kid is not null)
        {
            string over = images > KernelDistance.SubsetSize ? $"the mean over {KernelDistance.Subsets} subsets of {KernelDistance.SubsetSize} images, drawn with seed 0" : "over all images";
            sentences.Add($"KID is {over}; it leaves out each output's own truth, so that it is unbiased though both sets are of the same scenes.");
        }

        if (distances.Fid is not null && images <= FewImages)
            sentences.Add($"Few images: up to {FewImages} FID's covariance has not full rank, and FID depends much on their number. Compare it only with FID of {images} images.");
        if (distances.Kid is not null && images < KernelDistance.SubsetSize)
            sentences.Add($"Few images: below {KernelDistance.SubsetSize} KID scatters, though about the right value.");
        return string.Join(' ', sentences);
    }

    private static string DigestOf(string folder, PublishedFile file, IReadOnlyList<WeightedMetric> wanted)
    {
        string path = Path.Combine(folder, file.Name);
        string[] users = [.. wanted.Where(metric => metric.Files.Contains(file)).Select(metric => metric.Name)];
        if (!File.Exists(path))
        {
            throw new BadInputException(
                $"{path}: {string.Join(" and ", users)} want{(users.Length == 1 ? "s" : "")} {file.Network}, there is none; fetch it with dotnet run -c Release data-scripts/metrics.cs -- --out {folder}, "
                + "or name another folder by --metric-weights");
        }

        using FileStream stream = WeightFile.Open(path, file.Network, 1 << 16);
        return Digest.Of(stream);
    }

    private string Described(PublishedFile file)
    {
        string digest = Weights[file.Name];
        return $"{file.Name} (sha256 {digest}{(file.Matches(digest) ? "" : ", which is not the published file's: the numbers cannot be compared with published ones")})";
    }
}

/// <summary>FID and KID of a set of outputs against the ground truth.</summary>
/// <param name="Fid">The Fréchet distance, from 0; null if not measured.</param>
/// <param name="Kid">The kernel distance, about 0 for sets of one kind; null if not measured.</param>
public sealed record SetDistances(double? Fid, double? Kid);

/// <summary>The features of ground-truth images, with which outputs are compared. Owns its tensors.</summary>
internal sealed class TrueImages(IReadOnlyDictionary<WeightedMetric, LpipsFeatures[]> features) : IDisposable
{
    public IReadOnlyDictionary<WeightedMetric, LpipsFeatures[]> Features => features;

    public void Dispose()
    {
        foreach (LpipsFeatures one in features.Values.SelectMany(list => list)) one.Dispose();
    }
}
