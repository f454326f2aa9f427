using Csa.Baselines.Patches;
using Csa.Data;
using Csa.Data.Images;
using Csa.Data.Masks;
using Csa.Experiments.Choosing;
using Csa.Networks;
using Xunit;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Tests.Baselines;

public sealed class PatchFillTests
{
    private const double GreyLevel = 2.0 / 255;

    [Theory]
    [InlineData(7)]
    [InlineData(6)]
    public void A_periodic_texture_is_restored(int patchSide)
    {
        // Every 5 rows and 4 columns the same 20 random colours.
        using var scope = NewDisposeScope();
        Tensor image = Noise(1, 5, 4, 1).repeat(1, 1, 12, 16);
        HoleMask hole = HoleMask.Create(60, 64, (y, x) => (y is > 18 and < 30 && x is > 22 and < 34) || (y > 45 && x < 9));
        Assert.True(Largest(Fill(image, hole, new PatchFillOptions { PatchSide = patchSide }) - image) < GreyLevel);
    }

    [Fact]
    public void A_straight_edge_goes_on_through_a_hole_of_many_patches()
    {
        using var scope = NewDisposeScope();
        Tensor image = cat([full([1, 3, 44, 90], -0.5f), full([1, 3, 46, 90], 0.8f)], 2);
        HoleMask hole = HoleMask.Create(90, 90, (y, x) => y is > 22 and < 66 && x is > 22 and < 66);
        Assert.True(Largest(Fill(image, hole) - image) < 2 * GreyLevel);
    }

    [Fact]
    public void A_gradient_is_continued_although_no_patch_has_its_colours()
    {
        // Every patch differs from all others by a constant at least, which the blend puts right.
        using var scope = NewDisposeScope();
        Tensor ramp = (linspace(-0.9, 0.9, 64).reshape(1, 1, 1, 64) * linspace(0.2, 1, 3).reshape(1, 3, 1, 1)).expand(1, 3, 64, 64).contiguous();
        HoleMask hole = HoleMask.Create(64, 64, (y, x) => y is > 20 and < 40 && x is > 20 and < 40);
        Assert.True(Largest(Fill(ramp, hole) - ramp) < 8 * GreyLevel);
    }

    [Fact]
    public void Known_pixels_are_untouched_whatever_stands_in_the_hole_and_filled_ones_lie_within_their_range()
    {
        using var scope = NewDisposeScope();
        Tensor image = Noise(2, 49, 71, 5) * 0.4;
        HoleMask hole = HoleMask.Batch([
            HoleMask.Create(49, 71, (y, x) => y > 26 && x > 42), // a corner
            HoleMask.Create(49, 71, (y, x) => y < 9 && x % 13 != 0), // a side, known between
        ]);
        Tensor m = hole.ToTensor(ScalarType.Bool);
        Tensor filled = Fill(where(m, full_like(image, double.NaN), image), hole);
        Assert.True(where(m, image, filled).eq(image).all().item<bool>());
        Assert.True(filled.isfinite().all().item<bool>());
        for (int n = 0; n < 2; n++)
        {
            Tensor known = image[n].masked_select(m[n].logical_not());
            Assert.True(filled[n].max().item<float>() <= known.max().item<float>());
            Assert.True(filled[n].min().item<float>() >= known.min().item<float>());
        }
    }

    [Fact]
    public void The_same_input_gives_the_same_bits_whatever_else_runs()
    {
        using var scope = NewDisposeScope();
        Tensor image = Noise(1, 120, 130, 6);
        HoleMask hole = HoleMask.Create(120, 130, (y, x) => (y is > 30 and < 90 && x is > 40 and < 100) || (y + (3 * x)) % 47 == 0);
        Tensor first = Fill(image, hole);
        var others = new Tensor[3];
        Parallel.For(0, others.Length, i => others[i] = Fill(image, hole));
        foreach (Tensor other in others) Assert.True(other.eq(first).all().item<bool>());
    }

    [Fact]
    public async Task One_thread_gives_the_bits_of_many()
    {
        // No dispose scope: it belongs to a thread, and an await may change threads. Parallel loops keep to the scheduler that
        // they are started on.
        using Tensor image = Noise(1, 90, 90, 7);
        HoleMask hole = HoleMask.Create(90, 90, (y, x) => y is > 20 and < 70 && x is > 20 and < 60);
        using Tensor many = Fill(image, hole);
        TaskScheduler one = new ConcurrentExclusiveSchedulerPair(TaskScheduler.Default, 1).ConcurrentScheduler;
        using Tensor alone = await Task.Factory.StartNew(() => Fill(image, hole), CancellationToken.None, TaskCreationOptions.None, one);
        using Tensor equal = alone.eq(many).all();
        Assert.True(equal.item<bool>());
    }

