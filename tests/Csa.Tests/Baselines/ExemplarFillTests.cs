using Csa.Baselines;
using Csa.Data;
using Csa.Data.Masks;
using Csa.Networks;
using Xunit;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Tests.Baselines;

public sealed class ExemplarFillTests
{
    [Theory]
    [InlineData(9)]
    [InlineData(7)]
    public void A_periodic_texture_is_continued_exactly(int patchSide)
    {
        // Every 5 rows and 4 columns the same 20 random colours: any patch of 7x7 known pixels says where in the period it lies.
        using var scope = NewDisposeScope();
        Tensor image = Noise(1, 5, 4, 1).repeat(1, 1, 8, 12);
        HoleMask hole = HoleMask.Create(40, 48, (y, x) => (y is > 8 and < 28 && x is > 12 and < 35) || (y > 30 && x < 9));
        Tensor filled = Fill(image, hole, new ExemplarFillOptions { PatchSide = patchSide });
        Assert.True(filled.eq(image).all().item<bool>());
    }

    [Fact]
    public void An_edge_is_continued_straight_through_the_hole()
    {
        using var scope = NewDisposeScope();
        Tensor image = cat([full([1, 3, 14, 50], -0.5f), full([1, 3, 19, 50], 0.8f)], 2);
        HoleMask hole = HoleMask.Create(33, 50, (y, x) => y is > 3 and < 28 && x is > 15 and < 36);
        Assert.True(Fill(image, hole).eq(image).all().item<bool>());
    }

    [Theory]
    [InlineData(5, null, 3, 1)]
    [InlineData(5, 4, 3, 2)]
    [InlineData(9, null, 2, 3)]
    [InlineData(9, null, 40, 4)] // almost no pixel shares its colour with another
    [InlineData(3, 1, 2, 5)]
    public void Equals_the_method_written_out_slowly(int patchSide, int? searchRadius, int colours, int seed)
    {
        using var scope = NewDisposeScope();
        (int height, int width) = (21, 26);
        Random random = Seed.Generator((ulong)seed);
        Tensor image = (Noise(1, height, width, seed) * colours).round() / colours;
        HoleMask hole = MaskShapes.Strokes(height, width, random);
        var options = new ExemplarFillOptions { PatchSide = patchSide, SearchRadius = searchRadius };
        Assert.True(Fill(image, hole, options).eq(SlowExemplarFill.Fill(image, hole, options)).all().item<bool>());
    }

    [Fact]
    public void Known_pixels_are_untouched_whatever_stands_in_the_hole_and_filled_ones_are_copies()
    {
        using var scope = NewDisposeScope();
        Tensor image = Noise(2, 19, 31, 5);
        HoleMask hole = HoleMask.Batch([
            HoleMask.Create(19, 31, (y, x) => y > 6 && x > 12),
            HoleMask.Create(19, 31, (y, x) => y < 9 && x % 13 != 0),
        ]);
        Tensor m = hole.ToTensor(ScalarType.Bool);
        Tensor filled = Fill(where(m, full_like(image, double.NaN), image), hole);
        Assert.True(where(m, image, filled).eq(image).all().item<bool>());
        for (int n = 0; n < 2; n++)
        {
            HashSet<(float, float, float)> known = Colours(image[n], m[n].logical_not());
            Assert.Subset(known, Colours(filled[n], m[n]));
        }
    }

    [Fact]
    public void A_batch_is_filled_as_each_sample_alone()
    {
        using var scope = NewDisposeScope();
        Tensor image = Noise(3, 20, 15, 6);
        HoleMask[] holes = [HoleMask.Create(20, 15, (y, x) => y > 9 && x < 8), HoleMask.Empty(20, 15), HoleMask.Create(20, 15, (y, x) => y == 4 || x == 7)];
        Tensor all = Fill(image, HoleMask.Batch(holes));
        for (int n = 0; n < 3; n++) Assert.True(all[n..(n + 1)].eq(Fill(image[n..(n + 1)], holes[n])).all().item<bool>());
        Assert.True(all[1].eq(image[1]).all().item<bool>());
    }

    [Fact]
    public void Where_no_patch_is_known_each_pixel_is_its_nearest_known_one()
    {
        using var scope = NewDisposeScope();
        Tensor image = Noise(1, 9, 11, 7);
        HoleMask hole = HoleMask.Create(9, 11, (y, x) => !((y, x) == (2, 2) || (y, x) == (6, 9)));
        Tensor filled = Fill(image, hole);
        Assert.True(filled[0, .., 0, 0].eq(image[0, .., 2, 2]).all().item<bool>());
        Assert.True(filled[0, .., 8, 10].eq(image[0, .., 6, 9]).all().item<bool>());
        Assert.Equal(2, Colours(filled[0], ones(1, 9, 11, dtype: ScalarType.Bool)).Count);
    }

    [Fact]
    public void An_image_smaller_than_a_patch_is_filled()
    {
        using var scope = NewDisposeScope();
        Tensor image = Noise(1, 2, 3, 8);
        Tensor filled = Fill(image, HoleMask.Create(2, 3, (y, x) => x > 0 || y > 0));
        Assert.True(filled.eq(image[.., .., ..1, ..1]).all().item<bool>());
    }

    [Fact]
    public void Bad_input_and_options_are_named()
    {
        using var scope = NewDisposeScope();
        using var fill = new ExemplarFill();
        Tensor image = zeros(2, 3, 4, 4);
        HoleMask hole = HoleMask.Batch([HoleMask.Empty(4, 4), HoleMask.Create(4, 4, (_, _) => true)]);
        Assert.Contains("sample 1", Assert.Throws<ArgumentException>(() => fill.Inpaint(image, hole)).Message);
        Assert.Throws<ArgumentException>(() => fill.Inpaint(image, HoleMask.Empty(4, 4)));
        image[0, 1, 2, 3] = float.NaN;
        HoleMask corner = HoleMask.Create(4, 4, (y, x) => y + x == 0).Repeat(2);
        Assert.Contains("row 2, column 3", Assert.Throws<ArgumentException>(() => fill.Inpaint(image, corner)).Message);
        Assert.Contains("got 8", Assert.Throws<ArgumentException>(() => new ExemplarFill(new ExemplarFillOptions { PatchSide = 8 })).Message);
        Assert.Contains("got 0", Assert.Throws<ArgumentException>(() => new ExemplarFill(new ExemplarFillOptions { SearchRadius = 0 })).Message);
    }

    private static Tensor Fill(Tensor image, HoleMask hole, ExemplarFillOptions? options = null)
    {
        using var fill = new ExemplarFill(options);
        using InpaintingResult result = fill.Inpaint(image, hole);
        return result.Refined.clone();
    }

    private static Tensor Noise(int count, int height, int width, int seed) =>
        (rand(count, 3, height, width, generator: new Generator((ulong)seed)) * 2) - 1;

    private static HashSet<(float, float, float)> Colours(Tensor image, Tensor where)
    {
        float[] values = image.masked_select(where).to(CPU).contiguous().data<float>().ToArray();
        int count = values.Length / 3;
        return [.. Enumerable.Range(0, count).Select(i => (values[i], values[count + i], values[(2 * count) + i]))];
    }
}
