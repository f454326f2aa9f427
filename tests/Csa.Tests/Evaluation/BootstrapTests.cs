using Csa.Experiments.Evaluation;
using Xunit;

namespace Csa.Tests.Evaluation;

/// <summary>Intervals over trainings and images, and of paired differences.</summary>
public sealed class BootstrapTests
{
    private static readonly double[] Values = [.. Enumerable.Range(0, 100).Select(i => (double)i)];

    [Fact]
    public void A_second_training_of_equal_values_changes_nothing()
    {
        // The images of a resample are drawn once for both, so equal trainings do not seem to average out.
        Estimate one = Of(("a", Values)), two = Of(("a", Values), ("b", Values));
        Assert.Equal(one.Mean, two.Mean, 1e-9);
        Assert.InRange(two.High - two.Low, 0.9 * (one.High - one.Low), 1.1 * (one.High - one.Low));
    }

    [Fact]
    public void Trainings_that_differ_widen_the_interval()
    {
        // Half of the resamples draw one training twice: the ends are near the two trainings' own means.
        double[] low = [.. Enumerable.Repeat(10.0, 50)], high = [.. Enumerable.Repeat(20.0, 50)];
        Estimate got = Of(("a", low), ("b", high));
        Assert.Equal((15, 10, 20), (got.Mean, got.Low, got.High));
    }

    [Fact]
    public void A_difference_on_the_same_images_is_sure_where_the_images_are_not()
    {
        EvaluationRecord[] records = [.. Records("csa", "", Values), .. Records("gc", "", [.. Values.Select(value => value - 2)])];
        PairedDifference got = Assert.Single(Summary.Differences(records, "csa"));
        Assert.Equal(("gc", "csa"), (got.System, got.Reference));
        foreach (MetricEstimates region in new[] { got.Hole!, got.Whole, got.Raw })
        {
            Assert.Equal(-2, region.Psnr.Mean, 1e-9);
            Assert.Equal(-2, region.Psnr.Low, 1e-9);
            Assert.Equal(-2, region.Psnr.High, 1e-9);
        }

        Assert.True(Summary.Rows(records)[0].Hole!.Psnr is { Low: < 45, High: > 54 });
    }

    [Fact]
    public void An_image_that_is_infinite_in_one_training_is_left_out_of_all()
    {
        Estimate got = Of(("a", [1, 2, double.PositiveInfinity]), ("b", [3, 4, 100]));
        Assert.Equal((2.5, 1), (got.Mean, got.LeftOut));
    }

    [Fact]
    public void A_system_that_is_not_there_cannot_be_the_reference() =>
        Assert.Contains("'pc'", Assert.Throws<ArgumentException>(() => Summary.Differences(Records("csa", "", Values), "pc")).Message);

    private static Estimate Of(params (string Run, double[] Values)[] runs)
    {
        SummaryRow row = Assert.Single(Summary.Rows([.. runs.SelectMany(run => Records("csa", run.Run, run.Values))]));
        Assert.Equal((runs.Length, runs[0].Values.Length), (row.Runs, row.Count));
        return row.Hole!.Psnr;
    }

    private static EvaluationRecord[] Records(string system, string run, double[] psnr) => [.. psnr.Select((value, i) =>
    {
        var metrics = new ImageMetrics(1, 1, value, 1, 1);
        return new EvaluationRecord(system, run, OutputStage.Refined, "none", "centre", $"image {i}", 0.25, new OutputMetrics(metrics, metrics), metrics);
    })];
}
