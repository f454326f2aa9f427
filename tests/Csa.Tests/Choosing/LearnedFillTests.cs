using Csa.Data.Images;
using Csa.Data.Masks;
using Csa.Data.Regions;
using Csa.Data.Sources;
using Csa.Drawings;
using Csa.Experiments.Choosing;
using Csa.Experiments.Training;
using Csa.Inpainting;
using Xunit;

namespace Csa.Tests.Choosing;

public sealed class LearnedFillTests
{
    private static readonly RgbImage Picture = new BuiltInFacades().Read(Split.Test, 5, 112);
    private static readonly HoleMask Hole = HoleMask.Create(112, 112, (y, x) => y is >= 50 and < 66 && x is >= 40 and < 60);

    [Fact]
    public void What_lies_in_holes_and_hidden_holes_changes_nothing_that_is_learned_and_steps_repeat_to_the_bit()
    {
        TrainingPhoto photo = AutoFill.TrainingPhotoOf(Picture, Hole, seed: 4);
        Assert.True(photo.Unknown.HoleCount(0) > 2 * Hole.HoleCount(0));
        RgbImage other = new(112, 112, [.. Picture.Pixels.Select((value, i) => photo.Unknown.Cells(0)[i / 3] == 0 ? value : (byte)~value)]);
        RgbImage brighter = new(112, 112, [.. Picture.Pixels.Select(value => (byte)Math.Min(255, value + 40))]);
        byte[] learned = Learned(photo);
        Assert.Equal(learned, Learned(photo with { Image = other }));
        Assert.NotEqual(learned, Learned(photo with { Image = brighter }));
    }

    [Fact]
    public void A_training_that_is_stopped_keeps_what_was_learned_and_says_how_much()
    {
        using var method = new LearnedFill(new LearnedFillOptions { Budget = TrainingBudget.OfMinutes(60), Threads = 1 });
        Assert.Contains("trained on builtin:facades, 64x64; it has learned no picture yet", method.Training);
        Assert.Throws<InvalidOperationException>(() => method.Fill(Picture, Hole));
        using var stop = new CancellationTokenSource();
        method.Learn([new TrainingPhoto(Picture, Hole, Hole)], new StopAtOnce(stop), stop.Token);
        Assert.Contains("then 1 steps in", method.Training);
        using InpaintedImage filled = method.Fill(Picture, Hole);
        for (int i = 0; i < Picture.Pixels.Length; i++)
            if (Hole.Cells(0)[i / 3] == 0) Assert.Equal(Picture.Pixels[i], filled.Image.Pixels[i]);
    }

    [Theory]
    [InlineData(112, 20)]
    [InlineData(60, 12)]
    [InlineData(200, 90)]
    public void Crops_show_what_is_known_and_holes_have_the_shape_of_the_real_one_at_its_scale(int size, int side)
    {
        const int Unknown = 255;
        HoleMask hole = HoleMask.Create(size, size, (y, x) => y >= 8 && y < 8 + side && x >= 30 && x < 30 + (3 * side / 4));

        // Red where nothing may be looked at; the rest has no red.
        RgbImage image = new(size, size, [.. Enumerable.Range(0, 3 * size * size).Select(i => i % 3 == 0 ? (hole.Cells(0)[i / 3] == 1 ? (byte)Unknown : (byte)0) : (byte)(i % 251))]);
        var crops = new PhotoCrops([new TrainingPhoto(image, hole, hole)], 64, 3, CancellationToken.None);
        Assert.InRange(crops.Count(Split.Train), 20, 2000);
        Assert.InRange(crops.Count(Split.Validation), 4, PhotoCrops.Validation);
        foreach (Split split in (Split[])[Split.Train, Split.Validation])
            for (int i = 0; i < crops.Count(split); i++) Assert.DoesNotContain(crops.Read(split, i, 64).Pixels.Where((_, p) => p % 3 == 0), red => red != 0);
        int wanted = Math.Min(32, side); // reduced to what the network was trained for
        for (ulong seed = 0; seed < 20; seed++)
        {
            PixelRectangle bounds = crops.Draw(64, seed).Bounds(0)!.Value;
            Assert.InRange(bounds.Height, wanted - 1, wanted + 1);
            Assert.InRange(bounds.Width, (3 * wanted / 4) - 1, (3 * wanted / 4) + 1);
        }
    }

