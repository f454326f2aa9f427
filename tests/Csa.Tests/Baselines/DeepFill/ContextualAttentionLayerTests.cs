using Csa.Baselines.ContextualAttention;
using Csa.Baselines.DeepFill;
using Csa.Baselines.GatedConv;
using Csa.Data;
using Csa.Data.Masks;
using Csa.Tests.Networks;
using Xunit;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Tests.Baselines.DeepFill;

public class ContextualAttentionLayerTests
{
    private static readonly AttentionOptions Published = new();

    [Theory]
    [InlineData(2, true, 8, 8)]
    [InlineData(2, true, 6, 10)]
    [InlineData(2, false, 8, 6)]
    [InlineData(1, true, 5, 4)]
    [InlineData(4, true, 16, 12)]
    public void The_layer_is_what_its_loops_say(int rate, bool fuse, int height, int width)
    {
        AttentionOptions options = new() { Rate = rate, Fuse = fuse };
        using var scope = NewDisposeScope();
        Tensor features = Features(1, height, width);
        HoleMask hole = HoleMask.Create(height, width, (y, x) => y >= height / 2 && x >= width / 2);
        Tensor expected = Reference(features, hole, options);
        Assert.True(Small.Size(expected) > 0.1, "the scene should have something to copy");
        Assert.True(Small.Difference(expected, ContextualAttentionLayer.Fill(features, hole, options)) < 1e-9);
    }

    [Fact]
    public void The_loops_fuse_and_the_fusion_matters()
    {
        using var scope = NewDisposeScope();
        Tensor features = Features(1, 8, 8);
        HoleMask hole = HoleMask.Create(8, 8, (y, x) => y > 5 && x > 5);
        Assert.True(Small.Difference(ContextualAttentionLayer.Fill(features, hole), ContextualAttentionLayer.Fill(features, hole, new() { Fuse = false })) > 1e-3);
        Assert.True(Small.Difference(ContextualAttentionLayer.Fill(features, hole), ContextualAttentionLayer.Fill(features, hole, new() { SoftmaxScale = 1 })) > 1e-3);
    }

    [Fact]
    public void Weights_come_from_known_patches_alone_and_add_up_to_less_than_one()
    {
        using var scope = NewDisposeScope();
        Tensor features = Features(1, 16, 16) * 0.001; // small scores, so that zeroed ones keep a share
        HoleMask small = HoleMask.Create(8, 8, (y, x) => y == 4 && x == 4);
        Tensor weights = ContextualAttentionLayer.Weights(features, small, Published);
        Tensor touched = weights.view(64, 8, 8).narrow(1, 3, 3).narrow(2, 3, 3);
        Assert.Equal(0, Small.Size(touched));
        Tensor rows = weights.sum(2);
        Assert.True(rows.max().item<double>() < 0.9, "scores of 0 take part in the softmax");
        Assert.True(rows.min().item<double>() > 0.8);
        Assert.Equal(64 - 9, weights[0, 0].count_nonzero().item<long>());
    }

    // The content of each sample is copied from its own known part: one mask for all would mix them up.
    [Fact]
    public void A_batch_is_each_sample_alone()
    {
        using var scope = NewDisposeScope();
        Tensor features = Features(3, 8, 8);
        HoleMask holes = HoleMask.Batch(
        [
            HoleMask.Create(8, 8, (y, x) => y < 2 && x < 2),
            HoleMask.Create(8, 8, (y, x) => y > 4 && x > 4),
            HoleMask.Empty(8, 8),
        ]);
        Tensor batch = ContextualAttentionLayer.Fill(features, holes);
        for (int n = 0; n < 3; n++)
        {
            Tensor alone = ContextualAttentionLayer.Fill(features.narrow(0, n, 1), holes.Sample(n));
            Assert.True(Small.Difference(batch.narrow(0, n, 1), alone) < 1e-12, $"sample {n}");
        }

        Tensor oneMask = ContextualAttentionLayer.Fill(features, holes.Sample(0).Repeat(3));
        Assert.True(Small.Difference(batch.narrow(0, 1, 1), oneMask.narrow(0, 1, 1)) > 1e-3, "the second sample's own mask counts");
    }

    [Fact]
    public void What_stands_in_the_hole_is_never_copied_and_a_mask_inverted_or_one_cell_off_would_copy_it()
    {
        using var scope = NewDisposeScope();
        // Content of length about 1 outside, a mark in the first channel inside the hole.
        HoleMask hole = HoleMask.Create(24, 24, (y, x) => y is >= 8 and < 16 && x is >= 8 and < 16);
        Tensor features = Features(1, 24, 24);
        features[0, 0] = where(hole.ToTensor(ScalarType.Bool)[0, 0], full([24, 24], 50, ScalarType.Float64), zeros([24, 24], ScalarType.Float64));
        Assert.Equal(0, Small.Size(ContextualAttentionLayer.Fill(features, hole)[0, 0]));

        HoleMask inverted = HoleMask.Create(24, 24, (y, x) => !hole[0, y, x]);
        Assert.True(MarkCopied(features, inverted));
        foreach ((int dy, int dx) in new[] { (0, 1), (0, -1), (1, 0), (-1, 0) })
            Assert.True(MarkCopied(features, Shifted(hole, dy, dx)), $"one cell off by ({dy}, {dx})");
    }

