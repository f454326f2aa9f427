using Csa.Data.Files;
using Csa.Data.Images;
using Csa.Data.Masks;
using Csa.Graphs;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Xunit;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Tests.Onnx;

/// <summary>One run of an exported model by ONNX Runtime, beside what the library makes of the same picture.</summary>
internal sealed class ModelRun
{
    /// <summary>How near two runtimes must be, in [-1, 1].</summary>
    public const double Tolerance = 1e-4;

    // Two known cells whose cosines with a hole cell are nearer than this may be told apart by rounding alone: float32 sums of
    // a few hundred products are off by some 1e-6, and features that two runtimes have computed by as much again.
    private const double Tie = 1e-5;

    private readonly Dictionary<string, DenseTensor<float>> outputs = [];

    private ModelRun()
    {
    }

    /// <summary>The greatest difference of any output from the library's.</summary>
    public double Difference { get; private set; }

    /// <summary>The outputs' names.</summary>
    public IEnumerable<string> Outputs => outputs.Keys;

    /// <summary>Fills a picture by both.</summary>
    /// <param name="session">The model.</param>
    /// <param name="inpaint">The library's: refined, and rough if there is one.</param>
    /// <param name="picture">Any size.</param>
    /// <param name="hole">Of that size.</param>
    public static ModelRun Of(InferenceSession session, Func<Tensor, HoleMask, (Tensor Refined, Tensor? Rough)> inpaint, RgbImage picture, HoleMask hole)
    {
        using var scope = NewDisposeScope();
        Tensor image = ImageTensor.FromImage(picture);
        var run = new ModelRun();
        NamedOnnxValue[] inputs =
        [
            NamedOnnxValue.CreateFromTensor(OnnxNames.Image, new DenseTensor<float>(image.data<float>().ToArray(), [1, 3, picture.Height, picture.Width])),
            NamedOnnxValue.CreateFromTensor(OnnxNames.Mask, new DenseTensor<float>(hole.ToTensor().data<float>().ToArray(), [1, 1, hole.Height, hole.Width])),
        ];
        using (IDisposableReadOnlyCollection<DisposableNamedOnnxValue> made = session.Run(inputs))
            foreach (DisposableNamedOnnxValue value in made) run.outputs[value.Name] = value.AsTensor<float>().ToDenseTensor();

        (Tensor refined, Tensor? rough) = inpaint(image, hole);
        run.Difference = run.From(OnnxNames.Refined, refined);
        if (rough is not null) run.Difference = Math.Max(run.Difference, run.From(OnnxNames.Rough, rough));
        return run;
    }

    /// <summary>
    /// True if rounding may have decided what a hole cell copies: two known cells of different features are, to
    /// <see cref="Tie"/>, equally similar to it. By the features that the model itself has searched.
    /// </summary>
    public bool HasTie()
    {
        DenseTensor<float> queries = outputs[CellSearchGraph.QueriesName], keys = outputs[CellSearchGraph.KeysName];
        double[][] units = [.. Rows(keys).Select(Unit)];
        foreach (double[] query in Rows(queries).SkipLast(1).Select(Unit))
        {
            double[] cosines = [.. units.Select(key => Dot(query, key))];
            int best = Array.IndexOf(cosines, cosines.Max());
            for (int other = 0; other < cosines.Length; other++)
                if (other != best && cosines[other] >= cosines[best] - Tie && Distance(Rows(keys)[best], Rows(keys)[other]) > Tolerance) return true;
        }

        return false;
    }

    private double From(string name, Tensor want)
    {
        Assert.Equal(want.shape.Select(side => (int)side), outputs[name].Dimensions.ToArray());
        ReadOnlySpan<float> got = outputs[name].Buffer.Span;
        float[] values = want.contiguous().data<float>().ToArray();
        double difference = 0;
        for (int i = 0; i < values.Length; i++) difference = Math.Max(difference, Math.Abs((double)values[i] - got[i]));
        return double.IsNaN(difference) ? double.PositiveInfinity : difference;
    }

    private static double[][] Rows(DenseTensor<float> matrix)
    {
        int width = matrix.Dimensions[1];
        return [.. Enumerable.Range(0, matrix.Dimensions[0]).Select(row => matrix.Buffer.Slice(row * width, width).ToArray().Select(value => (double)value).ToArray())];
    }

    private static double[] Unit(double[] row)
    {
        double norm = Math.Sqrt(Dot(row, row));
        return norm == 0 ? row : [.. row.Select(value => value / norm)];
    }

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();

    private static double Distance(double[] a, double[] b) => a.Zip(b, (x, y) => Math.Abs(x - y)).Max();
}
