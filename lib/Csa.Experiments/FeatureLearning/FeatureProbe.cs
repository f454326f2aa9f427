using Csa.Data.Sources;
using Csa.Drawings;
using Csa.Drawings.Painting;
using Csa.Networks;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Experiments.FeatureLearning;

/// <summary>
/// Measures what features tell about drawings that they were not trained on: how well a linear map predicts each attribute
/// from them, and whether drawings with similar features are similar.
/// </summary>
public static class FeatureProbe
{
    // Features are averaged over so many cells a side, pixels reduced to the side whose numbers are as many as theirs.
    private const int Cells = 4, PixelSide = 18;
    private const int Chunk = 50;

    // Ridge regression's weights of the prior, per image; each kind of features gets the one that serves it best on a fifth of
    // the drawings to fit to.
    private static readonly double[] Ridges = [0.03, 0.1, 0.3, 1, 3, 10, 30];

    /// <summary>The name of the baseline that probes 18x18 pixels instead of features.</summary>
    public const string Pixels = "pixels";

    /// <summary>Predicts every attribute from features after pool3 by ridge regression, fitted to training drawings.</summary>
    /// <param name="source">Drawings with labels.</param>
    /// <param name="features">Features by name; null stands for <see cref="Pixels"/>.</param>
    /// <param name="options">The number and size of drawings.</param>
    public static IReadOnlyList<ProbedAttribute> Read(
        ILabelledSource source, IReadOnlyDictionary<string, Vgg16Features?> features, FeatureProbeOptions options)
    {
        using var scope = NewDisposeScope();
        IReadOnlyList<double>[] known = Values(source, Split.Train, options.FitCount), asked = Values(source, Split.Test, options.TestCount);
        var read = new Dictionary<string, Tensor>();
        Tensor truth = Targets(source.Labels, known);
        foreach ((string name, Vgg16Features? some) in features)
        {
            Tensor from = Describe(source, Split.Train, options.FitCount, some, options.Side), to = Describe(source, Split.Test, options.TestCount, some, options.Side);
            read[name] = Regress(from, truth, to);
        }

        var result = new List<ProbedAttribute>();
        int column = 0;
        foreach ((int i, DrawingAttribute label) in source.Labels.Index())
        {
            int columns = AttributeLoss.Columns(label);
            result.Add(new ProbedAttribute(
                label,
                Floor(label, [.. known.Select(image => image[i])], [.. asked.Select(image => image[i])]),
                read.ToDictionary(pair => pair.Key, pair => Score(label, pair.Value.narrow(1, column, columns), [.. asked.Select(image => image[i])]))));
            column += columns;
        }

        return result;
    }

    /// <summary>The nearest neighbours of each test drawing by the cosine similarity of features after pool3, nearest first.</summary>
    /// <param name="source">Drawings with labels.</param>
    /// <param name="features">The features to compare, after standardising; null for <see cref="Pixels"/>.</param>
    /// <param name="options">The number and size of drawings.</param>
    /// <param name="count">The number of neighbours.</param>
    /// <returns>For each test drawing, indices of test drawings.</returns>
    public static IReadOnlyList<IReadOnlyList<int>> NearestNeighbours(ILabelledSource source, Vgg16Features? features, FeatureProbeOptions options, int count)
    {
        using var scope = NewDisposeScope();
        Tensor described = Describe(source, Split.Test, options.TestCount, features, options.Side);
        Tensor unit = nn.functional.normalize(Standardised(described, described), dim: 1);
        Tensor likeness = unit.matmul(unit.t()) - (eye(options.TestCount, dtype: ScalarType.Float64) * 3);
        long[] order = likeness.topk(count, 1).indexes.contiguous().data<long>().ToArray();
        return [.. order.Chunk(count).Select(row => (IReadOnlyList<int>)[.. row.Select(index => (int)index)])];
    }

    /// <summary>The mean fraction of class attributes that a drawing has in common with its neighbours.</summary>
    /// <param name="source">Drawings with labels.</param>
    /// <param name="nearest">The neighbours of each test drawing.</param>
    public static double SharedClasses(ILabelledSource source, IReadOnlyList<IReadOnlyList<int>> nearest)
    {
        int[] classes = [.. source.Labels.Index().Where(label => label.Item.ClassCount > 0).Select(label => label.Index)];
        IReadOnlyList<double>[] values = Values(source, Split.Test, nearest.Count);
        return nearest.Index().SelectMany(row => row.Item.Select(other => classes.Average(c => values[row.Index][c] == values[other][c] ? 1.0 : 0))).Average();
    }