    [Fact]
    public void Nothing_known_gives_zeros_and_not_NaN()
    {
        using var scope = NewDisposeScope();
        Tensor features = Features(1, 8, 8).requires_grad_(true);
        Tensor rebuilt = ContextualAttentionLayer.Fill(features, HoleMask.Create(8, 8, (_, _) => true));
        Assert.Equal(0, Small.Size(rebuilt));
        rebuilt.sum().backward();
        Assert.Equal(0, Small.Size(features.grad!));

        Tensor black = zeros([1, 3, 8, 8], ScalarType.Float64).requires_grad_(true);
        ContextualAttentionLayer.Fill(black, HoleMask.Create(8, 8, (y, x) => y + x < 3)).square().sum().backward();
        Assert.True(black.grad!.isfinite().all().item<bool>());
    }

    [Fact]
    public void The_gradient_is_that_of_central_differences()
    {
        using var scope = NewDisposeScope();
        Tensor features = (Features(1, 8, 6) * 0.3).detach().requires_grad_(true);
        HoleMask hole = HoleMask.Create(8, 6, (y, x) => y > 4 && x > 2);
        Tensor ask = Features(1, 8, 6, seed: 9);
        (ContextualAttentionLayer.Fill(features, hole) * ask).sum().backward();
        const double step = 1e-5;
        foreach ((int c, int y, int x) in new[] { (0, 0, 0), (1, 3, 2), (2, 7, 5), (0, 5, 4), (1, 7, 0) })
        {
            double Along(double by)
            {
                Tensor moved = features.detach().clone();
                moved[0, c, y, x] += by;
                return (ContextualAttentionLayer.Fill(moved, hole) * ask).sum().item<double>();
            }

            Assert.Equal((Along(step) - Along(-step)) / (2 * step), features.grad![0, c, y, x].item<double>(), 1e-6);
        }
    }

    [Fact]
    public void The_quick_presets_leave_keys_without_padding_around_a_centre_hole()
    {
        using var scope = NewDisposeScope();
        Assert.Equal((96, 156), Keys(((ContextualAttentionOptions)ContextualAttentionPresets.Quick().System).Network.Attention.Rate));
        Assert.Equal((96, 156), Keys(((GatedConvOptions)GatedConvPresets.Quick().System).Network.Attention.Rate));
        Assert.Equal((0, 28), Keys(Published.Rate)); // why the published rate is not theirs

        static (long Inner, long All) Keys(int rate)
        {
            HoleMask small = AlignedSampling.Reduce(AlignedSampling.Reduce(MaskShapes.Centre(64), 4), rate);
            Tensor used = ContextualAttentionLayer.Weights(Features(1, 16, 16), small, new() { Rate = rate, Fuse = false }).sum(1).view(small.Height, small.Width) > 0;
            return (used[1..^1, 1..^1].sum().item<long>(), used.sum().item<long>());
        }
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        using var scope = NewDisposeScope();
        Assert.Contains("multiples of the rate 2", Assert.Throws<ArgumentException>(() => ContextualAttentionLayer.Fill(zeros(1, 3, 7, 8), HoleMask.Empty(7, 8))).Message);
        Assert.Contains("hole", Assert.Throws<ArgumentException>(() => ContextualAttentionLayer.Fill(zeros(2, 3, 8, 8), HoleMask.Empty(8, 8))).Message);
        Assert.Throws<BadInputException>(() => new AttentionOptions { Rate = 3 }.Validated());
        Assert.Throws<BadInputException>(() => new AttentionOptions { SoftmaxScale = 0 }.Validated());
    }

    private static bool MarkCopied(Tensor features, HoleMask hole) => Small.Size(ContextualAttentionLayer.Fill(features, hole)[0, 0]) > 1e-6;

    private static HoleMask Shifted(HoleMask hole, int dy, int dx) =>
        HoleMask.Create(hole.Height, hole.Width, (y, x) =>
            y - dy >= 0 && y - dy < hole.Height && x - dx >= 0 && x - dx < hole.Width && hole[0, y - dy, x - dx]);

    private static Tensor Features(int count, int height, int width, ulong seed = 3)
    {
        using var generator = new Generator(seed);
        return randn([count, 3, height, width], ScalarType.Float64, generator: generator);
    }

    private static Tensor Reference(Tensor features, HoleMask hole, AttentionOptions options)
    {
        long[] shape = features.shape;
        double[] values = features.contiguous().data<double>().ToArray();
        var cells = new double[shape[1], shape[2], shape[3]];
        Buffer.BlockCopy(values, 0, cells, 0, values.Length * sizeof(double));
        double[,,] filled = new AttentionReference(cells, hole, options).Fill();
        Buffer.BlockCopy(filled, 0, values, 0, values.Length * sizeof(double));
        return tensor(values).view(shape);
    }
}