    [Fact]
    public void A_batch_is_filled_as_each_sample_alone()
    {
        using var scope = NewDisposeScope();
        Tensor image = Noise(3, 40, 35, 6);
        HoleMask[] holes = [HoleMask.Create(40, 35, (y, x) => y > 25 && x < 8), HoleMask.Empty(40, 35), HoleMask.Create(40, 35, (y, x) => y == 4 || x == 17)];
        Tensor all = Fill(image, HoleMask.Batch(holes));
        for (int n = 0; n < 3; n++) Assert.True(all[n..(n + 1)].eq(Fill(image[n..(n + 1)], holes[n])).all().item<bool>());
        Assert.True(all[1].eq(image[1]).all().item<bool>());
    }

    [Fact]
    public void Holes_far_apart_are_filled_as_if_each_were_alone()
    {
        // Farther apart than either looks for patches.
        using var scope = NewDisposeScope();
        Tensor image = Noise(1, 30, 300, 8);
        HoleMask left = HoleMask.Create(30, 300, (y, x) => y is > 10 and < 16 && x is > 20 and < 27);
        HoleMask right = HoleMask.Create(30, 300, (y, x) => y is > 12 and < 20 && x is > 260 and < 264);
        HoleMask both = HoleMask.Create(30, 300, (y, x) => left[0, y, x] || right[0, y, x]);
        Tensor together = Fill(image, both);
        Assert.True(together[.., .., .., ..150].eq(Fill(image, left)[.., .., .., ..150]).all().item<bool>());
        Assert.True(together[.., .., .., 150..].eq(Fill(image, right)[.., .., .., 150..]).all().item<bool>());
    }

    [Fact]
    public void A_wire_is_taken_off_stripes_piece_by_piece()
    {
        using var scope = NewDisposeScope();
        Tensor stripes = Noise(1, 1, 6, 9).repeat(1, 1, 80, 150);
        HoleMask wire = HoleMask.Create(80, 900, (y, x) => y >= 20 + (x / 30) && y < 25 + (x / 30));
        Assert.True(HoleGroup.Find(wire.Cells(0), 80, 900, 7).Length > 1);
        Assert.True(Largest(Fill(stripes, wire) - stripes) < GreyLevel);
    }

