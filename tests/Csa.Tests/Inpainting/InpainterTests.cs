using Csa.Attention;
using Csa.Baselines;
using Csa.Data;
using Csa.Data.Images;
using Csa.Data.Masks;
using Csa.Data.Regions;
using Csa.Data.Sources;
using Csa.Experiments.Evaluation;
using Csa.Inpainting;
using Csa.Networks;
using Csa.Systems;
using Csa.Tests.Images;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Tests.Inpainting;

public sealed class InpainterTests
{
    private static readonly InpainterOptions Side32 = new() { WorkingSide = 32 };

    public static TheoryData<int, int, string> Cases()
    {
        var cases = new TheoryData<int, int, string>();
        foreach ((int width, int height) in new[] { (1, 2), (3, 5), (32, 32), (37, 20), (33, 90), (150, 131) })
            foreach (string kind in new[] { "specks", "half", "strokes", "ring", "all but one" })
                cases.Add(width, height, kind);
        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Known_bytes_stay_and_every_hole_pixel_is_filled(int width, int height, string kind)
    {
        RgbImage image = Pictures.Noise(width, height, 1);
        image = new RgbImage(width, height, image.Pixels, [.. Enumerable.Range(0, width * height).Select(i => (byte)(i % 251))]);
        HoleMask hole = Hole(kind, height, width);
        using var system = new Recorder(refined: _ => 0.2, rough: _ => -0.395);
        using InpaintedImage result = new Inpainter(system, Side32).Fill(image, hole);
        for (int i = 0; i < width * height; i++)
        {
            bool missing = hole.Cells(0)[i] != 0;
            for (int k = 3 * i; k < (3 * i) + 3; k++)
            {
                // A reduced region's rim is a blend; elsewhere a hole pixel is exactly what the system painted.
                if (missing && result.Regions.Any(region => region.Scale < 1)) continue;
                Assert.Equal(missing ? 153 : image.Pixels[k], result.Image.Pixels[k]);
                Assert.Equal(missing ? 77 : image.Pixels[k], (result.Rough ?? image).Pixels[k]);
            }
        }

        Assert.Equal(image.Alpha, result.Image.Alpha);
        Assert.All(system.Holes, seen => Assert.True(seen is { Count: 1, Height: 32, Width: 32 } && !seen.IsEmpty && seen.HoleCount(0) < 32 * 32));
        Assert.All(result.Regions, region => Assert.True(region.Crop is { Left: >= 0, Top: >= 0 } && region.Crop.Right <= width && region.Crop.Bottom <= height));
    }

    [Fact]
    public void A_small_hole_of_a_large_photograph_is_filled_at_native_resolution_with_context()
    {
        using var system = new Recorder(_ => 0);
        HoleMask hole = HoleMask.Create(200, 300, (y, x) => y is >= 95 and < 107 && x is >= 290);
        using InpaintedImage result = new Inpainter(system, Side32).Fill(Pictures.Noise(300, 200, 2), hole);
        InpaintedRegion region = Assert.Single(result.Regions);
        Assert.Equal(1, region.Scale);
        Assert.Equal(new PixelRectangle(268, 85, 32, 32), region.Crop); // pushed back from the right border
        Assert.Empty(result.Notes);
        Assert.Equal(new WorkingPixel(24, 15), region.ToWorking(292, 100));
    }

    [Fact]
    public void A_hole_larger_than_trained_is_reduced_and_the_notes_say_so()
    {
        using var system = new Recorder(_ => 0);
        HoleMask hole = HoleMask.Create(200, 200, (y, x) => y is >= 60 and < 124 && x is >= 60 and < 124);
        using InpaintedImage result = new Inpainter(system, Side32).Fill(Pictures.Noise(200, 200, 3), hole);
        InpaintedRegion region = Assert.Single(result.Regions);
        Assert.Equal(new PixelRectangle(28, 28, 128, 128), region.Crop); // twice the hole
        Assert.Equal(0.25, region.Scale);
        Assert.Equal(16 * 16, system.Holes[0].HoleCount(0));
        Assert.Contains("larger than the 16 pixels", Assert.Single(result.Notes));
    }

    [Fact]
    public void Images_are_given_and_taken_on_the_host_wherever_the_system_works()
    {
        using var system = new Recorder(_ => 0, rough: _ => 0);
        HoleMask hole = MaskShapes.Centre(32);
        new Inpainter(system, Side32).Fill(Pictures.Noise(32, 32, 1), hole).Dispose();
        Evaluator.Run([new EvaluatedSystem(system)], [new EvaluationPart("centre", [new EvaluationItem("a", Pictures.Noise(32, 32, 1), hole)])], new EvaluationDescription { Data = "noise" });
        Assert.Equal([DeviceType.CPU, DeviceType.CPU], system.Devices);
    }

    [Theory]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(200)]
    public void Even_the_largest_hole_leaves_something_known(int holeSide)
    {
        using var system = new Recorder(_ => 0);
        HoleMask hole = HoleMask.Create(300, 300, (y, x) => y >= 50 && y < 50 + holeSide && x >= 50 && x < 50 + holeSide);
        using InpaintedImage result = new Inpainter(system, Side32 with { LargestHole = 31 }).Fill(Pictures.Noise(300, 300, 3), hole);
        Assert.All(system.Holes, seen => Assert.InRange(seen.HoleCount(0), 1, (32 * 32) - 1));
    }

