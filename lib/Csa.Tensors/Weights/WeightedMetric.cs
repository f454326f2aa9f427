namespace Csa.Tensors.Weights;

/// <summary>A metric of images that needs published weights.</summary>
/// <param name="Name">As users type it.</param>
/// <param name="Files">The files of weights that it needs.</param>
internal sealed record WeightedMetric(string Name, IReadOnlyList<PublishedFile> Files)
{
    /// <summary>LPIPS 0.1 on AlexNet.</summary>
    public static WeightedMetric LpipsAlex { get; } = new("lpips-alex", [PublishedWeights.AlexNet, PublishedWeights.LpipsAlex]);

    /// <summary>LPIPS 0.1 on VGG-16.</summary>
    public static WeightedMetric LpipsVgg { get; } = new("lpips-vgg", [PublishedWeights.Vgg16, PublishedWeights.LpipsVgg]);

    /// <summary>The Fréchet inception distance of two sets of images.</summary>
    public static WeightedMetric Fid { get; } = new("fid", [PublishedWeights.Inception]);

    /// <summary>The kernel inception distance of two sets of images.</summary>
    public static WeightedMetric Kid { get; } = new("kid", [PublishedWeights.Inception]);

    /// <summary>All of them, in the order of tables.</summary>
    public static IReadOnlyList<WeightedMetric> All { get; } = [LpipsAlex, LpipsVgg, Fid, Kid];

    /// <summary>Every file that some metrics need, once.</summary>
    public static IReadOnlyList<PublishedFile> FilesOf(IEnumerable<WeightedMetric> metrics) => [.. metrics.SelectMany(metric => metric.Files).Distinct()];

    /// <summary>The metrics that a user named, in the order of <see cref="All"/>.</summary>
    /// <param name="given">Names, several in one with commas between.</param>
    /// <exception cref="FormatException">There is none of a name; the message says which there are.</exception>
    public static IReadOnlyList<WeightedMetric> Parse(IEnumerable<string> given)
    {
        string[] names = [.. given.SelectMany(list => list.Split(',', StringSplitOptions.TrimEntries))];
        if (names.FirstOrDefault(name => All.All(metric => metric.Name != name)) is string unknown)
            throw new FormatException($"want {string.Join(", ", All.Select(metric => metric.Name))}, got '{unknown}'");
        return [.. All.Where(metric => names.Contains(metric.Name))];
    }
}
