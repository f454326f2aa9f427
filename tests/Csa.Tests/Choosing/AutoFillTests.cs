using Csa.Data;
using Csa.Data.Images;
using Csa.Data.Masks;
using Csa.Data.Regions;
using Csa.Data.Sources;
using Csa.Drawings;
using Csa.Experiments.Choosing;
using Csa.Inpainting;
using Xunit;

namespace Csa.Tests.Choosing;

public sealed class AutoFillTests
{
    private static readonly RgbImage Picture = new BuiltInFacades().Read(Split.Test, 3, 96);

    [Fact]
    public void Large_holes_are_parts_and_the_small_ones_share_one()
    {
        HoleMask hole = HoleMask.Create(60, 80, (y, x) => (y is >= 10 and < 30 && x is >= 10 and < 30) || (y is >= 35 and < 50 && x is >= 50 and < 70) || (y == 5 && x % 20 == 0));
        IReadOnlyList<HolePart> parts = HolePart.Of(hole);
        Assert.Equal([(1, 400), (1, 300), (4, 4)], parts.Select(part => (part.Holes, part.Pixels.Count)));
        Assert.Equal(new PixelRectangle(0, 5, 61, 1), parts[2].Bounds);
        Assert.Equal(hole.HoleCount(0), parts.SelectMany(part => part.Pixels).Distinct().Count());
    }

    [Theory]
    [InlineData(1, 20)]
    [InlineData(2, 4)]
    [InlineData(3, 1)]
    public void Hidden_holes_have_the_shape_lie_in_what_is_known_and_leave_the_real_hole_a_hole(ulong seed, int side)
    {
        HoleMask hole = HoleMask.Create(96, 96, (y, x) => y >= 40 && y < 40 + side && x >= 30 && x < 30 + side + (y % 2));
        HolePart part = HolePart.Of(hole)[0];
        IReadOnlyList<HiddenHole> hidden = HiddenHole.Draw(Picture, hole, part, 6, Seed.Generator(seed));
        Assert.Equal(6, hidden.Count);
        foreach (HiddenHole one in hidden)
        {
            int count = one.Hidden.Count(cell => cell == 1);
            Assert.InRange(count, (int)Math.Ceiling(0.8 * part.Pixels.Count), part.Pixels.Count);
            ReadOnlySpan<byte> cells = one.Hole.Cells(0);
            for (int i = 0; i < cells.Length; i++) Assert.True(one.Hidden[i] <= cells[i]);

            // Each pixel that the crop calls known, or hides, is the photograph's own at one and the same place.
            Assert.Single(
                Enumerable.Range(0, 97 - one.Truth.Height).SelectMany(top => Enumerable.Range(0, 97 - one.Truth.Width).Select(left => (top, left))),
                at => one.Truth.Pixels.SequenceEqual(Picture.Crop(at.left, at.top, one.Truth.Width, one.Truth.Height).Pixels));
        }
    }

    [Fact]
    public void Where_the_shape_finds_no_room_it_is_made_smaller()
    {
        HoleMask hole = HoleMask.Create(96, 96, (y, x) => y is > 4 and < 90 && x is > 4 and < 90);
        IReadOnlyList<HiddenHole> hidden = HiddenHole.Draw(Picture, hole, HolePart.Of(hole)[0], 4, Seed.Generator(1));
        Assert.NotEmpty(hidden);
        Assert.All(hidden, one => Assert.InRange(one.Hidden.Count(cell => cell == 1), 1, 86 * 86 / 64));
    }

    [Fact]
    public void The_method_that_knows_best_around_the_hole_fills_it_and_the_hole_is_never_looked_into()
    {
        HoleMask hole = HoleMask.Create(96, 96, (y, x) => y is >= 40 and < 60 && x is >= 40 and < 60);
        using var grey = new Painted("grey", _ => 128);
        using var knowing = new Painted("knowing", value => value);
        using var noisy = new Painted("noisy", value => (byte)(value ^ 8));
        using var auto = new AutoFill([grey, noisy, knowing]);
        using AutoFilled made = auto.Fill(Picture, hole, seed: 3);
        FillChoice choice = Assert.Single(made.Choices);
        Assert.Equal(("knowing", 6, 6), (choice.Method, choice.Wins, choice.Trials));
        Assert.Equal(["knowing", "noisy", "grey"], choice.Scores.Select(score => score.Method));
        Assert.Equal(Picture.Pixels, made.Filled.Image.Pixels);
        Assert.Contains("knowing, 60.0 dB in 6 hidden holes of this shape, best in 6; noisy ", choice.ToString());
    }

    [Fact]
    public void Other_bytes_in_the_hole_change_nothing_and_a_seed_repeats_itself()
    {
        HoleMask hole = HoleMask.Create(96, 96, (y, x) => (y is >= 40 and < 60 && x is >= 40 and < 60) || (y == 80 && x > 20));
        RgbImage other = new(96, 96, [.. Picture.Pixels.Select((value, i) => hole.Cells(0)[i / 3] == 0 ? value : (byte)~value)]);
        FillMethod[] methods = [.. FillMethod.All().Where(method => method.Name is "harmonic" or "exemplar")];
        using var auto = new AutoFill(methods);
        using AutoFilled one = auto.Fill(Picture, hole, seed: 5), two = auto.Fill(other, hole, seed: 5);
        Assert.Equal(2, one.Choices.Count);
        Assert.Equal(one.Choices.Select(choice => choice.ToString()), two.Choices.Select(choice => choice.ToString()));
        Assert.Equal(one.Choices.SelectMany(Figures), two.Choices.SelectMany(Figures));
        Assert.Equal(one.Filled.Image.Pixels, two.Filled.Image.Pixels);
        for (int i = 0; i < Picture.Pixels.Length; i++)
            if (hole.Cells(0)[i / 3] == 0) Assert.Equal(Picture.Pixels[i], one.Filled.Image.Pixels[i]);
        foreach (FillMethod method in methods) method.Dispose();

        static IEnumerable<double> Figures(FillChoice choice) => choice.Scores.SelectMany(score => score.Psnr.Concat(score.Features));
    }