    [Fact]
    public void Only_the_thick_part_of_a_hole_is_reduced()
    {
        // A balloon on a string.
        using var system = new Recorder(_ => 0);
        HoleMask hole = HoleMask.Create(200, 300, (y, x) => (y is >= 60 and < 124 && x is >= 40 and < 104) || (y is >= 90 and < 94 && x is >= 104 and < 280));
        using InpaintedImage result = new Inpainter(system, Side32).Fill(Pictures.Noise(300, 200, 3), hole);
        InpaintedRegion balloon = Assert.Single(result.Regions, region => region.Scale < 1);
        Assert.InRange(balloon.Hole.Width, 64, 64 + 16);
        Assert.Same(balloon, result.Regions[^1]); // what is filled natively is its context
        Assert.True(result.Regions.Count > 160 / 16);
    }

    [Fact]
    public void Near_holes_share_a_pass_and_far_ones_do_not()
    {
        HoleMask hole = HoleMask.Create(100, 100, (y, x) => (y, x) is (10, 10) or (12, 20) or (80, 80));
        using var system = new Recorder(_ => 0);
        using InpaintedImage result = new Inpainter(system, Side32).Fill(Pictures.Noise(100, 100, 4), hole);
        Assert.Equal(2, result.Regions.Count);
    }