    [Theory]
    [InlineData(0, 40)]
    [InlineData(25, 400)]
    public void Groups_keep_each_hole_pixel_once_and_apart_from_other_groups(int thickness, int side)
    {
        Random random = Seed.Generator(11);
        HoleMask hole = HoleMask.Create(side, side, (y, x) => random.NextDouble() < 0.01 || (y > 3 && y <= 3 + thickness));
        HoleGroup[] groups = HoleGroup.Find(hole.Cells(0), side, side, 7);
        Assert.True(groups.Length > 1);
        byte[] cells = hole.Cells(0).ToArray();
        Assert.Equal(Enumerable.Range(0, cells.Length).Where(cell => cells[cell] != 0), groups.SelectMany(group => group.Kept).Order());

        // All hole pixels that a patch over a kept one can touch are filled with it.
        foreach (HoleGroup group in groups)
        {
            HashSet<int> filled = [.. group.Cells];
            foreach (int cell in group.Kept)
            {
                (int y, int x) = (cell / side, cell % side);
                for (int v = Math.Max(0, y - 6); v <= Math.Min(side - 1, y + 6); v++)
                    for (int u = Math.Max(0, x - 6); u <= Math.Min(side - 1, x + 6); u++)
                        Assert.True(!hole[0, v, u] || filled.Contains((v * side) + u));
            }
        }
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 3)]
    [InlineData(3, 40)]
    [InlineData(9, 11)]
    public void Where_too_few_patches_are_known_the_hole_is_filled_smoothly(int height, int width)
    {
        using var scope = NewDisposeScope();
        Tensor image = Noise(1, height, width, 8);
        Tensor filled = Fill(image, HoleMask.Create(height, width, (y, x) => x > 0 || y > 0));
        Assert.True(Largest(filled - image[.., .., ..1, ..1]) < GreyLevel);
    }

    [Theory]
    [InlineData(8, 8)]
    [InlineData(5, 60)]
    [InlineData(33, 4)]
    [InlineData(13, 17)]
    public void Small_pictures_are_filled_with_small_patches(int height, int width)
    {
        using var scope = NewDisposeScope();
        Tensor image = full([1, 3, height, width], 0.25f);
        HoleMask hole = HoleMask.Create(height, width, (y, x) => y < height / 3 && x < width / 3 || (y, x) == (height - 1, width - 1));
        Assert.True(Largest(Fill(image, hole) - image) < 1e-5);
    }

    [Fact]
    public void A_hole_over_nearly_everything_is_filled()
    {
        using var scope = NewDisposeScope();
        Tensor image = Noise(1, 100, 140, 10);
        Tensor filled = Fill(image, HoleMask.Create(100, 140, (y, x) => y > 11 || x > 14));
        Assert.True(filled.isfinite().all().item<bool>());
        Assert.True(filled[.., .., ..12, ..15].eq(image[.., .., ..12, ..15]).all().item<bool>());
    }

    [Fact]
    public void Without_much_context_patches_come_from_near_by()
    {
        // Another texture begins 60 pixels from the hole; with little context it is out of reach.
        using var scope = NewDisposeScope();
        Tensor image = cat([Noise(1, 100, 110, 3) * 0.1, (Noise(1, 100, 300, 4) * 0.1) + 0.7], 3);
        HoleMask hole = HoleMask.Create(100, 410, (y, x) => y is > 40 and < 60 && x is > 40 and < 60);
        Tensor near = Fill(image, hole, new PatchFillOptions { Context = 0.1 }), far = Fill(image, hole, new PatchFillOptions { Context = 10 });
        Assert.True(near.max().item<float>() > 0.7f);
        Assert.False(near.eq(far).all().item<bool>());
        Assert.True(near[.., .., 41..60, 41..60].max().item<float>() < 0.11f);
    }

    [Theory]
    [InlineData("exemplar")]
    [InlineData("harmonic")]
    public void A_fill_that_is_cancelled_stops_wherever_it_is(string name)
    {
        using FillMethod method = FillMethod.All().First(one => one.Name == name);
        var picture = new RgbImage(2000, 1500, [.. Enumerable.Range(0, 3 * 2000 * 1500).Select(i => (byte)(i * 31 / 7))]);
        HoleMask hole = HoleMask.Create(1500, 2000, (y, x) => y is > 200 and < 1300 && x is > 300 and < 1700);
        Assert.ThrowsAny<OperationCanceledException>(() => method.Fill(picture, hole, cancellation: new CancellationToken(canceled: true)));
        using var stop = new CancellationTokenSource(100); // a whole fill takes many seconds
        Assert.ThrowsAny<OperationCanceledException>(() => method.Fill(picture, hole, cancellation: stop.Token));
    }

    [Fact]
    public void Bad_input_and_options_are_named()
    {
        using var scope = NewDisposeScope();
        using var fill = new PatchFill();
        Assert.Equal("patches", fill.Name);
        Tensor image = zeros(2, 3, 4, 4);
        HoleMask hole = HoleMask.Batch([HoleMask.Empty(4, 4), HoleMask.Create(4, 4, (_, _) => true)]);
        Assert.Contains("sample 1", Assert.Throws<ArgumentException>(() => fill.Inpaint(image, hole)).Message);
        Assert.Throws<ArgumentException>(() => fill.Inpaint(image, HoleMask.Empty(4, 4)));
        image[0, 1, 2, 3] = float.NaN;
        HoleMask corner = HoleMask.Create(4, 4, (y, x) => y + x == 0).Repeat(2);
        Assert.Contains("row 2, column 3", Assert.Throws<ArgumentException>(() => fill.Inpaint(image, corner)).Message);
        Assert.Contains("got 2", Assert.Throws<ArgumentException>(() => new PatchFill(new PatchFillOptions { PatchSide = 2 })).Message);
        Assert.Contains("got NaN", Assert.Throws<ArgumentException>(() => new PatchFill(new PatchFillOptions { Context = double.NaN })).Message);
    }

    private static Tensor Fill(Tensor image, HoleMask hole, PatchFillOptions? options = null)
    {
        using var fill = new PatchFill(options);
        using InpaintingResult result = fill.Inpaint(image, hole);
        return result.Refined.clone();
    }

    private static Tensor Noise(int count, int height, int width, int seed) =>
        (rand(count, 3, height, width, generator: new Generator((ulong)seed)) * 2) - 1;

    private static double Largest(Tensor difference) => difference.abs().max().item<float>();
}
