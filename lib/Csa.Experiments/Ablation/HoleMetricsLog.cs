using Csa.Experiments.Evaluation;
using Csa.Experiments.Perceptual;
using Csa.Networks;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Experiments.Ablation;

/// <summary>
/// Collects <see cref="HoleMetrics"/> of the arms' final outputs during an evaluation, and computes the Fréchet distance of all of
/// them.
/// </summary>
/// <param name="mask">The kind of mask to measure on; one only, because each image takes some milliseconds.</param>
/// <param name="cells">For each arm's name the side of a cell of its features in pixels; other systems are not measured.</param>
/// <param name="features">The built-in features; used, not disposed.</param>
internal sealed class HoleMetricsLog(string mask, IReadOnlyDictionary<string, int> cells, Vgg16Features features)
{
    private readonly Dictionary<(string Arm, string Run), List<Taken>> taken = [];

    /// <summary>
    /// The metrics' names, for table headings: those of <see cref="HoleMetrics"/>, then the Fréchet distance between the outputs and the
    /// truths in pool3 of the built-in features, mean over the image. It falls with the number of images: compare it only at equal numbers.
    /// </summary>
    public static IReadOnlyList<string> Names { get; } = [.. HoleMetrics.Names, "Fréchet distance"];

    /// <summary>Measures an output if it is an arm's on that kind of mask.</summary>
    public void Take(EvaluatedSystem system, EvaluationPicture made)
    {
        if (made.Stage != OutputStage.Refined || made.MaskKind != mask || made.Item.Hole.IsEmpty || !cells.TryGetValue(system.Name, out int cell)) return;
        if (!taken.TryGetValue((system.Name, system.Run), out List<Taken>? list)) taken[(system.Name, system.Run)] = list = [];
        using IDisposable noGradients = no_grad();
        using var scope = NewDisposeScope();
        IReadOnlyList<Tensor> pools = features.Pools(ImageTensor.FromImages([made.Output, made.Item.Image]));
        list.Add(new(HoleMetrics.Of(made.Output, made.Item.Image, made.Item.Hole, cell, pools), pools[^1].mean([2, 3]).data<float>().ToArray()));
    }

    /// <summary>The metrics of one training in the order of <see cref="Names"/>: means over the images for which each is defined.</summary>
    public IReadOnlyList<double> Of(string arm, string run)
    {
        List<Taken> images = taken[(arm, run)];
        return
        [
            .. HoleMetrics.Names.Select((_, place) => images.Select(image => image.Hole.Values[place]).Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average()),
            images.Count < 2 ? double.NaN : Frechet(images),
        ];
    }

    private static double Frechet(List<Taken> images)
    {
        using var scope = NewDisposeScope();
        Tensor both = tensor(images.SelectMany(image => image.Pooled).ToArray()).view(images.Count, 2, -1);
        using FeatureGaussian outputs = FeatureGaussian.Of(both.select(1, 0)), truths = FeatureGaussian.Of(both.select(1, 1));
        return outputs.Distance(truths);
    }

    // Pooled: the output's numbers, then the truth's.
    private sealed record Taken(HoleMetrics Hole, float[] Pooled);
}