    [Fact]
    public void A_long_thin_hole_is_filled_in_pieces_at_native_resolution_each_seeing_the_last()
    {
        using var system = new Recorder(_ => 0);
        HoleMask scratch = HoleMask.Create(40, 200, (y, x) => y is >= 18 and < 22 && x is >= 10 and < 190);
        using InpaintedImage result = new Inpainter(system, Side32).Fill(Pictures.Noise(200, 40, 5), scratch);
        Assert.True(result.Regions.Count >= 180 / 16);
        Assert.All(result.Regions, region => Assert.Equal(1, region.Scale));
        for (int k = 1; k < result.Regions.Count; k++)
        {
            // What the pass before filled is known now; what comes after is still missing.
            PixelRectangle before = result.Regions[k - 1].Hole;
            InpaintedRegion now = result.Regions[k];
            WorkingPixel last = now.ToWorking(before.Right - 1, before.Top);
            Assert.False(system.Holes[k][0, last.Y, last.X]);
            if (now.Crop.Right < 190) Assert.True(system.Holes[k][0, last.Y, 31]);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void What_stands_in_the_hole_does_not_matter(int width, int height, string kind)
    {
        // Nor does it shine through anywhere: every hole pixel is written.
        using var harmonic = new HarmonicFill();
        HoleMask hole = Hole(kind, height, width);
        Assert.Equal(Filled(0), Filled(255));

        byte[] Filled(byte paint)
        {
            RgbImage image = Ramp(height, width);
            for (int i = 0; i < width * height; i++)
                if (hole.Cells(0)[i] != 0) image.Pixels.AsSpan(3 * i, 3).Fill(paint);
            using InpaintedImage result = new Inpainter(harmonic, Side32).Fill(image, hole);
            return result.Image.Pixels;
        }
    }

    [Theory]
    [InlineData(12, 1)] // native
    [InlineData(60, 6)] // reduced: blocks of four pixels
    public void A_ramp_is_continued_through_the_hole(int holeSide, int greyLevels)
    {
        using var harmonic = new HarmonicFill();
        RgbImage ramp = Ramp(120, 140);
        HoleMask hole = HoleMask.Create(120, 140, (y, x) => y >= 30 && y < 30 + holeSide && x >= 40 && x < 40 + holeSide);
        using InpaintedImage result = new Inpainter(harmonic, Side32).Fill(ramp, hole);
        for (int i = 0; i < ramp.Pixels.Length; i++) Assert.InRange(Math.Abs(ramp.Pixels[i] - result.Image.Pixels[i]), 0, greyLevels);
    }

    [Fact]
    public void A_small_image_is_continued_by_reflection_and_the_notes_say_so()
    {
        using var system = new Recorder(_ => 0);
        RgbImage image = Pictures.Noise(24, 20, 6);
        using InpaintedImage result = new Inpainter(system, Side32).Fill(image, HoleMask.Create(20, 24, (y, x) => y == 10 && x == 0));
        Assert.Contains("reflection", Assert.Single(result.Notes));
        Assert.Equal(new PixelRectangle(4, 6, 24, 20), result.Regions[0].Content);
        Assert.True(system.Holes[0][0, 16, 4] && system.Holes[0][0, 16, 3] && system.Holes[0].HoleCount(0) == 2);
    }

    [Theory]
    [InlineData(1, "too small for the grid")]
    [InlineData(16, null)]
    [InlineData(31, "leaves no cell of the grid")]
    public void What_the_feature_grid_cannot_tell_is_noted(int holeSide, string? note)
    {
        using var system = new Recorder(_ => 0, attention: true);
        HoleMask hole = HoleMask.Create(32, 32, (y, x) => y < holeSide && x < holeSide);
        using InpaintedImage result = new Inpainter(system, Side32).Fill(Pictures.Noise(32, 32, 7), hole);
        Assert.Equal(note is null ? 0 : 1, result.Notes.Count);
        if (note is not null) Assert.Contains(note, result.Notes[0]);
    }

    [Fact]
    public void Without_a_hole_the_image_is_unchanged()
    {
        using var system = new Recorder(_ => 0);
        RgbImage image = Pictures.Noise(7, 9, 7);
        using InpaintedImage result = new Inpainter(system, Side32).Fill(image, HoleMask.Empty(9, 7));
        Assert.Equal(image.Pixels, result.Image.Pixels);
        Assert.Empty(system.Holes);
        Assert.Contains("no hole", Assert.Single(result.Notes));
    }

    [Fact]
    public void Bad_masks_are_named()
    {
        using var system = new Recorder(_ => 0);
        var inpainter = new Inpainter(system, Side32);
        RgbImage image = Pictures.Noise(7, 9, 8);
        string size = Assert.Throws<BadInputException>(() => inpainter.Fill(image, HoleMask.Empty(7, 9))).Message;
        Assert.Contains("7x9", size);
        Assert.Contains("9x7", size);
        Assert.Contains("known pixel", Assert.Throws<BadInputException>(() => inpainter.Fill(image, HoleMask.Create(9, 7, (_, _) => true))).Message);
        Assert.Throws<ArgumentException>(() => inpainter.Fill(image, HoleMask.Empty(9, 7).Repeat(2)));
    }

    [Fact]
    public void Bad_options_and_broken_systems_are_named()
    {
        using var broken = new Recorder(_ => double.NaN);
        Assert.Throws<ArgumentException>(() => new Inpainter(broken, new InpainterOptions { WorkingSide = 4 }));
        string whole = Assert.Throws<ArgumentException>(() => new Inpainter(broken, new InpainterOptions { WorkingSide = 32, LargestHole = 32 })).Message;
        Assert.Contains("want 1 … 31", whole);
        HoleMask hole = HoleMask.Create(9, 9, (y, _) => y == 4);
        Assert.Contains("recorder", Assert.Throws<InvalidOperationException>(() => new Inpainter(broken, Side32).Fill(Pictures.Noise(9, 9, 9), hole)).Message);
    }

    [Fact]
    public void Attention_is_kept_when_asked_for_and_no_tensor_is_left_behind()
    {
        using var system = new Recorder(_ => 0, attention: true);
        HoleMask hole = HoleMask.Create(40, 40, (y, x) => y is > 10 and < 20 && x is > 10 and < 20);
        void Run(bool keep)
        {
            using InpaintedImage result = new Inpainter(system, Side32 with { KeepAttention = keep }).Fill(Pictures.Noise(40, 40, 10), hole);
            Assert.Equal(keep, result.Regions[0].Attention is not null);
        }

        Run(true);
        long before = TorchSharp.DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        Run(true);
        Run(false);
        Assert.Equal(before, TorchSharp.DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    private static RgbImage Ramp(int height, int width) => Pictures.Paint(width, height, (y, x) => (x + 20, y + 40, 220 - x));

    private static HoleMask Hole(string kind, int height, int width)
    {
        Random random = Seed.Generator(11);
        HoleMask hole = HoleMask.Create(height, width, (y, x) => kind switch
        {
            "specks" => random.NextDouble() < 0.02 || (y, x) == (0, 0),
            "half" => y >= height / 2,
            "strokes" => Math.Abs((y % 40) - (x % 37)) < 4,
            "ring" => Math.Abs(Math.Sqrt(Math.Pow(y - (height / 2.0), 2) + Math.Pow(x - (width / 2.0), 2)) - (width / 3.0)) < 3,
            _ => (y, x) != (height / 2, width / 3),
        });
        // The smallest images may be all hole; the last pixel is always known.
        return HoleMask.Create(height, width, (y, x) => hole[0, y, x] && (y, x) != (height - 1, width - 1));
    }

    /// <summary>Paints constants and keeps the holes it was shown.</summary>
    private sealed class Recorder(Func<int, double> refined, Func<int, double>? rough = null, bool attention = false) : IInpaintingSystem
    {
        public string Name => "recorder";

        public List<HoleMask> Holes { get; } = [];

        public List<DeviceType> Devices { get; } = [];

        public InpaintingResult Inpaint(Tensor image, HoleMask hole)
        {
            using var scope = NewDisposeScope();
            Devices.Add(image.device_type);
            Holes.Add(hole);
            FeatureHole? cells = attention ? FeatureMask.Reduce(hole, 2) : null;
            return new InpaintingResult(
                full_like(image, refined(Holes.Count)),
                rough is null ? null : full_like(image, rough(Holes.Count)),
                cells is null ? null : CsaLayer.Fill(rand(1, 4, cells.Mask.Height, cells.Mask.Width), cells.Mask),
                cells);
        }

        public void Dispose()
        {
        }
    }
}