    [Fact]
    public void Two_fills_that_err_in_opposite_ways_are_blended_by_what_hidden_holes_say()
    {
        HoleMask hole = HoleMask.Create(96, 96, (y, x) => y is >= 40 and < 60 && x is >= 40 and < 60);
        using var dark = new Painted("dark", value => (byte)Math.Max(0, value - 20));
        using var bright = new Painted("bright", value => (byte)Math.Min(255, value + 30)); // no more, or two hidden holes say that it is hopeless
        using var auto = new AutoFill([dark, bright]);
        using AutoFilled made = auto.Fill(Picture, hole, seed: 3);
        FillChoice choice = Assert.Single(made.Choices);
        Assert.Equal(("blend", 6), (choice.Method, choice.Wins));
        Assert.InRange(choice.Blend!.Share, 0.38, 0.46); // 20 of 50, drawn a little towards the usual share
        Assert.Equal(["dark", "bright"], made.Fills.Select(fill => fill.Method));
        Assert.Matches("the hole 20x20 at .*: blend of 4. % bright and 5. % dark, [0-9.]+ dB in 6 hidden holes", choice.ToString());
        for (int i = 0; i < Picture.Pixels.Length; i++)
            if (Picture.Pixels[i] is >= 20 and <= 225) Assert.InRange(made.Filled.Image.Pixels[i] - Picture.Pixels[i], hole.Cells(0)[i / 3] == 0 ? 0 : -1, hole.Cells(0)[i / 3] == 0 ? 0 : 3);
    }

    [Fact]
    public void Shares_that_agree_count_and_those_that_do_not_leave_the_usual_one()
    {
        Assert.Equal(Blend.PriorShare, Blend.ShareOf([]));
        Assert.InRange(Blend.ShareOf([0.2, 0.2, 0.2, 0.2, 0.2, 0.2]), 0.2, 0.27);
        Assert.InRange(Blend.ShareOf([0, 1, 0, 0, 1, 0]), 0.47, 0.58);
        Assert.Equal(0.25, Blend.BestShare([10, 10], [50, 50], [20, 20]));
        Assert.Equal(1, Blend.BestShare([10], [50], [90]));
        Assert.Null(Blend.BestShare([10, 10], [10, 10], [20, 20]));
        Assert.Equal(("a", true, 12), (new Blend("a", "b", 0.05).Single, new Blend("a", "b", 0.05).IsSingle, new Blend("a", "b", 0.05).Of(10, 50)));
    }

    [Fact]
    public void At_equal_error_the_fill_nearest_in_features_wins()
    {
        HolePart part = new([0], new PixelRectangle(0, 0, 1, 1), 1);
        MethodScore blurred = new("blurred", [20.05, 20.05], [0.5, 0.5]), sharp = new("sharp", [20, 20], [0.2, 0.2]), worse = new("worse", [19.9, 19.9], [0.1, 0.1]);
        Assert.Equal("sharp", FillChoice.Of(part, [blurred, sharp, worse], "none", AutoFill.EqualWithin).Method);
        Assert.Equal("blurred", FillChoice.Of(part, [blurred, sharp with { Psnr = [19.9, 19.9] }, worse], "none", AutoFill.EqualWithin).Method);
        Assert.Equal("worse", FillChoice.Of(part, [blurred, sharp, worse], "none", AutoFill.DetailWithin).Method);
        FillChoice none = FillChoice.Of(part, [], "harmonic", AutoFill.EqualWithin);
        Assert.Equal("the hole 1x1 at (0, 0): harmonic, because nothing is left around it to try methods on", none.ToString());
    }

    [Fact]
    public void A_picture_without_hole_and_one_without_known_pixel_are_told_apart()
    {
        using var grey = new Painted("grey", _ => 128);
        using var auto = new AutoFill([grey]);
        using AutoFilled unchanged = auto.Fill(Picture, HoleMask.Empty(96, 96));
        Assert.Empty(unchanged.Choices);
        Assert.Equal(Picture.Pixels, unchanged.Filled.Image.Pixels);
        Assert.Contains("at least one known pixel", Assert.Throws<BadInputException>(() => auto.Fill(Picture, HoleMask.Create(96, 96, (_, _) => true))).Message);
        Assert.Throws<ArgumentException>(() => new AutoFill([]));
    }

    private sealed class Painted(string name, Func<byte, byte> paint) : FillMethod(name)
    {
        public override InpaintedImage Fill(RgbImage image, HoleMask hole, IProgress<InpaintingProgress>? progress = null, CancellationToken cancellation = default)
        {
            byte[] pixels = [.. image.Pixels.Select((value, i) => hole.Cells(0)[i / 3] == 0 ? value : paint(value))];
            return new InpaintedImage(new RgbImage(image.Width, image.Height, pixels), null, [], []);
        }

        public override void Dispose()
        {
        }
    }
}
