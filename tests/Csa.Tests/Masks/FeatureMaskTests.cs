using System.Text.Json;
using Csa.Data.Masks;
using Csa.Experiments.Verification;
using Xunit;

namespace Csa.Tests.Masks;

public sealed class FeatureMaskTests
{
    [Fact]
    public void Values_before_the_threshold_equal_the_golden_ones_exactly()
    {
        using JsonDocument golden = JsonDocument.Parse(File.ReadAllText(GoldenCopy.Path("feat_masks.json")));
        foreach (JsonElement test in golden.RootElement.GetProperty("cases").EnumerateArray())
        {
            HoleMask pixels = HoleMask.FromCells(test.GetProperty("mask_rle").RunLengths(), 1, test.GetProperty("H").GetInt32(), test.GetProperty("W").GetInt32());
            for (int levels = 2; levels <= 4; levels++)
            {
                double[] values = FeatureMask.Values(pixels, 0, levels);
                Assert.Equal(test.GetProperty($"level{levels}").GetProperty("value_sum").GetDouble(), values.Sum());
                Assert.Equal(test.GetProperty($"level{levels}").GetProperty("min_abs_margin").GetDouble(), values.Min(v => Math.Abs(v - (5.0 / 16))));
            }
        }
    }

    [Fact]
    public void A_value_of_exactly_five_sixteenths_is_known()
    {
        // Cell (1, 1) of the 4x4 grid sees rows and columns 1 … 4 of the 8x8 image.
        Assert.False(OneLevel(5)[0, 1, 1]);
        Assert.True(OneLevel(6)[0, 1, 1]);

        static HoleMask OneLevel(int pixels) =>
            FeatureMask.Reduce(HoleMask.Create(8, 8, (y, x) => y is >= 1 and <= 4 && x is >= 1 and <= 4 && ((y - 1) * 4) + x - 1 < pixels), 1).Mask;
    }

    [Fact]
    public void A_half_covered_image_gives_the_values_of_hand_computation()
    {
        // Columns 4 … 7 of 8 missing: along x the four cells see 0, 1, 3 and 3 missing of 4 taps; padding counts as known.
        HoleMask pixels = HoleMask.Create(8, 8, (_, x) => x >= 4);
        double[] x = [0, 1 / 4.0, 3 / 4.0, 3 / 4.0];
        double[] y = [3 / 4.0, 1, 1, 3 / 4.0];
        Assert.Equal([.. y.SelectMany(v => x.Select(u => u * v))], FeatureMask.Values(pixels, 0, 1));
        Assert.Equal(HoleMask.Create(4, 4, (_, column) => column >= 2), FeatureMask.Reduce(pixels, 1).Mask);
    }

    [Theory]
    [InlineData(256, 3, 32)]
    [InlineData(255, 1, 127)]
    [InlineData(254, 1, 127)]
    [InlineData(100, 5, 3)]
    public void Sizes_follow_the_convolution_and_need_not_divide(int side, int levels, int cells)
    {
        HoleMask mask = FeatureMask.Reduce(HoleMask.Empty(side, 64), levels).Mask;
        Assert.Equal((cells, 64 >> levels), (mask.Height, mask.Width));
    }

    [Fact]
    public void Each_sample_is_reduced_as_if_alone()
    {
        HoleMask[] masks = [MaskShapes.Centre(64), HoleMask.Empty(64, 64), MaskShapes.Strokes(64, 64, new Random(3))];
        HoleMask together = FeatureMask.Reduce(HoleMask.Batch(masks), 3).Mask;
        for (int n = 0; n < masks.Length; n++) Assert.Equal(FeatureMask.Reduce(masks[n], 3).Mask, together.Sample(n));
    }

    [Fact]
    public void A_hole_too_small_for_the_grid_vanishes_and_is_reported()
    {
        HoleMask tiny = HoleMask.Create(32, 32, (y, x) => y == 9 && x == 9);
        FeatureHole result = FeatureMask.Reduce(HoleMask.Batch([MaskShapes.Centre(32), tiny, HoleMask.Empty(32, 32)]), 3);
        Assert.Equal([1], result.VanishedSamples);
        Assert.Empty(result.ForcedKnownSamples);
        Assert.Equal(0, result.Mask.HoleCount(1));
    }

    [Fact]
    public void Where_no_cell_is_known_the_least_missing_ones_count_as_known()
    {
        // One known pixel in the middle of a cell's window; no cell falls to 5/16.
        HoleMask nearlyAll = HoleMask.Create(32, 32, (y, x) => !(y == 12 && x == 20));
        FeatureHole result = FeatureMask.Reduce(HoleMask.Batch([nearlyAll, HoleMask.Create(32, 32, (_, _) => true)]), 3);
        Assert.Equal([0], result.ForcedKnownSamples);
        Assert.Equal(HoleMask.Create(4, 4, (y, x) => !(y == 1 && x == 2)), result.Mask.Sample(0));
        // Nothing is known in the second sample: there is nothing to search in, and no cell is made up.
        Assert.Equal(16, result.Mask.HoleCount(1));
    }

    [Fact]
    public void Levels_and_sizes_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentException>(() => FeatureMask.Reduce(HoleMask.Empty(64, 64), 0));
        Assert.Throws<ArgumentException>(() => FeatureMask.Reduce(HoleMask.Empty(64, 64), 6));
        Assert.Throws<ArgumentException>(() => FeatureMask.Reduce(HoleMask.Empty(64, 7), 3));
    }
}
