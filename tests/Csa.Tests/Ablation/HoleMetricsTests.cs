using Csa.Baselines;
using Csa.Data.Images;
using Csa.Data.Masks;
using Csa.Experiments.Ablation;
using Csa.Experiments.Evaluation;
using Csa.Networks;
using Xunit;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Tests.Ablation;

public sealed class HoleMetricsTests
{
    private const int Side = 64, First = 16, Last = 47;

    private static readonly HoleMask Centre = MaskShapes.Centre(Side);

    [Fact]
    public void A_perfect_fill_is_at_no_distance()
    {
        RgbImage truth = Picture((y, x) => 128 + (100 * Math.Sin(x / 3.0) * Math.Cos(y / 5.0)));
        HoleMetrics measures = Of(truth, truth);
        Assert.Equal(0, measures.Features);
        Assert.Equal(1, measures.RimRatio);
        Assert.Equal([0, 0, 0], [measures.Gradients, measures.RowSpectrum, measures.ColumnSpectrum]);
        Assert.True(double.IsNaN(measures.RowCorrelation)); // no error, no correlation
    }

    [Fact]
    public void A_seam_raises_the_rim_and_a_flat_fill_lowers_gradients_and_spectra()
    {
        RgbImage truth = Picture((y, x) => 128 + (40 * Math.Sin(x / 2.0)) + (40 * Math.Sin(y / 2.0)));
        HoleMetrics brighter = Of(Picture((y, x) => truth.Pixels[3 * ((y * Side) + x)] + (Missing(y, x) ? 40 : 0)), truth);
        Assert.True(brighter.RimRatio > 2);
        Assert.Equal(0, brighter.Gradients, 1e-9); // a constant moves no step inside
        Assert.Equal(0, brighter.RowSpectrum, 1e-5); // in float32

        HoleMetrics flat = Of(Picture((y, x) => Missing(y, x) ? 128 : truth.Pixels[3 * ((y * Side) + x)]), truth);
        Assert.True(flat.RowSpectrum < -10 && flat.ColumnSpectrum < -10);
        Assert.True(flat.Gradients > 3);
        Assert.All([flat.Features, brighter.Features], distance => Assert.InRange(distance, 0.01, 2));
    }

    [Fact]
    public void Blur_along_rows_shows_in_the_rows_spectrum_alone()
    {
        var random = new Random(3);
        double[] noise = [.. Enumerable.Range(0, Side * Side).Select(_ => random.NextDouble() * 200)];
        RgbImage truth = Picture((y, x) => noise[(y * Side) + x]);
        // A running average along the row, scaled to the noise's power.
        RgbImage blurred = Picture((y, x) => Missing(y, x) ? 100 + ((noise[(y * Side) + x] + noise[(y * Side) + x - 1] + noise[(y * Side) + x - 2] - 300) / Math.Sqrt(3)) : noise[(y * Side) + x]);
        (double rows, double columns) = HoleMetrics.Spectra(blurred, truth, Centre);
        Assert.True(rows < -2, $"{rows}");
        Assert.InRange(columns, -1, 1);
    }

    [Fact]
    public void The_errors_correlation_is_that_of_their_rule()
    {
        // e(x) = 0.5 e(x - 4) + noise along the row: correlation 0.5 four pixels on, none below.
        var random = new Random(4);
        var error = new double[3 * Side * Side];
        for (int i = 0; i < error.Length; i++) error[i] = random.NextDouble() - 0.5 + (i % (3 * Side) >= 12 ? 0.5 * error[i - 12] : 0);
        Assert.InRange(HoleMetrics.Correlation(error, Centre, 4, 0), 0.43, 0.57);
        Assert.InRange(HoleMetrics.Correlation(error, Centre, 0, 4), -0.07, 0.07);
    }

    [Fact]
    public void Without_a_rectangle_there_is_no_spectrum_and_the_rest_is_finite()
    {
        RgbImage truth = Picture((y, x) => (3 * x) + y), output = Picture((y, x) => (3 * x) + y + (x % 3));
        HoleMask disc = HoleMask.Create(Side, Side, (y, x) => ((y - 32) * (y - 32)) + ((x - 32) * (x - 32)) < 200);
        using Vgg16Features features = Vgg16Features.OpenOwnWidth(Vgg16Features.BuiltInName, new NetworkOptions());
        using Tensor images = ImageTensor.FromImages([output, truth]);
        var measures = HoleMetrics.Of(output, truth, disc, 4, features.Pools(images));
        Assert.True(double.IsNaN(measures.RowSpectrum) && double.IsNaN(measures.ColumnSpectrum));
        Assert.All([measures.Features, measures.RimRatio, measures.Gradients, measures.RowCorrelation, measures.ColumnCorrelation], value => Assert.True(double.IsFinite(value)));
        Assert.Equal(HoleMetrics.Names.Count, measures.Values.Count);
    }

    [Fact]
    public void The_frechet_distance_is_0_of_the_truth_itself_and_grows_with_the_error()
    {
        using Vgg16Features features = Vgg16Features.OpenOwnWidth(Vgg16Features.BuiltInName, new NetworkOptions());
        var log = new HoleMetricsLog("centre", new Dictionary<string, int> { ["csa"] = 4 }, features);
        using var none = new MeanFill();
        string[] runs = ["true", "near", "far"];
        foreach ((string run, int place) in runs.Select((run, place) => (run, place)))
        {
            var system = new EvaluatedSystem(none) { Name = "csa", Run = run };
            for (int n = 0; n < 6; n++)
            {
                int shift = n;
                RgbImage truth = Picture((y, x) => (3 * x) + (y * shift) + 20), output = Picture((y, x) => (3 * x) + (y * shift) + 20 + (Missing(y, x) ? 30 * place : 0));
                log.Take(system, new("csa", OutputStage.Refined, "centre", new($"{n}", truth, Centre), output));
                log.Take(system, new("csa", OutputStage.Rough, "centre", new($"{n}", truth, Centre), truth));
                log.Take(system, new("csa", OutputStage.Refined, "walks", new($"{n}", truth, Centre), truth));
            }
        }

        double[] distances = [.. runs.Select(run => log.Of("csa", run)[^1])];
        Assert.Equal(HoleMetricsLog.Names.Count, log.Of("csa", "near").Count);
        Assert.Equal(0, distances[0], 1e-4);
        Assert.True(distances[0] < distances[1] && distances[1] < distances[2], string.Join(" ", distances));
        Assert.True(log.Of("csa", "near")[0] > log.Of("csa", "true")[0]);
    }

    private static HoleMetrics Of(RgbImage output, RgbImage truth)
    {
        using Vgg16Features features = Vgg16Features.OpenOwnWidth(Vgg16Features.BuiltInName, new NetworkOptions());
        using Tensor images = ImageTensor.FromImages([output, truth]);
        return HoleMetrics.Of(output, truth, Centre, 4, features.Pools(images));
    }

    private static bool Missing(int y, int x) => y is >= First and <= Last && x is >= First and <= Last;

    private static RgbImage Picture(Func<int, int, double> grey) =>
        new(Side, Side, [.. Enumerable.Range(0, Side * Side).SelectMany(i => Enumerable.Repeat((byte)Math.Clamp(Math.Round(grey(i / Side, i % Side)), 0, 255), 3))]);
}
