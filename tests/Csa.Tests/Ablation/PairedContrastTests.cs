using Csa.Experiments.Ablation;
using Xunit;

namespace Csa.Tests.Ablation;

public sealed class PairedContrastTests
{
    [Theory]
    [InlineData(new[] { 1.0, 2, 3, 4, 5, 6, 7, 8 }, 2.0 / 256)] // all of one sign: only this pattern and its opposite are as far from 0
    [InlineData(new[] { 1.0, 1, 1, 1 }, 0.125)]
    [InlineData(new[] { 3.0, -1 }, 1)] // |2|: of 2, 4, -4, -2 all four are as far
    [InlineData(new[] { 3.0, 1 }, 0.5)]
    [InlineData(new[] { 0.0, 0, 0 }, 1)]
    [InlineData(new[] { 0.1, 0.2, -0.3 }, 1)] // rounding leaves 2.8e-17 of 0
    public void The_sign_flip_test_counts_patterns(double[] values, double p) => Assert.Equal(p, PairedContrast.SignFlip(values));

    [Fact]
    public void Its_p_is_uniform_at_the_levels_it_can_reach_where_nothing_differs()
    {
        // Of 6 seeds p can be 2/64, 4/64, …: by chance it is at most 4/64 in 4 of 64 draws.
        var random = new Random(5);
        const int Draws = 4000;
        int reached = Enumerable.Range(0, Draws).Count(_ => PairedContrast.SignFlip([.. Enumerable.Range(0, 6).Select(_ => random.NextDouble() - 0.5)]) <= 4.0 / 64);
        Assert.InRange((double)reached / Draws, 0.05, 0.075);
    }

    [Fact]
    public void Holm_multiplies_the_least_p_most_and_never_reverses_an_order()
    {
        PairedContrast[] three = [.. new[] { 0.03, 0.01, 0.025 }.Select(p => Plain(0.5, [0.5]) with { P = p })];
        Assert.Equal([0.05, 0.03, 0.05], PairedContrast.Holm(three).Select(contrast => Math.Round(contrast.HolmP, 12)));
        Assert.Equal(1, PairedContrast.Holm([three[0] with { P = 0.7 }, three[0] with { P = 0.8 }])[0].HolmP);
    }

    [Fact]
    public void The_mean_difference_is_over_pairs_and_its_interval_over_seeds_and_images()
    {
        // Images differ by far more than arms, and all pairs by the same: nothing is left to vary.
        double[][] b = [.. Enumerable.Range(0, 8).Select(seed => Enumerable.Range(0, 50).Select(image => (10.0 * image) + seed).ToArray())];
        PairedContrast same = PairedContrast.Of("a", [.. b.Select(values => values.Select(value => value + 0.25).ToArray())], "b", b);
        Assert.All([same.Mean, same.Low95, same.High95, same.Low90, same.High90], value => Assert.Equal(0.25, value, 1e-9));
        Assert.Equal(2.0 / 256, same.P);
        Assert.Equal("a is higher", same.Verdict);

        // Seeds that differ widen it, however many images there are; the 90 % interval lies within the 95 %.
        PairedContrast wide = PairedContrast.Of("a", [.. b.Select((values, seed) => values.Select(value => value + (seed - 3.5)).ToArray())], "b", b);
        Assert.Equal(0, wide.Mean, 1e-9);
        Assert.True(wide.Low95 < wide.Low90 && wide.Low90 < -0.5 && wide.High90 > 0.5 && wide.High90 < wide.High95);
        Assert.Equal("open", wide.Verdict);
        Assert.Equal(-2.5, wide.PerSeed[1], 1e-9);

        // Its width is that of a mean of 8 seeds, sd 2.29 / sqrt(8), as drawn with replacement.
        Assert.InRange(wide.High95 - wide.Low95, 2 * 1.96 * 0.81 * 0.85, 2 * 1.96 * 0.81 * 1.15);
    }

    [Fact]
    public void A_verdict_says_who_is_higher_or_that_they_are_the_same_or_that_it_is_open()
    {
        Assert.Equal("b is higher", Plain(-1, Enumerable.Repeat(-1.0, 8)).Verdict);
        Assert.Equal("the same within 0.1 dB", Plain(0.0, [0.03, -0.03, 0.02, -0.02, 0.01, -0.01]).Verdict);
        Assert.Equal("open: 4 seeds cannot decide, 4 are above 0", Plain(1, [1.0, 1, 1, 1]).Verdict);
        Assert.Equal("the same within 0.1 dB", Plain(0, [0.01, -0.01]).Verdict); // equivalence needs no p
    }

    [Fact]
    public void A_perfect_fill_leaves_its_image_out_and_unequal_arms_are_refused()
    {
        PairedContrast contrast = PairedContrast.Of("a", [[double.PositiveInfinity, 2, 4]], "b", [[1, 1, 1]]);
        Assert.Equal(2, contrast.Mean, 1e-9);
        Assert.Contains("seeds", Assert.Throws<ArgumentException>(() => PairedContrast.Of("a", [[1], [1]], "b", [[1]])).Message);
        Assert.Contains("images", Assert.Throws<ArgumentException>(() => PairedContrast.Of("a", [[1, 2]], "b", [[1]])).Message);
    }

    private static PairedContrast Plain(double mean, IEnumerable<double> seeds) =>
        PairedContrast.Of("a", [.. seeds.Select(value => new[] { value, value })], "b", [.. seeds.Select(_ => new double[2])]) with { Mean = mean };
}