    private static IReadOnlyList<double>[] Values(ILabelledSource source, Split split, int count) =>
        [.. Enumerable.Range(0, count).Select(i => source.LabelValues(split, i))];

    private static Tensor Describe(ILabelledSource source, Split split, int count, Vgg16Features? features, int side)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var parts = new List<Tensor>();
        foreach (int[] chunk in Enumerable.Range(0, count).Chunk(Chunk))
        {
            Tensor images = ImageTensor.FromImages([.. chunk.Select(i => source.Read(split, i, side))]);
            Tensor seen = features is null
                ? nn.functional.adaptive_avg_pool2d(images, PixelSide)
                : nn.functional.adaptive_avg_pool2d(features.Pool3(images), Cells);
            parts.Add(seen.flatten(1).to(ScalarType.Float64));
        }

        return cat(parts).MoveToOuterDisposeScope();
    }

    // One column per class, one per number.
    private static Tensor Targets(IReadOnlyList<DrawingAttribute> labels, IReadOnlyList<double>[] values)
    {
        double[] rows = [.. values.SelectMany(image => labels.Index().SelectMany(label => label.Item.ClassCount > 0
            ? Enumerable.Range(0, label.Item.ClassCount).Select(c => image[label.Index] == c ? 1.0 : 0)
            : [AttributeLoss.Scaled(label.Item, image[label.Index])]))];
        return tensor(rows).reshape(values.Length, -1);
    }

    private static Tensor Regress(Tensor from, Tensor truth, Tensor to)
    {
        long held = from.shape[0] / 5, rest = from.shape[0] - held;
        double best = Ridges.MinBy(ridge =>
        {
            using var scope = NewDisposeScope();
            Tensor guess = Regress(from.narrow(0, 0, rest), truth.narrow(0, 0, rest), from.narrow(0, rest, held), ridge);
            return (guess - truth.narrow(0, rest, held)).square().mean().item<double>();
        });
        return Regress(from, truth, to, best);
    }

    private static Tensor Regress(Tensor from, Tensor truth, Tensor to, double ridge)
    {
        using var scope = NewDisposeScope();
        Tensor x = Standardised(from, from), level = truth.mean([0], keepdim: true);
        Tensor gram = x.t().matmul(x) + (eye(x.shape[1], dtype: ScalarType.Float64) * (ridge * x.shape[0]));
        Tensor weights = linalg.solve(gram, x.t().matmul(truth - level));
        return (Standardised(to, from).matmul(weights) + level).MoveToOuterDisposeScope();
    }

    private static Tensor Standardised(Tensor x, Tensor by) => (x - by.mean([0], keepdim: true)) / by.std(0, keepdim: true).clamp_min(1e-6);

    private static double Score(DrawingAttribute label, Tensor read, double[] truth)
    {
        if (label.ClassCount > 0)
        {
            long[] named = read.argmax(1).data<long>().ToArray();
            return named.Zip(truth, (a, b) => a == b ? 1.0 : 0).Average();
        }

        double[] wanted = [.. truth.Select(value => AttributeLoss.Scaled(label, value))];
        double level = wanted.Average();
        double error = read.squeeze(1).contiguous().data<double>().ToArray().Zip(wanted, (a, b) => (a - b) * (a - b)).Sum();
        double spread = wanted.Sum(value => (value - level) * (value - level));
        return spread > 0 ? 1 - (error / spread) : 0;
    }

    private static double Floor(DrawingAttribute label, double[] known, double[] asked)
    {
        if (label.ClassCount == 0) return 0;
        double usual = known.CountBy(value => value).MaxBy(pair => pair.Value).Key;
        return asked.Average(value => value == usual ? 1.0 : 0);
    }
}

/// <summary>Options of a probe.</summary>
public sealed record FeatureProbeOptions
{
    /// <summary>Training drawings to fit to.</summary>
    public int FitCount { get; init; } = 1500;

    /// <summary>Test drawings to score on.</summary>
    public int TestCount { get; init; } = 500;

    /// <summary>Height and width in pixels.</summary>
    public int Side { get; init; } = 64;
}

/// <summary>How well an attribute can be predicted from features.</summary>
/// <param name="Label">The attribute.</param>
/// <param name="Baseline">The baseline. For a class: the accuracy of always predicting the most frequent one. For a number: 0.</param>
/// <param name="Scores">The score of each feature set: the accuracy, or for a number R², which is 1 if exact and 0 if no
/// better than the mean.</param>
public sealed record ProbedAttribute(DrawingAttribute Label, double Baseline, IReadOnlyDictionary<string, double> Scores);