    [Fact]
    public void The_choice_lets_methods_learn_what_it_will_not_try_them_on()
    {
        using var learner = new Learner();
        using FillMethod harmonic = FillMethod.All()[0];
        using var auto = new AutoFill([harmonic, learner]);
        using AutoFilled made = auto.Fill(Picture, Hole, seed: 4);
        TrainingPhoto learned = Assert.Single(learner.Lessons);
        Assert.Equal(AutoFill.TrainingPhotoOf(Picture, Hole, 4).Unknown, learned.Unknown);
        Assert.Equal(7, learner.Asked.Count);

        // Each pixel that it had to fill in a hidden hole was unknown when it learned.
        foreach ((RgbImage crop, HoleMask hole) in learner.Asked.Take(6))
        {
            (int left, int top) = Enumerable.Range(0, 113 - crop.Height).SelectMany(y => Enumerable.Range(0, 113 - crop.Width).Select(x => (x, y)))
                .Single(at => crop.Pixels.SequenceEqual(Picture.Crop(at.x, at.y, crop.Width, crop.Height).Pixels));
            for (int y = 0; y < crop.Height; y++)
                for (int x = 0; x < crop.Width; x++) Assert.True(!hole[0, y, x] || learned.Unknown[0, top + y, left + x]);
        }

        using var together = new AutoFill([harmonic, learner]) { LearnsEach = false };
        together.Fill(Picture, Hole).Dispose();
        Assert.Single(learner.Lessons);
        Assert.Throws<ArgumentException>(() => new AutoFill([learner, harmonic]));
    }

    [Theory]
    [InlineData(true, 16, 20)]
    [InlineData(false, 15, 60)]
    [InlineData(false, 1, 1)]
    public void Nothing_is_learned_for_specks_and_strokes(bool learns, int height, int width)
    {
        using var learner = new Learner();
        using FillMethod harmonic = FillMethod.All()[0];
        using var auto = new AutoFill([harmonic, learner]);
        HoleMask hole = HoleMask.Create(112, 112, (y, x) => y >= 40 && y < 40 + height && x >= 20 && x < 20 + width);
        using AutoFilled made = auto.Fill(Picture, hole);
        Assert.Equal((learns, learns), (learner.Lessons.Count > 0, learner.Asked.Count > 0));
        Assert.Equal(learns, AutoFill.IsWorthLearning(hole));
    }

    private static byte[] Learned(TrainingPhoto photo)
    {
        using var method = new LearnedFill(new LearnedFillOptions { Budget = TrainingBudget.OfSteps(4), Threads = 1, Seed = 2 });
        method.Learn([photo]);
        using InpaintedImage filled = method.Fill(Picture, Hole);
        return filled.Image.Pixels;
    }

    private sealed class StopAtOnce(CancellationTokenSource stop) : IProgress<(double Fraction, string What)>
    {
        public void Report((double Fraction, string What) value) => stop.Cancel();
    }

    private sealed class Learner() : FillMethod("learner")
    {
        public List<TrainingPhoto> Lessons { get; } = [];

        public List<(RgbImage Crop, HoleMask Hole)> Asked { get; } = [];

        public override bool Learns => true;

        public override void Learn(IReadOnlyCollection<TrainingPhoto> photos, IProgress<(double Fraction, string What)>? progress = null, CancellationToken stop = default) => Lessons.AddRange(photos);

        public override InpaintedImage Fill(RgbImage image, HoleMask hole, IProgress<InpaintingProgress>? progress = null, CancellationToken cancellation = default)
        {
            Asked.Add((image, hole));
            return new InpaintedImage(image, null, [], []);
        }

        public override void Dispose()
        {
        }
    }
}
