using Csa.Data;
using Csa.Data.Images;
using Csa.Data.Masks;
using Csa.Data.Sources;
using Xunit;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Tests.Data;

public sealed class BatchesTests
{
    [Fact]
    public void A_batch_depends_on_its_step_alone_so_a_resumed_run_goes_on_alike()
    {
        var options = new BatchOptions { Side = 8, BatchSize = 3, Seed = 11 };
        Batches whole = Open(options);
        string[] straight = [.. Enumerable.Range(0, 12).Select(step => Content(whole.At(step)))];
        Batches resumed = Open(options);
        for (int step = 11; step >= 5; step--) Assert.Equal(straight[step], Content(resumed.At(step)));
        Assert.Equal(12, straight.Distinct().Count());
    }

    [Fact]
    public void Every_image_comes_once_per_epoch_in_an_order_of_its_own()
    {
        Batches batches = Open(new BatchOptions { Side = 8, BatchSize = 2, Flip = false });
        int[][] epochs = [.. Enumerable.Range(0, 4).Select(epoch => Enumerable.Range(0, 5).SelectMany(i => Images(batches.At((5 * epoch) + i))).ToArray())];
        Assert.All(epochs, epoch => Assert.Equal(Enumerable.Range(0, 10), epoch.Order()));
        Assert.Equal(4, epochs.Select(epoch => string.Join(",", epoch)).Distinct().Count());
    }

    [Fact]
    public void Batches_straddle_epochs_without_losing_an_image()
    {
        Batches batches = Open(new BatchOptions { Side = 8, BatchSize = 4 });
        int[] images = [.. Enumerable.Range(0, 5).SelectMany(step => Images(batches.At(step)))];
        Assert.Equal(Enumerable.Range(0, 10), images[..10].Order());
        Assert.Equal(Enumerable.Range(0, 10), images[10..].Order());
    }

    [Fact]
    public void About_half_the_images_are_mirrored_unless_flips_are_off()
    {
        Assert.InRange(Mirrored(flip: true), 70, 130);
        Assert.Equal(0, Mirrored(flip: false));

        static int Mirrored(bool flip)
        {
            Batches batches = Open(new BatchOptions { Side = 8, BatchSize = 4, Flip = flip });
            int count = 0;
            for (int step = 0; step < 50; step++)
            {
                using TrainingBatch batch = batches.At(step);
                count += ImageTensor.ToImages(batch.Images).Count(image => image.Pixels[2] == 255);
            }

            return count;
        }
    }

    [Fact]
    public void Masks_differ_within_a_batch_and_between_epochs()
    {
        Batches batches = Open(new BatchOptions { Side = 16, BatchSize = 5 });
        var masks = new HashSet<HoleMask>();
        for (int step = 0; step < 8; step++)
        {
            using TrainingBatch batch = batches.At(step);
            Assert.Equal((5, 16, 16), (batch.Hole.Count, batch.Hole.Height, batch.Hole.Width));
            Assert.Equal([5L, 3L, 16L, 16L], batch.Images.shape);
            for (int n = 0; n < 5; n++) masks.Add(batch.Hole.Sample(n));
        }

        Assert.True(masks.Count > 36, $"{masks.Count} of 40 masks differ");
    }

    [Fact]
    public void The_seed_changes_everything()
    {
        BatchOptions one = new() { Side = 8, Seed = 1 };
        BatchOptions two = new() { Side = 8, Seed = 2 };
        Assert.NotEqual(Content(Open(one).At(0)), Content(Open(two).At(0)));
        Assert.NotEqual(Enumerable.Range(0, 10).SelectMany(i => Images(Open(one).At(i))), Enumerable.Range(0, 10).SelectMany(i => Images(Open(two).At(i))));
    }

    [Fact]
    public void Options_out_of_range_and_empty_splits_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Open(new BatchOptions { BatchSize = 0 }));
        Assert.Throws<ArgumentException>(() => Open(new BatchOptions { Side = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Open(new BatchOptions()).At(-1));
        Assert.Throws<BadInputException>(() => Open(new BatchOptions { Split = Split.Test }));
        Assert.Throws<BadInputException>(() => new EvaluationSet(new Ramp(), MaskSources.Open("box"), new EvaluationOptions { Split = Split.Test }));
    }

    [Fact]
    public void An_evaluation_set_is_a_fixed_list()
    {
        var options = new EvaluationOptions { Split = Split.Train, Side = 16, Count = 7, Seed = 3 };
        var first = new EvaluationSet(new Ramp(), MaskSources.Open("mixed"), options);
        var second = new EvaluationSet(new Ramp(), MaskSources.Open("mixed"), options);
        Assert.Equal(7, first.Count);
        Assert.Equal(10, new EvaluationSet(new Ramp(), MaskSources.Open("mixed"), new EvaluationOptions { Split = Split.Train }).Count);
        for (int i = 6; i >= 0; i--)
        {
            EvaluationItem item = first.At(i);
            Assert.Equal(second.At(i).Hole, item.Hole);
            Assert.Equal($"ramp-{i}", item.Name);
            Assert.Equal(i, item.Image.Pixels[0]);
        }

        Assert.True(Enumerable.Range(0, 7).Select(i => first.At(i).Hole).Distinct().Count() > 4);
    }

    private static Batches Open(BatchOptions options) => new(new Ramp(), MaskSources.Open("strokes"), options);

    private static int[] Images(TrainingBatch batch)
    {
        using (batch) return [.. ImageTensor.ToImages(batch.Images).Select(image => (int)image.Pixels[0])];
    }

    private static string Content(TrainingBatch batch)
    {
        using (batch)
        {
            using Tensor weighted = batch.Images.to(TorchSharp.torch.ScalarType.Float64);
            return $"{string.Join(",", ImageTensor.ToImages(weighted).Select(image => Convert.ToHexString(image.Pixels)))} {batch.Hole.GetHashCode()} {batch.Hole}";
        }
    }

    /// <summary>Ten training images: red is the index everywhere, blue tells left (0) from right (255).</summary>
    private sealed class Ramp : IImageSource
    {
        public string Description => "ramp";

        public int Count(Split split) => split == Split.Train ? 10 : 0;

        public string Name(Split split, int index) => $"ramp-{index}";

        public RgbImage Read(Split split, int index, int side)
        {
            var pixels = new byte[3 * side * side];
            for (int i = 0; i < side * side; i++)
            {
                pixels[3 * i] = (byte)index;
                pixels[(3 * i) + 2] = (byte)(i % side < side / 2 ? 0 : 255);
            }

            return new RgbImage(side, side, pixels);
        }
    }
}
